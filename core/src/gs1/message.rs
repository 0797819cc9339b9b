use std::fmt;

use super::ai_table::BUILT_IN;
use super::carrier::CarrierData;
use super::elements::{Element, Elements};
use super::options::Options;
use super::reader::{First, Flow, Reader, Sink};
use super::render::{self, text};
use super::scan::{self, Scanned};
use super::symbology::{Carries, SymbologyIdentifier};
use super::tables::Tables;
use super::{Dictionary, bracketed, fast, uri, urn};
use crate::diagnostic::{ApplicationIdentifier, Code, ParseError, Span};
use crate::keys::{Gtin, Serial, Sgtin, Sscc};

/// The elements of one label or symbol, read from any of its textual forms and validated.
///
/// Values are ranges of the input where they stand in it as they are; reading allocates nothing then.
///
/// ```
/// use tallymark::gs1::Message;
/// let message = Message::parse_scan(b"]d2010950600013435221A1B2\x1d10A7B21")?;
/// assert_eq!(message.get("10"), Some("A7B21"));
/// assert_eq!(message.bracketed(), "(01)09506000134352(21)A1B2(10)A7B21");
/// assert_eq!(message.sgtin().map(|sgtin| sgtin.to_string()).as_deref(), Some("(01)09506000134352(21)A1B2"));
/// # Ok::<(), tallymark::ParseError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Message<'a> {
    input: &'a [u8],
    form: Form,
    symbology: Option<SymbologyIdentifier>,
    /// Whether AIs that are not assigned may be attributes of a Digital Link.
    unknown_attributes: bool,
    elements: Elements,
    /// How many elements come from the path of a Digital Link.
    path: usize,
    rare: Option<Box<Rare>>,
    dictionary: Dictionary,
}

/// What most messages do not have.
#[derive(Clone, Debug, Default)]
struct Rare {
    /// The text to which the elements' ranges refer, where it is not the input.
    decoded: Option<Vec<u8>>,
    /// Places of the values in the input then.
    sources: Vec<Span>,
    /// The element with which the second component begins.
    second: Option<usize>,
    /// The number or text of a carrier that holds no element strings.
    content: Option<Span>,
    ignored: Vec<Span>,
}

/// The textual form that a message was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// What a scanner sends: symbology identifier, then data with separators.
    Scan,
    /// `(01)09506000134352(10)A7B21`.
    Bracketed,
    /// Element strings with separators, without symbology identifier.
    Plain,
    /// A GS1 Digital Link URI.
    DigitalLink,
    /// An EPC pure identity URI.
    Epc,
}

impl Form {
    /// The form that a text has by its beginning: `]` scan data, `(` bracketed, `urn:epc:` an EPC URI, `http://` or
    /// `https://` a Digital Link, anything else plain.
    ///
    /// ```
    /// use tallymark::gs1::Form;
    /// assert_eq!(Form::detect(b"(01)09506000134352"), Form::Bracketed);
    /// assert_eq!(Form::detect(b"0109506000134352"), Form::Plain);
    /// ```
    #[must_use]
    pub fn detect(input: &[u8]) -> Self {
        match input.first() {
            Some(b']') => Form::Scan,
            Some(b'(') => Form::Bracketed,
            _ if urn::is_epc(input) => Form::Epc,
            _ if uri::is_web_address(input) => Form::DigitalLink,
            _ => Form::Plain,
        }
    }

    /// The name of the form on the command line: `scan`, `bracketed`, `plain`, `dl` or `epc`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Form::Scan => "scan",
            Form::Bracketed => "bracketed",
            Form::Plain => "plain",
            Form::DigitalLink => "dl",
            Form::Epc => "epc",
        }
    }
}

impl std::str::FromStr for Form {
    type Err = ();

    /// The form of this name on the command line.
    fn from_str(name: &str) -> Result<Self, ()> {
        let forms = [Form::Scan, Form::Bracketed, Form::Plain, Form::DigitalLink, Form::Epc];
        forms.into_iter().find(|form| form.as_str() == name).ok_or(())
    }
}

/// One element of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElementString<'m> {
    /// The Application Identifier.
    pub ai: ApplicationIdentifier,
    /// The value, decoded.
    pub value: &'m str,
    /// The place of the value in the input, as it is written there.
    pub span: Span,
}

macro_rules! parsers {
    ($($(#[$doc:meta])* $plain:ident $with:ident $form:ident;)*) => {
        impl<'a> Message<'a> {
            $(
                $(#[$doc])*
                pub fn $plain(input: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, ParseError> {
                    const STRICT: &Options = &Options::new();
                    Self::$with(input, STRICT)
                }

                #[doc = concat!("[`Message::", stringify!($plain), "`] with options.")]
                ///
                /// # Errors
                /// The first error in the order in which a GS1 reader meets them.
                pub fn $with(
                    input: &'a (impl AsRef<[u8]> + ?Sized),
                    options: &Options,
                ) -> Result<Self, ParseError> {
                    Self::parse(Form::$form, input.as_ref(), options)
                }
            )*
        }
    };
}

parsers! {
    /// Reads scan data: an AIM symbology identifier, then what the symbol holds.
    ///
    /// A symbol that holds no element strings, such as EAN-13 or a plain Data Matrix, gives a message without
    /// elements, see [`Message::content`]; a web address in it is read as a Digital Link.
    ///
    /// ```
    /// use tallymark::gs1::Message;
    /// let message = Message::parse_scan(b"]d20109506000134352172812311\x1d")
    ///     .unwrap_err();
    /// assert_eq!(message.code().as_str(), "ai-unknown");
    /// assert!(Message::parse_scan(b"]E09506000134352")?.is_empty());
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The first error in the order in which a GS1 reader meets them.
    parse_scan parse_scan_with Scan;

    /// Reads a bracketed element string; `\(` stands for an opening bracket inside a value, the first `|` separates the
    /// components of composite data.
    ///
    /// ```
    /// use tallymark::gs1::Message;
    /// let message = Message::parse_bracketed("(01)09506000134352(10)A\\(7)")?;
    /// assert_eq!(message.get("10"), Some("A(7)"));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The first error in the order in which a GS1 reader meets them.
    parse_bracketed parse_bracketed_with Bracketed;

    /// Reads a plain element string: as scan data, without symbology identifier and without a leading FNC1.
    ///
    /// ```
    /// use tallymark::gs1::Message;
    /// let message = Message::parse_plain(b"010950600013435210A7B21\x1d21A1B2")?;
    /// assert_eq!(message.elements().count(), 3);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The first error in the order in which a GS1 reader meets them.
    parse_plain parse_plain_with Plain;

    /// Reads a GS1 Digital Link URI of any domain and path stem.
    ///
    /// ```
    /// use tallymark::gs1::Message;
    /// let message = Message::parse_digital_link("https://example.com/med/01/09506000134352/21/A%2F1?17=281231")?;
    /// assert_eq!(message.bracketed(), "(01)09506000134352(21)A/1(17)281231");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The first error in the order in which a GS1 reader meets them.
    parse_digital_link parse_digital_link_with DigitalLink;

    /// Reads an EPC pure identity URI of a GS1 key; the check digit is computed.
    ///
    /// ```
    /// use tallymark::gs1::Message;
    /// let message = Message::parse_epc("urn:epc:id:sgtin:950600.0013435.A%2F1")?;
    /// assert_eq!(message.bracketed(), "(01)09506000134352(21)A/1");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The first error in the order in which a GS1 reader meets them.
    parse_epc parse_epc_with Epc;
}

impl<'a> Message<'a> {
    /// Reads a text in the form that its beginning shows, see [`Form::detect`].
    ///
    /// ```
    /// use tallymark::gs1::Message;
    /// let texts = ["(01)09506000134352(21)A", "urn:epc:id:sgtin:950600.0013435.A", "]d2010950600013435221A"];
    /// for text in texts {
    ///     assert_eq!(Message::parse_any(text)?.bracketed(), texts[0]);
    /// }
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// The first error in the order in which a GS1 reader meets them.
    pub fn parse_any(input: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, ParseError> {
        const STRICT: &Options = &Options::new();
        Self::parse(Form::detect(input.as_ref()), input.as_ref(), STRICT)
    }

    /// Reads a text in the given form.
    ///
    /// # Errors
    /// The first error in the order in which a GS1 reader meets them.
    pub fn parse(form: Form, input: &'a [u8], options: &Options) -> Result<Self, ParseError> {
        let mut elements = Elements::new();
        let mut made = Vec::new();
        let Quick { symbology, path, rest } = quick(form, input, options, &mut elements, Some(&mut made));
        if rest.is_none() {
            let rare = if made.is_empty() { None } else { Some(decoded(input, &mut elements, &made)) };
            let unknown_attributes = options.unknown_ai_as_dl_attr;
            let dictionary = options.dictionary.clone();
            return Ok(Message {
                input,
                form,
                symbology,
                unknown_attributes,
                elements,
                path,
                rare,
                dictionary,
            });
        }
        let (message, First(error)) = Self::read_on(form, input, options, First::default(), elements, rest);
        error.map_or(Ok(message), Err)
    }

    /// Reads as much as there is, with every error instead of the first one.
    ///
    /// The elements of the message are those that could be told apart, valid or not.
    ///
    /// ```
    /// use tallymark::gs1::{Form, Message, Options};
    /// let (message, errors) =
    ///     Message::parse_all(Form::Bracketed, b"(01)09506000134353(17)281301(10)A7B21", &Options::new());
    /// assert_eq!(errors.len(), 2);
    /// assert_eq!(message.get("10"), Some("A7B21"));
    /// ```
    #[must_use]
    pub fn parse_all(form: Form, input: &'a [u8], options: &Options) -> (Self, Vec<ParseError>) {
        Self::read_on(form, input, options, Vec::new(), Elements::new(), None)
    }

    /// Reads with the reader, from where the short way ended if it was begun.
    fn read_on<S: Sink>(
        form: Form,
        input: &'a [u8],
        options: &Options,
        sink: S,
        elements: Elements,
        from: Option<usize>,
    ) -> (Self, S) {
        let mut reader = Reader::new(input, options, sink);
        reader.elements = elements;
        let mut scanned = Scanned::default();
        let _: Flow = read_form(&mut reader, form, &mut scanned, from);
        let rare = Rare {
            decoded: reader.decoded,
            sources: reader.sources.into_iter().map(|(span, _)| span).collect(),
            second: reader.second,
            content: scanned.content,
            ignored: reader.ignored,
        };
        let message = Message {
            input,
            form,
            symbology: scanned.symbology,
            unknown_attributes: options.unknown_ai_as_dl_attr,
            elements: reader.elements,
            path: reader.path,
            rare: Some(Box::new(rare)),
            dictionary: options.dictionary.clone(),
        };
        (message, reader.sink)
    }

    /// The form that it was read from.
    #[must_use]
    pub const fn form(&self) -> Form {
        self.form
    }

    /// The elements in the order of the input.
    pub fn elements(&self) -> impl ExactSizeIterator<Item = ElementString<'_>> + Clone {
        self.elements.as_slice().iter().enumerate().map(|(index, element)| ElementString {
            ai: element.ai,
            value: text(element.value(self.values())),
            span: self.span_of(index, *element),
        })
    }

    /// The text to which the elements' ranges refer.
    fn values(&self) -> &[u8] {
        self.rare.as_ref().and_then(|rare| rare.decoded.as_deref()).unwrap_or(self.input)
    }

    fn span_of(&self, index: usize, element: Element) -> Span {
        let source = self.rare.as_ref().and_then(|rare| rare.sources.get(index));
        source.copied().unwrap_or(Span { start: element.start, end: element.end })
    }

    fn pairs(&self) -> impl Iterator<Item = render::Pair<'_>> + Clone {
        self.elements.as_slice().iter().map(|element| (element.ai, element.value(self.values())))
    }

    /// Whether it holds no elements: a carrier of other data.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.elements.len() == 0
    }

    /// The value of the first element with this AI.
    #[must_use]
    pub fn get(&self, ai: &str) -> Option<&str> {
        let ai = ApplicationIdentifier::new(ai)?;
        self.value(ai).map(text)
    }

    fn value(&self, ai: ApplicationIdentifier) -> Option<&[u8]> {
        self.pairs().find(|(other, _)| *other == ai).map(|(_, value)| value)
    }

    /// The element with which the second component of composite data begins, if there are two.
    #[must_use]
    pub fn second_component(&self) -> Option<usize> {
        self.rare.as_ref().and_then(|rare| rare.second)
    }

    /// The symbology identifier of scan data.
    #[must_use]
    pub const fn symbology(&self) -> Option<SymbologyIdentifier> {
        self.symbology
    }

    /// The number or text of a carrier that holds no element strings, such as the digits of an EAN-13.
    #[must_use]
    pub fn content(&self) -> Option<&'a [u8]> {
        self.rare.as_ref()?.content.map(|span| span.of(self.input))
    }

    /// The query parameters of a Digital Link that are no elements, as they are written.
    pub fn ignored(&self) -> impl ExactSizeIterator<Item = &'a [u8]> + '_ {
        let ignored = self.rare.as_ref().map_or(&[][..], |rare| &rare.ignored);
        ignored.iter().map(|span| span.of(self.input))
    }

    /// The logistic unit that the message names, by AI 00.
    #[must_use]
    pub fn sscc(&self) -> Option<Sscc> {
        Sscc::parse(self.value(ApplicationIdentifier::from_parts(0, 2))?).ok()
    }

    /// The trade item, by AI 01, or by the number of an EAN, UPC or ITF-14 symbol.
    #[must_use]
    pub fn gtin(&self) -> Option<Gtin> {
        let value = match self.value(ApplicationIdentifier::from_parts(1, 2)) {
            Some(value) => value,
            None => match (self.symbology?.data(), self.content()?) {
                (CarrierData::Ean13 | CarrierData::Ean8 | CarrierData::Ean13WithAddOn, number) => number,
                (CarrierData::CheckedDigits, number) if number.len() == 14 => number,
                _ => return None,
            },
        };
        Gtin::parse(value).ok()
    }

    /// The single pack: AIs 01 and 21.
    #[must_use]
    pub fn sgtin(&self) -> Option<Sgtin> {
        let serial = self.value(ApplicationIdentifier::from_parts(21, 2))?;
        Some(Sgtin { gtin: self.gtin()?, serial: Serial::parse(serial).ok()? })
    }

    /// The canonical key of the thing that the message names, as a bracketed element string: the SSCC, the GTIN with
    /// its serial, or another GS1 key with what makes it one thing; `None` if there is no key.
    ///
    /// ```
    /// use tallymark::gs1::Message;
    /// let key = |text| Message::parse_bracketed(text).unwrap().key();
    /// assert_eq!(key("(21)A1B2(10)X(01)09506000134352").as_deref(), Some("(01)09506000134352(21)A1B2"));
    /// assert_eq!(key("(01)09506000134352(10)X").as_deref(), Some("(01)09506000134352"));
    /// assert_eq!(key("(8004)9506000A1").as_deref(), Some("(8004)9506000A1"));
    /// assert_eq!(key("(99)A"), None);
    /// ```
    #[must_use]
    pub fn key(&self) -> Option<String> {
        // The most telling first: the unit, the pack, the individual asset, the party, the class.
        const KEYS: [(&[u16], usize); 14] = [
            (&[0], 2),
            (&[1, 21], 2),
            (&[8006, 21], 4),
            (&[8003], 4),
            (&[8004], 4),
            (&[8018, 8019], 4),
            (&[8017, 8019], 4),
            (&[253], 3),
            (&[255], 3),
            (&[402], 3),
            (&[401], 3),
            (&[8010, 8011], 4),
            (&[8013], 4),
            (&[414, 254], 3),
        ];
        for (parts, digits) in KEYS {
            let ai = |&part: &u16| {
                let digits = if part == 21 { 2 } else { digits };
                ApplicationIdentifier::from_parts(part, digits)
            };
            if parts.first().is_some_and(|first| self.value(ai(first)).is_some()) {
                let pairs = parts.iter().map(ai).filter_map(|ai| self.value(ai).map(|value| (ai, value)));
                return Some(render::bracketed(pairs, None));
            }
        }
        if let Some(gtin) = self.gtin() {
            return Some(format!("(01){gtin}"));
        }
        let location = [417, 415].map(|ai| ApplicationIdentifier::from_parts(ai, 3));
        let pair = location.into_iter().find_map(|ai| self.value(ai).map(|value| (ai, value)))?;
        Some(render::bracketed(std::iter::once(pair), None))
    }

    /// `(01)09506000134352(10)A7B21`; an opening bracket in a value is written `\(`, components are separated by `|`.
    #[must_use]
    pub fn bracketed(&self) -> String {
        render::bracketed(self.pairs(), self.second_component())
    }

    /// The plain element string: separators where they are needed, none in front. What was read in this form, or as scan
    /// data, is given back as it was.
    #[must_use]
    pub fn plain(&self) -> String {
        let written = match (self.form, self.symbology.map(SymbologyIdentifier::carries)) {
            (Form::Plain, _) => Some(self.input),
            (Form::Scan, Some(Carries::Elements)) => self.input.get(3..),
            _ => None,
        };
        match written {
            Some(written) => text(written).to_owned(),
            None => render::plain(&self.dictionary.tables(), self.pairs(), self.second_component()),
        }
    }

    /// The human readable interpretation, one text per element, with data titles if asked for.
    ///
    /// ```
    /// use tallymark::gs1::Message;
    /// let message = Message::parse_plain("010950600013435210A7B21")?;
    /// assert_eq!(message.hri(false), ["(01) 09506000134352", "(10) A7B21"]);
    /// assert_eq!(message.hri(true), ["GTIN (01) 09506000134352", "BATCH/LOT (10) A7B21"]);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn hri(&self, titles: bool) -> Vec<String> {
        let tables = self.dictionary.tables();
        self.pairs().map(|pair| render::hri(&tables, pair, titles)).collect()
    }

    /// Which elements make the path of the canonical Digital Link, in order, and which the query; `None` if there is
    /// none.
    pub(crate) fn link_parts(&self) -> Option<(Vec<usize>, Vec<usize>)> {
        let tables = self.dictionary.tables();
        let ais: Vec<_> = self.pairs().map(|(ai, _)| ai).collect();
        let path = match self.path {
            0 => uri::canonical_path(&tables, &ais)?,
            length => (0..length).collect(),
        };
        let mut query: Vec<usize> = Vec::new();
        for (index, &ai) in ais.iter().enumerate() {
            let stated = |other: &usize| ais.get(*other) == Some(&ai);
            if path.iter().any(stated) || query.iter().any(stated) {
                continue;
            }
            let attribute = match tables.definition(ai) {
                Some(definition) => definition.attribute,
                None => self.unknown_attributes,
            };
            if !attribute {
                return None;
            }
            query.push(index);
        }
        let fixed = |index: &usize| {
            let ai = ais.get(*index).copied();
            ai.is_some_and(|ai| match tables.definition(ai) {
                Some(definition) => definition.fixed,
                None => tables.predefined(ai).is_some(),
            })
        };
        query.sort_by_key(|index| !fixed(index));
        Some((path, query))
    }

    pub(crate) const fn input_len(&self) -> usize {
        self.input.len()
    }

    pub(crate) const fn input(&self) -> &'a [u8] {
        self.input
    }

    /// The dictionary by which it was judged.
    #[must_use]
    pub const fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The AI and the value of an element.
    pub(crate) fn pair(&self, index: usize) -> Option<(ApplicationIdentifier, &str)> {
        let element = self.elements.as_slice().get(index)?;
        Some((element.ai, text(element.value(self.values()))))
    }
}

/// Judges a text without keeping what it says: the quickest way to a verdict, and no allocation on the way to yes.
///
/// The same verdict as [`Message::parse`].
///
/// ```
/// use tallymark::gs1::{Form, Options, verify};
/// let options = Options::new();
/// assert!(verify(Form::Scan, b"]d2010950600013435210A7B21", &options).is_ok());
/// let error = verify(Form::Scan, b"]d2010950600013435310A7B21", &options).unwrap_err();
/// assert_eq!((error.code().as_str(), error.span().start), ("ai-checksum", 18));
/// ```
///
/// # Errors
/// The first error in the order in which a GS1 reader meets them.
pub fn verify(form: Form, input: &[u8], options: &Options) -> Result<(), ParseError> {
    let mut elements = Elements::new();
    let Quick { rest, .. } = quick(form, input, options, &mut elements, None);
    if rest.is_none() {
        return Ok(());
    }
    let mut reader = Reader::new(input, options, First::default());
    reader.elements = elements;
    let _: Flow = read_form(&mut reader, form, &mut Scanned::default(), rest);
    reader.sink.0.map_or(Ok(()), Err)
}

/// The first error in the elements of scan data or of a plain element string from `from` on, where an element begins and
/// everything before it is good; `None` if there is none or if only the whole text tells.
#[inline(never)]
pub(crate) fn flaw(form: Form, input: &[u8], options: &Options, from: usize) -> Option<ParseError> {
    let (start, marks) = match form {
        Form::Scan => (3, b'^'),
        Form::Plain => (0, b'|'),
        _ => return None,
    };
    if input.contains(&marks) || u32::try_from(input.len()).is_err() {
        return None;
    }
    let mut reader = Reader::new(input, options, First::default());
    let _: Flow = scan::elements(&mut reader, start, from, input.len());
    reader.sink.0
}

/// Reads the whole input, from `from` on where what stands before is known.
fn read_form<S: Sink>(
    reader: &mut Reader<'_, '_, S>,
    form: Form,
    scanned: &mut Scanned,
    from: Option<usize>,
) -> Flow {
    let length = reader.input.len();
    if u32::try_from(length).is_err() {
        return reader.broken(ParseError::new(Code::AiLength, Span::new(0, length)));
    }
    match form {
        Form::Scan => scan::read(reader, scanned, from),
        Form::Bracketed => bracketed::read(reader),
        Form::Plain => scan::read_plain(reader, from),
        Form::DigitalLink => uri::read(reader, 0),
        Form::Epc => urn::read(reader),
    }
}

/// What a message keeps of values that are not written as they are: all values, one behind the other, and where they are
/// written.
#[cold]
fn decoded(input: &[u8], elements: &mut Elements, made: &[fast::Made]) -> Box<Rare> {
    let mut rare = Rare { decoded: Some(Vec::with_capacity(input.len())), ..Rare::default() };
    let written = std::mem::replace(elements, Elements::new());
    for (index, element) in written.as_slice().iter().enumerate() {
        let made = made.iter().find(|made| made.element == index);
        let value = made.map_or_else(|| element.value(input), |made| &made.value);
        let values = rare.decoded.get_or_insert_default();
        let start = values.len();
        values.extend_from_slice(value);
        elements.push(Element::new(element.ai, start, values.len()));
        rare.sources.push(Span { start: element.start, end: element.end });
    }
    Box::new(rare)
}

/// How far the short way leads.
struct Quick {
    symbology: Option<SymbologyIdentifier>,
    path: usize,
    /// The place from which the reader has to go on, `None` if all is said.
    rest: Option<usize>,
}

/// Takes the short way as far as it leads.
#[inline]
fn quick(
    form: Form,
    input: &[u8],
    options: &Options,
    elements: &mut Elements,
    made: Option<&mut Vec<fast::Made>>,
) -> Quick {
    match options.dictionary.loaded() {
        None => quick_by(&BUILT_IN, form, input, options, elements, made),
        Some(tables) => quick_by(&tables, form, input, options, elements, made),
    }
}

#[inline(always)]
fn quick_by(
    tables: &Tables<'_>,
    form: Form,
    input: &[u8],
    options: &Options,
    elements: &mut Elements,
    made: Option<&mut Vec<fast::Made>>,
) -> Quick {
    let (end, needs) = (input.len(), !options.no_requisite_check);
    let mut short = [0; 16];
    let data = match short.get_mut(..end) {
        // The short way looks at sixteen bytes at once.
        Some(head) if end < 16 => {
            head.copy_from_slice(input);
            &short[..]
        }
        _ => input,
    };
    let mut gather = fast::Gather::new(tables, elements, made);
    let (mut symbology, mut path) = (None, 0);
    match form {
        Form::Scan | Form::Plain => {
            let mut start = 0;
            if form == Form::Scan {
                symbology = SymbologyIdentifier::before_elements(input);
                start = 3;
            }
            let mut rest = Some(start);
            if form == Form::Plain || symbology.is_some() {
                rest = fast::scan(tables, data, start, end, &mut gather);
                if rest.is_none() && !gather.hold(needs) {
                    rest = Some(end);
                }
            }
            return Quick { symbology, path, rest };
        }
        Form::Bracketed => {
            if fast::bracketed(tables, data, 0, end, &mut gather) && gather.hold(needs) {
                return Quick { symbology, path, rest: None };
            }
        }
        Form::DigitalLink if !options.permit_zero_suppressed_gtin => {
            if let Some(found) = fast::link(tables, data, 0, end, &mut gather)
                && gather.hold(needs)
            {
                path = usize::from(found);
                return Quick { symbology, path, rest: None };
            }
        }
        Form::DigitalLink | Form::Epc => {}
    }
    // The reader begins these forms from the beginning.
    *elements = Elements::new();
    Quick { symbology, path, rest: Some(0) }
}

/// The bracketed form.
impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.bracketed())
    }
}
