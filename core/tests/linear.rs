//! Time grows with the length of a text, not with its square, however nasty the text: sixteen times as long takes about
//! sixteen times as long, where a square would take 256 times.

use std::time::{Duration, Instant};

use tallymark::gs1::{Form, Message, Options, fixes};

/// Texts made of one piece again and again.
fn shapes() -> Vec<(Form, &'static str, &'static str)> {
    vec![
        (Form::Plain, "", "11281231"),
        (Form::Plain, "", "11281231\u{1d}"),
        (Form::Plain, "", "10A\u{1d}"),
        (Form::Plain, "", "\u{1d}"),
        (Form::Plain, "", "0"),
        (Form::Plain, "", "9"),
        (Form::Plain, "", "0109506000134353"),
        (Form::Plain, "", "3103001250|"),
        (Form::Scan, "]d2", "0109506000134352"),
        (Form::Scan, "]d2", "21A\u{1d}10B\u{1d}11281301"),
        (Form::Scan, "]E0", "|]e0"),
        (Form::Scan, "]Q1https://a/01/09506000134352", "/22/A"),
        (Form::Bracketed, "", "(10)A"),
        (Form::Bracketed, "", "(10)\\("),
        (Form::Bracketed, "", "("),
        (Form::Bracketed, "", "(10"),
        (Form::Bracketed, "", ")"),
        (Form::Bracketed, "", "(01)09506000134353"),
        (Form::Bracketed, "(21)", "\\("),
        (Form::DigitalLink, "https://a/01/09506000134352", "/22/A"),
        (Form::DigitalLink, "https://a/01/09506000134352", "/10/%41"),
        (Form::DigitalLink, "https://a/01/09506000134352?10=A", "&10=A"),
        (Form::DigitalLink, "https://a/01/09506000134352?10=A", "&17=281231"),
        (Form::DigitalLink, "https://a/01/09506000134352/21/", "%41"),
        (Form::DigitalLink, "https://a", "/"),
        (Form::DigitalLink, "https://a", "/01/1"),
        (Form::DigitalLink, "https://a/01/09506000134352?", "&"),
        (Form::DigitalLink, "https://a/01/09506000134352?", "x=y&"),
        (Form::Epc, "urn:epc:id:sgtin:", "1."),
        (Form::Epc, "urn:epc:id:sgtin:950600.0013435.", "%2F"),
    ]
}

/// A path with many qualifiers and a query with many attributes at once.
fn crossed(pieces: usize) -> String {
    let half = pieces / 2;
    format!("https://a/01/09506000134352{}?{}", "/22/A".repeat(half), "17=281231&".repeat(half))
}

fn work(form: Form, input: &str) -> Duration {
    let options = Options::new();
    let begun = Instant::now();
    let (message, errors) = Message::parse_all(form, input.as_bytes(), &options);
    let mut size = message.bracketed().len() + message.plain().len() + message.hri(true).len() + errors.len();
    size += message.warnings().len() + message.typed_values(2026).count();
    if let Some(first) = errors.first() {
        size += fixes(form, input.as_bytes(), &options, first).len();
    }
    std::hint::black_box(size);
    begun.elapsed()
}

fn grows_in_proportion(form: Form, make: impl Fn(usize) -> String) -> Result<(), String> {
    let (short, long) = (make(1_500), make(24_000));
    let mut said = String::new();
    // Other work on the machine may disturb a run, not all of them.
    for _ in 0..6 {
        let one = (0..4).map(|_| work(form, &short)).min().unwrap_or_default();
        let sixteen = work(form, &long);
        if sixteen <= one * 64 + Duration::from_millis(20) {
            return Ok(());
        }
        let begin = &short[..short.len().min(60)];
        said = format!("{form:?} {begin:?}: {one:?}, sixteen times as long {sixteen:?}");
    }
    Err(said)
}

#[test]
fn time_is_in_proportion_to_length() {
    let mut wrong = Vec::new();
    for (form, head, piece) in shapes() {
        wrong.extend(grows_in_proportion(form, |count| format!("{head}{}", piece.repeat(count))).err());
    }
    wrong.extend(grows_in_proportion(Form::DigitalLink, crossed).err());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
