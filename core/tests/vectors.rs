//! Replays GS1's reference verdicts, `../shared/gs1/vectors` of the repository, where they are at hand.
//!
//! Rows whose label the reference itself does not bind (`oracle`) are left out.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tallymark::gs1::{Dictionary, Form, Message, Options};
use tallymark::link::DigitalLink;
use tallymark::{Code, ParseError};

/// The neutral class under which the vectors file an error of ours.
fn class(code: Code) -> &'static str {
    match code {
        Code::Empty | Code::BracketSyntax => "syntax",
        Code::AiChecksum | Code::CarrierChecksum => "check_digit",
        Code::AiLength | Code::CarrierLength => "length",
        Code::AiCharset | Code::CarrierCharset => "charset",
        Code::AiUnknown => "unknown_ai",
        Code::AiRequired => "required_missing",
        Code::AiExcluded => "excluded_pair",
        Code::AiRepeat => "repeat_mismatch",
        Code::AiDate => "date",
        Code::AiTime => "time",
        Code::AiCodeList | Code::AiValue => "content",
        Code::AiCheckPair => "check_pair",
        Code::AiPrefix => "gcp",
        Code::AiCoupon => "coupon",
        Code::AiSerialMissing => "digsig_serial",
        Code::SymbologyMissing | Code::SymbologyUnknown => "symbology",
        Code::LinkUri => "dl_uri",
        Code::LinkNoKey => "dl_no_key",
        Code::LinkSequence => "dl_sequence",
        Code::LinkAttribute => "dl_attribute",
        Code::LinkDuplicate => "dl_duplicate",
        Code::LinkEncoding => "dl_encoding",
        _ => "none",
    }
}

fn shared() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/gs1")
}

/// One row: the input as we take it, and what the reference said.
struct Row {
    id: String,
    form: Form,
    input: Vec<u8>,
    options: Options,
    label: Value,
}

fn row(label: Value, later: Option<&Dictionary>) -> Option<Row> {
    if label.get("oracle").is_some() {
        return None;
    }
    let mut options = Options::new();
    for name in label["opts"].as_array().into_iter().flatten() {
        assert!(options.set(name.as_str().unwrap()), "no option {name}");
    }
    if label.get("dict").is_some() {
        options = options.dictionary(later?.clone());
    }
    let mut input = label["input"].as_str().unwrap().to_owned();
    let form = match label["kind"].as_str().unwrap() {
        "scan" => Form::Scan,
        "bracketed" => Form::Bracketed,
        "dl_uri" => Form::DigitalLink,
        "unbracketed" => {
            // The caret stands for FNC1; ours is the separator, and none in front.
            let data = input.strip_prefix('^')?.replace("|^", "|");
            input = data.replace('^', "\u{1d}");
            Form::Plain
        }
        kind => panic!("{kind}: no such kind"),
    };
    Some(Row {
        id: label["id"].as_str().unwrap().to_owned(),
        form,
        input: input.into_bytes(),
        options,
        label,
    })
}

fn rows() -> Option<Vec<Row>> {
    let Ok(files) = fs::read_dir(shared().join("vectors")) else {
        println!("skipped: the vectors are not at hand");
        return None;
    };
    let later = fs::read_to_string(shared().join("gs1-syntax-dictionary-unreleased.txt")).ok();
    let later = later.map(|text| Dictionary::from_text(&text).unwrap());
    let mut rows = Vec::new();
    for file in files {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let labels = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        rows.extend(labels.filter_map(|label| row(label, later.as_ref())));
    }
    assert!(rows.len() > 8_000, "{} rows", rows.len());
    Some(rows)
}

#[derive(Default)]
struct Tally {
    checked: usize,
    wrong: Vec<String>,
}

impl Tally {
    fn check(&mut self, good: bool, row: &Row, got: impl std::fmt::Debug) {
        self.checked += 1;
        if !good {
            let input = String::from_utf8_lossy(&row.input);
            self.wrong.push(format!("{} {:?} {input:?}: {got:?}, reference {}", row.id, row.form, row.label));
        }
    }
}

/// The half-open range of the input that the label's range in the AI's value means, where that is one place.
fn labelled_span(row: &Row, error: &ParseError) -> Option<(u32, u32)> {
    let span = row.label["error"]["span"].as_array()?;
    let (offset, length) = (span[0].as_u64()? as u32, span[1].as_u64()? as u32);
    let ai = row.label["error"]["ai"].as_str()?;
    if row.form == Form::DigitalLink && row.input.contains(&b'%') || row.input.windows(2).any(|w| w == b"\\(")
    {
        return None;
    }
    // The value starts behind the AI: that one of its places which is nearest before the error.
    let text = row.input.get(..error.span().start as usize + 1)?;
    let starts = (0..text.len()).filter(|&at| row.input[at..].starts_with(ai.as_bytes()));
    let carried = row.form == Form::Scan && row.input.get(3..7) == Some(b"http");
    let bracket = u32::from(matches!(row.form, Form::Bracketed | Form::DigitalLink) || carried);
    let mut fitting = starts.map(|at| at as u32 + ai.len() as u32 + bracket + offset);
    let found = fitting.find(|&start| start == error.span().start);
    Some(found.map_or((u32::MAX, u32::MAX), |start| (start, start + length)))
}

#[test]
fn verdicts_are_those_of_the_reference() {
    let Some(rows) = rows() else { return };
    let mut tallies: BTreeMap<&str, Tally> = BTreeMap::new();
    for row in &rows {
        let result = Message::parse(row.form, &row.input, &row.options);
        let (_, errors) = Message::parse_all(row.form, &row.input, &row.options);
        assert_eq!(result.as_ref().err(), errors.first(), "{}: the first of all errors", row.id);
        let ok = row.label["ok"].as_bool().unwrap();
        let mut tally =
            |name: &'static str, good, got: String| tallies.entry(name).or_default().check(good, row, got);
        let described = format!("{:?}", result.as_ref().map(ToString::to_string));
        tally("accepted", result.is_ok() == ok, described);
        match result {
            Ok(message) if ok => {
                let mut ais: Vec<(String, String)> =
                    message.elements().map(|e| (e.ai.to_string(), e.value.to_owned())).collect();
                if let Some(second) = message.second_component() {
                    ais.insert(second, ("|".into(), String::new()));
                }
                let labelled: Vec<(String, String)> =
                    serde_json::from_value(row.label["ais"].clone()).unwrap();
                tally("ais", ais == labelled, format!("{ais:?}"));
                let link = DigitalLink::of(&message).map(|link| link.to_string());
                tally("dl", link.as_deref() == row.label["dl_uri"].as_str(), format!("{link:?}"));
                let titles =
                    row.label["opts"].as_array().is_some_and(|opts| opts.iter().any(|o| o == "hri_titles"));
                let hri = message.hri(titles);
                let labelled: Vec<String> = serde_json::from_value(row.label["hri"].clone()).unwrap();
                tally("hri", hri == labelled, format!("{hri:?}"));
                if !message.is_empty() {
                    let bracketed = message.bracketed();
                    tally("bracketed", row.label["bracketed"] == bracketed.as_str(), bracketed.clone());
                    let labelled = row.label["unbracketed"].as_str().unwrap_or_default();
                    let labelled = labelled.trim_start_matches('^').replace("|^", "|").replace('^', "\u{1d}");
                    tally("plain", message.plain() == labelled, message.plain());
                    let again = Message::parse_bracketed_with(&bracketed, &row.options).unwrap();
                    assert!(again.elements().map(|e| e.value).eq(message.elements().map(|e| e.value)));
                }
                if let Some(ignored) = row.label["ignored"].as_array() {
                    let labelled: Vec<&str> =
                        ignored.iter().filter_map(Value::as_str).filter(|text| !text.is_empty()).collect();
                    let ours: Vec<_> = message.ignored().map(String::from_utf8_lossy).collect();
                    tally("ignored", ours == labelled, format!("{ours:?}"));
                }
            }
            Err(error) if !ok => {
                let labelled = row.label["error"]["class"].as_str().unwrap();
                tally("class", class(error.code()) == labelled, format!("{:?} {error}", error.code()));
                let same = class(error.code()) == labelled;
                if let Some(span) = labelled_span(row, &error).filter(|_| same) {
                    let ours = (error.span().start, error.span().end);
                    tally("span", span == ours, format!("{ours:?} {error}"));
                }
                assert!(error.span().end as usize <= row.input.len().max(error.span().start as usize));
                assert!(!error.message().is_empty() && !error.help().is_empty());
            }
            _ => {}
        }
    }
    let mut failed = false;
    for (name, tally) in &tallies {
        let wrong = tally.wrong.len();
        println!("{name}: {} of {} as the reference", tally.checked - wrong, tally.checked);
        for line in tally.wrong.iter().take(25) {
            println!("    {line}");
        }
        let allowed = match *name {
            "class" => tally.checked / 200,
            "span" => tally.checked / 100,
            _ => 0,
        };
        failed |= wrong > allowed;
    }
    assert!(!failed, "the verdicts differ");
}
