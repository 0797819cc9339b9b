use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::PathBuf;

use tallymark_bindings::{Failure, predictability_of};

use crate::lines::{Line, Lines};
use crate::output::{Outcome, Problem, print_json};
use crate::progress;

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
        let (input, place): (Box<dyn Read>, String) = match &self.file {
            Some(path) if path.as_os_str() != "-" => {
                let place = path.display().to_string();
                let file = File::open(path)
                    .map_err(|error| Failure::new("input", error.to_string()).at(place.as_str()))?;
                (Box::new(progress::reading(file)), place)
            }
            _ => (Box::new(io::stdin().lock()), "stdin".to_owned()),
        };
        let mut lines = Lines::new(BufReader::with_capacity(1 << 16, input), LONGEST);
        let mut serials: Vec<Box<[u8]>> = Vec::new();
        loop {
            match lines.next_line() {
                Ok(None) => break,
                Ok(Some(Line::Whole([]))) => {}
                Ok(Some(Line::Whole(line))) => serials.push(line.into()),
                Ok(Some(Line::TooLong)) => {
                    return Err(Failure::new("input", "a line is longer than any serial").at(place).into());
                }
                Err(error) => return Err(Failure::new("input", error.to_string()).at(place).into()),
            }
        }
        let answer = predictability_of(&serials)?;
        print_json(&answer)?;
        Ok(Outcome::blocked(answer["predictable"] == true))
    }
}
