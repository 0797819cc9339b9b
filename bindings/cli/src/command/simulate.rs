use std::fs;
use std::path::PathBuf;

use tallymark::simulate::Scenario;
use tallymark_bindings::{Failure, simulate};

use crate::output::{Outcome, Problem, say};
use crate::progress;

/// Write a synthetic batch folder with known faults, and the truth about them
#[derive(clap::Args)]
#[command(after_long_help = "\
The same scenario writes the same bytes everywhere. What the scenario does not say is drawn from the seed: the line, its
devices and clocks, legal irregularities, and in three of four seeds one to three faults. truth.json names them.

A scenario is a JSON object; all members may be left out:
  {\"seed\": 7, \"units\": 20000, \"faults\": [{\"code\": \"AG-107\"}, {\"code\": \"RX-203\", \"count\": 3}], \"streams_missing\": [\"wms\"]}

OUT_DIR must be absent or empty, or hold an older simulation and nothing else: that one is replaced.

Examples:
  tallymark simulate --seed 7 --units 20000 lot7 && tallymark investigate lot7
  tallymark simulate --scenario scenario.json lot8")]
pub(crate) struct Simulate {
    /// What to simulate, as JSON
    #[arg(long, value_name = "FILE")]
    scenario: Option<PathBuf>,
    /// Decides everything that the scenario does not say
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Packs to print
    #[arg(long, value_name = "N")]
    units: Option<u32>,
    /// The folder to write
    #[arg(value_name = "OUT_DIR")]
    folder: PathBuf,
}

impl Simulate {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let mut scenario = match &self.scenario {
            Some(path) => {
                let place = path.display().to_string();
                let text = fs::read_to_string(path)
                    .map_err(|error| Failure::new("input", error.to_string()).at(place.as_str()))?;
                Scenario::from_json(&text).map_err(|error| Failure::from(error).at(place.as_str()))?
            }
            None => Scenario::default(),
        };
        if let Some(seed) = self.seed {
            scenario.seed = seed;
        }
        if let Some(units) = self.units {
            scenario.units = units;
        }
        let bar = progress::working("simulating");
        let truth = simulate(&scenario, &self.folder, |written| bar.set_position(written));
        bar.finish_and_clear();
        let truth = truth?;
        let codes: Vec<&str> = truth.faults.iter().map(|fault| fault.code).collect();
        let faults = if codes.is_empty() { "none".to_owned() } else { codes.join(", ") };
        say(&format!(
            "{}: {} packs, seed {}, faults: {faults}",
            self.folder.display(),
            truth.units,
            truth.seed
        ));
        Ok(Outcome::Clean)
    }
}
