use std::path::PathBuf;

use serde_json::Value;
use tallymark_bindings::report::ParseReport;
use tallymark_bindings::{Kind, ask};

use crate::answers::{LONGEST, answer_lines};
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
                Line::TooLong => {
                    serde_json::to_value(ParseReport::too_long(Kind::Auto, LONGEST)).unwrap_or(Value::Null)
                }
            };
            let yes = answer["ok"] == true;
            (answer, yes)
        })
    }
}
