//! One identifier text in, everything it says out: the same for every language.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Mutex, PoisonError};

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use tallymark::gs1::{
    self, ApplicationIdentifier, Carried, Dictionary, DictionaryError, Form, Message, Options,
};
use tallymark::link::{DigitalLink, decompress};
use tallymark::{Code, ParseError};

use crate::ProfileCheck;
use crate::ask::from_hex;
use crate::report::{CarrierReport, Contents, ErrorReport, ParseReport, ValueReport};

/// The form a text is to be read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Kind {
    /// As it begins: `]` is scan data, `(` a bracketed element string, `http://` or `https://` a Digital Link,
    /// `urn:epc:` an EPC URN, anything else a plain element string.
    #[default]
    Auto,
    /// Scan data with an AIM symbology identifier.
    Scan,
    /// A bracketed element string.
    Bracketed,
    /// A plain element string with GS separators.
    Plain,
    /// A GS1 Digital Link URI.
    #[serde(rename = "dl")]
    DigitalLink,
    /// An EPC URN.
    Epc,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 6] =
        [Kind::Auto, Kind::Scan, Kind::Bracketed, Kind::Plain, Kind::DigitalLink, Kind::Epc];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Auto => "auto",
            Kind::Scan => "scan",
            Kind::Bracketed => "bracketed",
            Kind::Plain => "plain",
            Kind::DigitalLink => "dl",
            Kind::Epc => "epc",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// The form that this text is read as.
    pub(crate) fn form(self, input: &[u8]) -> Form {
        self.fixed_form().unwrap_or_else(|| Form::detect(input))
    }

    /// The form that every text is read as, `None` if it depends on the text.
    pub(crate) const fn fixed_form(self) -> Option<Form> {
        match self {
            Kind::Auto => None,
            Kind::Scan => Some(Form::Scan),
            Kind::Bracketed => Some(Form::Bracketed),
            Kind::Plain => Some(Form::Plain),
            Kind::DigitalLink => Some(Form::DigitalLink),
            Kind::Epc => Some(Form::Epc),
        }
    }
}

/// How strictly a text is read, and how it is shown. The default is the reference's strict reading.
///
/// The JSON form is an object of flags, `{"hri_titles": true}`, or a list of the flags that are set, `["hri_titles"]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // the contract's flags
pub struct ParseOptions {
    /// Application Identifiers that are not assigned are let through.
    pub permit_unknown_ais: bool,
    /// A GTIN in a Digital Link may come without its leading zeros.
    pub permit_zero_suppressed_gtin: bool,
    /// Required and excluded pairs of AIs are not checked.
    pub no_requisite_check: bool,
    /// Unassigned AIs become attributes of the Digital Link.
    pub unknown_ai_as_dl_attr: bool,
    /// Data titles in the human readable interpretation.
    pub hri_titles: bool,
    /// A key that lacks its check digit is completed, in bracketed element strings and Digital Links.
    pub add_check_digit: bool,
}

/// What goes beyond options: the dictionary, and whether values are wanted.
#[derive(Clone, Debug, Default)]
pub struct Extras {
    /// Judges by this dictionary instead of the built-in one.
    pub dictionary: Option<Dictionary>,
    /// Gives what each element means; the century of two-digit years is that nearest to this year.
    pub year: Option<u16>,
    /// Judges by this market profile, too.
    pub profile: Option<ProfileCheck>,
}

/// Reads one text.
///
/// ```
/// use tallymark_bindings::{Kind, ParseOptions, parse};
///
/// let report = parse(Kind::Auto, b"]d2010950600013435221A1B2", &ParseOptions::default());
/// assert_eq!(report.contents.unwrap().key.as_deref(), Some("(01)09506000134352(21)A1B2"));
///
/// let refused = parse(Kind::Plain, b"0109506000134353", &ParseOptions::default());
/// assert_eq!(refused.error.map(|error| error.code), Some("ai-checksum"));
/// ```
#[must_use]
pub fn parse(kind: Kind, input: &[u8], options: &ParseOptions) -> ParseReport {
    parse_with(kind, input, options, &Extras::default())
}

/// [`parse()`] by another dictionary, or with the meaning of the values.
///
/// ```
/// use tallymark_bindings::{Extras, Kind, ParseOptions, parse_with};
///
/// let extras = Extras { year: Some(2026), ..Extras::default() };
/// let report = parse_with(Kind::Auto, b"(01)09506000134352(17)281200", &ParseOptions::default(), &extras);
/// assert_eq!(report.contents.unwrap().values.unwrap()[1].text, "2028-12-31");
/// ```
#[must_use]
pub fn parse_with(kind: Kind, input: &[u8], options: &ParseOptions, extras: &Extras) -> ParseReport {
    let form = kind.form(input);
    let mut strictness = options.strictness();
    if let Some(dictionary) = &extras.dictionary {
        strictness = strictness.dictionary(dictionary.clone());
    }
    match Message::parse(form, input, &strictness) {
        Ok(message) => ParseReport {
            ok: true,
            kind: form.as_str(),
            contents: Some(contents(&message, options.hri_titles, extras)),
            error: None,
            errors: Vec::new(),
            partial: Vec::new(),
            profile: extras.profile.as_ref().map(|check| check.verdict(&message)),
        },
        Err(first) => {
            let (message, all) = Message::parse_all(form, input, &strictness);
            let partial = readable(&message, &all);
            let further = all.into_iter().filter(|error| *error != first);
            ParseReport {
                ok: false,
                kind: form.as_str(),
                contents: None,
                errors: further.take(MOST_ERRORS).map(|error| ErrorReport::from(&error)).collect(),
                error: Some(ErrorReport {
                    fixes: fixes(form, input, &strictness, &first),
                    ..ErrorReport::from(&first)
                }),
                partial,
                profile: None,
            }
        }
    }
}

/// As many further errors are told of one text: each byte of a damaged one may be an error, and its words are long.
const MOST_ERRORS: usize = 1000;

/// The elements whose own text is right, whatever is wrong with those beside them.
fn readable(message: &Message<'_>, errors: &[ParseError]) -> Vec<(String, String)> {
    let elements: Vec<_> = message.elements().collect();
    let mut wrong = vec![false; elements.len()];
    let relation = |code| {
        matches!(
            code,
            Code::AiRequired
                | Code::AiExcluded
                | Code::AiRepeat
                | Code::AiSerialMissing
                | Code::LinkSequence
                | Code::LinkAttribute
                | Code::LinkDuplicate
        )
    };
    for error in errors.iter().filter(|error| !relation(error.code())) {
        // Elements stand in the order of the input.
        let start = error.span().start;
        let after = elements.partition_point(|element| element.span.start <= start);
        let index = after.wrapping_sub(1);
        if elements.get(index).is_some_and(|element| error.span().end <= element.span.end)
            && let Some(wrong) = wrong.get_mut(index)
        {
            *wrong = true;
        }
    }
    let right = elements.iter().zip(wrong).filter(|(_, wrong)| !wrong);
    right.map(|(element, _)| (element.ai.to_string(), element.value.to_owned())).collect()
}

/// Inputs that would be accepted; for a link that is compressed, the plain one.
fn fixes(form: Form, input: &[u8], strictness: &Options, error: &ParseError) -> Vec<String> {
    let mut fixes = gs1::fixes(form, input, strictness, error);
    if form == Form::DigitalLink && error.code() == Code::LinkNoKey {
        fixes.extend(decompress(input).ok());
    }
    fixes
}

/// Reads one request: a JSON object with `input` (or `input_hex`) and optional `kind`, `opts`, `values` and `dictionary`.
///
/// What is no such object gives a report with code `request-json`, its span within the line; so one answer comes out for
/// every line that goes in.
///
/// ```
/// use tallymark_bindings::parse_request;
///
/// let report = parse_request(br#"{"kind": "bracketed", "input": "(21)A1", "opts": {"no_requisite_check": true}}"#);
/// assert!(report.ok);
/// assert_eq!(parse_request(b"{").error.map(|error| error.code), Some("request-json"));
/// ```
#[must_use]
pub fn parse_request(line: &[u8]) -> ParseReport {
    parse_request_with(line, &Extras::default())
}

/// [`parse_request`] with what holds where the request does not say otherwise.
#[must_use]
pub fn parse_request_with(line: &[u8], extras: &Extras) -> ParseReport {
    let refused =
        |span, message, help: &str| ParseReport::refused(Kind::Auto, "request-json", span, message, help);
    let request = match serde_json::from_slice::<Request<'_>>(line) {
        Ok(request) => request,
        Err(error) => {
            // One line, so the column is the byte at which the reader gave up.
            let end = u32::try_from(error.column().min(line.len())).unwrap_or(u32::MAX);
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            return refused([end.saturating_sub(1), end], message, REQUEST_HELP);
        }
    };
    let input = match (request.input, request.input_hex.map(|hex| from_hex(&hex))) {
        (Some(text), None) => Cow::Owned(text.into_owned().into_bytes()),
        (None, Some(Some(bytes))) => Cow::Owned(bytes),
        (None, Some(None)) => {
            let message = "`input_hex` is no even number of hexadecimal digits".to_owned();
            return refused([0, 0], message, REQUEST_HELP);
        }
        (None, None) => return refused([0, 0], "missing field `input`".to_owned(), REQUEST_HELP),
        (Some(_), Some(_)) => {
            let message = "`input` and `input_hex` exclude each other".to_owned();
            return refused([0, 0], message, REQUEST_HELP);
        }
    };
    let input: Cow<'_, [u8]> = input;
    let mut extras = extras.clone();
    if let Some(Wanted { year }) = request.values {
        extras.year = Some(year);
    }
    match request.dictionary.map(|text| dictionary_of(&text)) {
        None => {}
        Some(Ok(dictionary)) => extras.dictionary = Some(dictionary),
        Some(Err(error)) => {
            let kind = request.kind;
            return ParseReport::refused(
                kind,
                error.code().as_str(),
                [0, 0],
                error.to_string(),
                error.help(),
            );
        }
    }
    match request.profile.filter(|member| member.get() != "null").map(ProfileCheck::of_member) {
        None => {}
        Some(Ok(check)) => extras.profile = Some(check),
        Some(Err(failure)) => {
            return ParseReport::failed(request.kind, failure.into());
        }
    }
    parse_with(request.kind, &input, &request.opts, &extras)
}

/// The dictionary of this text; the last one is kept, so that a batch of requests compiles it once.
pub(crate) fn dictionary_of(text: &str) -> Result<Dictionary, DictionaryError> {
    static LAST: Mutex<Option<(String, Dictionary)>> = Mutex::new(None);
    let mut last = LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((known, dictionary)) = last.as_ref()
        && known == text
    {
        return Ok(dictionary.clone());
    }
    let dictionary = Dictionary::from_text(text)?;
    *last = Some((text.to_owned(), dictionary.clone()));
    Ok(dictionary)
}

const REQUEST_HELP: &str = r#"write {"kind": "auto|scan|bracketed|plain|dl|epc", "input": "...", "opts": {"hri_titles": true}, "values": {"year": 2026}} on one line"#;

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(default)]
    kind: Kind,
    #[serde(borrow, default)]
    input: Option<Cow<'a, str>>,
    #[serde(default)]
    input_hex: Option<String>,
    #[serde(default)]
    opts: ParseOptions,
    #[serde(default)]
    values: Option<Wanted>,
    #[serde(default)]
    dictionary: Option<String>,
    /// The name of a profile, or an object with `name`, `date`, `country` and `level`.
    #[serde(default, borrow)]
    profile: Option<&'a RawValue>,
}

/// The year that decides centuries.
#[derive(Deserialize)]
struct Wanted {
    year: u16,
}

impl ParseOptions {
    /// The names of the options.
    pub const NAMES: [&'static str; 6] = [
        "permit_unknown_ais",
        "permit_zero_suppressed_gtin",
        "no_requisite_check",
        "unknown_ai_as_dl_attr",
        "hri_titles",
        "add_check_digit",
    ];

    /// Sets the option of this name; `None` if there is none.
    pub fn set(&mut self, name: &str, value: bool) -> Option<()> {
        *match name {
            "permit_unknown_ais" => &mut self.permit_unknown_ais,
            "permit_zero_suppressed_gtin" => &mut self.permit_zero_suppressed_gtin,
            "no_requisite_check" => &mut self.no_requisite_check,
            "unknown_ai_as_dl_attr" => &mut self.unknown_ai_as_dl_attr,
            "hri_titles" => &mut self.hri_titles,
            "add_check_digit" => &mut self.add_check_digit,
            _ => return None,
        } = value;
        Some(())
    }

    pub(crate) fn strictness(self) -> Options {
        Options::new()
            .permit_unknown_ais(self.permit_unknown_ais)
            .permit_zero_suppressed_gtin(self.permit_zero_suppressed_gtin)
            .no_requisite_check(self.no_requisite_check)
            .unknown_ai_as_dl_attr(self.unknown_ai_as_dl_attr)
            .hri_titles(self.hri_titles)
            .add_check_digit(self.add_check_digit)
    }
}

impl<'de> Deserialize<'de> for ParseOptions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OptionsVisitor)
    }
}

struct OptionsVisitor;

impl<'de> Visitor<'de> for OptionsVisitor {
    type Value = ParseOptions;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object of flags or a list of option names")
    }

    fn visit_unit<E: de::Error>(self) -> Result<ParseOptions, E> {
        Ok(ParseOptions::default())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut names: A) -> Result<ParseOptions, A::Error> {
        let mut options = ParseOptions::default();
        while let Some(name) = names.next_element::<String>()? {
            options
                .set(&name, true)
                .ok_or_else(|| de::Error::unknown_variant(&name, &ParseOptions::NAMES))?;
        }
        Ok(options)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut flags: A) -> Result<ParseOptions, A::Error> {
        let mut options = ParseOptions::default();
        while let Some((name, value)) = flags.next_entry::<String, bool>()? {
            options.set(&name, value).ok_or_else(|| de::Error::unknown_field(&name, &ParseOptions::NAMES))?;
        }
        Ok(options)
    }
}

impl ParseReport {
    /// The answer to a line that was not read because it is longer than `limit` bytes.
    #[must_use]
    pub fn too_long(kind: Kind, limit: usize) -> Self {
        let end = u32::try_from(limit).unwrap_or(u32::MAX);
        let message = format!("the line is longer than {limit} bytes");
        ParseReport::refused(kind, "line-length", [0, end], message, "give one identifier a line")
    }

    fn refused(kind: Kind, code: &'static str, span: [u32; 2], message: String, help: &str) -> Self {
        let help = Some(help.to_owned());
        Self::failed(kind, ErrorReport { code, ai: None, span, message, help, fixes: Vec::new() })
    }

    fn failed(kind: Kind, error: ErrorReport) -> Self {
        ParseReport {
            ok: false,
            kind: kind.as_str(),
            contents: None,
            error: Some(error),
            errors: Vec::new(),
            partial: Vec::new(),
            profile: None,
        }
    }
}

fn contents(message: &Message<'_>, titles: bool, extras: &Extras) -> Contents {
    let mut ais: Vec<(String, String)> =
        message.elements().map(|element| (element.ai.to_string(), element.value.to_owned())).collect();
    if let Some(second) = message.second_component() {
        ais.insert(second.min(ais.len()), ("|".to_owned(), String::new()));
    }
    Contents {
        symbology: message.symbology().map(|symbology| symbology.to_string()),
        ais,
        bracketed: message.bracketed(),
        plain: message.plain(),
        dl: DigitalLink::of(message).map(|link| link.to_string()),
        hri: message.hri(titles),
        key: message.key(),
        ignored: message.ignored().map(|parameter| String::from_utf8_lossy(parameter).into_owned()).collect(),
        warnings: message.warnings().iter().map(ToString::to_string).collect(),
        carrier: carrier(message),
        values: extras.year.map(|year| values(message, year)),
        dictionary: extras.dictionary.as_ref().map(|dictionary| dictionary.release().to_owned()),
    }
}

fn carrier(message: &Message<'_>) -> Option<CarrierReport> {
    let (identifier, carried) = (message.symbology()?, message.carried()?);
    let (mut gtin, mut add_on, mut text) = (None, None, None);
    match carried {
        Carried::TradeItem { gtin: number, add_on: digits } => {
            gtin = Some(number.to_string());
            add_on = digits.map(str::to_owned);
        }
        Carried::AddOn(digits) => add_on = Some(digits.to_owned()),
        Carried::Text(bytes) => text = Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => {}
    }
    let (symbology, meaning, data) =
        (identifier.symbology(), identifier.meaning(), identifier.data().as_str());
    Some(CarrierReport { symbology, meaning, data, gtin, add_on, text })
}

fn values(message: &Message<'_>, year: u16) -> Vec<ValueReport> {
    let report = |(ai, value): (ApplicationIdentifier, gs1::Value<'_>)| {
        let members = match serde_json::to_value(&value) {
            Ok(serde_json::Value::Object(members)) => members,
            _ => serde_json::Map::new(),
        };
        let title = message.dictionary().title(ai).unwrap_or_default().to_owned();
        ValueReport { ai: ai.to_string(), title, text: value.to_string(), value: members }
    };
    message.typed_values(year).map(report).collect()
}

impl From<&ParseError> for ErrorReport {
    fn from(error: &ParseError) -> Self {
        ErrorReport {
            code: error.code().as_str(),
            ai: error.ai().map(|ai| ai.to_string()),
            span: [error.span().start, error.span().end],
            message: error.message(),
            help: Some(error.help().to_owned()),
            fixes: Vec::new(),
        }
    }
}
