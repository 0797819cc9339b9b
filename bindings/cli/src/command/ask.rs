use std::path::PathBuf;

use tallymark_bindings::ask;

use crate::answers::{answer_lines, too_long};
use crate::lines::Line;
use crate::output::{Outcome, Problem};

/// Answer requests, one JSON object a line: any operation of the library
#[derive(clap::Args)]
#[command(after_long_help = "\
Each line is an object with `op`, the name of the operation, and its members, as every language of the library takes
them; one answer comes out for every line, in order. Exit status 1 if any answer has `ok` false.

Example:
  echo '{\"op\": \"parse\", \"input\": \"(01)09506000134352(21)A1\"}' | tallymark ask")]
pub(crate) struct Ask {
    /// The file to read; stdin if it is absent or `-`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Ask {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        answer_lines(self.file.as_deref(), |line| {
            let answer = match line {
                Line::Whole(line) => ask(line),
                Line::TooLong => too_long(),
            };
            let yes = answer["ok"] == true;
            (answer, yes)
        })
    }
}
