//! The verdict of a rule: no words, nothing allocated.

use super::{Carrier, Context, Profile, Quantity, Rule, Status, Term, Verdict, What};
use crate::diagnostic::{Severity, Span};
use crate::gs1::{ApplicationIdentifier, ElementString, Form, Message};

/// Whether no rule of severity error fails.
pub(super) fn accepts(profile: &Profile, message: &Message<'_>, context: &Context) -> bool {
    let facts = Facts::of(profile, message, context);
    let mut blocking = profile.rules.iter().filter(|rule| rule.severity == Severity::Error);
    facts.status != Status::Active || blocking.all(|rule| facts.judge(rule).verdict != Verdict::Fail)
}

/// What all rules ask of a message.
pub(super) struct Facts<'m, 'i> {
    message: &'m Message<'i>,
    context: Context,
    carrier: Option<Carrier>,
    pub(super) status: Status,
    /// Which alternative the text is, where it is no element string.
    pub(super) alternative: Option<usize>,
}

/// How a rule came out, and the little from which the words are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Judgement {
    pub(super) verdict: Verdict,
    pub(super) span: Option<Span>,
    pub(super) why: Why,
}

/// Why a rule came out so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    Kept,
    // It does not apply.
    NotInForce(Status),
    Early,
    Late,
    OtherLevel,
    OtherCountry,
    OtherCarrier,
    OtherElements,
    NoElement,
    OtherForm,
    Alternative,
    // It is undecided.
    CountryUnknown,
    CarrierUnknown,
    Unchecked,
    // It is broken.
    Missing,
    NotAllowed(ApplicationIdentifier),
    Alone(ApplicationIdentifier),
    OutOfOrder(ApplicationIdentifier, ApplicationIdentifier),
    WrongCarrier(Carrier),
    WrongLength(usize),
    WrongCharacter(u8),
    ZeroDay,
    Elements(usize),
    TooLong(usize),
}

use Why::*;

impl Judgement {
    const fn new(verdict: Verdict, why: Why) -> Self {
        Judgement { verdict, span: None, why }
    }

    const fn kept() -> Self {
        Judgement::new(Verdict::Pass, Kept)
    }

    const fn idle(why: Why) -> Self {
        Judgement::new(Verdict::NotApplicable, why)
    }

    const fn open(why: Why) -> Self {
        Judgement::new(Verdict::Unknown, why)
    }

    const fn broken(why: Why, span: Option<Span>) -> Self {
        Judgement { verdict: Verdict::Fail, span, why }
    }
}

impl<'m, 'i> Facts<'m, 'i> {
    pub(super) fn of(profile: &Profile, message: &'m Message<'i>, context: &Context) -> Self {
        let carrier = context.carrier_of(message);
        let content = if message.is_empty() { message.content() } else { None };
        let alternative = content.and_then(|content| {
            profile.alternatives.iter().position(|alternative| {
                alternative.content.as_ref().is_some_and(|shape| {
                    shape.one_of.iter().any(|&length| usize::from(length) == content.len())
                        && content.iter().all(|&byte| shape.set.holds(byte))
                        && (shape.carriers.is_empty()
                            || carrier.is_none_or(|carrier| shape.carriers.contains(&carrier)))
                })
            })
        });
        let status = profile.regime.status_on(context.date, context.country);
        Facts { message, context: *context, carrier, status, alternative }
    }

    /// Whether the rule applies; if so, how it comes out.
    pub(super) fn judge(&self, rule: &Rule) -> Judgement {
        let Context { date, level, country, .. } = self.context;
        if self.status != Status::Active {
            return Judgement::idle(NotInForce(self.status));
        }
        if rule.from.is_some_and(|from| date < from) {
            return Judgement::idle(Early);
        }
        if rule.until.is_some_and(|until| date > until) {
            return Judgement::idle(Late);
        }
        if !rule.levels.is_empty() && !rule.levels.contains(&level) {
            return Judgement::idle(OtherLevel);
        }
        if self.alternative.is_some() {
            return Judgement::idle(Alternative);
        }
        if !rule.when.iter().all(|term| self.has(term)) {
            return Judgement::idle(OtherElements);
        }
        if !rule.countries.is_empty() {
            match country {
                None => return Judgement::open(CountryUnknown),
                Some(country) if !rule.countries.contains(&country) => return Judgement::idle(OtherCountry),
                Some(_) => {}
            }
        }
        if !rule.carriers.is_empty() {
            match self.carrier {
                None => return Judgement::open(CarrierUnknown),
                Some(carrier) if !rule.carriers.contains(&carrier) => return Judgement::idle(OtherCarrier),
                Some(_) => {}
            }
        }
        self.ask(&rule.what)
    }

    fn ask(&self, what: &What) -> Judgement {
        match what {
            What::Require(sets) => match sets.iter().any(|set| set.iter().all(|term| self.has(term))) {
                true => Judgement::kept(),
                false => Judgement::broken(Missing, self.nearest(sets)),
            },
            What::Allow(ais) => self.none_is(|element| !ais.contains(&element.ai)),
            What::Forbid(ais) => self.none_is(|element| ais.contains(&element.ai)),
            What::Together(ais) => self.together(ais),
            What::Order(orders) => self.order(orders),
            What::Carrier(carriers) => match self.carrier {
                None => Judgement::open(CarrierUnknown),
                Some(carrier) if carriers.contains(&carrier) => Judgement::kept(),
                Some(carrier) => {
                    let read = self.context.carrier.is_none().then_some(Span { start: 0, end: 3 });
                    Judgement::broken(WrongCarrier(carrier), read)
                }
            },
            What::Length(length) => self.every(length.ai, |element| {
                let found = element.value.len();
                (!length.fits(found)).then_some((WrongLength(found), element.span))
            }),
            What::Characters(characters) => self.every(characters.ai, |element| {
                let at = characters.stranger(element.value)?;
                let byte = element.value.as_bytes().get(at).copied().unwrap_or_default();
                Some((WrongCharacter(byte), place(element, at, 1)))
            }),
            What::DayZero(day) => self.every(day.ai, |element| {
                let zero = element.value.get(4..6) == Some("00");
                (zero && !day.allowed).then_some((ZeroDay, place(element, 4, 2)))
            }),
            What::Quantity(quantity) => self.quantity(quantity),
            What::Unchecked(_) => Judgement::open(Unchecked),
        }
    }

    fn has(&self, term: &Term) -> bool {
        self.message
            .elements()
            .any(|element| element.ai == term.ai && element.value.starts_with(&*term.prefix))
    }

    /// An element that is there but begins otherwise than one of the sets asks.
    fn nearest(&self, sets: &[Vec<Term>]) -> Option<Span> {
        let named = |element: &ElementString<'_>| {
            sets.iter().flatten().any(|term| {
                !term.prefix.is_empty() && term.ai == element.ai && !element.value.starts_with(&*term.prefix)
            })
        };
        self.message.elements().find(named).map(|element| element.span)
    }

    fn none_is(&self, bad: impl Fn(&ElementString<'_>) -> bool) -> Judgement {
        match self.message.elements().find(bad) {
            None => Judgement::kept(),
            Some(element) => Judgement::broken(NotAllowed(element.ai), Some(element.span)),
        }
    }

    fn every(
        &self,
        ai: ApplicationIdentifier,
        fault: impl Fn(&ElementString<'_>) -> Option<(Why, Span)>,
    ) -> Judgement {
        let mut elements = self.message.elements().filter(|element| element.ai == ai).peekable();
        if elements.peek().is_none() {
            return Judgement::idle(NoElement);
        }
        match elements.find_map(|element| fault(&element)) {
            None => Judgement::kept(),
            Some((why, span)) => Judgement::broken(why, Some(span)),
        }
    }

    fn together(&self, ais: &[ApplicationIdentifier]) -> Judgement {
        let find = |ai: &ApplicationIdentifier| self.message.elements().find(|element| element.ai == *ai);
        let Some(first) = ais.iter().find_map(find) else { return Judgement::idle(NoElement) };
        match ais.iter().find(|ai| find(ai).is_none()) {
            None => Judgement::kept(),
            Some(missing) => Judgement::broken(Alone(*missing), Some(first.span)),
        }
    }

    fn order(&self, orders: &[Vec<ApplicationIdentifier>]) -> Judgement {
        // The other forms have an order of their own.
        if matches!(self.message.form(), Form::DigitalLink | Form::Epc) {
            return Judgement::idle(OtherForm);
        }
        let mut first_fault = None;
        for order in orders {
            let (mut last, mut fault, mut comparable): (Option<(usize, ApplicationIdentifier)>, _, _) =
                (None, None, false);
            for element in self.message.elements() {
                let Some(rank) = order.iter().position(|ai| *ai == element.ai) else { continue };
                if let Some((before, ai)) = last {
                    comparable = true;
                    if rank < before {
                        fault = fault.or(Some((OutOfOrder(element.ai, ai), element.span)));
                    }
                }
                last = Some((rank, element.ai));
            }
            match fault {
                None if comparable => return Judgement::kept(),
                fault => first_fault = first_fault.or(fault),
            }
        }
        match first_fault {
            Some((why, span)) => Judgement::broken(why, Some(span)),
            None => Judgement::idle(NoElement),
        }
    }

    fn quantity(&self, quantity: &Quantity) -> Judgement {
        let count = self.message.elements().len();
        let least = quantity.min_elements.is_none_or(|min| count >= usize::from(min));
        let most = quantity.max_elements.is_none_or(|max| count <= usize::from(max));
        if !(least && most) {
            return Judgement::broken(Elements(count), None);
        }
        let characters = characters(self.message);
        match quantity.max_characters {
            Some(max) if characters > usize::from(max) => Judgement::broken(TooLong(characters), None),
            _ => Judgement::kept(),
        }
    }
}

/// The place of a part of a value; of all of it where the input writes it otherwise.
fn place(element: &ElementString<'_>, at: usize, length: usize) -> Span {
    let Span { start, end } = element.span;
    if (end - start) as usize != element.value.len() {
        return element.span;
    }
    let start = start as usize + at;
    Span::new(start, (start + length).min(end as usize))
}

/// The characters of the elements in one symbol: AIs, values, and a separator after each value of open length that is
/// not the last (GS1 General Specifications 7.8.5).
fn characters(message: &Message<'_>) -> usize {
    let last = message.elements().len().saturating_sub(1);
    let one = |(index, element): (usize, ElementString<'_>)| {
        let separator = usize::from(index < last && !predefined(element.ai));
        element.ai.digits() + element.value.len() + separator
    };
    message.elements().enumerate().map(one).sum()
}

/// Whether elements of this AI have a length that needs no separator (figure 7.8.5-2).
fn predefined(ai: ApplicationIdentifier) -> bool {
    let head = match ai.digits() {
        2 => ai.value(),
        3 => ai.value() / 10,
        _ => ai.value() / 100,
    };
    matches!(head, 0..=4 | 11..=20 | 31..=36 | 41)
}
