use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use tallymark_bindings::{Failure, ask};

use super::convert::{Prefixes, contents};
use crate::answers::{answer_lines, too_long};
use crate::lines::Line;
use crate::output::{Outcome, Problem, print_json};

/// Say how long the company prefix of a key is, or compile a table of company prefixes
#[derive(clap::Args)]
#[command(after_long_help = "\
For every key, given as argument or one a line on stdin, one JSON object: the state (known, unknown, not-gcp), the length
and the prefix; where it is unknown, all that it may be. A key is a GTIN of 8, 12, 13 or 14 digits, an SSCC, or an
identifier in any form.

With --compile the table is written to a file in a compact form that the programs read at once. No table comes with
Tallymark: GS1 offers its GCPPrefixFormatList for download.

Examples:
  tallymark prefix 09506000134352 --gcp-table gcpprefixformatlist.json
  tallymark prefix --gcp-table gcpprefixformatlist.json --compile prefixes.bin")]
pub(crate) struct Prefix {
    #[command(flatten)]
    prefixes: Prefixes,
    /// Write the table to this file in its compact form
    #[arg(long, value_name = "FILE", requires = "gcp_table", conflicts_with = "keys")]
    compile: Option<PathBuf>,
    /// The keys; lines of stdin if there is none
    #[arg(value_name = "KEY")]
    keys: Vec<String>,
}

impl Prefix {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        if let (Some(path), Some(table)) = (&self.compile, &self.prefixes.gcp_table) {
            return compile(table, path);
        }
        let converter = self.prefixes.converter()?;
        let length = self.prefixes.gcp_length;
        let answer = |key: &[u8]| {
            let answer = converter.prefix(key, length);
            let yes = answer["ok"] == true;
            (answer, yes)
        };
        if self.keys.is_empty() {
            return answer_lines(None, |line| match line {
                Line::Whole(line) => answer(line),
                Line::TooLong => (too_long(), false),
            });
        }
        let mut good = true;
        for key in &self.keys {
            let (answer, yes) = answer(key.as_bytes());
            good &= yes;
            print_json(&answer)?;
        }
        Ok(Outcome::blocked(!good))
    }
}

/// Writes the table in its compact form, and says what it holds.
fn compile(table: &Path, path: &Path) -> Result<Outcome, Problem> {
    let request = match String::from_utf8(contents(table)?) {
        Ok(text) => json!({ "op": "prefix", "compile": true, "gcp_table": text }),
        Err(error) => {
            let hex: String = error.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
            json!({ "op": "prefix", "compile": true, "gcp_table_hex": hex })
        }
    };
    let mut answer = ask(request.to_string().as_bytes());
    if let Some(Value::String(digits)) =
        answer.as_object_mut().and_then(|answer| answer.remove("gcp_table_hex"))
    {
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Vec<u8> = digits.as_bytes().chunks_exact(2).filter_map(byte).collect();
        let place = path.display().to_string();
        fs::write(path, bytes).map_err(|error| Failure::new("output", error.to_string()).at(place))?;
    }
    print_json(&answer)?;
    Ok(Outcome::blocked(answer["ok"] != true))
}
