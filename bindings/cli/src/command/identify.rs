use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value, json};
use tallymark_bindings::{Failure, ask};

use crate::lines::{Line, Lines};
use crate::output::{Outcome, Problem};

/// Lines longer than this are judged as too long: no code of a pack comes near it.
const LONGEST: usize = 1 << 20;

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
        let request = |line: &[u8]| {
            let mut request = Map::new();
            request.insert("kind".to_owned(), json!(self.kind));
            if let Some(year) = self.reference_year {
                request.insert("reference_year".to_owned(), json!(year));
            }
            let (name, text) = input(line);
            request.insert(name.to_owned(), text);
            request
        };
        answer_lines("identify", self.file.as_deref(), self.jsonl, request)
    }
}

/// The member that holds a text: as it is, or as hexadecimal digits where it is not UTF-8.
pub(super) fn input(text: &[u8]) -> (&'static str, Value) {
    match std::str::from_utf8(text) {
        Ok(text) => ("input", json!(text)),
        Err(_) => ("input_hex", json!(text.iter().map(|byte| format!("{byte:02x}")).collect::<String>())),
    }
}

/// Answers every line of a file: a request made of it, or the request that it is.
pub(super) fn answer_lines(
    operation: &str,
    file: Option<&Path>,
    jsonl: bool,
    request: impl Fn(&[u8]) -> Map<String, Value>,
) -> Result<Outcome, Problem> {
    let (input, place) = open(file)?;
    let mut lines = Lines::new(BufReader::with_capacity(1 << 16, input), LONGEST);
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut valid = true;
    loop {
        let answer = match lines.next_line() {
            Ok(None) => break,
            Ok(Some(Line::Whole(line))) if jsonl => {
                match serde_json::from_slice::<Map<String, Value>>(line) {
                    Ok(request) => asked(operation, request),
                    // What is no object is refused in the words of every binding.
                    Err(_) => ask(line),
                }
            }
            Ok(Some(Line::Whole(line))) => asked(operation, request(line)),
            Ok(Some(Line::TooLong)) => too_long(),
            Err(error) => {
                out.flush()?;
                return Err(Failure::new("input", error.to_string()).at(place).into());
            }
        };
        valid &= answer["ok"] == true;
        serde_json::to_writer(&mut out, &answer).map_err(io::Error::from)?;
        out.write_all(b"\n")?;
        if lines.would_wait() {
            out.flush()?;
        }
    }
    out.flush()?;
    Ok(Outcome::blocked(!valid))
}

/// The answer to the members of a request.
pub(super) fn asked(operation: &str, mut request: Map<String, Value>) -> Value {
    request.insert("op".to_owned(), json!(operation));
    ask(Value::Object(request).to_string().as_bytes())
}

/// The lines of a file or of stdin, and where they come from.
pub(super) fn open(file: Option<&Path>) -> Result<(Box<dyn Read>, String), Problem> {
    match file.filter(|path| path.as_os_str() != "-") {
        Some(path) => {
            let place = path.display().to_string();
            let file = File::open(path)
                .map_err(|error| Failure::new("input", error.to_string()).at(place.as_str()))?;
            Ok((Box::new(file), place))
        }
        None => Ok((Box::new(io::stdin().lock()), "stdin".to_owned())),
    }
}

fn too_long() -> Value {
    let failure = Failure::new("line-length", format!("the line is longer than {LONGEST} bytes"))
        .with_help("give one code a line");
    json!({ "ok": false, "error": failure })
}
