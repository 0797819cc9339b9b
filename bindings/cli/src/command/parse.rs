use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use tallymark_bindings::report::ParseReport;
use tallymark_bindings::{Failure, Kind, ParseOptions, parse, parse_request};

use crate::lines::{Line, Lines};
use crate::output::{Outcome, Problem};
use crate::progress;

/// Lines longer than this are judged as too long: no label, symbol or link comes near it.
const LONGEST: usize = 16 << 20;

/// Read identifiers, one a line, and say what they hold or what is wrong with them
#[derive(clap::Args)]
#[command(after_long_help = "\
Writes one JSON object for every line, in order: the Application Identifiers, the same data in every other form, the
key; or the first error with its code, byte range, help and repairs. Only the line end (LF or CRLF) is removed: leading
and trailing blanks are part of the input, an empty line is an input, and a line that is not UTF-8 is judged as bytes.
Exit status 1 if any input is invalid.

With --jsonl each line is an object {\"kind\": \"scan\", \"input\": \"]d2...\", \"opts\": {\"hri_titles\": true}}.
Options: permit_unknown_ais, permit_zero_suppressed_gtin, no_requisite_check, unknown_ai_as_dl_attr, hri_titles.

Examples:
  tallymark parse scans.txt
  printf ']d20109506000134352\\x1d21A1\\n' | tallymark parse --kind scan
  printf '(01)09506000134352(21)A1\\n' | tallymark parse | jq -r .dl")]
pub(crate) struct Parse {
    /// The form of the input; `auto` looks at how each line begins
    #[arg(long, value_enum, default_value_t = Form::Auto, conflicts_with = "jsonl")]
    kind: Form,
    /// Each line is a JSON object with `kind`, `input` and optional `opts`
    #[arg(long)]
    jsonl: bool,
    /// The file to read; stdin if it is absent or `-`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Form {
    /// Look at how the text begins
    Auto,
    /// Scan data with an AIM symbology identifier
    Scan,
    /// Bracketed element string
    Bracketed,
    /// Plain element string with GS separators
    Plain,
    /// GS1 Digital Link URI
    Dl,
    /// EPC URN
    Epc,
}

impl From<Form> for Kind {
    fn from(form: Form) -> Self {
        match form {
            Form::Auto => Kind::Auto,
            Form::Scan => Kind::Scan,
            Form::Bracketed => Kind::Bracketed,
            Form::Plain => Kind::Plain,
            Form::Dl => Kind::DigitalLink,
            Form::Epc => Kind::Epc,
        }
    }
}

impl Parse {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let (input, place): (Box<dyn Read>, String) = match &self.file {
            Some(path) if path.as_os_str() != "-" => {
                let place = path.display().to_string();
                let file = File::open(path)
                    .map_err(|error| Failure::new("input", error.to_string()).at(place.as_str()))?;
                (Box::new(progress::reading(file)), place)
            }
            _ => (Box::new(io::stdin().lock()), "stdin".to_owned()),
        };
        let kind = Kind::from(self.kind);
        let options = ParseOptions::default();
        let mut lines = Lines::new(BufReader::with_capacity(1 << 16, input), LONGEST);
        let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
        let mut valid = true;
        loop {
            let report = match lines.next_line() {
                Ok(None) => break,
                Ok(Some(Line::Whole(line))) if self.jsonl => parse_request(line),
                Ok(Some(Line::Whole(line))) => parse(kind, line, &options),
                Ok(Some(Line::TooLong)) => ParseReport::too_long(kind, LONGEST),
                Err(error) => {
                    out.flush()?;
                    return Err(Failure::new("input", error.to_string()).at(place).into());
                }
            };
            valid &= report.ok;
            serde_json::to_writer(&mut out, &report).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
            // Whoever sends a line and waits gets the answer to it.
            if lines.would_wait() {
                out.flush()?;
            }
        }
        out.flush()?;
        Ok(Outcome::blocked(!valid))
    }
}
