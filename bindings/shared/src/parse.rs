//! One identifier text in, everything it says out: the same for every language.

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use tallymark::ParseError;
use tallymark::gs1::{self, Form, Message, Options};
use tallymark::link::DigitalLink;

use crate::report::{Contents, ErrorReport, ParseReport};

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
        match self {
            Kind::Auto => Form::detect(input),
            Kind::Scan => Form::Scan,
            Kind::Bracketed => Form::Bracketed,
            Kind::Plain => Form::Plain,
            Kind::DigitalLink => Form::DigitalLink,
            Kind::Epc => Form::Epc,
        }
    }
}

/// How strictly a text is read, and how it is shown. The default is the reference's strict reading.
///
/// The JSON form is an object of flags, `{"hri_titles": true}`, or a list of the flags that are set, `["hri_titles"]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // the contract's five
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
    let form = kind.form(input);
    let strictness = options.strictness();
    match Message::parse(form, input, &strictness) {
        Ok(message) => ParseReport {
            ok: true,
            kind: form.as_str(),
            contents: Some(contents(&message, options.hri_titles)),
            error: None,
            errors: Vec::new(),
        },
        Err(first) => {
            let (_, all) = Message::parse_all(form, input, &strictness);
            let further = all.into_iter().filter(|error| *error != first);
            ParseReport {
                ok: false,
                kind: form.as_str(),
                contents: None,
                errors: further.map(|error| ErrorReport::from(&error)).collect(),
                error: Some(ErrorReport {
                    fixes: gs1::fixes(form, input, &strictness, &first),
                    ..ErrorReport::from(&first)
                }),
            }
        }
    }
}

/// Reads one request: a JSON object with `input` and optional `kind` and `opts`.
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
    match serde_json::from_slice::<Request<'_>>(line) {
        Ok(request) => parse(request.kind, request.input.as_bytes(), &request.opts),
        Err(error) => {
            // One line, so the column is the byte at which the reader gave up.
            let end = u32::try_from(error.column().min(line.len())).unwrap_or(u32::MAX);
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            ParseReport::refused(
                Kind::Auto,
                "request-json",
                [end.saturating_sub(1), end],
                message,
                REQUEST_HELP,
            )
        }
    }
}

const REQUEST_HELP: &str = r#"write {"kind": "auto|scan|bracketed|plain|dl|epc", "input": "...", "opts": {"hri_titles": true}} on one line"#;

#[derive(Deserialize)]
struct Request<'a> {
    #[serde(default)]
    kind: Kind,
    #[serde(borrow)]
    input: Cow<'a, str>,
    #[serde(default)]
    opts: ParseOptions,
}

impl ParseOptions {
    /// The names of the options.
    pub const NAMES: [&'static str; 5] = [
        "permit_unknown_ais",
        "permit_zero_suppressed_gtin",
        "no_requisite_check",
        "unknown_ai_as_dl_attr",
        "hri_titles",
    ];

    /// Sets the option of this name; `None` if there is none.
    pub fn set(&mut self, name: &str, value: bool) -> Option<()> {
        *match name {
            "permit_unknown_ais" => &mut self.permit_unknown_ais,
            "permit_zero_suppressed_gtin" => &mut self.permit_zero_suppressed_gtin,
            "no_requisite_check" => &mut self.no_requisite_check,
            "unknown_ai_as_dl_attr" => &mut self.unknown_ai_as_dl_attr,
            "hri_titles" => &mut self.hri_titles,
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
        ParseReport {
            ok: false,
            kind: kind.as_str(),
            contents: None,
            error: Some(ErrorReport { code, ai: None, span, message, help, fixes: Vec::new() }),
            errors: Vec::new(),
        }
    }
}

fn contents(message: &Message<'_>, titles: bool) -> Contents {
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
        warnings: Vec::new(),
    }
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
