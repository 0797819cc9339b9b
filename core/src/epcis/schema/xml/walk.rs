use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event as Token};

use super::grammar::{self, Content, Misfit, Part, Simple, Slot, State, Step, Type};
use super::sets::Set;
use super::well_formed;
use crate::epcis::read::Counted;
use crate::epcis::schema::{Fault, Verdict, meant, one_of};
use crate::epcis::tree::xml::{Attribute, Builder, Element, resolve};
use crate::epcis::tree::{Limits, Place, clip};
use crate::epcis::write::is_xml;

const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";
const BLANK: [char; 4] = [' ', '\t', '\r', '\n'];

pub(super) struct Walk<'a, R> {
    reader: Reader<Counted<R>>,
    origin: u64,
    limits: Limits,
    verdict: &'a mut Verdict,
    tell: &'a mut dyn FnMut(Fault),
    builder: Builder,
    open: Vec<Open>,
    set: Option<&'static Set>,
    rooted: bool,
}

/// An element whose end is still to come.
struct Open {
    element: Element,
    kind: Kind,
    state: State,
    /// Whether it says that it is empty.
    nil: bool,
    text: String,
    /// Where its text begins.
    text_at: Option<Place>,
    /// How many elements of a name were met in it, where there may be many.
    counts: Vec<(&'static str, u64)>,
    /// How long the path was before it.
    path: usize,
    event: Option<u64>,
}

#[derive(Clone, Copy)]
enum Kind {
    Typed(&'static Type),
    /// Judged only where a schema knows what is in it.
    Lax,
    /// In an element that is a fault as a whole.
    Skipped,
}

/// What `xsi:nil` does to an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nil {
    Allowed,
    Refused,
    Ignored,
}

/// Nothing behind it can be judged.
struct Broken;

type Go = Result<(), Broken>;

impl<'a, R: BufRead> Walk<'a, R> {
    pub(super) fn new(
        input: R,
        place: Place,
        limits: Limits,
        verdict: &'a mut Verdict,
        tell: &'a mut dyn FnMut(Fault),
    ) -> Self {
        let mut reader = Reader::from_reader(Counted::new(input, place, limits.piece));
        reader.config_mut().check_comments = true;
        Walk {
            reader,
            origin: place.offset,
            limits,
            verdict,
            tell,
            builder: Builder::new(Vec::new(), limits),
            open: Vec::new(),
            set: None,
            rooted: false,
        }
    }

    pub(super) fn run(mut self) {
        let (mut buffer, mut path) = (Vec::new(), String::new());
        loop {
            buffer.clear();
            let place = self.reader.get_ref().place();
            let token = match self.reader.read_event_into(&mut buffer) {
                Ok(token) => token,
                Err(error) => {
                    let code = match &error {
                        quick_xml::Error::Io(error) if error.kind() == std::io::ErrorKind::InvalidData => {
                            "limit-size"
                        }
                        quick_xml::Error::Io(_) => "input",
                        quick_xml::Error::Encoding(_) => "encoding",
                        _ => "xml-syntax",
                    };
                    let message: String =
                        error.to_string().chars().take(200).flat_map(char::escape_debug).collect();
                    let _ = self.broken(code, self.reader.get_ref().place(), &path, &message);
                    return;
                }
            };
            let end = self.origin + self.reader.buffer_position();
            let is_last = matches!(token, Token::Eof);
            if self.take(&token, place, end, &mut path).is_err() || is_last {
                return;
            }
        }
    }

    fn take(&mut self, token: &Token<'_>, place: Place, end: u64, path: &mut String) -> Go {
        let length = self.reader.get_ref().place().offset - place.offset;
        if length > self.limits.piece as u64 {
            let message = format!("longer than {} bytes", self.limits.piece);
            return self.broken("limit-size", place, path, &message);
        }
        self.reader.get_mut().renew();
        if let Some(fault) = well_formed::fault(token, place == Place::START || place.offset == 3) {
            return self.broken("xml-syntax", place, path, fault);
        }
        match token {
            Token::Start(tag) => self.start(tag, place, end, path),
            Token::Empty(tag) => {
                self.start(tag, place, end, path)?;
                self.end(place, path);
                Ok(())
            }
            Token::End(_) => {
                self.end(place, path);
                Ok(())
            }
            Token::Text(text) => self.text(&text.xml10_content(), place, path),
            Token::CData(text) => {
                if self.open.is_empty() {
                    return self.broken("xml-syntax", place, path, "text stands outside of any element");
                }
                self.text(&text.xml10_content(), place, path)
            }
            Token::GeneralRef(reference) => match resolve(reference).filter(|&c| is_xml(c)) {
                Some(character) => self.text(character.encode_utf8(&mut [0; 4]), place, path),
                None => {
                    let name = clip(&reference.xml10_content());
                    self.broken("xml-entity", place, path, &format!("the entity &{name}; is not defined"))
                }
            },
            Token::DocType(_) if self.rooted => {
                self.broken("xml-syntax", place, path, "a document type stands behind the first element")
            }
            Token::Eof if !self.rooted => {
                self.broken("not-epcis", place, path, "the document holds no element")
            }
            Token::Eof if !self.open.is_empty() => {
                self.broken("truncated", place, path, "the document ends before its elements do")
            }
            Token::Comment(_) | Token::PI(_) | Token::Decl(_) | Token::DocType(_) | Token::Eof => Ok(()),
        }
    }

    fn fault(&mut self, code: &'static str, place: Place, path: &str, said: [String; 3]) {
        let event = self.open.last().and_then(|open| open.event);
        let [message, expected, help] = said;
        (self.tell)(Fault { code, place, path: path.to_owned(), event, message, expected, help });
    }

    fn broken(&mut self, code: &'static str, place: Place, path: &str, message: &str) -> Go {
        let help = "mend the markup; nothing behind this place was judged";
        self.fault(code, place, path, [message.to_owned(), "well-formed XML".to_owned(), help.to_owned()]);
        Err(Broken)
    }

    fn start(&mut self, tag: &BytesStart<'_>, place: Place, end: u64, path: &mut String) -> Go {
        if self.rooted && self.open.is_empty() {
            return self.broken("xml-syntax", place, path, "a second element stands behind the document");
        }
        if self.open.len() >= self.limits.depth {
            return self.broken("limit-depth", place, path, "elements nest too deep");
        }
        let element = match self.builder.start(tag, place.offset, end) {
            Ok(element) => element,
            Err(error) => return self.broken(error.code, place, path, &error.message),
        };
        let before = path.len();
        let (kind, nillable) = if self.rooted {
            self.inner(&element, place, path)
        } else {
            self.rooted = true;
            path.push_str(&element.local);
            (self.root(&element, place, path), false)
        };
        let event = self.number_of(&element);
        let mut open = Open {
            element,
            kind,
            state: State::default(),
            nil: false,
            text: String::new(),
            text_at: None,
            counts: Vec::new(),
            path: before,
            event,
        };
        // Only a declared element can be refused to be nil.
        let nil = match open.kind {
            Kind::Lax => Nil::Ignored,
            _ if nillable => Nil::Allowed,
            _ => Nil::Refused,
        };
        self.typed_by_itself(&mut open, place, path);
        let attributes = std::mem::take(&mut open.element.attributes);
        self.open.push(open);
        self.attributes(&attributes, nil, place, path);
        Ok(())
    }

    /// The number of the event that an element is or is in.
    fn number_of(&mut self, element: &Element) -> Option<u64> {
        let outer = self.open.last()?;
        if outer.event.is_some() {
            return outer.event;
        }
        let mut around = self.open.iter().rev().map(|open| open.element.local.as_str());
        let listed = match around.next() {
            Some("extension") => around.next() == Some("EventList"),
            Some(name) => name == "EventList",
            None => false,
        };
        if !listed || !element.local.ends_with("Event") {
            return None;
        }
        self.verdict.events += 1;
        Some(self.verdict.events)
    }

    fn root(&mut self, element: &Element, place: Place, path: &str) -> Kind {
        let (namespace, local) = (element.namespace.as_str(), element.local.as_str());
        self.set = Set::for_root(namespace);
        if let Some(set) = self.set {
            self.verdict.schema = Some(set.name);
            if let Some(of) = set.global(namespace, local) {
                return Kind::Typed(of);
            }
            let message = format!("a document cannot begin with `{}`", clip(local));
            let roots = one_of(&set.roots(namespace));
            let help = format!("begin the document with {roots}");
            self.fault("root", place, path, [message, roots, help]);
            return Kind::Skipped;
        }
        let message = match namespace {
            "" => format!("`{}` has no namespace", clip(local)),
            _ => format!("no schema of EPCIS has the namespace {}", clip(namespace)),
        };
        let expected = "`EPCISDocument` of the namespace urn:epcglobal:epcis:xsd:1 (EPCIS 1.2) or \
                        urn:epcglobal:epcis:xsd:2 (EPCIS 2.0)";
        let help = "declare it on the first element and give that the prefix, as in \
                    <epcis:EPCISDocument xmlns:epcis=\"urn:epcglobal:epcis:xsd:2\">";
        self.fault("root", place, path, [message, expected.to_owned(), help.to_owned()]);
        Kind::Skipped
    }

    /// What an element within another is, and whether it may say that it is empty. The path gets its name.
    fn inner(&mut self, element: &Element, place: Place, path: &mut String) -> (Kind, bool) {
        path.push('/');
        path.push_str(&element.local);
        let Some((outer, set)) = self.open.last_mut().zip(self.set) else { return (Kind::Skipped, false) };
        let (namespace, local) = (element.namespace.as_str(), element.local.as_str());
        let lax = || set.global(namespace, local).map_or(Kind::Lax, Kind::Typed);
        let of = match outer.kind {
            Kind::Skipped => return (Kind::Skipped, false),
            Kind::Lax => return (lax(), false),
            Kind::Typed(of) => of,
        };
        match of.content {
            Content::Anything => return (lax(), false),
            Content::Simple(_) => {
                let name = clip(&outer.element.local);
                let message = format!("an element stands in `{name}`, which holds text only");
                let help = format!("move `{}` out of it", clip(local));
                self.fault("unexpected", place, path, [message, "text".to_owned(), help]);
                return (Kind::Skipped, false);
            }
            Content::Elements(..) => {}
        }
        if outer.nil {
            let message =
                format!("`{}` says that it is nil and holds an element", clip(&outer.element.local));
            let help = "remove xsi:nil or what stands in the element".to_owned();
            self.fault("unexpected", place, path, [message, "nothing".to_owned(), help]);
            return (Kind::Skipped, false);
        }
        let (before, outer_name) = (outer.state, clip(&outer.element.local));
        let Step { part, missing, many, misfit } =
            outer.state.step(of, |part| set.fits(part, namespace, local));
        let outer_path = path.len() - local.len() - 1;
        for slot in missing {
            let what = what(slot);
            let at = format!("{}/{}", path.get(..outer_path).unwrap_or_default(), name_of(slot));
            let message = format!("{what} is missing in `{outer_name}` before `{}`", clip(local));
            self.fault("missing", place, &at, [message, what.clone(), format!("add {what} before it")]);
        }
        if let Some(name) = part.filter(|_| many).and_then(Part::name) {
            path.push_str(&format!("[{}]", self.count(name)));
        }
        let Some(part) = part else {
            self.misfit(misfit, of, before, element, &outer_name, place, path);
            return (Kind::Skipped, false);
        };
        match part {
            Part::Local(_, of) | Part::Of(_, _, of) => (Kind::Typed(of), false),
            Part::Nillable(_, of) => (Kind::Typed(of), true),
            Part::Other(_) | Part::Unnamed => (lax(), false),
        }
    }

    /// The number of one more element of this name in the innermost one.
    fn count(&mut self, name: &'static str) -> u64 {
        let Some(open) = self.open.last_mut() else { return 1 };
        match open.counts.iter_mut().find(|(known, _)| *known == name) {
            Some((_, count)) => {
                *count += 1;
                *count
            }
            None => {
                open.counts.push((name, 1));
                1
            }
        }
    }

    #[allow(clippy::too_many_arguments)] // all that a message needs
    fn misfit(
        &mut self,
        misfit: Misfit,
        of: &Type,
        state: State,
        element: &Element,
        outer: &str,
        place: Place,
        path: &str,
    ) {
        let local = clip(&element.local);
        let next = state.expected(of);
        let expected = if next.is_empty() { "the end of the element".to_owned() } else { next };
        let (code, message, help) = match misfit {
            Misfit::Repeated => (
                "repeated",
                format!("`{local}` stands in `{outer}` more than once"),
                "keep one of them".to_owned(),
            ),
            Misfit::Late => {
                let order: Vec<&str> =
                    of.slots().flat_map(|slot| slot.parts).filter_map(Part::name).collect();
                let behind =
                    order.iter().position(|name| *name == element.local).and_then(|at| order.get(at + 1));
                let help = behind.map_or_else(
                    || format!("move `{local}` up"),
                    |behind| format!("move it up, before `{behind}` and all that follows that"),
                );
                ("misplaced", format!("`{local}` stands in `{outer}` too late"), help)
            }
            Misfit::Alone(before) => (
                "misplaced",
                format!("`{local}` may stand in `{outer}` only behind `{before}`"),
                format!("add `{before}` or remove `{local}`"),
            ),
            Misfit::Unknown => (
                "unexpected",
                format!("`{}` has no place in `{outer}`", clip(&written(element))),
                self.advice(of, element),
            ),
        };
        self.fault(code, place, path, [message, expected, help]);
    }

    /// What to do with an element that has no place.
    fn advice(&self, of: &Type, element: &Element) -> String {
        let local = element.local.as_str();
        let parts = || of.slots().flat_map(|slot| slot.parts);
        if let Some(part) = parts().find(|part| part.name() == Some(local)) {
            return match (part, self.set) {
                (Part::Of(home, ..), Some(set)) => {
                    format!("give it the namespace {}", set.namespace(*home))
                }
                _ if element.prefix.is_empty() => {
                    "it must have no namespace: declare that of the document with a prefix, not as the default".to_owned()
                }
                _ => format!("write it without the prefix `{}`", clip(&element.prefix)),
            };
        }
        let inside =
            |of: &Type| of.slots().flat_map(|slot| slot.parts).any(|part| part.name() == Some(local));
        let wrapper = parts().find_map(|part| match part {
            Part::Local(name @ ("extension" | "baseExtension"), inner) if inside(inner) => Some(name),
            _ => None,
        });
        if let Some(wrapper) = wrapper {
            return format!("EPCIS 1.2 has it in `{wrapper}`: put it there");
        }
        if let Some(name) = meant(local, parts().filter_map(Part::name)) {
            return format!("write `{name}`, if that is meant");
        }
        if parts().any(|part| matches!(part, Part::Other(_))) {
            return "remove it, or give it a namespace of your own and put it last".to_owned();
        }
        "remove it".to_owned()
    }

    /// Follows `xsi:type`.
    fn typed_by_itself(&mut self, open: &mut Open, place: Place, path: &str) {
        let Some(set) = self.set else { return };
        let named = open.element.attributes.iter().find(|a| a.namespace == INSTANCE && a.local == "type");
        let Some(named) = named.map(|named| named.value.trim_matches(BLANK).to_owned()) else { return };
        let (prefix, local) = named.split_once(':').unwrap_or(("", &named));
        let known = self.builder.namespace(prefix).and_then(|namespace| set.named(&namespace, local));
        let (told, kind) = match (open.kind, known) {
            (Kind::Skipped, _) => return,
            (Kind::Lax, Some(of)) => (None, Kind::Typed(of)),
            (Kind::Typed(of), Some(known)) => {
                let same = std::ptr::eq(of, known) || matches!(of.content, Content::Anything);
                (
                    Some("cannot stand for what the schema has here").filter(|_| !same),
                    Kind::Typed(if same { known } else { of }),
                )
            }
            (kind, None) => (Some("is no type of the schema"), kind),
        };
        if let Some(why) = told {
            let message = format!("the type `{}` {why}", clip(&named));
            self.fault(
                "type",
                place,
                path,
                [message, "no xsi:type".to_owned(), "remove xsi:type".to_owned()],
            );
        }
        open.kind = kind;
    }

    /// The attributes of the innermost element.
    fn attributes(&mut self, attributes: &[Attribute], nil: Nil, place: Place, path: &str) {
        let Some(Open { kind: Kind::Typed(of), element, .. }) = self.open.last() else { return };
        let (of, name): (&'static Type, String) = (of, clip(&element.local));
        for known in of.attributes.iter().filter(|known| known.required) {
            if !attributes.iter().any(|a| a.namespace.is_empty() && a.local == known.name) {
                let message = format!("the attribute `{}` of `{name}` is missing", known.name);
                let help = format!("add {}=\"...\"", known.name);
                let at = format!("{path}/@{}", known.name);
                self.fault("missing", place, &at, [message, known.simple.expected(), help]);
            }
        }
        for attribute in attributes {
            let at = format!("{path}/@{}", attribute.local);
            if attribute.namespace == INSTANCE {
                self.instance(attribute, nil, &name, place, &at);
                continue;
            }
            let known = of
                .attributes
                .iter()
                .find(|known| attribute.namespace.is_empty() && known.name == attribute.local);
            match known {
                Some(known) => self.value(known.simple, &attribute.value, &at, place),
                None if of.open || matches!(of.content, Content::Anything) => {}
                None => {
                    let message = format!("`{name}` has no attribute `{}`", clip(&attribute.local));
                    let names: Vec<&str> = of.attributes.iter().map(|known| known.name).collect();
                    let expected = if names.is_empty() { "no attribute".to_owned() } else { one_of(&names) };
                    self.fault("unexpected", place, &at, [message, expected, "remove it".to_owned()]);
                }
            }
        }
    }

    fn instance(&mut self, attribute: &Attribute, nil: Nil, name: &str, place: Place, at: &str) {
        match attribute.local.as_str() {
            "nil" if nil == Nil::Refused => {
                let message = format!("`{name}` cannot be nil");
                self.fault(
                    "unexpected",
                    place,
                    at,
                    [message, "no xsi:nil".to_owned(), "remove xsi:nil".to_owned()],
                );
            }
            "nil" if nil == Nil::Allowed => {
                self.value(Simple::Boolean, &attribute.value, at, place);
                if let Some(open) = self.open.last_mut() {
                    open.nil = matches!(attribute.value.trim_matches(BLANK), "true" | "1");
                }
            }
            _ => {}
        }
    }

    fn value(&mut self, simple: Simple, text: &str, path: &str, place: Place) {
        if simple.accepts(text) {
            return;
        }
        let expected = simple.expected();
        let shown = if text.trim().is_empty() { "nothing".to_owned() } else { format!("`{}`", clip(text)) };
        let message = format!("{shown} stands where the schema wants {expected}");
        self.fault("value", place, path, [message, expected, simple.help(text)]);
    }

    fn text(&mut self, text: &str, place: Place, path: &str) -> Go {
        let blank = text.trim_start_matches(BLANK);
        let limit = self.limits.piece;
        let Some(open) = self.open.last_mut() else {
            return match blank {
                "" => Ok(()),
                _ => self.broken("xml-syntax", place, path, "text stands outside of any element"),
            };
        };
        let Kind::Typed(of) = open.kind else { return Ok(()) };
        if !blank.is_empty() && open.text_at.is_none() {
            let skipped = text.len() - blank.len();
            open.text_at = Some(place.behind(text.as_bytes().get(..skipped).unwrap_or_default()));
            if matches!(of.content, Content::Elements(..)) {
                let (at, name) = (open.text_at.unwrap_or(place), clip(&open.element.local));
                let message = format!("text stands in `{name}`, which holds elements only");
                let help = "remove the text, or put it into the element where it belongs".to_owned();
                let expected = open.state.expected(of);
                let expected = if expected.is_empty() { "nothing".to_owned() } else { expected };
                self.fault("unexpected", at, path, [message, expected, help]);
                return Ok(());
            }
        }
        if matches!(of.content, Content::Simple(_)) {
            if open.text.len() + text.len() > limit {
                return self.broken("limit-size", place, path, &format!("longer than {limit} bytes"));
            }
            open.text.push_str(text);
        }
        Ok(())
    }

    fn end(&mut self, place: Place, path: &mut String) {
        let Some(open) = self.open.last_mut() else { return };
        let (text, at) = (std::mem::take(&mut open.text), open.text_at.unwrap_or(place));
        let name = clip(&open.element.local);
        match open.kind {
            Kind::Typed(of) if open.nil => {
                if !text.is_empty() && matches!(of.content, Content::Simple(_)) {
                    let message = format!("`{name}` says that it is nil and holds text");
                    let help = "remove xsi:nil or the text".to_owned();
                    self.fault("unexpected", at, path, [message, "nothing".to_owned(), help]);
                }
            }
            Kind::Typed(Type { content: Content::Simple(simple), .. }) => {
                self.value(*simple, &text, path, at);
            }
            Kind::Typed(of) => {
                let missing: Vec<&'static Slot> = open.state.end(of).collect();
                for slot in missing {
                    let what = what(slot);
                    let at = format!("{path}/{}", name_of(slot));
                    let message = format!("{what} is missing in `{name}`");
                    self.fault("missing", place, &at, [message, what.clone(), format!("add {what}")]);
                }
            }
            Kind::Lax | Kind::Skipped => {}
        }
        if let Some(open) = self.open.pop() {
            self.builder.leave(&open.element);
            path.truncate(open.path);
        }
    }
}

/// What may stand in a place, for a sentence.
fn what(slot: &Slot) -> String {
    grammar::list(slot.parts.iter())
}

/// What may stand in a place, for a path.
fn name_of(slot: &Slot) -> &'static str {
    slot.parts.first().and_then(Part::name).unwrap_or("*")
}

fn written(element: &Element) -> String {
    if element.prefix.is_empty() {
        element.local.clone()
    } else {
        format!("{}:{}", element.prefix, element.local)
    }
}
