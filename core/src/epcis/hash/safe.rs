//! Identifiers of `raw-string-safe`: by this library's own reading of EPC URNs and Digital Links.

use crate::epc::EpcUri;
use crate::gs1::{Form, Message, Options};
use crate::link::DigitalLink;

/// The canonical Digital Link at the finest level of identification, without attributes.
pub(super) fn identifier(text: &str) -> Option<String> {
    if text.starts_with("urn:epc:") {
        // Without anything to escape the short way says the same.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'.' | b'-');
        if text.bytes().all(plain)
            && let Some(link) = super::identifier::normalised(text)
        {
            return Some(link);
        }
        return EpcUri::parse(text).ok()?.digital_link().ok();
    }
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return None;
    }
    let message = Message::parse(Form::DigitalLink, text.as_bytes(), &Options::default()).ok()?;
    let link = DigitalLink::of(&message)?.to_string();
    let path = link.split('?').next().unwrap_or_default();
    // A serial tells more than lot and variant.
    let mut parts: Vec<&str> = path.split('/').collect();
    let named = |parts: &[&str], ai: &str| parts.iter().skip(5).step_by(2).position(|part| *part == ai);
    let coarse: &[&str] = if named(&parts, "21").is_some() { &["22", "10"] } else { &["22"] };
    for ai in coarse {
        if let Some(at) = named(&parts, ai) {
            parts.drain(5 + 2 * at..7 + 2 * at);
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_finest_level_is_kept() {
        let link = "https://id.gs1.org/01/10614141073464/21/2017";
        for text in [
            "urn:epc:id:sgtin:0614141.107346.2017",
            "http://brand.example.com/some/path/01/10614141073464/22/X/10/L1/21/2017?17=261231",
            "https://id.gs1.org/01/10614141073464/21/2017",
        ] {
            assert_eq!(identifier(text).as_deref(), Some(link), "{text}");
        }
        let grai = identifier("urn:epc:id:grai:061414112345..1");
        assert_eq!(grai.as_deref(), Some("https://id.gs1.org/8003/006141411234521"));
        assert_eq!(identifier("urn:epc:id:sgtin:061414.107346.2017"), None);
        assert_eq!(identifier("https://example.org/po/1"), None);
        assert_eq!(identifier("L1"), None);
    }
}
