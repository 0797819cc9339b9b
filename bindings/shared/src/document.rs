//! Documents that a request is about.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Read};

use serde::Deserialize;

use crate::Failure;
use crate::ask::from_hex;

/// A document as text, as bytes, or as a file.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Source {
    /// How problems name it; the path if it is a file.
    #[serde(default)]
    pub name: Option<String>,
    /// Its text.
    #[serde(default)]
    pub input: Option<String>,
    /// Its bytes in hexadecimal digits.
    #[serde(default)]
    pub input_hex: Option<String>,
    /// A file.
    #[serde(default)]
    pub path: Option<String>,
}

impl Source {
    /// Opens it; `name` is what it is called if it says nothing.
    pub(crate) fn open(&self, name: &str) -> Result<(String, Box<dyn BufRead + '_>), Failure> {
        let named = |given: &str| self.name.clone().unwrap_or_else(|| given.to_owned());
        match (&self.input, &self.input_hex, &self.path) {
            (Some(text), None, None) => Ok((named(name), Box::new(text.as_bytes()))),
            (None, Some(hex), None) => {
                let bytes = from_hex(hex).ok_or_else(|| {
                    Failure::new("request-json", "`input_hex` is no even number of hexadecimal digits")
                })?;
                Ok((named(name), Box::new(BufReader::new(Cursor::new(bytes)))))
            }
            (None, None, Some(path)) => {
                let file = File::open(path)
                    .map_err(|error| Failure::new("input", error.to_string()).at(path.as_str()))?;
                Ok((named(path), Box::new(BufReader::with_capacity(1 << 20, file))))
            }
            _ => Err(Failure::new("request-json", "a document has one of `input`, `input_hex`, `path`")
                .with_help("give its text as `input`, its bytes as `input_hex` or a file as `path`")),
        }
    }

    /// How many bytes it has, 0 if that is not known.
    #[must_use]
    pub fn size(&self) -> u64 {
        match (&self.input, &self.input_hex, &self.path) {
            (Some(text), ..) => text.len() as u64,
            (_, Some(hex), _) => hex.len() as u64 / 2,
            (_, _, Some(path)) => std::fs::metadata(path).map_or(0, |about| about.len()),
            _ => 0,
        }
    }

    /// Takes it, to be read later and elsewhere.
    ///
    /// # Errors
    /// As the other calls with a document: it is not given in exactly one way, or its file cannot be opened.
    pub fn into_reader(self) -> Result<Box<dyn BufRead + Send>, Failure> {
        if let (Some(text), None, None) = (&self.input, &self.input_hex, &self.path) {
            return Ok(Box::new(Cursor::new(text.clone().into_bytes())));
        }
        if let (None, None, Some(path)) = (&self.input, &self.input_hex, &self.path) {
            let file = File::open(path)
                .map_err(|error| Failure::new("input", error.to_string()).at(path.as_str()))?;
            return Ok(Box::new(BufReader::with_capacity(1 << 20, file)));
        }
        let mut bytes = Vec::new();
        let (_, mut input) = self.open("document")?;
        input.read_to_end(&mut bytes).map_err(|error| Failure::new("input", error.to_string()))?;
        drop(input);
        Ok(Box::new(Cursor::new(bytes)))
    }
}
