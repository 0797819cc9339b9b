use std::fmt::Write as _;
use std::path::PathBuf;

use tallymark_bindings::hash::HashRequest;

use crate::document::source;
use crate::output::{Outcome, Problem, print, print_json, say};

/// The hash of every event of an EPCIS file.
#[derive(clap::Args)]
#[command(after_long_help = "\
Prints one hash a line in the order of the document, `-` for an event that has none; why is said on stderr, and the exit
status is 1. Hashes of different profiles have nothing to do with each other: name the profile wherever you store one.

Examples:
  tallymark hash-events shipment.xml --profile cbv-table
  tallymark hash-events shipment.json --profile ref-1.9.3 --json --prehash | jq '.events[].prehash'
  tallymark hash-events march.xml --profile cbv-table | sort | uniq -d")]
pub(crate) struct HashEvents {
    /// EPCIS 1.2 or 2.0 XML, or 2.0 JSON (`-`: stdin)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// How events are written down before they are hashed: cbv-table, ref-1.9.3 or raw-string-safe
    #[arg(long, value_name = "NAME")]
    profile: String,
    /// Give what was hashed as well, with --json
    #[arg(long, requires = "json")]
    prehash: bool,
    /// Print everything as one JSON object
    #[arg(long)]
    json: bool,
}

impl HashEvents {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let document = source(&self.file)?;
        let request = HashRequest { document, profile: Some(self.profile), prehash: self.prehash };
        let report = request.answer()?;
        if self.json {
            print_json(&report)?;
        } else {
            let mut text = String::new();
            for event in &report.events {
                let _ = writeln!(text, "{}", event.hash.as_deref().unwrap_or("-"));
                if let Some(reason) = &event.reason {
                    let number = event.number.map_or_else(String::new, |number| format!(" event {number},"));
                    say(&format!("no hash:{number} line {}: {reason}", event.line));
                }
            }
            print(&text)?;
        }
        Ok(Outcome::blocked(report.without > 0))
    }
}
