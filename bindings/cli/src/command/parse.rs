use std::path::{Path, PathBuf};

use clap::ValueEnum;
use tallymark_bindings::report::ParseReport;
use tallymark_bindings::{Dictionary, Extras, Failure, Kind, ParseOptions, parse_request_with, parse_with};

use super::profile::Judged;
use crate::answers::{LONGEST, answer_lines};
use crate::lines::Line;
use crate::output::{Outcome, Problem};

/// Read identifiers, one a line, and say what they hold or what is wrong with them
#[derive(clap::Args)]
#[command(after_long_help = "\
Writes one JSON object for every line, in order: the Application Identifiers, the same data in every other form, the
key; or the first error with its code, byte range, help and repairs. Only the line end (LF or CRLF) is removed: leading
and trailing blanks are part of the input, an empty line is an input, and a line that is not UTF-8 is judged as bytes.
Exit status 1 if any input is invalid or breaks a rule of the profile.

With --jsonl each line is an object {\"kind\": \"scan\", \"input\": \"]d2...\", \"opts\": {\"hri_titles\": true}}.
Options: permit_unknown_ais, permit_zero_suppressed_gtin, no_requisite_check, unknown_ai_as_dl_attr, hri_titles,
add_check_digit. Further members: \"values\": {\"year\": 2026} adds what each element means, \"dictionary\" brings the text of
a dictionary, \"input_hex\" stands for an input that is not UTF-8, \"profile\" names a profile: \"eu-fmd\", or {\"name\":
\"eu-fmd\", \"date\": \"2026-11-25\", \"country\": \"DE\", \"level\": \"unit\"}. A refused answer holds in `partial` the
elements that are right in themselves; with a profile, the answer has a member `profile` with every rule.

Examples:
  tallymark parse scans.txt
  tallymark parse --profile eu-fmd --country DE scans.txt
  printf ']d20109506000134352\\x1d21A1\\n' | tallymark parse --kind scan
  printf '(01)09506000134352(21)A1\\n' | tallymark parse | jq -r .dl")]
pub(crate) struct Parse {
    /// The form of the input; `auto` looks at how each line begins
    #[arg(long, value_enum, default_value_t = Form::Auto, conflicts_with = "jsonl")]
    kind: Form,
    /// Judge by the GS1 Barcode Syntax Dictionary in this text file instead of the built-in release
    #[arg(long, value_name = "FILE")]
    dictionary: Option<PathBuf>,
    /// Add what each element means: dates, measures, amounts; centuries are those nearest to this year
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(u16).range(1000..=9000))]
    values: Option<u16>,
    /// Each line is a JSON object with `kind`, `input` and optional `opts`
    #[arg(long)]
    jsonl: bool,
    /// Judge each text by a profile too: the name of a built-in one, or a file of your own
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    #[command(flatten)]
    judged: Judged,
    /// The file to read; stdin if it is absent or `-`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Form {
    /// Look at how the text begins
    Auto,
    /// Scan data with an AIM symbology identifier
    Scan,
    /// Bracketed element string
    Bracketed,
    /// Plain element string with GS separators
    Plain,
    /// GS1 Digital Link URI
    Dl,
    /// EPC URN
    Epc,
}

impl From<Form> for Kind {
    fn from(form: Form) -> Self {
        match form {
            Form::Auto => Kind::Auto,
            Form::Scan => Kind::Scan,
            Form::Bracketed => Kind::Bracketed,
            Form::Plain => Kind::Plain,
            Form::Dl => Kind::DigitalLink,
            Form::Epc => Kind::Epc,
        }
    }
}

impl Parse {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let kind = Kind::from(self.kind);
        let options = ParseOptions::default();
        let dictionary = self.dictionary.as_deref().map(dictionary).transpose()?;
        let profile = self.profile.as_deref().map(|name| self.judged.check(name)).transpose()?;
        let extras = Extras { dictionary, year: self.values, profile };
        answer_lines(self.file.as_deref(), |line| {
            let report = match line {
                Line::Whole(line) if self.jsonl => parse_request_with(line, &extras),
                Line::Whole(line) => parse_with(kind, line, &options, &extras),
                Line::TooLong => ParseReport::too_long(kind, LONGEST),
            };
            let yes = report.ok && report.profile.as_ref().is_none_or(|profile| profile.ok);
            (report, yes)
        })
    }
}

/// The dictionary of a file.
fn dictionary(path: &Path) -> Result<Dictionary, Failure> {
    let place = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::new("input", error.to_string()).at(place.as_str()))?;
    Dictionary::from_text(&text).map_err(|error| {
        let place = if error.line > 0 { format!("{place}:{}", error.line) } else { place };
        Failure::new(error.code().as_str(), error.to_string()).with_help(error.help()).at(place)
    })
}
