use std::path::PathBuf;

use serde_json::json;
use tallymark_bindings::{Failure, Repairer};

use super::profile::Judged;
use crate::answers::{answer_lines, asked_line, too_long};
use crate::lines::Line;
use crate::output::{Outcome, Problem};

/// Read damaged scans, one a line, and list every reading that explains them
#[derive(clap::Args)]
#[command(after_long_help = "\
Writes one JSON object for every line, in order: all readings that validate, best first, each with what has to have
happened and the scanner setting to change; `unique` where there is only one. A valid line comes back as it is. Lines
are bytes; only the line end (LF or CRLF) is removed. Exit status 1 if a line has no reading.

A label holds GTIN, expiry, lot and serial (01, 17, 10, 21) unless --require says otherwise.

With --jsonl each line is an object {\"input\": \"...\", \"require\": [\"01\", \"21\"], \"lots\": [\"A7B21\"]}; the
members are require, allow, gtins, lots, expiries, serials, serial_length, serial_alphabet, profile, kind, limit.

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
    /// A market profile that every reading has to keep: the name of a built-in one, or a file of your own
    #[arg(long, value_name = "NAME", conflicts_with_all = ["jsonl", "require"])]
    profile: Option<String>,
    #[command(flatten)]
    judged: Judged,
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
        answer_lines(self.file.as_deref(), |line| {
            let report = match line {
                Line::Whole(line) if self.jsonl => asked_line("repair", line),
                Line::Whole(line) => serde_json::to_value(repairer.repair(line)).unwrap_or_default(),
                Line::TooLong => too_long(),
            };
            let yes = report["readings"].as_array().is_some_and(|readings| !readings.is_empty());
            (report, yes)
        })
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
        let repairer = match &self.profile {
            Some(name) => repairer.with_profile(self.judged.check(name)?),
            None => repairer,
        };
        match &self.batch {
            Some(path) => repairer.with_batch(path),
            None => Ok(repairer),
        }
    }
}
