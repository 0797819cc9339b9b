//! What is no profile is said with its place.

use proptest::prelude::*;

use super::*;

const OWN: &str = r#"{
  "schema": "tallymark-profile/1", "name": "own", "title": "Our own", "version": "2026-11-25",
  "regime": {"source": "quality manual 7", "confidence": "high"},
  "rules": [
    {"id": "own/lot", "says": "a lot has 5 characters", "length": {"ai": "10", "one_of": [5]},
     "source": "quality manual 7.2", "confidence": "high"}
  ]
}"#;

fn refused(from: &str, to: &str) -> (String, String, String) {
    assert!(OWN.contains(from), "{from}");
    let text = OWN.replacen(from, to, 1);
    let error = Profile::from_json(text.as_bytes()).unwrap_err();
    let span = error.span();
    assert!(
        error.line() > 0 && error.column() > 0 && !error.help().is_empty() && !error.message().is_empty()
    );
    let found = text[span.start as usize..span.end as usize].to_owned();
    (error.code().to_string(), error.member().to_owned(), found)
}

fn told(code: &str, member: &str, found: &str) -> (String, String, String) {
    (code.to_owned(), member.to_owned(), found.to_owned())
}

#[test]
fn an_own_profile_is_read() {
    let profile = Profile::from_json(OWN.as_bytes()).unwrap();
    assert_eq!(profile.regime.status, Status::Active);
    assert_eq!(profile.rules[0].severity, crate::Severity::Error);
    assert_eq!(Profile::from_json(format!("\u{feff}{OWN}").as_bytes()), Ok(profile));
}

#[test]
fn errors_have_code_and_place() {
    assert_eq!(refused("\"says\"", "\"say\""), told("profile-member", "/rules/0/say", "\"say\""));
    assert_eq!(refused(", \"confidence\": \"high\"}\n  ]", "}\n  ]").0, "profile-missing");
    assert_eq!(
        refused("\"confidence\": \"high\"},", "\"confidence\": \"sure\"},"),
        told("profile-value", "/regime/confidence", "\"sure\"")
    );
    assert_eq!(refused("2026-11-25", "25.11.2026"), told("profile-value", "/version", "\"25.11.2026\""));
    assert_eq!(refused("own/lot", "lot"), told("profile-value", "/rules/0/id", "\"lot\""));
    assert_eq!(refused("\"10\"", "10"), told("profile-value", "/rules/0/length/ai", "10"));
    assert_eq!(refused("[5]", "[-5]"), told("profile-value", "/rules/0/length/one_of/0", "-5"));
    assert_eq!(
        refused("profile/1", "profile/2"),
        told("profile-value", "/schema", "\"tallymark-profile/2\"")
    );
    assert_eq!(
        refused("\"title\": \"Our own\",", "\"title\": \"Our own\", \"title\": \"\","),
        told("profile-duplicate", "/title", "\"title\"")
    );
    assert_eq!(refused("\"length\": {\"ai\": \"10\", \"one_of\": [5]},", "").0, "profile-missing");
    let (code, member, _) = refused("\"length\"", "\"allow\": [\"10\"], \"length\"");
    assert_eq!((code.as_str(), member.as_str()), ("profile-value", "/rules/0/length"));
    let rule = &OWN[OWN.find("{\"id\"").unwrap()..OWN.rfind("\n  ]").unwrap()];
    assert_eq!(
        refused(rule, &format!("{rule},{rule}")),
        told("profile-duplicate", "/rules/1/id", "\"own/lot\"")
    );
}

#[test]
fn what_is_no_json_has_a_line() {
    for bad in ["", "{", "{\"schema\": \u{1}}", "[1,\n2", "\u{feff}"] {
        let error = Profile::from_json(bad.as_bytes()).unwrap_err();
        assert_eq!(error.code().as_str(), "profile-syntax", "{bad:?}");
        assert!(error.line() >= 1 && error.span().end as usize <= bad.len());
    }
    let error = Profile::from_json(b"{\n  \"schema\": x\n}").unwrap_err();
    assert_eq!((error.line(), error.column()), (2, 13));
}

#[test]
fn an_error_prints_its_place() {
    let error = Profile::from_json(OWN.replace("\"says\"", "\"say\"").as_bytes()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "profile-member: line 5, column 23, /rules/0/say: the schema has no member \"say\" here"
    );
    assert!(error.help().starts_with("use one of id, says, levels"), "{}", error.help());
}

proptest! {
    /// Whatever is damaged is read, and written as it was read, or refused with a place within it.
    #[test]
    fn damage_is_survived(at in 0..OWN.len(), with in "[\\[\\]{}\",:a0n\\\\ -]{0,3}", skip in 0usize..4) {
        let end = (at + skip).min(OWN.len());
        let text = format!("{}{with}{}", &OWN[..at], &OWN[end..]);
        match Profile::from_json(text.as_bytes()) {
            Ok(profile) => prop_assert_eq!(Profile::from_json(profile.to_json().as_bytes()), Ok(profile)),
            Err(error) => prop_assert!(error.span().end as usize <= text.len() && error.line() >= 1),
        }
    }
}
