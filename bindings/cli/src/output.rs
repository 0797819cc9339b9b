//! What a command leaves behind: an exit status, data on stdout, a message on stderr.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use serde::Serialize;
use tallymark_bindings::Failure;
use tallymark_bindings::summary::Paper;

/// How a job that ran came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing blocks: exit status 0.
    Clean,
    /// Error findings or invalid inputs: exit status 1.
    Blocked,
}

impl Outcome {
    /// [`Outcome::Blocked`] if something blocks.
    pub(crate) fn blocked(blocked: bool) -> Self {
        if blocked { Outcome::Blocked } else { Outcome::Clean }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => ExitCode::SUCCESS,
            Outcome::Blocked => ExitCode::from(1),
        }
    }
}

/// Why a job did not run to its end: exit status 2.
#[derive(Debug)]
pub(crate) enum Problem {
    /// It could not be done.
    Failed(Failure),
    /// Whoever reads our output stopped reading: nothing to complain about.
    NobodyReads,
}

impl Problem {
    /// Says why on stderr.
    pub(crate) fn report(self) -> ExitCode {
        let Problem::Failed(failure) = self else { return ExitCode::SUCCESS };
        complain(&failure.to_string());
        if let Some(help) = &failure.help {
            say(&format!("  help: {help}"));
        }
        ExitCode::from(2)
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        Problem::Failed(failure)
    }
}

/// An error while writing to stdout.
impl From<io::Error> for Problem {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            Problem::NobodyReads
        } else {
            Problem::Failed(Failure::new("output", format!("stdout: {error}")))
        }
    }
}

/// Writes text to stdout as it is.
pub(crate) fn print(text: &str) -> Result<(), Problem> {
    let mut out = io::stdout().lock();
    out.write_all(text.as_bytes())?;
    Ok(out.flush()?)
}

/// Writes one JSON value and a line end to stdout.
pub(crate) fn print_json(value: &impl Serialize) -> Result<(), Problem> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    serde_json::to_writer(&mut out, value).map_err(io::Error::from)?;
    out.write_all(b"\n")?;
    Ok(out.flush()?)
}

/// Writes a page to a file, or to stdout for `-`.
pub(crate) fn write_page(path: &Path, page: &str) -> Result<(), Problem> {
    if path == Path::new("-") {
        return print(page);
    }
    let place = path.display().to_string();
    Ok(fs::write(path, page).map_err(|error| Failure::new("output", error.to_string()).at(place))?)
}

/// Colours only on a terminal, and only if nobody objects (`NO_COLOR`, `TERM=dumb`).
pub(crate) fn paper() -> Paper {
    Paper { colour: anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never }
}

/// Says on stderr what is not right.
pub(crate) fn complain(text: &str) {
    say(&format!("tallymark: {text}"));
}

/// Says something on stderr.
pub(crate) fn say(text: &str) {
    // If even stderr is closed, the exit status still tells.
    let _ = io::stderr().write_all(format!("{}\n", harmless(text)).as_bytes());
}

/// Text for a terminal: control characters of data and file names do not reach it.
fn harmless(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
