use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::builder::PossibleValuesParser;
use serde_json::{Map, Value, json};
use tallymark_bindings::{Converter, Failure, convert_kinds, convert_targets};

use crate::answers::{each_line, too_long};
use crate::lines::Line;
use crate::output::{Outcome, Problem, complain};

/// Translate identifiers, one a line, into another form
#[derive(clap::Args)]
#[command(after_long_help = "\
Writes one line for every line, in order: the identifier in the other form (the parts of an HRI with a blank between),
or an empty line, and on stderr what is wrong with it. Exit status 1 if any input could not be translated.

With --jsonl each line is an object {\"kind\": \"scan\", \"input\": \"]d2...\"}, which may also have members named like the
options (to, gcp_length, gcp_table, stem, symbology, hri_titles, scheme, filter, hostname, data, opts); the answer is {\"ok\": true, \"output\": \"...\"}, or
{\"ok\": false, \"error\": {...}} with code, byte range, help and repairs.

An EPC URI shows how long the company prefix is, other forms do not. It comes from --gcp-length, from your --gcp-overlay,
from EPC URIs on earlier lines of the same input, or from --gcp-table: GS1's GCPPrefixFormatList as JSON or XML, lines of
prefix and length, or what `tallymark prefix --compile` wrote. It is never guessed.

Examples:
  printf '(01)09506000134352(21)A1\\n' | tallymark convert --to dl
  printf '(01)09506000134352(21)A1\\n' | tallymark convert --to epc --gcp-length 7
  printf 'urn:epc:id:sgtin:9506000.013435.7\\n' | tallymark convert --to hex --scheme sgtin-96 --filter 1
  printf 'urn:epc:id:sgtin:9506000.013435.A1\\n' | tallymark convert --to scan --symbology ']d2'")]
pub(crate) struct Convert {
    /// The form to write
    #[arg(long, value_parser = PossibleValuesParser::new(convert_targets()))]
    to: String,
    /// The form of the input; `auto` looks at how each line begins
    #[arg(long, default_value = "auto", value_parser = PossibleValuesParser::new(convert_kinds()), conflicts_with = "jsonl")]
    kind: String,
    #[command(flatten)]
    prefixes: Prefixes,
    /// Domain and path before the key of a Digital Link
    #[arg(long, value_name = "URL")]
    stem: Option<String>,
    /// Symbology identifier of scan data
    #[arg(long, value_name = "ID")]
    symbology: Option<String>,
    /// Data titles in the human readable interpretation
    #[arg(long)]
    titles: bool,
    /// The coding of a tag, such as sgtin-96; the smallest classic one that fits if it is left out
    #[arg(long, value_name = "CODING")]
    scheme: Option<String>,
    /// The filter value of a tag, 0 to 7
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(0..=7))]
    filter: Option<u8>,
    /// The domain in a '++' coding
    #[arg(long, value_name = "DOMAIN")]
    hostname: Option<String>,
    /// A '+' coding takes the elements beyond the key too
    #[arg(long)]
    data: bool,
    /// Each line is a JSON object with `kind` and `input`
    #[arg(long)]
    jsonl: bool,
    /// The file to read; stdin if it is absent or `-`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// Where the length of a company prefix comes from.
#[derive(clap::Args)]
pub(super) struct Prefixes {
    /// Digits of the company prefix, 6 to 12
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(6..=12))]
    pub(super) gcp_length: Option<u8>,
    /// Table of company prefixes
    #[arg(long, value_name = "FILE")]
    pub(super) gcp_table: Option<PathBuf>,
    /// Own company prefixes, believed before the table
    #[arg(long, value_name = "FILE")]
    pub(super) gcp_overlay: Option<PathBuf>,
}

impl Prefixes {
    /// A converter with the tables.
    pub(super) fn converter(&self) -> Result<Converter, Failure> {
        let mut converter = Converter::new();
        let at = |path: &Path| path.display().to_string();
        if let Some(path) = &self.gcp_table {
            converter = converter.with_table(&contents(path)?).map_err(|failure| failure.at(at(path)))?;
        }
        if let Some(path) = &self.gcp_overlay {
            converter = converter.with_overlay(&contents(path)?).map_err(|failure| failure.at(at(path)))?;
        }
        Ok(converter)
    }
}

/// A whole file.
pub(super) fn contents(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::new("input", error.to_string()).at(path.display().to_string()))
}

impl Convert {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let mut converter = self.prefixes.converter()?;
        let common = self.common();
        each_line(self.file.as_deref(), |line, place, out| {
            let answer = match line {
                Line::Whole(line) if self.jsonl => converter.answer(&common, line),
                Line::Whole(line) => converter.line(&common, line),
                Line::TooLong => too_long(),
            };
            let good = answer["ok"] == true;
            if self.jsonl {
                serde_json::to_writer(&mut *out, &answer).map_err(io::Error::from)?;
            } else if good {
                let output = answer["output"].as_str().unwrap_or_default();
                out.write_all(output.replace('\n', " ").as_bytes())?;
            } else {
                out.flush()?;
                let said = |member: &str| answer["error"][member].as_str().unwrap_or_default().to_owned();
                complain(&format!("{place}: {} [{}]; {}", said("message"), said("code"), said("help")));
            }
            out.write_all(b"\n")?;
            Ok(good)
        })
    }

    /// The members that every request has.
    fn common(&self) -> Map<String, Value> {
        let mut common = Map::new();
        let mut set = |name: &str, value: Value| {
            if !value.is_null() {
                common.insert(name.to_owned(), value);
            }
        };
        set("to", json!(self.to));
        if !self.jsonl {
            set("kind", json!(self.kind));
        }
        set("gcp_length", json!(self.prefixes.gcp_length));
        set("stem", json!(self.stem));
        set("symbology", json!(self.symbology));
        set("hri_titles", json!(self.titles));
        set("scheme", json!(self.scheme));
        set("filter", json!(self.filter));
        set("hostname", json!(self.hostname));
        set("data", json!(self.data));
        common
    }
}
