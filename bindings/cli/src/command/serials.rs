use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::{env, fs};

use serde_json::{Value, json};
use tallymark_bindings::{Failure, ask};

use crate::output::{Outcome, Problem, complain};

/// Serials made by one call of the library.
const CHUNK: u64 = 50_000;

/// The variable that may hold the key.
const VARIABLE: &str = "TALLYMARK_POOL_KEY";

/// Make randomised serial numbers from a secret key, one a line
#[derive(clap::Args)]
#[command(after_long_help = "\
Serial number n is a keyed permutation (FF1 over AES) of n: no two are equal, no list is kept, and the work goes on from
a counter, which is written to stderr at the end. Several sites share a pool by --site and --sites.

The key, 32 or 64 hexadecimal digits, comes from a file or from the environment variable TALLYMARK_POOL_KEY, never from
the command line, where every user of the machine can read it.

Refused if a guess would hit an issued serial with a probability of 1/10000 or more (EU 2016/161, Article 4).

Examples:
  head -c 32 /dev/urandom | xxd -p -c 64 > pool.key
  tallymark serials --key-file pool.key --length 12 --count 100000 > pool.txt
  tallymark serials --key-file pool.key --length 12 --start 100000 --label 09506000134352")]
pub(crate) struct Serials {
    /// The file that holds the key in hexadecimal; without it TALLYMARK_POOL_KEY does
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
    /// Characters of a serial, fixed parts included
    #[arg(long, default_value_t = 12)]
    length: usize,
    /// digits, base32, unambiguous, base36, base62, cset82, or the characters themselves
    #[arg(long, default_value = "base32")]
    alphabet: String,
    /// Every serial begins with this
    #[arg(long, default_value = "")]
    prefix: String,
    /// Every serial ends with this
    #[arg(long, default_value = "")]
    suffix: String,
    /// No serial holds this text, in whatever case (may be repeated); `default` is a short list
    #[arg(long, value_name = "TEXT")]
    forbid: Vec<String>,
    /// What the pool is for, such as the GTIN: another label, another permutation
    #[arg(long, default_value = "")]
    label: String,
    /// The number of the first serial
    #[arg(long, default_value_t = 0)]
    start: u128,
    /// How many
    #[arg(long, default_value_t = 10)]
    count: u64,
    /// How many the pool issues in all, for the guess probability; without it, those up to the last one
    #[arg(long)]
    issued: Option<u128>,
    /// This site of several, counted from 0
    #[arg(long, default_value_t = 0)]
    site: u32,
    /// How many sites share the pool
    #[arg(long, default_value_t = 1)]
    sites: u32,
    /// Only warn if serials can be guessed
    #[arg(long)]
    permit_guessable: bool,
}

impl Serials {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let forbidden = match self.forbid.as_slice() {
            [name] if name == "default" => json!("default"),
            texts => json!(texts),
        };
        let end = self.start.saturating_add(self.count.into()).saturating_mul(self.sites.max(1).into());
        let mut request = json!({
            "op": "serials", "key_hex": self.key()?, "length": self.length, "alphabet": self.alphabet,
            "prefix": self.prefix, "suffix": self.suffix, "forbidden": forbidden, "label": self.label,
            "issued": self.issued.unwrap_or(end).to_string(), "site": self.site, "sites": self.sites,
            "permit_guessable": self.permit_guessable,
        });
        let mut out = BufWriter::new(io::stdout().lock());
        let (mut next, mut left, mut warned) = (self.start.to_string(), self.count, false);
        while left > 0 {
            let count = left.min(CHUNK);
            request["start"] = json!(next);
            request["count"] = json!(count);
            let answer = ask(request.to_string().as_bytes());
            if answer["ok"] != true {
                return Err(refusal(&answer["error"]).into());
            }
            for warning in answer["warnings"].as_array().into_iter().flatten().filter(|_| !warned) {
                complain(warning.as_str().unwrap_or_default());
            }
            warned = true;
            for serial in answer["serials"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                writeln!(out, "{serial}")?;
            }
            next = answer["next"].as_str().unwrap_or_default().to_owned();
            left -= count;
        }
        out.flush()?;
        complain(&format!("the next number is {next}"));
        Ok(Outcome::Clean)
    }

    fn key(&self) -> Result<String, Failure> {
        let text = match &self.key_file {
            Some(path) => fs::read_to_string(path)
                .map_err(|error| Failure::new("input", error.to_string()).at(path.display().to_string()))?,
            None => env::var(VARIABLE).map_err(|_| {
                Failure::new("pool-key", "there is no key")
                    .with_help(format!("give --key-file, or set {VARIABLE}"))
            })?,
        };
        Ok(text.trim().to_owned())
    }
}

/// What the library refused, in the program's own form.
fn refusal(error: &Value) -> Failure {
    let text = |member: &str| error[member].as_str().unwrap_or_default().to_owned();
    Failure::new("serials", format!("{} ({})", text("message"), text("code"))).with_help(text("help"))
}
