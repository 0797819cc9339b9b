//! What a schema says of elements, as data, and how far an element got in it.

/// Whose namespace, of those that a schema is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    Epcis,
    Query,
    MasterData,
    Header,
}

/// What an element, or an attribute, may hold as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Simple {
    Text,
    Uri,
    Decimal,
    Integer,
    Int,
    Double,
    Boolean,
    Time,
    /// A time with its zone and all its digits, as EPCIS 2.0 asks for.
    Stamp,
    Hex,
    /// One of these words; the flag tells whether white space around it is allowed.
    Word(&'static [&'static str], bool),
}

/// What is known of an element.
#[derive(Debug)]
pub(super) struct Type {
    pub(super) content: Content,
    pub(super) attributes: &'static [Attribute],
    /// Whether other attributes are allowed.
    pub(super) open: bool,
}

#[derive(Debug)]
pub(super) enum Content {
    Simple(Simple),
    /// Elements in this order: those of the base type, then its own.
    Elements(&'static [Slot], &'static [Slot]),
    /// Text and any elements.
    Anything,
}

#[derive(Debug)]
pub(super) struct Attribute {
    pub(super) name: &'static str,
    pub(super) simple: Simple,
    pub(super) required: bool,
}

/// A place in the order of elements.
#[derive(Debug)]
pub(super) struct Slot {
    /// What may stand there.
    pub(super) parts: &'static [Part],
    pub(super) required: bool,
    pub(super) many: bool,
    /// Only behind an element in the place before.
    pub(super) after: bool,
}

#[derive(Debug)]
pub(super) enum Part {
    /// An element without a namespace.
    Local(&'static str, &'static Type),
    /// Such an element that may say that it is empty.
    Nillable(&'static str, &'static Type),
    /// An element of a namespace.
    Of(Home, &'static str, &'static Type),
    /// Any element of a namespace that is not this one.
    Other(Home),
    /// Any element without a namespace.
    Unnamed,
}

impl Type {
    pub(super) const fn simple(simple: Simple) -> Self {
        Type { content: Content::Simple(simple), attributes: &[], open: false }
    }

    /// Elements in this order, no attributes.
    pub(super) const fn closed(slots: &'static [Slot]) -> Self {
        Type { content: Content::Elements(&[], slots), attributes: &[], open: false }
    }

    /// Elements in this order, any attributes.
    pub(super) const fn open(slots: &'static [Slot]) -> Self {
        Type { content: Content::Elements(&[], slots), attributes: &[], open: true }
    }

    /// The elements of a base type, then these, any attributes.
    pub(super) const fn extends(base: &'static [Slot], slots: &'static [Slot]) -> Self {
        Type { content: Content::Elements(base, slots), attributes: &[], open: true }
    }

    pub(super) const fn with(mut self, attributes: &'static [Attribute]) -> Self {
        self.attributes = attributes;
        self
    }

    pub(super) fn slots(&self) -> impl DoubleEndedIterator<Item = &'static Slot> + Clone {
        let (base, own): (&'static [Slot], &'static [Slot]) = match self.content {
            Content::Elements(base, own) => (base, own),
            Content::Simple(_) | Content::Anything => (&[], &[]),
        };
        base.iter().chain(own)
    }
}

impl Part {
    /// The element's name; wildcards have none.
    pub(super) const fn name(&self) -> Option<&'static str> {
        match self {
            Part::Local(name, _) | Part::Nillable(name, _) | Part::Of(_, name, _) => Some(name),
            Part::Other(_) | Part::Unnamed => None,
        }
    }

    /// What it is, for messages.
    pub(super) const fn what(&self) -> &'static str {
        match self.name() {
            Some(name) => name,
            None if matches!(self, Part::Unnamed) => "an extension without a namespace",
            None => "an extension of another namespace",
        }
    }
}

/// Parts as a list for a sentence, wildcards last.
pub(super) fn list<'a>(parts: impl Iterator<Item = &'a Part> + Clone) -> String {
    let names: Vec<&str> = parts.clone().filter_map(Part::name).collect();
    let wild = parts.filter(|part| part.name().is_none()).map(|part| part.what().to_owned());
    let named = Some(crate::epcis::schema::one_of(&names)).filter(|names| !names.is_empty());
    named.into_iter().chain(wild).collect::<Vec<_>>().join(", or ")
}

/// How far an element got in the order of its type.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct State {
    at: usize,
    count: u32,
}

/// What came of one more element.
#[derive(Debug)]
pub(super) struct Step {
    /// Where it fits, if it does.
    pub(super) part: Option<&'static Part>,
    /// Places that are required and were passed over.
    pub(super) missing: Vec<&'static Slot>,
    /// Whether its place has room for many.
    pub(super) many: bool,
    /// Why it does not fit.
    pub(super) misfit: Misfit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Misfit {
    /// There is no place for it.
    Unknown,
    /// It may stand there once only.
    Repeated,
    /// Its place is before what was there already.
    Late,
    /// It may only stand behind an element that is not there.
    Alone(&'static str),
}

impl State {
    /// Takes one more element.
    pub(super) fn step(&mut self, of: &Type, fits: impl Fn(&Part) -> bool) -> Step {
        let mut step = Step { part: None, missing: Vec::new(), many: false, misfit: Misfit::Unknown };
        let mut before: Option<(&'static Slot, bool)> = None;
        for (at, slot) in of.slots().enumerate() {
            let held = if at == self.at { self.count } else { 0 };
            let part = slot.parts.iter().find(|part| fits(part));
            if at < self.at {
                if part.is_some() {
                    step.misfit = Misfit::Late;
                }
                continue;
            }
            if let Some(part) = part {
                let alone = slot.after && held == 0 && before.is_none_or(|(_, filled)| !filled);
                if held > 0 && !slot.many {
                    step.misfit = Misfit::Repeated;
                } else if let (true, Some((before, _))) = (alone, before) {
                    step.misfit = Misfit::Alone(before.parts.first().map_or("", Part::what));
                } else {
                    step.part = Some(part);
                    step.many = slot.many;
                    *self = State { at, count: held.saturating_add(1) };
                    return step;
                }
            }
            if slot.required && held == 0 {
                step.missing.push(slot);
            }
            before = Some((slot, held > 0));
        }
        step.missing.clear();
        step
    }

    /// The required places that are empty when the element ends.
    pub(super) fn end(self, of: &Type) -> impl Iterator<Item = &'static Slot> {
        let empty =
            move |&(at, _): &(usize, &'static Slot)| at > self.at || (at == self.at && self.count == 0);
        of.slots().enumerate().filter(empty).map(|(_, slot)| slot).filter(|slot| slot.required)
    }

    /// What may come next, for messages.
    pub(super) fn expected(self, of: &Type) -> String {
        let mut parts = Vec::new();
        let mut before = false;
        for (at, slot) in of.slots().enumerate().skip(self.at) {
            let held = at == self.at && self.count > 0;
            if (!held || slot.many) && (!slot.after || before) {
                parts.extend(slot.parts);
            }
            if slot.required && !held {
                break;
            }
            before = held;
        }
        list(parts.into_iter())
    }
}

/// One place: `name: TYPE` once, `name? TYPE` at most once, `name + TYPE` once or more, `name * TYPE` any number.
macro_rules! slot {
    ($name:ident : $type:ident) => { slot!(@ Local $name $type true false) };
    ($name:ident ? $type:ident) => { slot!(@ Local $name $type false false) };
    ($name:ident + $type:ident) => { slot!(@ Local $name $type true true) };
    ($name:ident * $type:ident) => { slot!(@ Local $name $type false true) };
    (@ $kind:ident $name:ident $type:ident $required:literal $many:literal) => {
        $crate::epcis::schema::xml::grammar::Slot {
            parts: &[$crate::epcis::schema::xml::grammar::Part::$kind(stringify!($name), &$type)],
            required: $required,
            many: $many,
            after: false,
        }
    };
}

/// Places in order; `; other HOME` allows extensions of other namespaces behind them.
macro_rules! slots {
    ($($name:ident $occurs:tt $type:ident),* $(,)?) => { &[$(slot!($name $occurs $type)),*] };
    ($($name:ident $occurs:tt $type:ident),* ; other $home:ident) => {
        &[
            $(slot!($name $occurs $type),)*
            $crate::epcis::schema::xml::grammar::Slot {
                parts: &[$crate::epcis::schema::xml::grammar::Part::Other(
                    $crate::epcis::schema::xml::grammar::Home::$home,
                )],
                required: false,
                many: true,
                after: false,
            },
        ]
    };
}

pub(super) use {slot, slots};
