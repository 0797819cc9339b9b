//! `scans COUNT FORM WHAT`: makes 20,000 messages and reads the first COUNT of them; `benches/instructions.py` counts what
//! that takes. FORM is `scan`, `bracketed` or `dl`; WHAT is `verdict`, `message` or `batch`, with `-valid` behind it to leave out
//! the messages that are not valid. `scans COUNT FORM print` makes COUNT messages and prints one a line, for measurements in
//! other languages.

use std::hint::black_box;
use std::io::Write;

use tallymark::gs1::{ApplicationIdentifier, Columns, Form, Message, Options, Text, verify};
use tallymark_benches::scans::corpus;

fn main() -> std::io::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument =
        |place: usize, default: &str| arguments.get(place).map_or(default.to_owned(), Clone::clone);
    let count = argument(0, "20000").parse().unwrap_or(20_000);
    let form: Form = argument(1, "scan").parse().unwrap_or(Form::Scan);
    let what = argument(2, "message");
    let corpus = corpus(if what == "print" { count } else { 20_000 }, 20_261_122);
    let texts = match form {
        Form::Bracketed => &corpus.bracketed,
        Form::DigitalLink => &corpus.links,
        _ => &corpus.scans,
    };
    if what == "print" {
        let lines: Vec<&[u8]> = texts.iter().collect();
        return std::io::stdout().write_all(&[&lines.join(&b'\n')[..], b"\n"].concat());
    }
    let options = Options::new();
    let only_valid = what.ends_with("-valid");
    let texts: Vec<&[u8]> =
        texts.iter().filter(|text| !only_valid || verify(form, text, &options).is_ok()).collect();
    let valid = match what.trim_end_matches("-valid") {
        "verdict" => texts
            .iter()
            .cycle()
            .take(count)
            .filter(|text| black_box(verify(form, text, &options)).is_ok())
            .count(),
        "batch" => batch(&texts, form, count),
        _ => {
            let parse = |text| black_box(Message::parse(form, text, &options)).is_ok();
            texts.iter().cycle().take(count).filter(|text| parse(text)).count()
        }
    };
    println!("{valid} valid");
    Ok(())
}

/// Columns for the usual four, in blocks, of texts that stand one behind the other.
fn batch(texts: &[&[u8]], form: Form, count: usize) -> usize {
    let ais: Vec<_> = ["01", "21", "10", "17"].into_iter().filter_map(ApplicationIdentifier::new).collect();
    let mut columns = Columns::new(Some(form), &Options::new(), &ais);
    let (mut data, mut ends) = (Vec::new(), vec![0]);
    for text in texts.iter().cycle().take(20_000) {
        data.extend_from_slice(text);
        ends.push(data.len());
    }
    let mut faults = 0;
    let last = count.min(ends.len() - 1);
    for start in (0..last).step_by(4_096) {
        let ends = &ends[start..=last.min(start + 4_096)];
        columns.read(ends.windows(2).map(|pair| Text::within(&data, pair[0]..pair[1])));
        faults += black_box(&columns).faults().len();
    }
    last - faults
}
