//! The cases beside the data: a good pack of every profile, and every rule kept once and broken once.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::*;
use crate::Severity;
use crate::gs1::{Dictionary, Form, Message, Options};

fn cases(name: &str) -> Vec<Value> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("data/profiles/cases/{name}.jsonl"));
    let text = fs::read_to_string(file).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn context(case: &Value, message: &Value) -> Context {
    let mut context = Context::new(
        date(case["date"].as_str().unwrap()).unwrap(),
        Level::from_name(case["level"].as_str().unwrap()).unwrap(),
    );
    context.country = case["country"].as_str().map(|country| Country::parse(country).unwrap());
    context.carrier = message["carrier"].as_str().map(|carrier| Carrier::from_name(carrier).unwrap());
    context
}

/// The message of a text; one that is longer than GS1 lets it be is read with a dictionary that lets it.
fn with_message<T>(message: &Value, then: impl Fn(&Message<'_>) -> T) -> T {
    const WIDE: &str =
        "01 *? N14,csum,gcppos2 # GTIN\n10 ? X..40 # LOT\n17 *? N6,yymmd0 # EXPIRY\n21 ? X..40 # SERIAL\n";
    let text = message["input"].as_str().unwrap().as_bytes();
    let form = Form::detect(text);
    let lenient = Options::new().no_requisite_check(true);
    match Message::parse(form, text, &lenient) {
        Ok(message) => then(&message),
        Err(_) => {
            let wide = lenient.dictionary(Dictionary::from_text(WIDE).unwrap());
            then(&Message::parse(form, text, &wide).unwrap())
        }
    }
}

fn verdict(profile: &Profile, rule: &str, case: &Value, member: &str) -> Verdict {
    let context = context(case, &case[member]);
    with_message(&case[member], |message| {
        let checks = profile.check(message, &context);
        let check =
            checks.iter().find(|check| check.rule.id == rule).unwrap_or_else(|| panic!("no rule {rule}"));
        assert!(!check.message.is_empty());
        assert_eq!(profile.accepts(message, &context), !checks.iter().any(Check::blocks), "{rule}");
        if check.verdict == Verdict::Fail {
            assert!(check.help.is_some(), "{rule}");
        }
        check.verdict
    })
}

#[test]
fn every_rule_is_kept_once_and_broken_once() {
    for name in BUILT_IN {
        let profile = Profile::built_in(name).unwrap();
        let (mut kept, mut broken) = (BTreeSet::new(), BTreeSet::new());
        for case in cases(name) {
            let Some(rule) = case["rule"].as_str() else {
                let context = context(&case, &case);
                with_message(&case, |message| {
                    let failed: Vec<_> =
                        profile.check(message, &context).into_iter().filter(Check::blocks).collect();
                    assert!(failed.is_empty(), "{name}: {case}: {failed:?}");
                });
                continue;
            };
            if case["unknown"].is_object() {
                assert_eq!(verdict(&profile, rule, &case, "unknown"), Verdict::Unknown, "{rule}");
                kept.insert(rule.to_owned());
                broken.insert(rule.to_owned());
                continue;
            }
            assert_eq!(verdict(&profile, rule, &case, "pass"), Verdict::Pass, "{rule}: {}", case["pass"]);
            kept.insert(rule.to_owned());
            assert_eq!(verdict(&profile, rule, &case, "fail"), Verdict::Fail, "{rule}: {}", case["fail"]);
            broken.insert(rule.to_owned());
        }
        let rules: BTreeSet<String> = profile.rules.iter().map(|rule| rule.id.clone()).collect();
        assert_eq!(kept, rules, "{name}");
        assert_eq!(broken, rules, "{name}");
    }
}

#[test]
fn every_rule_has_a_source_and_a_confidence() {
    for name in BUILT_IN {
        let profile = Profile::built_in(name).unwrap();
        assert_eq!(profile.name, name);
        assert!(profile.regime.confidence > Confidence::Unknown, "{name}");
        for rule in &profile.rules {
            assert!(rule.source.len() > 8 && rule.says.len() > 12, "{}", rule.id);
            // Who does not know does not block.
            let open = matches!(rule.what, What::Unchecked(_));
            if rule.confidence == Confidence::Unknown {
                assert!(
                    open && rule.severity == Severity::Info && rule.source.starts_with("no source")
                        || rule.id == "ae-tatmeen/order",
                    "{}",
                    rule.id
                );
            }
            assert!(rule.countries.iter().all(|country| profile.regime.covers(*country)), "{}", rule.id);
        }
    }
}

#[test]
fn data_and_struct_say_the_same() {
    for name in BUILT_IN {
        let text = built_in::text(name).unwrap();
        let profile = Profile::from_json(text.as_bytes()).unwrap();
        let written = profile.to_json();
        assert_eq!(Profile::from_json(written.as_bytes()).as_ref(), Ok(&profile));
        let (one, other): (Value, Value) =
            (serde_json::from_str(text).unwrap(), serde_json::from_str(&written).unwrap());
        assert_eq!(one, other, "{name}");
    }
}

#[test]
fn rules_hold_from_their_first_to_their_last_day() {
    let verdict = |name: &str, rule: &str, day: &str, country: Option<&str>| {
        let profile = Profile::built_in(name).unwrap();
        let mut context = Context::new(date(day).unwrap(), Level::Unit).carrier(Carrier::Gs1DataMatrix);
        context.country = country.and_then(Country::parse);
        let text = "(01)09506000134352(21)A1B2(17)281231(10)A7B21";
        let message = Message::parse_bracketed(text).unwrap();
        let checks = profile.check(&message, &context);
        let check = checks.into_iter().find(|check| check.rule.id == rule).unwrap();
        (check.verdict, check.message)
    };
    use Verdict::{Fail, NotApplicable, Unknown};
    // The new NDC.
    assert_eq!(verdict("us-dscsa", "us-dscsa/ndc-prefix", "2033-03-06", None).0, Fail);
    assert_eq!(verdict("us-dscsa", "us-dscsa/ndc-prefix", "2033-03-07", None).0, NotApplicable);
    assert_eq!(verdict("us-dscsa", "us-dscsa/ndc-12", "2033-03-06", None).0, NotApplicable);
    assert_eq!(verdict("us-dscsa", "us-dscsa/ndc-12", "2033-03-07", None).0, Unknown);
    // Small dispensers.
    assert_eq!(
        verdict("us-dscsa", "us-dscsa/exchange-small-dispensers", "2026-11-26", None).0,
        NotApplicable
    );
    assert_eq!(verdict("us-dscsa", "us-dscsa/exchange-small-dispensers", "2026-11-27", None).0, Unknown);
    // Italy.
    assert_eq!(verdict("eu-fmd", "eu-fmd/it-number", "2027-02-08", Some("IT")).0, NotApplicable);
    assert_eq!(verdict("eu-fmd", "eu-fmd/it-number", "2027-02-09", Some("it")).0, Fail);
    assert_eq!(verdict("eu-fmd", "eu-fmd/it-number-transition", "2027-02-08", Some("IT")).0, Fail);
    assert_eq!(
        verdict("eu-fmd", "eu-fmd/it-number-transition", "2025-02-08", Some("IT")).1,
        "the regime is not in force yet on 2025-02-08"
    );
    assert_eq!(verdict("eu-fmd", "eu-fmd/it-number", "2027-02-09", Some("FR")).0, NotApplicable);
    assert_eq!(verdict("eu-fmd", "eu-fmd/it-number", "2027-02-09", None).0, Unknown);
    // Brazil: on the last day and after it.
    assert_eq!(verdict("br-sncm", "br-sncm/registration", "2022-05-11", None).0, Fail);
    let (verdict, message) = verdict("br-sncm", "br-sncm/registration", "2022-05-12", None);
    assert_eq!(
        (verdict, message.as_str()),
        (NotApplicable, "the regime is inactive on 2022-05-12: it asks for nothing")
    );
}

#[test]
fn what_is_not_known_is_undecided() {
    let profile = Profile::built_in("eu-fmd").unwrap();
    let context = Context::new(date("2026-11-25").unwrap(), Level::Unit);
    let message = Message::parse_bracketed("(01)09506000134352(21)A1B2(17)281231(10)A7B21").unwrap();
    let checks = profile.check(&message, &context);
    let carrier = checks.iter().find(|check| check.rule.id == "eu-fmd/carrier").unwrap();
    assert_eq!(carrier.verdict, Verdict::Unknown);
    assert!(carrier.help.as_deref().is_some_and(|help| help.contains("carrier")));
    let number = checks.iter().find(|check| check.rule.id == "eu-fmd/national-number").unwrap();
    assert_eq!((number.verdict, number.confidence()), (Verdict::Unknown, Confidence::Unknown));
    assert!(checks.is_sorted_by_key(|check| check.verdict));
}

#[test]
fn another_code_is_taken_for_what_it_is() {
    let profile = Profile::built_in("cn-nmpa").unwrap();
    let context = Context::new(date("2026-11-25").unwrap(), Level::Unit);
    let judged = |text: &str| {
        let message = Message::parse_scan(text).unwrap();
        let checks = profile.check(&message, &context);
        let identifier = checks.into_iter().find(|check| check.rule.id == "cn-nmpa/identifier").unwrap();
        (profile.accepts(&message, &context), identifier.verdict, identifier.message)
    };
    let (taken, verdict, words) = judged("]C0812345612345678901234");
    assert!(!taken && verdict == Verdict::Fail, "22 digits: {words}");
    assert_eq!(
        judged("]C081234561234567890123"),
        (true, Verdict::NotApplicable, "the text is cn-20-digit".to_owned())
    );
}

#[test]
fn failures_say_where() {
    let profile = Profile::built_in("ru-mdlp").unwrap();
    let context = Context::new(date("2026-11-25").unwrap(), Level::Unit);
    let text = format!("]d2010950600013435221A1B2C3D4E5F6-\u{1d}91EE06\u{1d}92{}", "x".repeat(43));
    let message = Message::parse_scan(&text).unwrap();
    let failed: Vec<_> = profile
        .check(&message, &context)
        .into_iter()
        .filter(|check| check.verdict == Verdict::Fail)
        .map(|check| {
            let span = check.span.unwrap();
            (check.rule.id.clone(), text[span.start as usize..span.end as usize].len(), check.message)
        })
        .collect();
    assert_eq!(
        failed,
        [
            ("ru-mdlp/serial-characters".to_owned(), 1, "(21) holds '-'".to_owned()),
            ("ru-mdlp/code-length".to_owned(), 43, "(92) has 43 characters".to_owned()),
        ]
    );
}
