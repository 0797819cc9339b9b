use std::path::PathBuf;

use clap::ValueEnum;

use super::batch::load;
use crate::output::{Outcome, Problem, print, print_json};

/// What a fault at these items reaches: the containment set and the fewest identifiers that name it
#[derive(clap::Args)]
#[command(after_long_help = "\
A seed is an identifier in any form: bracketed element string, scan data, EPC URN or GS1 Digital Link. One that no
record of the batch names is an error (exit status 2): better no answer than one that is too small.

Examples:
  tallymark contain examples/batch --seed '(00)395060001340000018'
  tallymark contain examples/batch --rule siblings --seed '(01)09506000134352(21)A1' --json")]
pub(crate) struct Contain {
    /// The batch folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// An item to begin with; give several after one another or with several --seed
    #[arg(long = "seed", value_name = "ID", required = true, num_args = 1..)]
    seeds: Vec<String>,
    /// How far it reaches
    #[arg(long, value_enum, default_value_t = Reach::Descendants)]
    rule: Reach,
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
}

impl Contain {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let rule = match self.rule {
            Reach::Descendants => "descendants",
            Reach::Siblings => "siblings",
        };
        let report = load(&self.folder)?.contain(&self.seeds, rule)?;
        if self.json {
            print_json(&report)?;
            return Ok(Outcome::Clean);
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
