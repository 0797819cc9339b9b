//! Replays the EPC vectors, `../shared/epcis/vectors` of the repository, where they are at hand: identities in three
//! forms, and URIs that must be refused.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tallymark::Message;
use tallymark::epc::{EpcUri, Learner, Prefixes, UriKind};

fn rows(file: &str) -> Option<Vec<Value>> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/epcis/vectors").join(file);
    let Ok(text) = fs::read_to_string(path) else {
        eprintln!("skipped: {file} is not at hand");
        return None;
    };
    Some(text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// A text with percent escapes resolved: peers differ in which characters of a link they escape.
fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let pair = text.get(at + 1..at + 3).and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match pair.filter(|_| bytes[at] == b'%') {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap()
}

#[test]
fn identities() {
    let Some(rows) = rows("epc-identity.jsonl") else { return };
    let mut wrong = Vec::new();
    let mut checks = 0;
    for row in &rows {
        let text = |name: &str| row[name].as_str().unwrap();
        let (urn, link) = (text("urn"), text("digital_link"));
        // The vectors do not escape a bracket inside a value; our bracketed form does.
        let elements: Vec<(String, String)> = serde_json::from_value(row["elements"].clone()).unwrap();
        let bracketed: String =
            elements.iter().map(|(ai, value)| format!("({ai}){}", value.replace('(', "\\("))).collect();
        let length = u8::try_from(row["gcp_len"].as_u64().unwrap()).unwrap();
        let mut check = |name: &str, got: Result<String, tallymark::ParseError>, expected: &str| {
            checks += 1;
            if got.as_deref() != Ok(expected) {
                wrong.push(format!("{} {name}: {got:?} instead of {expected}", text("id")));
            }
        };
        let uri = match EpcUri::parse(urn) {
            Ok(uri) => uri,
            Err(error) => {
                check("urn", Err(error), urn);
                continue;
            }
        };
        check("urn", Ok(uri.to_string()), urn);
        check("prefix", Ok(uri.company_prefix().unwrap().digits().to_string()), &length.to_string());
        let class = matches!(uri.kind(), UriKind::Class | UriKind::Pattern);
        check("class", Ok(class.to_string()), &row["class"].to_string());
        check("element string", uri.element_string(), &bracketed);
        // Where peers dispute the escapes of `' ; = "` the values are compared, else the text.
        match row["dl_escape_disputed"] == true {
            true => check("link", uri.digital_link().map(|link| decoded(&link)), &decoded(link)),
            false => check("link", uri.digital_link(), link),
        }
        let mut learner = Learner::new();
        learner.observe(&uri);
        for prefixes in [Prefixes::new().given(length), Prefixes::new().learnt(&learner)] {
            for (name, form) in
                [("from elements", bracketed.as_str()), ("from link", link), ("from urn", urn)]
            {
                check(name, Message::parse_any(form).and_then(|message| message.epc_uri(&prefixes)), urn);
            }
        }
        let unknown = Message::parse_any(&bracketed).unwrap().epc_uri(&Prefixes::new());
        let code = unknown.map_err(|error| error.code().as_str());
        // Random prefixes of the vectors may lie in a range without company prefixes; that is no guess either.
        if !matches!(code, Err("epc-prefix-unknown" | "epc-prefix-none")) {
            wrong.push(format!("{}: guessed {code:?}", text("id")));
        }
    }
    eprintln!("{} identities, {checks} checks, {} wrong", rows.len(), wrong.len());
    assert!(rows.len() > 1_500 && wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn refusals() {
    let Some(rows) = rows("epc-urn-negative.jsonl") else { return };
    let (mut refused, mut unclear, mut wrong) = (0, 0, Vec::new());
    for row in &rows {
        let urn = row["urn"].as_str().unwrap();
        let verdict = EpcUri::parse(urn);
        assert_eq!(verdict.map(drop).err(), Message::parse_epc(urn).map(drop).err(), "{urn}");
        match row["valid"].as_bool() {
            // The standard is unclear about these; nothing is asserted.
            None => unclear += 1,
            Some(true) => panic!("{urn}: a valid one among the negatives"),
            Some(false) => match verdict {
                Ok(uri) => wrong.push(format!("{} {}: {uri} was accepted", row["id"], row["reason"])),
                Err(error) => {
                    refused += 1;
                    let span = error.span();
                    assert!(span.start <= span.end && span.end as usize <= urn.len(), "{urn}: {span:?}");
                    assert!(!error.message().is_empty() && !error.help().is_empty());
                }
            },
        }
    }
    eprintln!("{refused} of {} refused, {unclear} unclear and not asserted", rows.len());
    assert!(refused > 150 && wrong.is_empty(), "{}", wrong.join("\n"));
}
