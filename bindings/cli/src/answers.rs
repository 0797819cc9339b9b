//! One answer for every line that goes in, in order.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, StdoutLock, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value, json};
use tallymark_bindings::{Failure, ask};

use crate::lines::{Line, Lines};
use crate::output::{Outcome, Problem};
use crate::progress;

/// Lines longer than this are judged as too long: no label, symbol or link comes near it.
pub(crate) const LONGEST: usize = 16 << 20;

/// Reads a file, or stdin where there is none or `-`, and hands each line to `work` with its place, `file:number`.
/// `work` writes the answer without the line end and tells whether that is a yes; one no, and the job ends as blocked.
pub(crate) fn each_line(
    file: Option<&Path>,
    mut work: impl FnMut(Line<'_>, &str, &mut BufWriter<StdoutLock<'_>>) -> Result<bool, Problem>,
) -> Result<Outcome, Problem> {
    let (input, place): (Box<dyn Read>, String) = match file {
        Some(path) if path.as_os_str() != "-" => {
            let place = path.display().to_string();
            let file = File::open(path)
                .map_err(|error| Failure::new("input", error.to_string()).at(place.as_str()))?;
            (Box::new(progress::reading(file)), place)
        }
        _ => (Box::new(io::stdin().lock()), "stdin".to_owned()),
    };
    let mut lines = Lines::new(BufReader::with_capacity(1 << 16, input), LONGEST);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut clean = true;
    for number in 1u64.. {
        match lines.next_line() {
            Ok(None) => break,
            Ok(Some(line)) => clean &= work(line, &format!("{place}:{number}"), &mut out)?,
            Err(error) => {
                out.flush()?;
                return Err(Failure::new("input", error.to_string()).at(place).into());
            }
        }
        // Whoever sends a line and waits gets the answer to it.
        if lines.would_wait() {
            out.flush()?;
        }
    }
    out.flush()?;
    Ok(Outcome::blocked(!clean))
}

/// Writes what `answer` says of each line as JSON on one line; `answer` tells beside whether that is a yes.
pub(crate) fn answer_lines<R: Serialize>(
    file: Option<&Path>,
    mut answer: impl FnMut(Line<'_>) -> (R, bool),
) -> Result<Outcome, Problem> {
    each_line(file, |line, _, out| {
        let (report, yes) = answer(line);
        serde_json::to_writer(&mut *out, &report).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        Ok(yes)
    })
}

/// The answer to the members of a request.
pub(crate) fn asked(operation: &str, mut request: Map<String, Value>) -> Value {
    request.insert("op".to_owned(), json!(operation));
    ask(Value::Object(request).to_string().as_bytes())
}

/// The answer to a line that is a request without its `op`.
pub(crate) fn asked_line(operation: &str, line: &[u8]) -> Value {
    match serde_json::from_slice::<Map<String, Value>>(line) {
        Ok(request) => asked(operation, request),
        // What is no object is refused in the words of every binding.
        Err(_) => ask(line),
    }
}

/// The member that holds a text: as it is, or as hexadecimal digits where it is not UTF-8.
pub(crate) fn input(text: &[u8]) -> (String, Value) {
    match std::str::from_utf8(text) {
        Ok(text) => ("input".to_owned(), json!(text)),
        Err(_) => {
            let digits: String = text.iter().map(|byte| format!("{byte:02x}")).collect();
            ("input_hex".to_owned(), json!(digits))
        }
    }
}

/// The answer to a line that was not read.
pub(crate) fn too_long() -> Value {
    let failure = Failure::new("line-length", format!("the line is longer than {LONGEST} bytes"))
        .with_help("give one text a line");
    json!({ "ok": false, "error": failure })
}
