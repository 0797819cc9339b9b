use crate::epc::{EpcUri, UriKind};
use crate::item::Item;

/// What is wrong with an identifier of one thing, if anything is.
pub(super) fn instance_fault(text: &str, item: Option<Item>) -> Option<String> {
    if item.is_some() {
        return None;
    }
    if is_epc(text) {
        return match EpcUri::parse(text.as_bytes()) {
            Ok(uri) if uri.kind() == UriKind::Identity => None,
            Ok(_) => Some("it names a class, not one thing".to_owned()),
            Err(error) => Some(error.to_string()),
        };
    }
    common_fault(text)
}

/// What is wrong with an identifier of a class, if anything is.
pub(super) fn class_fault(text: &str) -> Option<String> {
    if is_epc(text) {
        return EpcUri::parse(text.as_bytes()).err().map(|error| error.to_string());
    }
    common_fault(text)
}

fn is_epc(text: &str) -> bool {
    text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("urn:epc:"))
}

fn common_fault(text: &str) -> Option<String> {
    if text.is_empty() {
        return Some("it is empty".to_owned());
    }
    // Identifiers under GS1's own domain are GS1 Digital Links; under other domains they may be anything.
    let ours = ["https://id.gs1.org/", "http://id.gs1.org/"].iter().any(|start| text.starts_with(start));
    if ours && let Err(error) = crate::gs1::Message::parse_any(text) {
        return Some(error.to_string());
    }
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    if !is_scheme {
        return Some("it is no URI".to_owned());
    }
    let bad = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
    };
    text.chars().find(|&c| bad(c)).map(|c| format!("{c:?} cannot stand in a URI"))
}

/// The company prefix as an EPC URN cuts it.
pub(super) fn prefix(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("urn:epc:id:")?;
    let (scheme, rest) = rest.split_once(':')?;
    let keyed = matches!(
        scheme,
        "sgtin"
            | "sscc"
            | "sgln"
            | "grai"
            | "giai"
            | "gsrn"
            | "gsrnp"
            | "gdti"
            | "sgcn"
            | "ginc"
            | "gsin"
            | "cpi"
            | "itip"
            | "pgln"
            | "upui"
    );
    let (prefix, _) = rest.split_once('.')?;
    (keyed && (6..=12).contains(&prefix.len()) && prefix.bytes().all(|byte| byte.is_ascii_digit()))
        .then_some(prefix)
}
