use std::fmt::Write as _;
use std::path::PathBuf;

use tallymark_bindings::validate::ValidateRequest;

use crate::document::source;
use crate::output::{Outcome, Problem, print, print_json};

/// Does an EPCIS file hold to the official schema, and if not, where and how to mend it?
#[derive(clap::Args)]
#[command(after_long_help = "\
XML is judged as by the XML Schemas of EPCIS 1.2 and 2.0, JSON as by the JSON Schema of EPCIS 2.0. A schema knows nothing
of what events mean: for that there is `tallymark check`. Exit status 1 exactly if a file does not hold to its schema.

Examples:
  tallymark validate shipment.xml
  tallymark validate *.jsonld --json | jq '.faults[].path'")]
pub(crate) struct Validate {
    /// EPCIS 1.2 or 2.0 XML, or 2.0 JSON (`-`: stdin)
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// List at most so many faults of a file; all are counted
    #[arg(long, value_name = "COUNT", default_value_t = 1000)]
    limit: usize,
    /// Print one JSON object for each file
    #[arg(long)]
    json: bool,
}

impl Validate {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let mut blocked = false;
        for path in &self.files {
            let document = source(path)?;
            let name = document.name.clone().or_else(|| document.path.clone()).unwrap_or_default();
            let report = ValidateRequest { document, limit: Some(self.limit) }.answer()?;
            blocked |= !report.valid;
            if self.json {
                print_json(&report)?;
                continue;
            }
            let mut text = String::new();
            for fault in &report.faults {
                let (line, column) = (fault.place.line, fault.place.column);
                let _ = writeln!(text, "{name}:{line}:{column}: {}: {}", fault.code, fault.message);
                let _ = writeln!(text, "    at: {}", if fault.path.is_empty() { "/" } else { &fault.path });
                let _ = writeln!(text, "    expected: {}", fault.expected);
                let _ = writeln!(text, "    help: {}", fault.help);
            }
            let more = report.count - report.faults.len() as u64;
            if more > 0 {
                let _ = writeln!(text, "{name}: {more} more");
            }
            let against = report.against.map_or_else(String::new, |against| format!(" ({against})"));
            let verdict = match report.count {
                0 => "valid".to_owned(),
                1 => "1 fault".to_owned(),
                count => format!("{count} faults"),
            };
            let _ = writeln!(text, "{name}: {verdict}, {} events{against}", report.events);
            print(&text)?;
        }
        Ok(Outcome::blocked(blocked))
    }
}
