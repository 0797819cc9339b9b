use std::path::PathBuf;

use clap::ValueEnum;

use tallymark_bindings::report::CostsReport;

use super::batch::load;
use crate::output::{Outcome, Problem, print, print_json};

/// What a fault at these items reaches: the containment set and the fewest identifiers that name it
#[derive(clap::Args)]
#[command(after_long_help = "\
A seed is an identifier in any form: bracketed element string, scan data, EPC URN or GS1 Digital Link. One that no
record of the batch names is an error (exit status 2): better no answer than one that is too small.

Examples:
  tallymark contain examples/batch --seed '(00)395060001340000018'
  tallymark contain examples/batch --costs --seed '(00)395060001340000018'
  tallymark contain examples/batch --rule siblings --seed '(01)09506000134352(21)A1' --json")]
pub(crate) struct Contain {
    /// The batch folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// An item to begin with; give several after one another or with several --seed
    #[arg(long = "seed", value_name = "ID", required = true, num_args = 1..)]
    seeds: Vec<String>,
    /// How far it reaches; without it the cost of every rule is shown, then the set by descendants
    #[arg(long, value_enum)]
    rule: Option<Reach>,
    /// Only show what each rule would hold
    #[arg(long, conflicts_with = "rule")]
    costs: bool,
    /// Print the set as one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Reach {
    /// The seeds and everything inside them
    Descendants,
    /// Also whatever shares an untrusted container with a seed
    Siblings,
    /// Also what passed the seeds' stations from the last good sighting to the next good one
    Bracket,
    /// Also what was made of the seeds' material lots
    MaterialLot,
    /// Also everything of the seeds' lots
    Lot,
}

impl Contain {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let rule = match self.rule.unwrap_or(Reach::Descendants) {
            Reach::Descendants => "descendants",
            Reach::Siblings => "siblings",
            Reach::Bracket => "bracket",
            Reach::MaterialLot => "material-lot",
            Reach::Lot => "lot",
        };
        let batch = load(&self.folder)?;
        if self.costs {
            let report = batch.contain_costs(&self.seeds)?;
            if self.json {
                print_json(&report)?;
            } else {
                print(&table(&report))?;
            }
            return Ok(Outcome::Clean);
        }
        let report = batch.contain(&self.seeds, rule)?;
        if self.json {
            print_json(&report)?;
            return Ok(Outcome::Clean);
        }
        if self.rule.is_none() {
            print(&table(&batch.contain_costs(&self.seeds)?))?;
        }
        let (packs, containers) = (report.items.len(), report.containers.len());
        let mut text = format!("{packs} packs, {containers} containers by the rule {rule}, named by:\n");
        for item in &report.cover {
            text.push_str(&format!("  {item}\n"));
        }
        for (place, items) in &report.places {
            text.push_str(&format!("{place}: {}\n", items.len()));
        }
        print(&text)?;
        Ok(Outcome::Clean)
    }
}

/// A line a rule: what it would hold, and where that is.
fn table(report: &CostsReport) -> String {
    let mut text = format!("{:<14}{:>10}{:>12}{:>8}  where\n", "rule", "packs", "containers", "names");
    for cost in &report.costs {
        if let Some(reason) = &cost.reason {
            text.push_str(&format!("{:<14}{reason}\n", cost.rule));
            continue;
        }
        let places: Vec<String> =
            cost.places.iter().map(|(place, count)| format!("{place} {count}")).collect();
        text.push_str(&format!(
            "{:<14}{:>10}{:>12}{:>8}  {}\n",
            cost.rule,
            cost.items,
            cost.containers,
            cost.cover,
            places.join(", ")
        ));
    }
    text
}
