use std::io::{BufRead, Chain, Cursor, Read};

use super::ReadError;
use crate::epcis::tree::{Limits, Place};

/// A document whose first bytes were looked at.
pub(in crate::epcis) type Input<R> = Chain<Cursor<Vec<u8>>, R>;

/// How a document is written, with where its first byte stands.
pub(in crate::epcis) enum Start<R> {
    #[cfg(feature = "xml")]
    Xml(Input<R>, Place),
    #[cfg(feature = "json")]
    Json(Input<R>, Place),
    Neither(ReadError),
}

/// Looks at the first bytes to tell the notation.
pub(in crate::epcis) fn start<R: BufRead>(mut input: R, limits: &Limits) -> Start<R> {
    let mut first = Vec::new();
    let mut place = Place::START;
    let neither = |code: &'static str, place: Place, message: &str| {
        let message = message.to_owned();
        Start::Neither(ReadError { code, place, path: String::new(), number: None, message, fatal: true })
    };
    // The mark of UTF-8 is passed over; white space is kept, so that places are right.
    let notation = loop {
        let mut byte = [0];
        match input.read(&mut byte) {
            Ok(0) => break None,
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            Err(error) => return neither("input", place, &error.to_string()),
        }
        let [byte] = byte;
        first.push(byte);
        if first == [0xEF, 0xBB, 0xBF] {
            first.clear();
            place.offset = 3;
        }
        if first.len() > limits.piece {
            return neither("limit-size", place, "nothing but white space");
        }
        if !matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0xEF | 0xBB | 0xBF) {
            break Some(byte);
        }
    };
    let input = Cursor::new(first).chain(input);
    match notation {
        #[cfg(feature = "xml")]
        Some(b'<') => Start::Xml(input, place),
        #[cfg(feature = "json")]
        Some(b'{' | b'[') => Start::Json(input, place),
        Some(0xFE | 0xFF | 0) => {
            neither("encoding", place, "the document is not in UTF-8; convert it to UTF-8")
        }
        Some(_) => neither("not-epcis", place, "the document is neither XML nor JSON"),
        None => neither("not-epcis", place, "the document is empty"),
    }
}
