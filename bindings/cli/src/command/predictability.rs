use std::path::PathBuf;

use tallymark_bindings::{Failure, predictability_of};

use crate::answers::each_line;
use crate::lines::Line;
use crate::output::{Outcome, Problem, print_json};

/// A serial is far shorter.
const LONGEST: usize = 1 << 16;

/// Test whether the serials of a pool, one a line in the order of issue, can be predicted
#[derive(clap::Args)]
#[command(after_long_help = "\
Writes one JSON object: the tests that failed with their figures, and the probability of the best guess found.
Exit status 1 if a test failed. Memory is about 60 bytes a serial.

Example:
  tallymark predictability pool.txt | jq .failures")]
pub(crate) struct Predictability {
    /// The file to read; stdin if it is absent or `-`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Predictability {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let mut serials: Vec<Box<[u8]>> = Vec::new();
        each_line(self.file.as_deref(), |line, place, _| match line {
            Line::Whole(line) if line.len() <= LONGEST => {
                if !line.is_empty() {
                    serials.push(line.into());
                }
                Ok(true)
            }
            _ => Err(Failure::new("input", "the line is longer than any serial").at(place).into()),
        })?;
        let answer = predictability_of(&serials)?;
        print_json(&answer)?;
        Ok(Outcome::blocked(answer["predictable"] == true))
    }
}
