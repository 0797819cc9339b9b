use std::io::{BufRead, BufReader, Read};

use serde::Deserializer;
use serde::de::Error;

use super::bounded::{Allowance, Bounded};
use super::json_seeds::{Context, Root};
use crate::batch::{Events, RowCode};

/// Reads EPCIS 2.0 as JSON or JSON-LD (EPCIS 2.0 section 10): a document, a query result, a bare list of events or a
/// single event.
///
/// Nothing is returned: events that can be read are in the rows of `events`, all others in its tally.
pub fn read_json(input: impl Read, events: &mut Events<'_>) {
    let allowance = Allowance::new();
    read(BufReader::with_capacity(1 << 16, input), &allowance, events);
}

/// Reads one event, or one document, from a line of JSON Lines.
pub fn read_json_line(line: &[u8], events: &mut Events<'_>) {
    read(line, &Allowance::new(), events);
}

fn read(input: impl BufRead, allowance: &Allowance, events: &mut Events<'_>) {
    let mut reader = serde_json::Deserializer::from_reader(Bounded { inner: input, allowance });
    let mut context = Context { events, allowance, list: false };
    let outcome = reader.deserialize_any(Root { context: &mut context }).and_then(|()| reader.end());
    let list = context.list;
    match outcome {
        Ok(()) if list => {}
        Ok(()) => events.reject("", RowCode::Document, "the file holds no EPCIS event list"),
        Err(error) if events.is_hopeless() => {
            let message = "so many events could not be used that the rest was not read";
            events.reject(place(&error), RowCode::Abandoned, message);
        }
        Err(error) => {
            let code = match error.io_error_kind() {
                Some(kind) if kind != std::io::ErrorKind::InvalidData => RowCode::Truncated,
                _ => RowCode::Document,
            };
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or_default().to_owned();
            events.reject(place(&error), code, message);
        }
    }
}

fn place(error: &serde_json::Error) -> String {
    format!("line {}, column {}", error.line(), error.column())
}

/// The error that stops a reader of which nothing useful is to be expected.
pub(super) fn hopeless<E: Error>() -> E {
    E::custom("given up")
}
