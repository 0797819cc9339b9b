use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::PathBuf;

use serde_json::{Value, json};
use tallymark_bindings::{Failure, Repairer, ask};

use crate::lines::{Line, Lines};
use crate::output::{Outcome, Problem};
use crate::progress;

/// Lines longer than this are answered without a reading: no scan comes near it.
const LONGEST: usize = 1 << 20;

/// Read damaged scans, one a line, and list every reading that explains them
#[derive(clap::Args)]
#[command(after_long_help = "\
Writes one JSON object for every line, in order: all readings that validate, best first, each with what has to have
happened and the scanner setting to change; `unique` where there is only one. A valid line comes back as it is. Lines
are bytes; only the line end (LF or CRLF) is removed. Exit status 1 if a line has no reading.

A label holds GTIN, expiry, lot and serial (01, 17, 10, 21) unless --require says otherwise.

With --jsonl each line is an object {\"input\": \"...\", \"require\": [\"01\", \"21\"], \"lots\": [\"A7B21\"]}; the
members are require, allow, gtins, lots, expiries, serials, serial_length, serial_alphabet, kind, limit.

Examples:
  printf '01095060001343521728123110A7BX21A1B2\\n' | tallymark repair
  tallymark repair --batch examples/batch scans.txt
  tallymark repair --require 01,21 --allow 10,17 scans.txt")]
pub(crate) struct Repair {
    /// Application Identifiers that every label has, once each
    #[arg(long, value_delimiter = ',', value_name = "AIS", conflicts_with = "jsonl")]
    require: Option<Vec<String>>,
    /// Application Identifiers that a label may have
    #[arg(long, value_delimiter = ',', value_name = "AIS", conflicts_with = "jsonl")]
    allow: Vec<String>,
    /// What is known of the batch: a batch folder, or a batch.json
    #[arg(long, value_name = "DIR|FILE", conflicts_with = "jsonl")]
    batch: Option<PathBuf>,
    /// A symbology identifier is expected
    #[arg(long, conflicts_with = "jsonl")]
    scan: bool,
    /// The most readings to list for a line
    #[arg(long, default_value_t = 16, conflicts_with = "jsonl")]
    limit: usize,
    /// Each line is a JSON object with `input` and the members of a request
    #[arg(long)]
    jsonl: bool,
    /// The file to read; stdin if it is absent or `-`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Repair {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let repairer = self.repairer()?;
        let (input, place): (Box<dyn Read>, String) = match &self.file {
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
        let mut all = true;
        loop {
            let report = match lines.next_line() {
                Ok(None) => break,
                Ok(Some(Line::Whole(line))) if self.jsonl => request(line),
                Ok(Some(Line::Whole(line))) => {
                    serde_json::to_value(repairer.repair(line)).map_err(io::Error::from)?
                }
                Ok(Some(Line::TooLong)) => {
                    json!({"ok": true, "unique": false, "truncated": true, "valid": false, "readings": []})
                }
                Err(error) => {
                    out.flush()?;
                    return Err(Failure::new("input", error.to_string()).at(place).into());
                }
            };
            all &= report["readings"].as_array().is_some_and(|readings| !readings.is_empty());
            serde_json::to_writer(&mut out, &report).map_err(io::Error::from)?;
            out.write_all(b"\n")?;
            // Whoever sends a line and waits gets the answer to it.
            if lines.would_wait() {
                out.flush()?;
            }
        }
        out.flush()?;
        Ok(Outcome::blocked(!all))
    }

    fn repairer(&self) -> Result<Repairer, Failure> {
        let mut members = json!({"allow": self.allow, "limit": self.limit});
        if let Some(required) = &self.require {
            let given: Vec<&String> = required.iter().filter(|ai| !ai.is_empty()).collect();
            members["require"] = json!(given);
        }
        if self.scan {
            members["kind"] = json!("scan");
        }
        let repairer = Repairer::from_json(members.to_string().as_bytes())?;
        match &self.batch {
            Some(path) => repairer.with_batch(path),
            None => Ok(repairer),
        }
    }
}

/// The answer to a line that is a request without its `op`.
fn request(line: &[u8]) -> Value {
    let mut members: Value = match serde_json::from_slice(line) {
        Ok(members @ Value::Object(_)) => members,
        // Not an object: the door says what is wrong.
        _ => return ask(line),
    };
    members["op"] = json!("repair");
    ask(members.to_string().as_bytes())
}
