use std::io::{self, Read};
use std::path::PathBuf;

use serde_json::{Map, Value};
use tallymark_bindings::Failure;

use crate::answers::{answer_lines, asked, asked_line, input, too_long};
use crate::lines::Line;
use crate::output::{Outcome, Problem, print_json};

/// Merge the carriers of one package and judge their union
#[derive(clap::Args)]
#[command(after_long_help = "\
Writes one JSON object: the key, GTIN, serial, batch and expiry of the package, every element with the carriers and places
where it stands, and what does not go together with all places that take part: different values, required and excluded
pairs over the union, a HIBC secondary code that links to another primary. Exit status 1 if anything conflicts.

With --jsonl each line of FILE is a package {\"inputs\": [{\"input\": \"...\"}, {\"kind\": \"ppn\", \"input\": \"...\"}]}.

Examples:
  tallymark merge ']E04150037528643' '(21)A1(10)B7(17)281231'
  printf '%s\\n' ']E04150037528643' '(21)A1' | tallymark merge | jq .conflicts")]
pub(crate) struct Merge {
    /// The texts of the carriers; without any, each line of stdin is one
    #[arg(value_name = "TEXT", conflicts_with = "jsonl")]
    texts: Vec<String>,
    /// Each line of this file (`-` for stdin) is a JSON object with `inputs`
    #[arg(long, value_name = "FILE")]
    jsonl: Option<PathBuf>,
}

impl Merge {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        if let Some(file) = &self.jsonl {
            return answer_lines(Some(file), |line| {
                let answer = match line {
                    Line::Whole(line) => asked_line("merge", line),
                    Line::TooLong => too_long(),
                };
                let yes = answer["ok"] == true;
                (answer, yes)
            });
        }
        let carrier = |text: &[u8]| Value::Object(Map::from_iter([input(text)]));
        let inputs: Vec<Value> = if self.texts.is_empty() {
            let mut all = Vec::new();
            let failed = |error: io::Error| Failure::new("input", error.to_string()).at("stdin");
            io::stdin().read_to_end(&mut all).map_err(failed)?;
            let lines = all.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
            lines.filter(|line| !line.is_empty()).map(carrier).collect()
        } else {
            self.texts.iter().map(|text| carrier(text.as_bytes())).collect()
        };
        let mut request = Map::new();
        request.insert("inputs".to_owned(), Value::Array(inputs));
        let answer = asked("merge", request);
        print_json(&answer)?;
        Ok(Outcome::blocked(answer["ok"] != true))
    }
}
