use crate::epcis::Rule;
use crate::epcis::model::{Extension, Head, Value};
use crate::keys::Gln;

type Tell<'a> = dyn FnMut(Rule, String, u64) + 'a;

/// What the head of a document says wrong, whatever the partner.
pub(super) fn check(head: &Head, tell: &mut Tell<'_>) {
    if let Some(sbdh) = &head.sbdh {
        header(sbdh, tell);
    }
}

/// What stands in an element.
pub(super) fn parts(value: &Value) -> &[Extension] {
    match value {
        Value::Members(parts) | Value::Element { content: parts, .. } => parts,
        _ => &[],
    }
}

pub(super) fn child<'a>(of: &'a Extension, name: &str) -> Option<&'a Extension> {
    parts(&of.value).iter().find(|part| part.name.local == name)
}

pub(super) fn text(of: &Extension) -> &str {
    match &of.value {
        Value::Text(text) => text.trim(),
        Value::Element { content, .. } => match content.iter().find(|part| part.name.local.is_empty()) {
            Some(Extension { value: Value::Text(text), .. }) => text.trim(),
            _ => "",
        },
        _ => "",
    }
}

fn attribute<'a>(of: &'a Extension, name: &str) -> Option<&'a str> {
    match &of.value {
        Value::Element { attributes, .. } => {
            attributes.iter().find(|(known, _)| known.local == name).map(|(_, value)| value.as_str())
        }
        _ => None,
    }
}

/// The identifier of a party of the header.
pub(super) fn party<'a>(sbdh: &'a Extension, name: &str) -> Option<&'a Extension> {
    child(sbdh, name).and_then(|party| child(party, "Identifier"))
}

/// UN/CEFACT Standard Business Document Header 1.3, as EPCIS asks for it (EPCIS 1.2, 9.2).
fn header(sbdh: &Extension, tell: &mut Tell<'_>) {
    let mut missing = Vec::new();
    let filled = |found: Option<&Extension>| found.is_some_and(|found| !text(found).is_empty());
    if !filled(child(sbdh, "HeaderVersion")) {
        missing.push("HeaderVersion".to_owned());
    }
    for side in ["Sender", "Receiver"] {
        let Some(identifier) = party(sbdh, side).filter(|identifier| !text(identifier).is_empty()) else {
            missing.push(format!("{side}/Identifier"));
            continue;
        };
        if attribute(identifier, "Authority").is_none_or(str::is_empty) {
            missing.push(format!("the attribute Authority of {side}/Identifier"));
        }
        let named = text(identifier);
        let is_number = named.len() == 13 && named.bytes().all(|byte| byte.is_ascii_digit());
        let wrong = if is_number {
            Gln::parse(named).err().map(|error| error.to_string())
        } else if named.contains(':') {
            super::identifier::instance_fault(named, None)
        } else {
            None
        };
        if let Some(fault) = wrong {
            let message = format!("{side} of the header, {}: {fault}", crate::epcis::tree::clip(named));
            tell(Rule::EpcSyntax, message, identifier.offset);
        }
    }
    let described = child(sbdh, "DocumentIdentification");
    for name in ["Standard", "TypeVersion", "InstanceIdentifier", "Type", "CreationDateAndTime"] {
        if !filled(described.and_then(|described| child(described, name))) {
            missing.push(format!("DocumentIdentification/{name}"));
        }
    }
    if !missing.is_empty() {
        tell(Rule::Sbdh, format!("the business document header lacks {}", missing.join(", ")), sbdh.offset);
    }
}
