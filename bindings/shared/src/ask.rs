//! One door for every call that takes texts and gives back data: a JSON object in, a JSON object out.
//!
//! A binding whose call has no faster way of its own builds the request from its arguments and shows the answer in its
//! language; so all of them answer alike, and `core/cases` are requests as they stand.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    Failure, check, convert, convert_epcis, dictionary, emit, exchange, hash, identify, kept, link, lists,
    merge, parse_request, profile, repair, serials, tag, validate,
};

/// The names of all operations; every language has a call for each.
#[must_use]
pub fn operations() -> Vec<String> {
    #[derive(Deserialize)]
    struct Surface {
        operations: Vec<String>,
    }
    let surface = serde_json::from_str::<Surface>(include_str!("../surface.json"));
    surface.map(|surface| surface.operations).unwrap_or_default()
}

/// Answers one request: an object with `op`, the name of the call, beside the call's own members.
///
/// The answer is an object with `ok`; where that is false it holds `error` with `code`, `message` and `help`.
///
/// ```
/// use tallymark_bindings::ask;
///
/// let answer = ask(br#"{"op": "parse", "kind": "bracketed", "input": "(01)09506000134352(21)A1"}"#);
/// assert_eq!(answer["key"], "(01)09506000134352(21)A1");
/// assert_eq!(ask(br#"{"op": "dance"}"#)["error"]["code"], "request-op");
/// ```
#[must_use]
pub fn ask(request: &[u8]) -> Value {
    let answer = match read::<Operation>(request) {
        Ok(Operation { op }) => match op.as_str() {
            "parse" | "values" => data(&parse_request(request)),
            "check" => check::answer(request),
            "emit" => emit::answer(request),
            "dictionary" => dictionary::answer(request),
            "link" => link::build(request),
            "compress" => link::compress(request),
            "decompress" => link::decompress(request),
            "serials" => serials::serials(request),
            "predictability" => serials::predictability(request),
            "convert" => convert::answer(request),
            "convert_epcis" => convert_epcis::answer(request),
            "combine" => kept::combine(request),
            "keep" => kept::keep(request),
            "kept" => kept::kept(request),
            "members" => kept::members_of(request),
            "prefix" => convert::answer_prefix(request),
            "diff_files" => lists::answer(request),
            "hash_events" => hash::answer(request),
            "identify" => identify::answer(request),
            "merge" => merge::answer(request),
            "profile" => profile::answer(request),
            "profiles" => profile::answer_list(request),
            "repair" => repair::answer(request),
            "sync" => exchange::answer(request),
            "tag" => tag::answer(request),
            "validate" => validate::answer(request),
            _ => Err(Failure::new("request-op", format!("`{op}` is no operation"))
                .with_help(format!("one of {}", operations().join(", ")))),
        },
        Err(failure) => Err(failure),
    };
    answer.unwrap_or_else(|failure| refusal(&failure))
}

#[derive(Deserialize)]
struct Operation {
    op: String,
}

/// The members of a request that an operation needs; others are passed over.
pub(crate) fn read<'a, T: Deserialize<'a>>(request: &'a [u8]) -> Result<T, Failure> {
    serde_json::from_slice(request).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        Failure::new("request-json", message)
            .with_help("write one JSON object with the members of the operation")
    })
}

/// The text that a request is about: `input`, or `input_hex` where it is not UTF-8.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Input {
    #[serde(default)]
    input: Option<String>,
    #[serde(default)]
    input_hex: Option<String>,
}

impl Input {
    /// Its bytes.
    pub(crate) fn bytes(&self) -> Result<Cow<'_, [u8]>, Failure> {
        let help = "give the text as `input`, or its bytes as `input_hex`";
        match (&self.input, &self.input_hex) {
            (Some(text), None) => Ok(Cow::Borrowed(text.as_bytes())),
            (None, Some(hex)) => {
                let bytes = from_hex(hex).ok_or_else(|| {
                    Failure::new("request-json", "`input_hex` is no even number of hexadecimal digits")
                });
                Ok(Cow::Owned(bytes?))
            }
            (None, None) => Err(Failure::new("request-json", "missing field `input`").with_help(help)),
            (Some(_), Some(_)) => {
                Err(Failure::new("request-json", "`input` and `input_hex` exclude each other")
                    .with_help(help))
            }
        }
    }
}

/// The bytes that pairs of hexadecimal digits stand for.
pub(crate) fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> =
        text.chars().map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect();
    let digits = digits.filter(|digits| digits.len().is_multiple_of(2))?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// A result as data.
pub(crate) fn data(result: &impl Serialize) -> Result<Value, Failure> {
    serde_json::to_value(result).map_err(|error| Failure::new("request-json", error.to_string()))
}

fn refusal(failure: &Failure) -> Value {
    json!({ "ok": false, "error": failure })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(request: &str) -> Result<Vec<u8>, &'static str> {
        let input: Input = read(request.as_bytes()).unwrap();
        input.bytes().map(Cow::into_owned).map_err(|failure| failure.code)
    }

    #[test]
    fn texts_come_as_they_are_or_as_bytes() {
        assert_eq!(bytes(r#"{"input": "A\u001d"}"#), Ok(b"A\x1d".to_vec()));
        assert_eq!(bytes(r#"{"input_hex": "5d64FF"}"#), Ok(b"]d\xFF".to_vec()));
        for bad in
            [r#"{}"#, r#"{"input_hex": "5"}"#, r#"{"input_hex": "5g"}"#, r#"{"input": "", "input_hex": ""}"#]
        {
            assert_eq!(bytes(bad), Err("request-json"), "{bad}");
        }
    }

    #[test]
    fn the_list_of_operations_is_complete() {
        let listed = operations();
        assert!(listed.is_sorted() && listed.len() > 10);
        for op in &listed {
            let answer = ask(format!(r#"{{"op": "{op}"}}"#).as_bytes());
            assert_ne!(answer["error"]["code"], "request-op", "{op}");
        }
        // Every arm of the match above is one of them.
        let arms = include_str!("ask.rs")
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.split_once("\" =>"));
        for (arm, _) in arms {
            assert!(arm.split("\" | \"").all(|op| listed.iter().any(|listed| listed == op)), "{arm}");
        }
    }

    #[test]
    fn what_is_no_request_is_said() {
        assert_eq!(ask(b"{")["error"]["code"], "request-json");
        assert_eq!(ask(b"[]")["ok"], false);
    }
}
