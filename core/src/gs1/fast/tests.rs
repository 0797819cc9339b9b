//! The short way against the reader: it never says yes where the reader says no, and finds the same elements.

use proptest::prelude::*;

use super::super::{ApplicationIdentifier, Form, Message, Options, verify};
use super::*;
use crate::diagnostic::ParseError;
use crate::gs1::ai_table::BUILT_IN;

/// What the short way finds.
fn quickly(form: Form, text: &str) -> Option<Vec<(String, String)>> {
    let mut data = text.as_bytes().to_vec();
    let end = data.len();
    // What stands behind the text must not matter.
    data.extend_from_slice(b"9A0\x1dZ1(/%01234567");
    let mut elements = Elements::new();
    let mut made = Vec::new();
    let mut gather = Gather::new(&BUILT_IN, &mut elements, Some(&mut made));
    let good = match form {
        Form::Scan => text.starts_with("]d2") && scan(&BUILT_IN, &data, 3, end, &mut gather).is_none(),
        Form::Plain => scan(&BUILT_IN, &data, 0, end, &mut gather).is_none(),
        Form::Bracketed => bracketed(&BUILT_IN, &data, 0, end, &mut gather),
        _ => link(&BUILT_IN, &data, 0, end, &mut gather).is_some(),
    };
    let good = good && gather.hold(true);
    let pair = |element: &Element| {
        (element.ai.to_string(), String::from_utf8_lossy(element.value(&data)).into_owned())
    };
    good.then(|| {
        let mut pairs: Vec<_> = elements.as_slice().iter().map(pair).collect();
        for made in made {
            pairs[made.element].1 = String::from_utf8_lossy(&made.value).into_owned();
        }
        pairs
    })
}

/// What the reader finds when it takes no short way.
fn thoroughly(form: Form, text: &str) -> Result<Vec<(String, String)>, ParseError> {
    let options = Options::new();
    let (message, errors) = Message::parse_all(form, text.as_bytes(), &options);
    match errors.first() {
        Some(error) => Err(*error),
        None => Ok(message.elements().map(|one| (one.ai.to_string(), one.value.to_owned())).collect()),
    }
}

fn agree(form: Form, text: &str) {
    let expected = thoroughly(form, text);
    if let Some(found) = quickly(form, text) {
        assert_eq!(Ok(found), expected, "{form:?} {text:?}");
    }
    let options = Options::new();
    let message = Message::parse(form, text.as_bytes(), &options);
    let found = message.map(|message| {
        message.elements().map(|one| (one.ai.to_string(), one.value.to_owned())).collect::<Vec<_>>()
    });
    assert_eq!(found, expected, "{form:?} {text:?}");
    assert_eq!(verify(form, text.as_bytes(), &options).err(), expected.err(), "{form:?} {text:?}");
}

/// Values that are mostly good for their AI, and some that are not.
fn element() -> impl Strategy<Value = (String, String)> {
    let date = (0u32..100, 0u32..14, 0u32..33).prop_map(|(y, m, d)| format!("{y:02}{m:02}{d:02}"));
    prop_oneof![
        Just(("01".to_owned(), "09506000134352".to_owned())),
        Just(("01".to_owned(), "09506000134353".to_owned())),
        Just(("00".to_owned(), "395060001340000018".to_owned())),
        Just(("414".to_owned(), "9506000134352".to_owned())),
        Just(("8004".to_owned(), "9506000A1".to_owned())),
        Just(("8006".to_owned(), "095060001343520102".to_owned())),
        Just(("253".to_owned(), "9506000134352ABC".to_owned())),
        date.prop_map(|date| ("17".to_owned(), date)),
        "[!-z]{0,22}".prop_map(|text| ("10".to_owned(), text)),
        "[0-9A-Z._-]{1,21}".prop_map(|text| ("21".to_owned(), text)),
        "[0-9]{0,9}".prop_map(|text| ("37".to_owned(), text)),
        "[0-9]{6}".prop_map(|text| ("3103".to_owned(), text)),
        "[0-9A-Z]{0,21}".prop_map(|text| ("712".to_owned(), text)),
        "[0-9A-Za-z]{0,91}".prop_map(|text| ("91".to_owned(), text)),
        "[0-9]{2}".prop_map(|text| ("20".to_owned(), text)),
        ("[0-9]{2,4}", "[0-9A-Z]{0,30}").prop_map(|pair| pair),
    ]
}

fn percent(value: &str, always: bool) -> String {
    let raw = |byte: u8| !always && (byte.is_ascii_alphanumeric() || b"-._+!:".contains(&byte));
    value.bytes().map(|b| if raw(b) { char::from(b).to_string() } else { format!("%{b:02x}") }).collect()
}

proptest! {
    #[test]
    fn short_and_long_way_agree(
        elements in prop::collection::vec(element(), 0..6),
        separators in prop::collection::vec(0usize..4, 6),
        cut in 1usize..5,
        stem in prop_oneof![Just(""), Just("/shop"), Just("/01"), Just("/a%20b"), Just("//")],
        always in prop::bool::weighted(0.1),
    ) {
        let (mut scan, mut bracketed, mut link) = (String::new(), String::new(), String::new());
        for (position, (ai, value)) in elements.iter().enumerate() {
            scan.push_str(ai);
            scan.push_str(value);
            let needed = BUILT_IN.definition(ApplicationIdentifier::new(ai).unwrap()).is_some_and(|one| !one.fixed);
            let more = separators[position];
            if more == 0 || more < 3 && needed && position + 1 < elements.len() {
                scan.push('\u{1d}');
            }
            let escaped = if more == 1 { value.replace('(', "\\(") } else { value.clone() };
            bracketed.push_str(&format!("({ai}){escaped}"));
            let value = percent(value, always);
            link.push_str(&match position.cmp(&cut) {
                std::cmp::Ordering::Less => format!("/{ai}/{value}"),
                std::cmp::Ordering::Equal => format!("?{ai}={value}"),
                std::cmp::Ordering::Greater => format!("&{ai}={value}"),
            });
        }
        agree(Form::Plain, &scan);
        agree(Form::Scan, &format!("]d2{scan}"));
        agree(Form::Bracketed, &bracketed);
        agree(Form::DigitalLink, &format!("https://id.example.com{stem}{link}"));
        agree(Form::DigitalLink, &format!("http://a{link}"));
    }

    #[test]
    fn any_text_reads_alike(text in "[(/]{0,1}[0-9()\\x1d/?=&%A-Da-f.-]{0,40}") {
        for form in [Form::Plain, Form::Scan, Form::Bracketed, Form::DigitalLink] {
            agree(form, &text);
        }
        agree(Form::Scan, &format!("]d2{text}"));
        agree(Form::DigitalLink, &format!("https://id.example.com{text}"));
    }
}

#[test]
fn usual_messages_take_the_short_way() {
    let expected = [("01", "09506000134352"), ("21", "A1-B_2"), ("10", "A7.B21"), ("17", "281231")];
    let expected = Some(expected.map(|(ai, value)| (ai.to_owned(), value.to_owned())).to_vec());
    assert_eq!(quickly(Form::Scan, "]d2010950600013435221A1-B_2\u{1d}10A7.B21\u{1d}17281231"), expected);
    assert_eq!(quickly(Form::Bracketed, "(01)09506000134352(21)A1-B_2(10)A7.B21(17)281231"), expected);
    let link = "https://id.example.com/s/01/09506000134352/10/A7.B21/21/A1-B_2?17=281231";
    let mut expected = expected;
    expected.iter_mut().for_each(|pairs| pairs.swap(1, 2));
    assert_eq!(quickly(Form::DigitalLink, link), expected);
    for sscc in ["00395060001340000018", "0039506000134000001"] {
        assert_eq!(quickly(Form::Plain, sscc).is_some(), sscc.len() == 20);
    }
}

#[test]
fn dates_agree_with_the_calendar() {
    for year in [0u32, 1, 3, 4, 28, 70, 71, 72, 73, 96, 99] {
        for month in 0..=20 {
            for day in 0..=40 {
                agree_on_date(&format!("{year:02}{month:02}{day:02}"));
            }
        }
    }
    for odd in ["2/1231", "28:231", "281\u{1d}31", "2812A1", "28123 "] {
        agree_on_date(odd);
    }
}

fn agree_on_date(date: &str) {
    let text = format!("(01)09506000134352(17){date}");
    let expected = thoroughly(Form::Bracketed, &text).is_ok();
    assert_eq!(quickly(Form::Bracketed, &text).is_some(), expected, "{date}");
}
