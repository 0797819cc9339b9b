//! One answer for every line that goes in, in order.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::Path;

use serde::Serialize;
use tallymark_bindings::Failure;

use crate::lines::{Line, Lines};
use crate::output::{Outcome, Problem};
use crate::progress;

/// Lines longer than this are judged as too long: no label, symbol or link comes near it.
pub(crate) const LONGEST: usize = 16 << 20;

/// Reads a file, or stdin where there is none or `-`, and writes what `answer` says of each line as JSON on one line.
/// `answer` tells beside whether that is a yes; one no, and the job ends as blocked.
pub(crate) fn answer_lines<R: Serialize>(
    file: Option<&Path>,
    mut answer: impl FnMut(Line<'_>) -> (R, bool),
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
    loop {
        let (report, yes) = match lines.next_line() {
            Ok(None) => break,
            Ok(Some(line)) => answer(line),
            Err(error) => {
                out.flush()?;
                return Err(Failure::new("input", error.to_string()).at(place).into());
            }
        };
        clean &= yes;
        serde_json::to_writer(&mut out, &report).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        // Whoever sends a line and waits gets the answer to it.
        if lines.would_wait() {
            out.flush()?;
        }
    }
    out.flush()?;
    Ok(Outcome::blocked(!clean))
}
