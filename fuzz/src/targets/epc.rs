use tallymark::Message;
use tallymark::epc::{EpcUri, Learner, PrefixLength, PrefixTable, Prefixes, TagPattern};
use tallymark::gs1::Form;

use super::text::{form, is_told};
use crate::Verdict;

/// EPC URIs: verdict and elements agree, and what was read is written again; patterns over tags beside.
pub fn epc_urn(data: &[u8]) -> Verdict {
    match TagPattern::parse(data) {
        Ok(pattern) => {
            // No identity reads as a pattern of tags; it must not match one of another scheme.
            let other = EpcUri::parse("urn:epc:id:sscc:9506000.3134000001").expect("a valid one");
            assert!(!pattern.matches(&other, Some(9)) || pattern.scheme() == other.scheme());
            return Verdict::Accepted;
        }
        Err(error) => is_told(&error, data),
    }
    let verdict = form(Form::Epc, data);
    match EpcUri::parse(data) {
        Ok(uri) => {
            let canonical = uri.to_string();
            let again = EpcUri::parse(&canonical).expect("the canonical form is read");
            assert_eq!(again.to_string(), canonical);
            assert!(uri.matches(&again) && again.matches(&uri));
            if verdict == Verdict::Accepted {
                there_and_back(&uri, &canonical);
            }
            Verdict::Accepted
        }
        Err(error) => {
            assert_eq!(verdict, Verdict::Refused, "{error:?}");
            is_told(&error, data);
            Verdict::Refused
        }
    }
}

/// Element string and link name the same thing: with the learnt company prefix the URI comes back.
fn there_and_back(uri: &EpcUri<'_>, canonical: &str) {
    let mut learner = Learner::new();
    learner.observe(uri);
    let prefixes = Prefixes::new().learnt(&learner);
    // Without its serial a unit pack is a trade item, and a pattern without wildcard is an identity.
    let expected = match canonical.ends_with(".*") && canonical.starts_with("urn:epc:idpat:upui:") {
        true => canonical.replacen(":upui:", ":sgtin:", 1),
        false if !canonical.ends_with("*") => canonical.replacen("urn:epc:idpat:", "urn:epc:id:", 1),
        false => canonical.to_owned(),
    };
    let (elements, link) = (uri.element_string().expect("elements"), uri.digital_link().expect("a link"));
    for text in [elements, link] {
        let message = Message::parse_any(&text).expect("what is written is read");
        let back = message.epc_uri(&prefixes).expect("the prefix was learnt");
        assert!(back == expected || canonical.starts_with("urn:epc:idpat:"), "{back} instead of {expected}");
    }
}

/// Prefix tables in every form: what was read is written compactly and read as the same.
pub fn prefix_table(data: &[u8]) -> Verdict {
    match PrefixTable::read(data) {
        Ok(table) => {
            let again = PrefixTable::from_bytes(&table.to_bytes()).expect("the compact form is read");
            assert_eq!(again, table);
            for key in ["000000000000", "950600013435", "999999999999", "9506"] {
                if let PrefixLength::Known(length) = table.length(key) {
                    assert!((4..=12).contains(&length));
                }
            }
            Verdict::Accepted
        }
        Err(error) => {
            is_told(&error, data);
            Verdict::Refused
        }
    }
}
