//! The forms, one line each in [`KINDS`] and [`TARGETS`]: how a text becomes a message, and a message a text.

use std::borrow::Cow;

use tallymark::epc::Prefixes;
use tallymark::epc::{PrefixLength, Tag};
use tallymark::gs1::{Form, Message, SymbologyIdentifier};
use tallymark::link::{DigitalLink, Stem};

use super::{Needs, Request, failure};
use crate::{Failure, Kind, tag};

/// Makes a text of one of the forms that a message is read from; most are one already.
pub(super) type Read = for<'a> fn(&'a [u8]) -> Result<(Form, Cow<'a, [u8]>), Failure>;

/// Writes a message.
pub(super) type Write = fn(&Message<'_>, &Prefixes<'_>, &Needs) -> Result<String, Failure>;

/// What is read.
pub(super) const KINDS: &[(&str, Read)] = &[
    ("auto", |text| match tag::is_uri(text) {
        true => told(&Tag::parse_uri(text).map_err(|error| failure(&error))?),
        false => Ok((Kind::Auto.form(text), Cow::Borrowed(text))),
    }),
    ("scan", |text| Ok((Form::Scan, Cow::Borrowed(text)))),
    ("bracketed", |text| Ok((Form::Bracketed, Cow::Borrowed(text)))),
    ("plain", |text| Ok((Form::Plain, Cow::Borrowed(text)))),
    ("dl", |text| Ok((Form::DigitalLink, Cow::Borrowed(text)))),
    ("epc", |text| Ok((Form::Epc, Cow::Borrowed(text)))),
    ("tag", |text| told(&Tag::parse_uri(text).map_err(|error| failure(&error))?)),
    ("hex", |text| told(&Tag::from_hex(text).map_err(|error| failure(&error))?)),
];

/// What is written.
pub(super) const TARGETS: &[(&str, Write)] = &[
    ("bracketed", |message, _, _| Ok(message.bracketed())),
    ("scan", |message, _, needs| scan(message, needs.symbology.as_deref())),
    ("plain", |message, _, _| Ok(message.plain())),
    ("dl", |message, _, needs| link(message, needs.stem.as_deref())),
    ("epc", |message, prefixes, _| message.epc_uri(prefixes).map_err(|error| failure(&error))),
    ("tag", |message, prefixes, needs| tag_uri(&tag(message, prefixes, needs)?)),
    ("hex", |message, prefixes, needs| Ok(tag(message, prefixes, needs)?.hex())),
    ("hri", |message, _, needs| Ok(message.hri(needs.hri_titles || needs.opts.hri_titles).join("\n"))),
];

/// A tag in another notation stays the tag that it is, filter and coding included; `None` if something else is asked.
pub(super) fn other_notation(request: &Request, input: &[u8]) -> Result<Option<String>, Failure> {
    let tag = match request.kind.as_deref().unwrap_or("auto") {
        "hex" => Tag::from_hex(input),
        "tag" => Tag::parse_uri(input),
        "auto" if tag::is_uri(input) => Tag::parse_uri(input),
        _ => return Ok(None),
    };
    let asked = matches!(request.to.as_str(), "tag" | "hex") && request.needs.tag.is_open();
    match (tag, request.to.as_str()) {
        (Ok(tag), "hex") if asked => Ok(Some(tag.hex())),
        (Ok(tag), _) if asked => tag_uri(&tag).map(Some),
        _ => Ok(None),
    }
}

/// How the form of that name is read.
pub(super) fn source<'a>(kind: &str, input: &'a [u8]) -> Result<(Form, Cow<'a, [u8]>), Failure> {
    match KINDS.iter().find(|(name, _)| *name == kind) {
        Some((_, read)) => read(input),
        None => Err(unknown("kind", kind, &super::convert_kinds())),
    }
}

/// How the form of that name is written.
pub(super) fn target(name: &str) -> Result<Write, Failure> {
    match TARGETS.iter().find(|(target, _)| *target == name) {
        Some((_, write)) => Ok(*write),
        None => Err(unknown("to", name, &super::convert_targets())),
    }
}

fn unknown(member: &str, value: &str, known: &[&str]) -> Failure {
    Failure::new("request-json", format!("`{member}` is `{value}`, which is no form"))
        .with_help(format!("one of {}", known.join(", ")))
}

/// What a tag says: an EPC URI where it shows the company prefix, so that others learn of it, else the elements.
fn told<'a>(tag: &Tag) -> Result<(Form, Cow<'a, [u8]>), Failure> {
    let bracketed = tag.bracketed();
    let uri = tag.prefix_length().and_then(|length| {
        Message::parse_bracketed(&bracketed).ok()?.epc_uri(&Prefixes::new().given(length)).ok()
    });
    Ok(match uri {
        Some(uri) => (Form::Epc, uri.into_bytes().into()),
        None => (Form::Bracketed, bracketed.into_bytes().into()),
    })
}

/// The message as a tag.
fn tag(message: &Message<'_>, prefixes: &Prefixes<'_>, needs: &Needs) -> Result<Tag, Failure> {
    let length = match message.prefix_length(prefixes).map_err(|error| failure(&error))? {
        PrefixLength::Known(length) => Some(length),
        _ => None,
    };
    needs.tag.encode(message, length).map(|(tag, _)| tag)
}

/// Its tag URI; '+' codings have none.
fn tag_uri(tag: &Tag) -> Result<String, Failure> {
    tag.tag_uri().ok_or_else(|| {
        Failure::new("tag-uri", format!("{} has no tag URI", tag.coding().as_str()))
            .with_help("ask for `hex`, or for a classic coding such as sgtin-96")
    })
}

/// The canonical Digital Link, or one below another stem.
fn link(message: &Message<'_>, stem: Option<&str>) -> Result<String, Failure> {
    let link = DigitalLink::of(message).ok_or_else(|| {
        Failure::new("link-no-key", "the data hold no primary key, or an element that no link can hold")
            .with_help("a Digital Link needs one GS1 key such as (01) or (00)")
    })?;
    let Some(stem) = stem else { return Ok(link.to_string()) };
    let stem = Stem::parse(stem).map_err(|error| failure(&error).at("stem"))?;
    Ok(link.stem(&stem).to_string())
}

/// What a scanner would send of a symbol with this identifier: element strings, a GTIN in EAN or UPC, or a Digital Link.
///
/// Without identifier that of the scan that was read is kept, else GS1 DataMatrix is meant.
fn scan(message: &Message<'_>, symbology: Option<&str>) -> Result<String, Failure> {
    let identifier = match symbology {
        None => message.symbology().or_else(|| SymbologyIdentifier::read(b"]d2")),
        Some(text) => SymbologyIdentifier::read(text.as_bytes()).filter(|_| text.len() == 3),
    };
    let identifier = identifier.ok_or_else(|| {
        let text = symbology.unwrap_or_default();
        Failure::new("symbology-unknown", format!("`{text}` is no symbology identifier"))
            .with_help("a symbology identifier is ], a letter and a modifier, such as ]d2")
            .at("symbology")
    })?;
    let scan = message.scan_data(identifier).map_err(|error| failure(&error))?;
    // What was read with options that permit more need not be what a scanner may send.
    Message::parse_scan(&scan).map_err(|error| failure(&error))?;
    Ok(scan)
}
