use std::fs::File;
use std::io;
use std::path::PathBuf;

use serde::Serialize;
use tallymark_bindings::report::{InsideReport, PathReport, TreeCounts, TreeReport};
use tallymark_bindings::{Document, Failure};

use super::batch::load;
use crate::output::{Outcome, Problem, complain, print, print_json};

/// What is in a container, what an item is in, how many there are at each level
#[derive(clap::Args)]
#[command(after_long_help = "\
Prints one identifier a line: with --contains everything inside, indented by depth; with --path the item, then each
container around it, outermost last. --counts prints a level and its count a line.

Examples:
  tallymark tree examples/batch --contains '(00)395060001340000018'
  tallymark tree examples/batch --path '(01)09506000134352(21)A1'
  tallymark tree shipment.xml --counts")]
pub(crate) struct Tree {
    /// A batch folder, or an EPCIS document as XML or JSON (`-`: stdin)
    #[arg(value_name = "DIR|FILE")]
    records: PathBuf,
    #[command(flatten)]
    question: Question,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
struct Question {
    /// What is in this container
    #[arg(long, value_name = "ID")]
    contains: Option<String>,
    /// What this item is in
    #[arg(long, value_name = "ID")]
    path: Option<String>,
    /// How many there are at each level
    #[arg(long)]
    counts: bool,
}

impl Tree {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let from_stdin = self.records.as_os_str() == "-";
        if !from_stdin && self.records.is_dir() {
            let batch = load(&self.records)?;
            return self.answer(|id| batch.contains(id), |id| batch.path(id), || batch.counts());
        }
        let place = self.records.display().to_string();
        let document = if from_stdin {
            Document::read("stdin", io::stdin().lock())?
        } else {
            let unreadable = |error: io::Error| Failure::new("input", error.to_string()).at(place.as_str());
            Document::read(&place, File::open(&self.records).map_err(unreadable)?)?
        };
        let outcome =
            self.answer(|id| document.contains(id), |id| document.path(id), || document.counts())?;
        let Some(rows) = document.rows().filter(|rows| rows.rejected > 0) else { return Ok(outcome) };
        let first = rows.reasons.first().map_or("", |reason| reason.message.as_str());
        complain(&format!(
            "{}: {} of {} events could not be read; the first: {first}",
            rows.file, rows.rejected, rows.rows_in
        ));
        Ok(Outcome::Blocked)
    }

    fn answer(
        &self,
        contains: impl Fn(&str) -> Result<TreeReport, Failure>,
        path: impl Fn(&str) -> Result<PathReport, Failure>,
        counts: impl Fn() -> TreeCounts,
    ) -> Result<Outcome, Problem> {
        if let Some(id) = &self.question.contains {
            let report = contains(id)?;
            let line = |inside: &InsideReport| {
                format!("{}{}", "  ".repeat(inside.depth.saturating_sub(1) as usize), inside.id)
            };
            self.write(&report, report.contains.iter().map(line))?;
        } else if let Some(id) = &self.question.path {
            let report = path(id)?;
            self.write(&report, report.path.iter().cloned())?;
        } else {
            let report = counts();
            self.write(&report, report.counts.iter().map(|(level, count)| format!("{level}\t{count}")))?;
        }
        Ok(Outcome::Clean)
    }

    fn write(&self, report: &impl Serialize, lines: impl Iterator<Item = String>) -> Result<(), Problem> {
        if self.json {
            return print_json(report);
        }
        let mut text = String::new();
        for line in lines {
            text.push_str(&line);
            text.push('\n');
        }
        print(&text)
    }
}
