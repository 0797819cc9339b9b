use std::path::PathBuf;

use super::batch::load;
use crate::output::{Outcome, Problem, print, print_json};

/// What is in a container, what an item is in, how many there are at each level
#[derive(clap::Args)]
#[command(after_long_help = "\
Prints one identifier a line: with --contains everything inside, indented by depth; with --path the item, then each
container around it, outermost last. --counts prints a level and its count a line.

Examples:
  tallymark tree examples/batch --contains '(00)395060001340000018'
  tallymark tree examples/batch --path '(01)09506000134352(21)A1'
  tallymark tree examples/batch --counts")]
pub(crate) struct Tree {
    /// The batch folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
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
        let batch = load(&self.folder)?;
        if let Some(id) = &self.question.contains {
            let report = batch.contains(id)?;
            if self.json {
                print_json(&report)?;
            } else {
                let lines = report.contains.iter().map(|inside| {
                    let indent = "  ".repeat(inside.depth.saturating_sub(1) as usize);
                    format!("{indent}{}\n", inside.id)
                });
                print(&lines.collect::<String>())?;
            }
        } else if let Some(id) = &self.question.path {
            let report = batch.path(id)?;
            if self.json {
                print_json(&report)?;
            } else {
                print(&report.path.iter().map(|id| format!("{id}\n")).collect::<String>())?;
            }
        } else {
            let report = batch.counts();
            if self.json {
                print_json(&report)?;
            } else {
                print(
                    &report
                        .counts
                        .iter()
                        .map(|(level, count)| format!("{level}\t{count}\n"))
                        .collect::<String>(),
                )?;
            }
        }
        Ok(Outcome::Clean)
    }
}
