use std::path::PathBuf;

use serde_json::{Map, Value, json};

use crate::answers::{answer_lines, asked, asked_line, input, too_long};
use crate::lines::Line;
use crate::output::{Outcome, Problem};

/// Read codes of packs in any scheme, one a line: GS1, PPN, PZN, NTIN, NDC, HIBC, ISO/IEC 15434, China, national numbers
#[derive(clap::Args)]
#[command(after_long_help = "\
Writes one JSON object for every line, in order: what it was read as, the one key that every encoding of the same pack
has, the elements with their places, GTIN, serial, batch, expiry, national numbers with what their check digits say, and
the National Drug Codes that digits may mean; or the error. Exit status 1 if any input is refused.

Kinds: auto, gs1, gtin, iso15434, ppn, pzn, ntin, ndc, hibc, cn, cip, es-cn, aic.

With --jsonl each line is an object {\"kind\": \"ndc\", \"input\": \"0002821501\", \"directory\": [\"0002-8215-01\"]}.

Examples:
  printf '110375286414\\n' | tallymark identify
  printf '[)>\\x1e06\\x1d9N110375286414\\x1dSA1\\x1e\\x04\\n' | tallymark identify | jq -r .key
  printf '000307052\\n' | tallymark identify --kind aic")]
pub(crate) struct Identify {
    /// What each line is to be read as; `auto` looks at the text
    #[arg(long, default_value = "auto", conflicts_with = "jsonl")]
    kind: String,
    /// The year near which years of two digits are meant
    #[arg(long, value_name = "YEAR", conflicts_with = "jsonl")]
    reference_year: Option<u16>,
    /// Each line is a JSON object with `input` and optional members of the request
    #[arg(long)]
    jsonl: bool,
    /// The file to read; stdin if it is absent or `-`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

impl Identify {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        answer_lines(self.file.as_deref(), |line| {
            let answer = match line {
                Line::Whole(line) if self.jsonl => asked_line("identify", line),
                Line::Whole(line) => asked("identify", self.request(line)),
                Line::TooLong => too_long(),
            };
            let yes = answer["ok"] == true;
            (answer, yes)
        })
    }

    fn request(&self, line: &[u8]) -> Map<String, Value> {
        let mut request = Map::from_iter([("kind".to_owned(), json!(self.kind)), input(line)]);
        if let Some(year) = self.reference_year {
            request.insert("reference_year".to_owned(), json!(year));
        }
        request
    }
}
