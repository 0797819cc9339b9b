use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::time::SystemTime;

use clap::ValueEnum;
use serde_json::Value;
use tallymark::batch::Time;
use tallymark_bindings::Failure;
use tallymark_bindings::check::{CheckReport, CheckRequest, FixReport};

use crate::document::source;
use crate::output::{Outcome, Problem, print, print_json};

/// Would a trading partner refuse these EPCIS files, and why?
#[derive(clap::Args)]
#[command(after_long_help = "\
Several files are one history: earlier ones first. Every problem is named with its place, the event that says so, the
earlier event that says otherwise, and what to do. Exit status 1 exactly if a problem has severity error.

Without --profile only those rules are applied that hold for every EPCIS file. A partner file is a JSON object with
`schema` \"tallymark-partner/1\" and any of `severity`, `require`, `words`, `gtins`, `contents`, `glns`.

Examples:
  tallymark check shipment.xml
  tallymark check march.xml april.xml --profile us-dscsa --against l4.csv
  tallymark check shipment.xml --fix corrected.xml
  tallymark check shipment.xml --partner wholesaler.json --json | jq '.findings[].rule'")]
pub(crate) struct Check {
    /// EPCIS 1.2 or 2.0 XML, or 2.0 JSON (`-`: stdin)
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// Rules beyond those that hold everywhere
    #[arg(long, value_enum)]
    profile: Option<Profile>,
    /// Rules and master data of the partner
    #[arg(long, value_name = "FILE")]
    partner: Option<PathBuf>,
    /// An independent list of the items as CSV, such as the enterprise system's
    #[arg(long, value_name = "FILE")]
    against: Option<PathBuf>,
    /// Let events count as they stand, not by eventTime
    #[arg(long)]
    document_order: bool,
    /// No event is later than this; the system's clock if left out
    #[arg(long, value_name = "TIME")]
    now: Option<String>,
    /// Write a corrected copy of the last file, mending only what can mean one thing; the problems told are those that
    /// remain in it
    #[arg(long, value_name = "OUT")]
    fix: Option<PathBuf>,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Profile {
    /// No further rules
    Generic,
    /// What partners in the United States ask for under the DSCSA
    UsDscsa,
}

impl Check {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let partner = self.partner.as_ref().map(|path| -> Result<Value, Failure> {
            let place = path.display().to_string();
            let text = std::fs::read(path)
                .map_err(|error| Failure::new("input", error.to_string()).at(place.as_str()))?;
            serde_json::from_slice(&text)
                .map_err(|error| Failure::new("partner-file", error.to_string()).at(place.as_str()))
        });
        let request = CheckRequest {
            documents: self.files.iter().map(|path| source(path)).collect::<Result<_, _>>()?,
            profile: self.profile.map(|profile| match profile {
                Profile::Generic => "generic".to_owned(),
                Profile::UsDscsa => "us-dscsa".to_owned(),
            }),
            order: self.document_order.then(|| "document".to_owned()),
            now: self.now.or_else(|| Some(clock()).filter(|now| !now.is_empty())),
            partner: partner.transpose()?,
            against: self.against.as_deref().map(source).transpose()?,
            fix: self.fix.is_some(),
        };
        let mut report = request.answer()?;
        if let (Some(path), Some(fixed)) = (&self.fix, &report.fixed) {
            let refuse = |message: String| Failure::new("output", message).at(path.display().to_string());
            let same = |file: &PathBuf| {
                file.canonicalize().is_ok_and(|file| path.canonicalize().is_ok_and(|to| to == file))
            };
            if self.files.iter().any(same) {
                return Err(refuse("the copy would replace what it is a copy of".to_owned()).into());
            }
            std::fs::write(path, &fixed.output).map_err(|error| refuse(error.to_string()))?;
            // What remains is told of the copy.
            let copy = path.display().to_string();
            for problem in &mut report.findings {
                let earlier = problem.contradicts_file.as_mut();
                for file in
                    std::iter::once(&mut problem.file).chain(earlier).filter(|file| **file == fixed.file)
                {
                    file.clone_from(&copy);
                }
            }
        }
        if self.json {
            print_json(&report)?;
        } else {
            print(&summary(&report))?;
        }
        Ok(Outcome::blocked(report.blocks > 0))
    }
}

/// The system's clock; events of the next minutes are not held against a clock that is a little behind.
fn clock() -> String {
    let seconds = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |past| past.as_secs());
    i64::try_from(seconds + 300)
        .ok()
        .and_then(|seconds| Time::from_second(seconds).ok())
        .map_or_else(String::new, |now| now.to_string())
}

fn summary(report: &CheckReport) -> String {
    let mut text = String::new();
    if let Some(FixReport { file, edits, .. }) = &report.fixed {
        for edit in edits {
            let (line, column) = (edit.place.line, edit.place.column);
            let (before, after) = (edit.before.trim(), edit.after.as_str());
            let _ = match after {
                "" => writeln!(text, "fixed {file}:{line}:{column}  event {} left out", edit.event),
                _ => writeln!(text, "fixed {file}:{line}:{column}  {}: {before} is now {after}", edit.name),
            };
            let _ = writeln!(text, "       {}: {}", edit.rule, edit.reason);
        }
    }
    let mut categories: BTreeMap<&str, usize> = BTreeMap::new();
    for problem in &report.findings {
        let severity = match problem.severity {
            tallymark::Severity::Error => "error",
            tallymark::Severity::Warning => "warn",
            _ => "info",
        };
        let mut place = problem.file.clone();
        if let (Some(line), Some(column)) = (problem.line, problem.column) {
            let _ = write!(place, ":{line}:{column}");
        }
        let _ = writeln!(text, "{} {severity:<5} {place}  {}", problem.code, problem.message);
        let _ = writeln!(text, "       fix: {}", problem.help);
        if problem.severity == tallymark::Severity::Error {
            *categories.entry(problem.exception.hda).or_default() += 1;
        }
    }
    let _ = write!(
        text,
        "{} events, {} problems, {} block sending.",
        report.events,
        report.findings.len(),
        report.blocks
    );
    if !categories.is_empty() {
        let named: Vec<String> = categories.iter().map(|(name, count)| format!("{name} ({count})")).collect();
        let _ = write!(text, " Would be HDA: {}.", named.join(", "));
    }
    text.push('\n');
    text
}
