//! RFID tags: elements to the bits of a tag, and a tag's bits or URI to everything they say.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use tallymark::epc::{Coding, Encoding, Filter, Tag};
use tallymark::gs1::{Form, Message, Options};
use tallymark::link::{DigitalLink, Stem};
use tallymark::{ParseError, gs1};

use crate::Failure;
use crate::ask::{Input, data, read};
use crate::parse::Kind;
use crate::report::ErrorReport;

/// A request: either `hex`, or `input` with what it is to be written as.
#[derive(Debug, Deserialize)]
struct Request {
    /// The tag's bits as hexadecimal digits.
    #[serde(default)]
    hex: Option<String>,
    /// Elements in any textual form, or a tag URI.
    #[serde(flatten)]
    input: Input,
    #[serde(default)]
    kind: Kind,
    /// Digits of the company prefix; an EPC URI tells them itself.
    #[serde(default)]
    gcp_length: Option<u8>,
    #[serde(flatten)]
    wish: Wish,
}

/// How a tag is to be written.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wish {
    /// The coding, such as `sgtin-96`; without it the smallest classic one that fits.
    #[serde(default)]
    scheme: Option<String>,
    #[serde(default)]
    filter: Option<u8>,
    /// The domain of a '++' coding.
    #[serde(default)]
    hostname: Option<String>,
    /// Whether a '+' coding takes the elements beyond the key too.
    #[serde(default)]
    data: bool,
}

/// A tag, in every form that it has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct TagReport {
    /// Always true; a refused tag is an error.
    pub(crate) ok: bool,
    /// The coding, such as `sgtin-96`.
    pub(crate) scheme: &'static str,
    /// The filter value, 0 to 7.
    pub(crate) filter: u8,
    /// What the filter value says, in the words of the standard; `None` where it is reserved.
    pub(crate) filter_meaning: Option<&'static str>,
    /// Digits of the company prefix; `None` for '+' codings, which do not tell.
    pub(crate) gcp_length: Option<u8>,
    /// The bits of the EPC, padding left out.
    pub(crate) bits: usize,
    /// The hexadecimal digits, zeros up to a word of 16 bits.
    pub(crate) hex: String,
    /// Application Identifiers with their values.
    pub(crate) elements: Vec<(String, String)>,
    /// The bracketed element string.
    pub(crate) bracketed: String,
    /// The GS1 Digital Link, with the tag's own domain where it has one; `None` where there is none.
    pub(crate) dl: Option<String>,
    /// The tag URI; `None` for '+' codings.
    pub(crate) tag_uri: Option<String>,
    /// The raw URI.
    pub(crate) raw_uri: String,
    /// The domain of a '++' coding.
    pub(crate) hostname: Option<String>,
    /// Application Identifiers of the input that the coding does not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) left_out: Vec<String>,
    /// What the elements of the tag break of the rules for element strings.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) elements_error: Option<ErrorReport>,
}

/// Answers `{"op": "tag", ...}`.
pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    let request: Request = read(request)?;
    if let Some(hex) = &request.hex {
        return data(&report(&Tag::from_hex(hex).map_err(refused)?));
    }
    let input = request.input.bytes()?;
    if is_uri(&input) {
        return data(&report(&Tag::parse_uri(&input).map_err(refused)?));
    }
    let form = request.kind.form(&input);
    let message = Message::parse(form, &input, &Options::new()).map_err(|error| {
        let fixes = gs1::fixes(form, &input, &Options::new(), &error);
        Failure::from(ErrorReport { fixes, ..ErrorReport::from(&error) })
    })?;
    let length = request.gcp_length.or_else(|| prefix_length(form, &input));
    let (tag, left_out) = request.wish.encode(&message, length)?;
    data(&TagReport { left_out, ..report(&tag) })
}

/// Whether a text begins as a tag URI or a raw URI does.
pub(crate) fn is_uri(text: &[u8]) -> bool {
    let is = |head: &[u8]| text.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head));
    is(b"urn:epc:tag:") || is(b"urn:epc:raw:")
}

impl Wish {
    /// Whether nothing is wished.
    pub(crate) fn is_open(&self) -> bool {
        self.scheme.is_none() && self.filter.is_none() && self.hostname.is_none() && !self.data
    }

    /// The tag of a message, and the AIs that the coding does not hold.
    pub(crate) fn encode(
        &self,
        message: &Message<'_>,
        prefix_length: Option<u8>,
    ) -> Result<(Tag, Vec<String>), Failure> {
        let filter = Filter::new(self.filter.unwrap_or_default()).ok_or_else(|| {
            Failure::new("tag-filter", "a filter value is a number from 0 to 7")
                .with_help("use a filter value from 0 to 7, such as 1 for a point of sale item")
        })?;
        let left_out =
            |encoding: &Encoding<'_>| encoding.left_out(message).iter().map(ToString::to_string).collect();
        let Some(name) = &self.scheme else {
            let tag = Encoding::smallest(message, filter, prefix_length).map_err(refused)?;
            return Ok((tag, left_out(&Encoding::new(tag.coding()))));
        };
        let coding = Coding::from_name(name).ok_or_else(|| {
            let names: Vec<_> = Coding::ALL.iter().map(|coding| coding.as_str()).collect();
            Failure::new("tag-scheme", format!("`{name}` is no coding"))
                .with_help(format!("one of {}", names.join(", ")))
        })?;
        let mut encoding = Encoding::new(coding).filter(filter).data(self.data);
        if let Some(length) = prefix_length {
            encoding = encoding.prefix_length(length);
        }
        if let Some(hostname) = &self.hostname {
            encoding = encoding.hostname(hostname);
        }
        let tag = encoding.encode(message).map_err(refused)?;
        Ok((tag, left_out(&encoding)))
    }
}

/// Everything that a tag says.
fn report(tag: &Tag) -> TagReport {
    let contents = tag.contents();
    let bracketed = contents.bracketed();
    let message = Message::parse_bracketed(&bracketed);
    // A hostname of other characters makes no web address.
    let stem = contents.hostname().map(|hostname| Stem::parse(&format!("https://{hostname}")));
    let link = message.as_ref().ok().and_then(|message| {
        let link = DigitalLink::of(message)?;
        match &stem {
            None => Some(link.to_string()),
            Some(stem) => stem.as_ref().ok().map(|stem| link.stem(stem).to_string()),
        }
    });
    TagReport {
        ok: true,
        scheme: tag.coding().as_str(),
        filter: tag.filter().value(),
        filter_meaning: tag.filter().meaning(tag.coding()),
        gcp_length: tag.prefix_length(),
        bits: tag.bit_count(),
        hex: tag.hex(),
        elements: contents.elements().map(|(ai, value)| (ai.to_string(), value.to_owned())).collect(),
        dl: link,
        tag_uri: tag.tag_uri(),
        raw_uri: tag.raw_uri(),
        hostname: contents.hostname().map(str::to_owned),
        left_out: Vec::new(),
        elements_error: message.err().map(|error| ErrorReport::from(&error)),
        bracketed,
    }
}

/// The digits that an EPC URI shows as company prefix.
fn prefix_length(form: Form, input: &[u8]) -> Option<u8> {
    let rest = input.rsplit(|&byte| byte == b':').next().filter(|_| form == Form::Epc)?;
    u8::try_from(rest.iter().take_while(|byte| byte.is_ascii_digit()).count()).ok()
}

fn refused(error: ParseError) -> Failure {
    ErrorReport::from(&error).into()
}
