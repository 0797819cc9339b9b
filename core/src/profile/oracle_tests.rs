//! A second, slow reading of the rules, straight from the JSON, against the judge.

use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::gs1::{Form, Message, Options};

/// What the oracle sees of a message.
struct Seen {
    elements: Vec<(String, String)>,
    carrier: Option<&'static str>,
    link: bool,
}

fn list<'v>(value: &'v Value, name: &str) -> Vec<&'v str> {
    value[name].as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect()
}

impl Seen {
    fn values(&self, ai: &Value) -> Vec<&str> {
        self.elements
            .iter()
            .filter(|(own, _)| own == ai.as_str().unwrap())
            .map(|(_, value)| &**value)
            .collect()
    }

    fn has(&self, term: &str) -> bool {
        let (ai, beginning) = term.split_once('=').unwrap_or((term, ""));
        self.elements.iter().any(|(own, value)| own == ai && value.starts_with(beginning))
    }

    fn verdict(&self, rule: &Value, context: &Context) -> &'static str {
        let day = context.date.to_string();
        if rule["from"].as_str().is_some_and(|from| *day < *from)
            || rule["until"].as_str().is_some_and(|until| *day > *until)
        {
            return "not-applicable";
        }
        let levels = list(rule, "levels");
        if !levels.is_empty() && !levels.contains(&context.level.as_str()) {
            return "not-applicable";
        }
        if !list(rule, "when").into_iter().all(|term| self.has(term)) {
            return "not-applicable";
        }
        let countries = list(rule, "countries");
        if !countries.is_empty() {
            let Some(country) = context.country else { return "unknown" };
            if !countries.contains(&&*country.to_string()) {
                return "not-applicable";
            }
        }
        let carriers = list(rule, "carriers");
        if !carriers.is_empty() {
            let Some(carrier) = self.carrier else { return "unknown" };
            if !carriers.contains(&carrier) {
                return "not-applicable";
            }
        }
        self.asked(rule)
    }

    fn asked(&self, rule: &Value) -> &'static str {
        let kept = |kept: bool| if kept { "pass" } else { "fail" };
        let every = |values: Vec<&str>, good: &dyn Fn(&str) -> bool| match values.as_slice() {
            [] => "not-applicable",
            values => kept(values.iter().all(|value| good(value))),
        };
        let ais: Vec<&str> = self.elements.iter().map(|(ai, _)| &**ai).collect();
        if rule["require"].is_array() {
            let sets = strings(&rule["require"]);
            return kept(sets.iter().any(|set| set.split('+').all(|term| self.has(term))));
        }
        if rule["allow"].is_array() {
            let allowed = strings(&rule["allow"]);
            return kept(ais.iter().all(|ai| allowed.contains(ai)));
        }
        if rule["forbid"].is_array() {
            let forbidden = strings(&rule["forbid"]);
            return kept(!ais.iter().any(|ai| forbidden.contains(ai)));
        }
        if rule["together"].is_array() {
            let wanted = strings(&rule["together"]);
            return match wanted.iter().filter(|ai| ais.contains(ai)).count() {
                0 => "not-applicable",
                some => kept(some == wanted.len()),
            };
        }
        if let Some(orders) = rule["order"].as_array() {
            let ranks = |order: &Value| -> Vec<usize> {
                let order = strings(order);
                ais.iter().filter_map(|ai| order.iter().position(|one| one == ai)).collect()
            };
            let comparable: Vec<_> = orders.iter().map(ranks).filter(|ranks| ranks.len() > 1).collect();
            return if self.link || comparable.is_empty() {
                "not-applicable"
            } else {
                kept(comparable.iter().any(|ranks| ranks.is_sorted()))
            };
        }
        if rule["carrier"].is_array() {
            let carriers = strings(&rule["carrier"]);
            return self.carrier.map_or("unknown", |carrier| kept(carriers.contains(&carrier)));
        }
        if let Some(length) = rule["length"].as_object() {
            let fits = |value: &str| {
                let found = value.len() as u64;
                let listed = length.get("one_of").and_then(Value::as_array);
                length.get("min").and_then(Value::as_u64).is_none_or(|min| min <= found)
                    && length.get("max").and_then(Value::as_u64).is_none_or(|max| max >= found)
                    && listed.is_none_or(|list| list.iter().any(|one| one.as_u64() == Some(found)))
            };
            return every(self.values(&length["ai"]), &fits);
        }
        if let Some(characters) = rule["characters"].as_object() {
            let set = match characters["set"].as_str().unwrap() {
                "digits" => "0123456789",
                "alphanumeric" => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
                "base64" => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+/=",
                other => panic!("{other}"),
            };
            return every(self.values(&characters["ai"]), &|value| value.chars().all(|c| set.contains(c)));
        }
        if let Some(day) = rule["day_zero"].as_object() {
            let allowed = day["allowed"] == true;
            return every(self.values(&day["ai"]), &|value| allowed || !value.ends_with("00"));
        }
        if let Some(quantity) = rule["quantity"].as_object() {
            let fixed = ["00", "01", "02", "03", "04", "11", "12", "13", "15", "16", "17", "20", "31", "41"];
            let mut text = String::new();
            for (index, (ai, value)) in self.elements.iter().enumerate() {
                text += ai;
                text += value;
                if index + 1 < self.elements.len() && !fixed.contains(&&ai[..2]) {
                    text.push('\u{1d}');
                }
            }
            return kept(text.len() as u64 <= quantity["max_characters"].as_u64().unwrap());
        }
        assert!(rule["unchecked"].is_string(), "{rule}");
        "unknown"
    }
}

fn element() -> impl Strategy<Value = (String, String)> {
    let pick = |list: &'static [(&'static str, &'static str)]| {
        prop::sample::select(list).prop_map(|(ai, value)| (ai.to_owned(), value.to_owned()))
    };
    prop_oneof![
        3 => pick(&[
            ("01", "09506000134352"), ("01", "04150037528643"), ("01", "00300093123452"), ("01", "19506000134359"),
            ("00", "395060001340000018"), ("17", "281231"), ("17", "281200"), ("10", "A7B21"), ("10", "A-7"),
            ("21", "A1B2"), ("21", "A1B2C3D4E5F6G"), ("91", "EE06"), ("91", "EE0"), ("93", "ABCD"),
            ("710", "12345678"), ("711", "1234567"), ("713", "1234567890123"), ("714", "5123456"), ("716", "012345678"),
            ("716", "A12345678"),
        ]),
        1 => ("21|10|92|240", "[A-Za-z0-9+/=-]{1,20}"),
        1 => ("92", "[A-Za-z0-9+/]{43}="),
    ]
}

fn message() -> impl Strategy<Value = String> {
    prop::collection::vec(element(), 1..7)
        .prop_map(|elements| elements.iter().map(|(ai, value)| format!("({ai}){value}")).collect())
}

fn context() -> impl Strategy<Value = Context> {
    let days = [
        "2015-06-01",
        "2020-01-01",
        "2022-05-11",
        "2022-05-12",
        "2025-06-01",
        "2026-11-25",
        "2027-03-01",
        "2033-03-07",
    ];
    let country =
        prop::option::of(prop::sample::select(vec!["DE", "FR", "ES", "PT", "IT", "AT", "PL", "SE", "US"]));
    let carrier = prop::option::of(prop::sample::select(Carrier::ALL));
    (prop::sample::select(days.to_vec()), prop::sample::select(Level::ALL), country, carrier).prop_map(
        |(day, level, country, carrier)| {
            let mut context = Context::new(date(day).unwrap(), level);
            context.country = country.and_then(Country::parse);
            context.carrier = carrier;
            context
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn the_judge_agrees_with_the_data(
        name in prop::sample::select(BUILT_IN.to_vec()), text in message(), context in context(),
    ) {
        let options = Options::new().no_requisite_check(true);
        let (message, _) = Message::parse_all(Form::Bracketed, text.as_bytes(), &options);
        let seen = Seen {
            elements: message.elements().map(|one| (one.ai.to_string(), one.value.to_owned())).collect(),
            carrier: context.carrier.map(Carrier::as_str),
            link: false,
        };
            let profile = Profile::built_in(name).unwrap();
            let data: Value = serde_json::from_str(built_in::text(name).unwrap()).unwrap();
            let checks = profile.check(&message, &context);
            prop_assert_eq!(checks.len(), profile.rules.len());
            let active = profile.regime.status_on(context.date, context.country) == Status::Active;
            let mut blocked = false;
            for rule in data["rules"].as_array().unwrap() {
                let expected = if active { seen.verdict(rule, &context) } else { "not-applicable" };
                let check = checks.iter().find(|check| check.rule.id == rule["id"].as_str().unwrap()).unwrap();
                prop_assert_eq!(check.verdict.as_str(), expected, "{} {:?} {}", text, context, rule);
                blocked |= expected == "fail" && rule["severity"].as_str().unwrap_or("error") == "error";
            }
            prop_assert_eq!(profile.accepts(&message, &context), !blocked);
            let place = |check: &Check<'_>| check.span.is_none_or(|span| span.start <= span.end && span.end as usize <= text.len());
            prop_assert!(checks.iter().all(place));
    }
}
