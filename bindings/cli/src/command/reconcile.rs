use std::fs;
use std::path::PathBuf;

use tallymark_bindings::report::ReconciliationReport;
use tallymark_bindings::{Failure, Tolerances, html, summary};

use super::batch::load;
use crate::output::{Outcome, Problem, paper, print, print_json, write_page};

/// Compare what every system recorded: sets, equations E1 to E8, residuals serial by serial
#[derive(clap::Args)]
#[command(after_long_help = "\
Each equation compares sets of serials; a residual lists every serial by which the sides differ, with the last place
that recorded it. A residual above its tolerance blocks (exit status 1). The tolerance is 0; a larger one is
configuration that carries a reason and an actor:

  {\"E8\": {\"limit\": 15, \"reason\": \"u-chart of the last 25 lots, SOP-112\", \"actor\": \"qa.meyer\"}}

Examples:
  tallymark reconcile examples/batch
  tallymark reconcile examples/batch --tolerance limits.json --html lot.html
  tallymark reconcile examples/batch --json | jq '.residuals[] | {equation, residual}'")]
pub(crate) struct Reconcile {
    /// The batch folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Print the report as one JSON object
    #[arg(long)]
    json: bool,
    /// Also write one self-contained HTML page (`-`: to stdout, instead of the summary)
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Residuals that do not block, as JSON with a reason and an actor for each
    #[arg(long, value_name = "FILE")]
    tolerance: Option<PathBuf>,
}

impl Reconcile {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let tolerances = match &self.tolerance {
            Some(path) => {
                let place = path.display().to_string();
                let json = fs::read(path)
                    .map_err(|error| Failure::new("input", error.to_string()).at(place.as_str()))?;
                Tolerances::from_json(&json).map_err(|failure| failure.at(place.as_str()))?
            }
            None => Tolerances::default(),
        };
        let report: ReconciliationReport = load(&self.folder)?.reconcile_within(&tolerances);
        if let Some(path) = &self.html {
            write_page(path, &html::reconciliation(&report))?;
        }
        let to_stdout = self.html.is_some_and(|path| path.as_os_str() == "-");
        match (self.json, to_stdout) {
            (true, _) => print_json(&report)?,
            (false, false) => print(&summary::reconciliation(&report, paper()))?,
            (false, true) => {}
        }
        Ok(Outcome::blocked(report.blocks()))
    }
}
