use std::path::PathBuf;

use tallymark_bindings::{html, summary};

use super::batch::load;
use crate::output::{Outcome, Problem, paper, print, print_json, write_page};

/// Find what is wrong with a batch, why it may be, and what to quarantine
#[derive(clap::Args)]
#[command(after_long_help = "\
Reconciles the batch, then looks for findings. Each names its items and the rows that show it. Causes are ranked by
log-odds, with what speaks for and against each and the record to ask for next. The containment is what the error
findings name and how far that reaches, as the fewest containers and packs that name exactly that set.

Examples:
  tallymark investigate examples/batch
  tallymark investigate examples/batch --html lot.html
  tallymark investigate examples/batch --json | jq '.findings[] | {code, count, entities}'")]
pub(crate) struct Investigate {
    /// The batch folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Print the report as one JSON object
    #[arg(long)]
    json: bool,
    /// Also write one self-contained HTML page (`-`: to stdout, instead of the summary)
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
}

impl Investigate {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let report = load(&self.folder)?.investigate();
        if let Some(path) = &self.html {
            write_page(path, &html::investigation(&report))?;
        }
        let to_stdout = self.html.is_some_and(|path| path.as_os_str() == "-");
        match (self.json, to_stdout) {
            (true, _) => print_json(&report)?,
            (false, false) => print(&summary::investigation(&report, paper()))?,
            (false, true) => {}
        }
        Ok(Outcome::blocked(report.reconciliation.blocks()))
    }
}
