//! Serial pools: numbers made from a key, and the predictability of a given pool.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use tallymark::ParseError;
use tallymark::pool::{Alphabet, Pool, Predictability, Space, default_forbidden};

use crate::ask::{data, from_hex, read};
use crate::link::refused;
use crate::{Failure, report::ErrorReport};

/// One call makes at most so many serials.
const MOST: u64 = 1_000_000;
/// The most bytes of a label: it is enciphered anew for every serial.
const LABEL: usize = 256;
/// One call makes at most so many serials times forbidden texts.
const COMPARISONS: u64 = 100_000_000;

/// `serials`: serials of a pool from a number on.
#[derive(Deserialize)]
struct Request {
    /// The secret key, 16 or 32 bytes in hexadecimal.
    key_hex: String,
    /// Characters of a serial, fixed parts included.
    length: usize,
    /// The name of an alphabet, or its characters.
    #[serde(default = "base32")]
    alphabet: String,
    #[serde(default)]
    prefix: String,
    #[serde(default)]
    suffix: String,
    /// A list of texts, or `"default"`.
    #[serde(default)]
    forbidden: Forbidden,
    /// What the pool is for, such as the GTIN.
    #[serde(default)]
    label: String,
    /// The number of the first serial.
    #[serde(default)]
    start: Number,
    #[serde(default = "ten")]
    count: u64,
    /// How many the pool issues in all; without it, those up to the last one of this call.
    #[serde(default)]
    issued: Option<Number>,
    /// This site of several, counted from 0: `start` counts within its part of the pool.
    #[serde(default)]
    site: u32,
    #[serde(default = "one")]
    sites: u32,
    /// A guess probability of 1/10000 or more is a warning instead of an error.
    #[serde(default)]
    permit_guessable: bool,
}

fn base32() -> String {
    "base32".to_owned()
}

const fn ten() -> u64 {
    10
}

const fn one() -> u32 {
    1
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Forbidden {
    Named(String),
    List(Vec<String>),
}

impl Default for Forbidden {
    fn default() -> Self {
        Forbidden::List(Vec::new())
    }
}

/// A number of a serial: beyond 2^53 as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Number {
    Small(u64),
    Text(String),
}

impl Default for Number {
    fn default() -> Self {
        Number::Small(0)
    }
}

impl Number {
    fn value(&self) -> Result<u128, Failure> {
        match self {
            Number::Small(number) => Ok((*number).into()),
            Number::Text(text) => text.parse().map_err(|_| {
                Failure::new("request-json", format!("`{text}` is no whole number"))
                    .with_help("give it in digits, as a number or as text")
            }),
        }
    }
}

/// Serials of a pool.
#[derive(Serialize)]
struct Serials {
    ok: bool,
    serials: Vec<String>,
    /// Where the next call goes on.
    next: String,
    /// Serials that the pool has at least.
    keyspace: String,
    /// The exact probability that a guess hits an issued serial.
    guess_probability: String,
    /// The same as a number.
    guess_probability_value: f64,
    /// How many may be issued with a probability lower than 1/10000.
    may_issue: String,
    warnings: Vec<String>,
}

pub(crate) fn serials(request: &[u8]) -> Result<Value, Failure> {
    let request: Request = read(request)?;
    let wrong = |error: ParseError| refused(&error);
    let space = space(&request)?;
    let key = from_hex(&request.key_hex)
        .ok_or_else(|| Failure::new("request-json", "`key_hex` is no even number of hexadecimal digits"))?;
    let pool = Pool::new(space, &key).map_err(wrong)?.label(&request.label);
    if request.count > MOST {
        return Err(Failure::new("request-json", format!("`count` is more than {MOST}"))
            .with_help("ask again from `next` on"));
    }
    if request.label.len() > LABEL {
        return Err(Failure::new("request-json", format!("`label` is longer than {LABEL} bytes"))
            .with_help("name what the pool is for, such as its GTIN"));
    }
    let forbidden = match &request.forbidden {
        Forbidden::List(texts) => texts.len() as u64,
        Forbidden::Named(_) => 0,
    };
    if request.count.saturating_mul(forbidden) > COMPARISONS {
        return Err(Failure::new(
            "request-json",
            format!("`count` times the forbidden texts is more than {COMPARISONS}"),
        )
        .with_help("ask for fewer serials, and again from `next` on"));
    }
    let part = pool.part(request.site, request.sites);
    let start = request.start.value()?;
    let first = part.start.saturating_add(start);
    let made: Vec<(u128, String)> = pool
        .from(first)
        .take_while(|(number, _)| *number < part.end)
        .take(request.count as usize)
        .map(|(number, serial)| (number, serial.to_string()))
        .collect();
    if (made.len() as u64) < request.count {
        return Err(wrong(ParseError::new(tallymark::Code::PoolExhausted, tallymark::Span::default())));
    }
    let next = made.last().map_or(start, |(number, _)| number + 1 - part.start);
    let issued = match &request.issued {
        Some(issued) => issued.value()?,
        None => next.saturating_mul(request.sites.max(1).into()),
    };
    let mut warnings = Vec::new();
    if let Err(error) = pool.space().permits(issued) {
        if !request.permit_guessable {
            return Err(Failure {
                message: format!(
                    "{}: {} for {issued} serials, at most {} may be issued",
                    error.message(),
                    pool.space().guess_probability(issued),
                    pool.space().may_issue()
                ),
                ..wrong(error)
            });
        }
        warnings.push(error.message());
    }
    if pool.space().alphabet().mixes_case() {
        warnings.push(
            "the alphabet has letters in both cases: a system that changes case makes two serials one".into(),
        );
    }
    let guess = pool.space().guess_probability(issued);
    data(&Serials {
        ok: true,
        serials: made.into_iter().map(|(_, serial)| serial).collect(),
        next: next.to_string(),
        keyspace: pool.space().allowed_at_least().to_string(),
        guess_probability: guess.to_string(),
        guess_probability_value: guess.to_f64(),
        may_issue: pool.space().may_issue().to_string(),
        warnings,
    })
}

fn space(request: &Request) -> Result<Space, Failure> {
    let wrong = |error: ParseError| Failure::from(ErrorReport::from(&error));
    let alphabet = match Alphabet::named(&request.alphabet) {
        Some(alphabet) => alphabet,
        None => Alphabet::parse(&request.alphabet).map_err(wrong)?,
    };
    let space = Space::new(alphabet, request.length)
        .and_then(|space| space.prefix(&request.prefix))
        .and_then(|space| space.suffix(&request.suffix));
    match &request.forbidden {
        Forbidden::List(texts) => space.and_then(|space| space.forbid(texts)).map_err(wrong),
        Forbidden::Named(name) if name == "default" => {
            space.and_then(|space| space.forbid(default_forbidden())).map_err(wrong)
        }
        Forbidden::Named(name) => {
            Err(Failure::new("request-json", format!("`forbidden` is `{name}`, not a list or `default`")))
        }
    }
}

/// `predictability`: whether the serials of a pool, in the order of issue, can be predicted.
#[derive(Deserialize)]
struct Given {
    serials: Vec<String>,
}

/// What the tests of a pool say.
#[derive(Serialize)]
struct PredictabilityReport {
    ok: bool,
    /// Whether a test failed.
    predictable: bool,
    /// Whether there were enough serials to say something.
    judged: bool,
    serials: u64,
    /// Those of the most frequent length, which were judged.
    examined: u64,
    length: usize,
    duplicates: u64,
    /// What all of them begin with.
    prefix: String,
    /// The information of the places that change.
    bits: f64,
    /// Whether they stand in ascending or descending order.
    sorted: bool,
    /// Of the best guess that was found.
    guess_probability: f64,
    failures: Vec<FailureReport>,
}

/// A test that failed.
#[derive(Serialize)]
struct FailureReport {
    test: &'static str,
    measured: f64,
    limit: f64,
    message: String,
}

pub(crate) fn predictability(request: &[u8]) -> Result<Value, Failure> {
    let request: Given = read(request)?;
    predictability_of(&request.serials)
}

/// The answer to `predictability` for serials that are at hand already.
///
/// # Errors
/// None but that the answer cannot be written as JSON.
pub fn predictability_of<T: AsRef<[u8]>>(serials: &[T]) -> Result<Value, Failure> {
    let result = Predictability::of(serials);
    data(&PredictabilityReport {
        ok: true,
        predictable: result.is_predictable(),
        judged: result.is_judged(),
        serials: result.serials,
        examined: result.examined,
        length: result.length,
        duplicates: result.duplicates,
        prefix: result.prefix,
        bits: result.bits,
        sorted: result.sorted,
        guess_probability: result.guess_probability,
        failures: result
            .failures
            .into_iter()
            .map(|failure| FailureReport {
                test: failure.test.as_str(),
                measured: failure.measured,
                limit: failure.limit,
                message: failure.message,
            })
            .collect(),
    })
}
