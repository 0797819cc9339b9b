//! The forms, one line each in [`KINDS`] and [`TARGETS`]: how a text becomes a message, and a message a text.

use std::borrow::Cow;

use tallymark::epc::Prefixes;
use tallymark::gs1::{Form, Message, SymbologyIdentifier};
use tallymark::link::{DigitalLink, Stem};

use super::{Needs, failure};
use crate::{Failure, Kind};

/// Makes a text of one of the forms that a message is read from; most are one already.
pub(super) type Read = for<'a> fn(&'a [u8]) -> Result<(Form, Cow<'a, [u8]>), Failure>;

/// Writes a message.
pub(super) type Write = fn(&Message<'_>, &Prefixes<'_>, &Needs) -> Result<String, Failure>;

/// What is read.
pub(super) const KINDS: &[(&str, Read)] = &[
    ("auto", |text| Ok((Kind::Auto.form(text), Cow::Borrowed(text)))),
    ("scan", |text| Ok((Form::Scan, Cow::Borrowed(text)))),
    ("bracketed", |text| Ok((Form::Bracketed, Cow::Borrowed(text)))),
    ("plain", |text| Ok((Form::Plain, Cow::Borrowed(text)))),
    ("dl", |text| Ok((Form::DigitalLink, Cow::Borrowed(text)))),
    ("epc", |text| Ok((Form::Epc, Cow::Borrowed(text)))),
];

/// What is written.
pub(super) const TARGETS: &[(&str, Write)] = &[
    ("bracketed", |message, _, _| Ok(message.bracketed())),
    ("scan", |message, _, needs| scan(message, needs.symbology.as_deref())),
    ("plain", |message, _, _| Ok(message.plain())),
    ("dl", |message, _, needs| link(message, needs.stem.as_deref())),
    ("epc", |message, prefixes, _| message.epc_uri(prefixes).map_err(|error| failure(&error))),
    ("hri", |message, _, needs| Ok(message.hri(needs.hri_titles || needs.opts.hri_titles).join("\n"))),
];

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
        None => message.symbology().map_or("]d2".to_owned(), |identifier| identifier.to_string()),
        Some(text) => match SymbologyIdentifier::read(text.as_bytes()) {
            Some(identifier) if text.len() == 3 => identifier.to_string(),
            _ => {
                let help = "a symbology identifier is ], a letter and a modifier, such as ]d2";
                return Err(Failure::new(
                    "symbology-unknown",
                    format!("`{text}` is no symbology identifier"),
                )
                .with_help(help)
                .at("symbology"));
            }
        },
    };
    let known = SymbologyIdentifier::read(identifier.as_bytes());
    let scan = match known {
        Some(known) if known.holds_element_strings() => {
            // A second component is sent with an identifier of its own where it was read so.
            format!("{identifier}{}", message.plain())
        }
        Some(known) if known.symbology() == "EAN/UPC" => {
            let gtin =
                message.gtin().filter(|_| message.elements().count() == 1).map(|gtin| gtin.to_string());
            let most = if identifier == "]E4" { 8 } else { 13 };
            let number = gtin.as_deref().and_then(|gtin| {
                let (zeros, number) = gtin.split_at_checked(gtin.len().checked_sub(most)?)?;
                zeros.bytes().all(|byte| byte == b'0').then_some(number)
            });
            match number {
                Some(number) => format!("{identifier}{number}"),
                None => {
                    return Err(Failure::new(
                        "carrier-length",
                        format!("{identifier} holds a GTIN of {most} digits and nothing else"),
                    )
                    .with_help("choose a symbology that holds element strings, such as ]d2"));
                }
            }
        }
        _ => format!("{identifier}{}", link(message, None)?),
    };
    match Message::parse_scan(&scan) {
        Ok(_) => Ok(scan),
        // What was read with options that permit more need not be what a scanner may send.
        Err(error) => Err(failure(&error)),
    }
}
