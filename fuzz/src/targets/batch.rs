use std::str;

use tallymark::batch::{Batch, Order, Stream};
use tallymark::causes::Investigation;
use tallymark::epcis::check::{Checker, Options as CheckOptions};
use tallymark::epcis::convert::{Converter, Options as ConvertOptions};
use tallymark::epcis::fix::fix;
use tallymark::epcis::hash::{Profile, hash};
use tallymark::epcis::model::{Event, Form, Head};
use tallymark::epcis::read::Reader;
use tallymark::epcis::schema;
use tallymark::epcis::tree::Limits;
use tallymark::epcis::write::Writer;
use tallymark_folder::{FolderError, Memory, Options, load_from};

use crate::Verdict;
use crate::seeds::ORDER;

/// One stream: the first line is the name of its file, the rest its bytes.
pub fn rows(data: &[u8]) -> Verdict {
    let mut files = Memory::new();
    files.insert("batch.json", ORDER);
    let (name, content) = head(data);
    if name != "batch.json" {
        files.insert(name, content);
    }
    let batch = load_from(&files, &Options::new()).expect("the order is valid");
    adds_up(&batch);
    lines_are_told(&batch, &name.replace(['\r', '\n'], ""), content);
    if batch.tallies.iter().any(|tally| tally.used > 0) { Verdict::Accepted } else { Verdict::Refused }
}

/// One EPCIS document, XML or JSON by its first character.
pub fn epcis(data: &[u8]) -> Verdict {
    let mut files = Memory::new();
    files.insert("batch.json", ORDER);
    files.insert(if data.first() == Some(&b'{') { "epcis.json" } else { "epcis.xml" }, data);
    let batch = load_from(&files, &Options::new()).expect("the order is valid");
    adds_up(&batch);
    if batch.epcis.is_some_and(|rows| !rows.is_empty()) { Verdict::Accepted } else { Verdict::Refused }
}

/// One EPCIS document as events: the scanner and the full parser read the same, what is written again is read as the same,
/// conversion and hashes give an answer.
pub fn events(data: &[u8]) -> Verdict {
    let limits = Limits { depth: 40, piece: 1 << 20, attributes: 32 };
    let mut scanned = Reader::new(data, limits);
    let mut parsed = Reader::new(data, limits).thorough();
    let (found, oracle): (Vec<_>, Vec<_>) = (scanned.by_ref().collect(), parsed.by_ref().collect());
    assert_eq!(format!("{found:?}"), format!("{oracle:?}"), "scanner and parser disagree");
    let head = scanned.head().clone();
    assert_eq!(&head, parsed.head());
    let events: Vec<_> = found.into_iter().flatten().map(|found| found.event).collect();
    let copy = written(&head, &events);
    let mut again = Reader::new(&copy[..], Limits::default());
    if let Some(context) = &head.context {
        again = again.with_context(context);
    }
    let copies: Vec<_> = again.by_ref().filter_map(Result::ok).map(|found| found.event).collect();
    assert_eq!(copies.len(), events.len(), "an event got lost: {}", String::from_utf8_lossy(&copy));
    for form in [Form::Xml1, Form::Xml2, Form::Json] {
        let mut converter = Converter::new(ConvertOptions::to(form), &head);
        let converted: Vec<_> = events.iter().map(|event| converter.event(event.clone())).collect();
        let text = written(converter.head(), &converted);
        let count = Reader::new(&text[..], Limits::default()).filter(Result::is_ok).count();
        assert_eq!(count, events.len(), "an event got lost as {form:?}: {}", String::from_utf8_lossy(&text));
    }
    for event in &events {
        for profile in Profile::ALL {
            let _ = hash(profile, event, head.form, head.context.as_ref());
        }
    }
    let mut checker = Checker::new(CheckOptions::default());
    checker.read("document", data);
    for problem in checker.finish() {
        assert!(!problem.help.is_empty() && problem.offset.is_none_or(|offset| offset <= data.len() as u64));
    }
    assert_eq!(fix(data, limits).undone(), data, "an edit cannot be taken back");
    let mut faults = 0;
    let verdict = schema::validate(data, limits, |fault| {
        assert!(fault.place.offset <= data.len() as u64);
        faults += 1;
    });
    assert_eq!(verdict.faults, faults);
    if events.is_empty() { Verdict::Refused } else { Verdict::Accepted }
}

fn written(head: &Head, events: &[Event]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new(), head).expect("memory takes everything");
    events.iter().for_each(|event| writer.event(event).expect("memory takes everything"));
    writer.finish().expect("memory takes everything")
}

/// `batch.json`.
pub fn order(data: &[u8]) -> Verdict {
    let mut files = Memory::new();
    files.insert("batch.json", data);
    match (Order::from_json(data), load_from(&files, &Options::new())) {
        (Ok(order), Ok(batch)) => {
            assert_eq!(format!("{order:?}"), format!("{:?}", batch.order));
            Verdict::Accepted
        }
        (Err(error), Err(FolderError::Order { .. })) => {
            assert!(!error.message().is_empty());
            Verdict::Refused
        }
        (direct, loaded) => panic!("{direct:?} alone, {loaded:?} as a folder"),
    }
}

/// A whole folder: files one behind the other, each after a line `=== NAME`. Reads it and investigates what was read.
pub fn folder(data: &[u8]) -> Verdict {
    let mut files = Memory::new();
    for file in split_files(data) {
        let (name, content) = head(file);
        files.insert(name, content);
    }
    let Ok(batch) = load_from(&files, &Options::new()) else { return Verdict::Refused };
    adds_up(&batch);
    let investigation = Investigation::of(&batch);
    for finding in investigation.findings() {
        assert!(finding.count > 0, "{finding:?} counts nothing");
        for evidence in &finding.evidence {
            let rows = batch.tallies.iter().filter(|tally| tally.stream == evidence.stream);
            let most = rows.map(|tally| tally.rows_in).max().unwrap_or(0);
            for &row in &evidence.rows {
                assert!(row >= 1 && u64::from(row) <= most, "{finding:?}: row {row} of {most}");
            }
        }
    }
    for residual in investigation.reconciliation().equations() {
        let _ = format!("{residual:?}");
    }
    Verdict::Accepted
}

fn head(data: &[u8]) -> (&str, &[u8]) {
    let end = data.iter().position(|&byte| byte == b'\n').unwrap_or(data.len());
    let (name, rest) = data.split_at(end);
    (str::from_utf8(name).unwrap_or("not-text.csv"), rest.get(1..).unwrap_or_default())
}

/// The files of a folder in one piece; see [`folder`].
fn split_files(mut data: &[u8]) -> impl Iterator<Item = &[u8]> {
    const MARK: &[u8] = b"=== ";
    std::iter::from_fn(move || {
        data = data.strip_prefix(MARK)?;
        let end = data.windows(MARK.len() + 1).position(|window| window[0] == b'\n' && &window[1..] == MARK);
        let (file, rest) = data.split_at(end.map_or(data.len(), |end| end + 1));
        data = rest;
        Some(file)
    })
}

/// Rows in = rows used + rows rejected, for every file; each rejected row has a code and a sentence.
fn adds_up(batch: &Batch) {
    let mut used = [0u64; Stream::ALL.len()];
    for tally in &batch.tallies {
        assert_eq!(tally.rows_in, tally.used + tally.rejected.len() as u64, "{}", tally.file);
        for rejected in &tally.rejected {
            assert!(!rejected.code.is_empty() && !rejected.message.is_empty(), "{rejected:?}");
            assert!(
                rejected.row >= 1 && u64::from(rejected.row) <= tally.rows_in,
                "{rejected:?} of {}",
                tally.rows_in
            );
        }
        let at = Stream::ALL.iter().position(|&stream| stream == tally.stream).expect("a known stream");
        used[at] += tally.used;
    }
    let kept = |stream: Stream| match stream {
        Stream::Pool => batch.pool.as_ref().map(Vec::len),
        Stream::SsccPool => batch.sscc_pool.as_ref().map(Vec::len),
        Stream::Printer => batch.printer.as_ref().map(Vec::len),
        Stream::Camera => batch.camera.as_ref().map(Vec::len),
        Stream::Agg => batch.agg.as_ref().map(Vec::len),
        Stream::Events => batch.events.as_ref().map(Vec::len),
        Stream::Epcis => batch.epcis.as_ref().map(Vec::len),
        Stream::L4 => batch.l4.as_ref().map(Vec::len),
        Stream::Wms => batch.wms.as_ref().map(Vec::len),
        Stream::Verify => batch.verify.as_ref().map(Vec::len),
        Stream::Audit => batch.audit.as_ref().map(Vec::len),
        _ => None,
    };
    for (&stream, &used) in Stream::ALL.iter().zip(&used) {
        assert_eq!(kept(stream).unwrap_or(0) as u64, used, "rows of {stream}");
    }
    for (_, reason) in &batch.unreadable {
        assert!(!reason.is_empty());
    }
}

/// Counts lines independently: a table in plain CSV or JSON Lines without quotes has a row for each line that is not
/// empty, whatever is wrong with it.
fn lines_are_told(batch: &Batch, name: &str, content: &[u8]) {
    let plain = |&byte: &u8| byte == b'\n' || (b' '..=b'~').contains(&byte) && byte != b'"';
    let Some(tally) = batch.tallies.first() else { return };
    if !name.ends_with(".csv")
        || !content.iter().all(plain)
        || tally.rejected.iter().any(|r| r.code == "row-abandoned")
    {
        return;
    }
    let lines = content.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()).count();
    assert_eq!(tally.rows_in as usize, lines - 1, "lines of {name}");
}
