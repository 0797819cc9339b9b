use std::fs::File;
use std::io::{self, BufWriter};
use std::path::PathBuf;

use clap::ValueEnum;
use tallymark_bindings::convert_epcis::ConvertEpcisRequest;
use tallymark_bindings::{Failure, Sources};

use super::convert::{Prefixes, contents};
use crate::document::source;
use crate::output::{Outcome, Problem, complain, say};

/// An EPCIS file in another notation.
#[derive(clap::Args)]
#[command(after_long_help = "\
Namespaces and contexts, extensions, headers, the SBDH and master data are converted too. What the other notation cannot say
in the same way is told on stderr, with how often and where first. Events that cannot be read are left out and told as well;
the exit status is then 1. Nothing is written if the file breaks off.

Digital Links do not show how long the company prefix is, which EPC URNs need: it comes from --gcp-length, from EPC URNs in
the same file, or from --gcp-table.

Examples:
  tallymark convert-epcis shipment.xml --to json > shipment.json
  tallymark convert-epcis shipment.json --to xml --version 1.2 --identifiers urn --output shipment.xml
  tallymark convert-epcis shipment.xml --to xml --words uri --identifiers dl")]
pub(crate) struct ConvertEpcis {
    /// EPCIS 1.2 or 2.0 XML, or 2.0 JSON (`-`: stdin)
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The notation
    #[arg(long, value_enum)]
    to: Notation,
    /// The version of XML: 1.2 or 2.0
    #[arg(long, value_name = "VERSION")]
    version: Option<String>,
    /// How identifiers are written
    #[arg(long, value_enum)]
    identifiers: Option<Identifiers>,
    /// How words of the CBV are written; URNs in XML and bare in JSON if left out
    #[arg(long, value_enum)]
    words: Option<Words>,
    #[command(flatten)]
    prefixes: Prefixes,
    /// The file to write; stdout if left out
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Notation {
    /// JSON-LD of EPCIS 2.0
    Json,
    /// XML
    Xml,
}

#[derive(Clone, Copy, ValueEnum)]
enum Identifiers {
    /// As they are
    Keep,
    /// As EPC URNs
    Urn,
    /// As GS1 Digital Links
    Dl,
}

#[derive(Clone, Copy, ValueEnum)]
enum Words {
    /// The word alone
    Bare,
    /// urn:epcglobal:cbv:…
    Urn,
    /// https://ref.gs1.org/cbv/…
    Uri,
}

fn name(value: &impl ValueEnum) -> Option<String> {
    value.to_possible_value().map(|value| value.get_name().to_owned())
}

impl ConvertEpcis {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let bytes = |path: &Option<PathBuf>| path.as_deref().map(contents).transpose();
        let table = bytes(&self.prefixes.gcp_table)?;
        let sources = Sources {
            gcp_length: self.prefixes.gcp_length,
            gcp_table_hex: table.map(|table| table.iter().map(|byte| format!("{byte:02x}")).collect()),
            gcp_overlay: bytes(&self.prefixes.gcp_overlay)?
                .map(|overlay| String::from_utf8_lossy(&overlay).into_owned()),
            ..Sources::default()
        };
        let request = ConvertEpcisRequest {
            document: source(&self.file)?,
            to: name(&self.to).unwrap_or_default(),
            version: self.version,
            identifiers: self.identifiers.as_ref().and_then(name),
            words: self.words.as_ref().and_then(name),
            sources,
        };
        let report = match &self.output {
            None => request.run(&mut BufWriter::new(io::stdout().lock()))?,
            Some(path) => {
                let file = File::create(path).map_err(|error| {
                    Failure::new("output", error.to_string()).at(path.display().to_string())
                })?;
                request.run(&mut BufWriter::new(file))?
            }
        };
        for loss in &report.losses {
            let first = loss.event.map_or_else(String::new, |event| format!(" from event {event}"));
            say(&format!(
                "{}: {} ({} times{first}, such as {})",
                loss.code, loss.message, loss.count, loss.example
            ));
        }
        for event in &report.rejected {
            let number = event.number.map_or_else(String::new, |number| format!("event {number}, "));
            complain(&format!("left out: {number}line {}: {} [{}]", event.line, event.reason, event.code));
        }
        Ok(Outcome::blocked(!report.rejected.is_empty()))
    }
}
