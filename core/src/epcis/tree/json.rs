//! JSON (RFC 8259) as a tree that keeps numbers as they were written, members in order, doubled ones too, and the place
//! of everything.

use super::{Limits, TreeError};

/// A value and the half-open range of bytes that it fills.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The byte at which it begins.
    pub offset: u64,
    /// The byte behind it.
    pub end: u64,
    /// What it is.
    pub kind: Kind,
}

/// What a value is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number as it was written.
    Number(String),
    /// A text without its escapes.
    String(String),
    /// A list.
    Array(Vec<Value>),
    /// An object; members in the order of the document.
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The name without its escapes.
    pub name: String,
    /// The byte at which the name's quotation mark stands.
    pub offset: u64,
    /// The value.
    pub value: Value,
}

impl Value {
    /// Reads one value, white space around it allowed; `start` is the offset of `text` within its document.
    ///
    /// ```
    /// use tallymark::epcis::tree::{Limits, json::Value};
    /// let value = Value::parse(br#" {"type": "ObjectEvent"}"#, 0, Limits::default())?;
    /// assert_eq!(value.get("type").and_then(Value::as_str), Some("ObjectEvent"));
    /// assert_eq!(value.get("type").map(|value| value.offset), Some(10));
    /// # Ok::<(), tallymark::epcis::tree::TreeError>(())
    /// ```
    ///
    /// # Errors
    /// `json-syntax`, `limit-depth` or `limit-size`.
    pub fn parse(text: &[u8], start: u64, limits: Limits) -> Result<Value, TreeError> {
        if text.len() > limits.piece {
            return Err(TreeError::new("limit-size", start, format!("longer than {} bytes", limits.piece)));
        }
        let mut parser = Parser { text, at: 0, start, depth: limits.depth };
        let value = parser.value()?;
        parser.space();
        if parser.at < text.len() {
            return Err(parser.fault("something stands behind the value"));
        }
        Ok(value)
    }

    /// The first member of this name, if it is an object that has one.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.members().iter().find(|member| member.name == name).map(|member| &member.value)
    }

    /// The members, none if it is no object.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        match &self.kind {
            Kind::Object(members) => members,
            _ => &[],
        }
    }

    /// The elements, none if it is no list.
    #[must_use]
    pub fn elements(&self) -> &[Value] {
        match &self.kind {
            Kind::Array(values) => values,
            _ => &[],
        }
    }

    /// The text, if it is one.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match &self.kind {
            Kind::String(text) => Some(text),
            _ => None,
        }
    }

    /// What it is, in a word for messages.
    #[must_use]
    pub const fn what(&self) -> &'static str {
        match &self.kind {
            Kind::Null => "null",
            Kind::Bool(_) => "true or false",
            Kind::Number(_) => "a number",
            Kind::String(_) => "text",
            Kind::Array(_) => "a list",
            Kind::Object(_) => "an object",
        }
    }
}

struct Parser<'a> {
    text: &'a [u8],
    at: usize,
    start: u64,
    /// How much deeper it may go.
    depth: usize,
}

impl Parser<'_> {
    fn offset(&self) -> u64 {
        self.start + self.at as u64
    }

    fn fault(&self, message: impl Into<String>) -> TreeError {
        TreeError::new("json-syntax", self.offset(), message)
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// Takes this byte, white space before it allowed.
    fn take(&mut self, byte: u8) -> bool {
        self.space();
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    fn word(&mut self, word: &str, kind: Kind) -> Result<Kind, TreeError> {
        let rest = self.text.get(self.at..).unwrap_or_default();
        if !rest.starts_with(word.as_bytes()) {
            return Err(self.fault("a value was expected"));
        }
        self.at += word.len();
        Ok(kind)
    }

    fn value(&mut self) -> Result<Value, TreeError> {
        self.space();
        let offset = self.offset();
        let kind = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => Kind::String(self.string()?),
            Some(b't') => self.word("true", Kind::Bool(true))?,
            Some(b'f') => self.word("false", Kind::Bool(false))?,
            Some(b'n') => self.word("null", Kind::Null)?,
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(_) => return Err(self.fault("a value was expected")),
            None => return Err(self.fault("the text ends where a value was expected")),
        };
        Ok(Value { offset, end: self.offset(), kind })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Kind, TreeError>) -> Result<Kind, TreeError> {
        let Some(depth) = self.depth.checked_sub(1) else {
            return Err(TreeError::new("limit-depth", self.offset(), "lists and objects nest too deep"));
        };
        self.depth = depth;
        self.at += 1;
        let kind = read(self);
        self.depth += 1;
        kind
    }

    fn array(&mut self) -> Result<Kind, TreeError> {
        let mut values = Vec::new();
        if self.take(b']') {
            return Ok(Kind::Array(values));
        }
        loop {
            values.push(self.value()?);
            if self.take(b']') {
                return Ok(Kind::Array(values));
            }
            if !self.take(b',') {
                return Err(self.fault("`,` or `]` was expected"));
            }
        }
    }

    fn object(&mut self) -> Result<Kind, TreeError> {
        let mut members = Vec::new();
        if self.take(b'}') {
            return Ok(Kind::Object(members));
        }
        loop {
            self.space();
            let offset = self.offset();
            if self.peek() != Some(b'"') {
                return Err(self.fault("a name in quotation marks was expected"));
            }
            let name = self.string()?;
            if !self.take(b':') {
                return Err(self.fault("`:` was expected"));
            }
            members.push(Member { name, offset, value: self.value()? });
            if self.take(b'}') {
                return Ok(Kind::Object(members));
            }
            if !self.take(b',') {
                return Err(self.fault("`,` or `}` was expected"));
            }
        }
    }

    fn digits(&mut self) -> Result<(), TreeError> {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        if self.at == from { Err(self.fault("a digit was expected")) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Kind, TreeError> {
        let from = self.at;
        self.at += usize::from(self.peek() == Some(b'-'));
        if self.peek() == Some(b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.peek(), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.peek(), Some(b'+' | b'-')));
            self.digits()?;
        }
        let text = self.text.get(from..self.at).unwrap_or_default();
        Ok(Kind::Number(String::from_utf8_lossy(text).into_owned()))
    }

    /// The text whose quotation mark is next.
    fn string(&mut self) -> Result<String, TreeError> {
        self.at += 1;
        let mut text = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let plain = rest.iter().position(|&byte| byte == b'"' || byte == b'\\' || byte < 0x20);
            let Some(plain) = plain else {
                self.at = self.text.len();
                return Err(self.fault("the text in quotation marks does not end"));
            };
            match std::str::from_utf8(rest.get(..plain).unwrap_or_default()) {
                Ok(piece) => text.push_str(piece),
                Err(error) => {
                    self.at += error.valid_up_to();
                    return Err(self.fault("this is not UTF-8"));
                }
            }
            self.at += plain;
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(text);
                }
                Some(b'\\') => text.push(self.escape()?),
                _ => return Err(self.fault("a control character stands in a text; write it as \\u00XX")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, TreeError> {
        let letter = self.text.get(self.at + 1).copied();
        let character = match letter {
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.fault("no such escape in JSON")),
        };
        self.at += 2;
        Ok(character)
    }

    fn unicode(&mut self) -> Result<char, TreeError> {
        let unit = |at: usize| {
            let digits = self.text.get(at..at + 6)?;
            let hex = digits.strip_prefix(b"\\u")?;
            if !hex.iter().all(u8::is_ascii_hexdigit) {
                return None;
            }
            u16::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok()
        };
        let first = unit(self.at).ok_or_else(|| self.fault("four hexadecimal digits were expected"))?;
        let units = match first {
            0xD800..=0xDBFF => [Some(first), unit(self.at + 6)],
            _ => [Some(first), None],
        };
        let mut decoded = char::decode_utf16(units.into_iter().flatten());
        match decoded.next() {
            Some(Ok(character)) => {
                self.at += 6 * character.len_utf16();
                Ok(character)
            }
            _ => Err(self.fault("half of a surrogate pair")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &[u8]) -> Result<Value, TreeError> {
        Value::parse(text, 0, Limits::default())
    }

    fn plain(value: &Value) -> serde_json::Value {
        match &value.kind {
            Kind::Null => serde_json::Value::Null,
            Kind::Bool(flag) => (*flag).into(),
            Kind::Number(text) => serde_json::from_str(text).unwrap(),
            Kind::String(text) => text.as_str().into(),
            Kind::Array(values) => values.iter().map(plain).collect(),
            Kind::Object(members) => {
                let members = members.iter().map(|member| (member.name.clone(), plain(&member.value)));
                serde_json::Value::Object(members.collect())
            }
        }
    }

    #[test]
    fn limits_are_kept() {
        let limits = Limits { depth: 2, piece: 20, ..Limits::default() };
        assert!(Value::parse(b"[[1]]", 0, limits).is_ok());
        assert_eq!(Value::parse(b"[[[1]]]", 7, limits).unwrap_err().code, "limit-depth");
        assert_eq!(Value::parse(&[b' '; 21], 0, limits).unwrap_err().code, "limit-size");
    }

    #[test]
    fn places_and_numbers_stay_as_written() {
        let value = Value::parse(br#"{"a": 1.50e2}"#, 100, Limits::default()).unwrap();
        let member = &value.members()[0];
        assert_eq!((member.offset, member.value.offset, member.value.end), (101, 106, 112));
        assert_eq!(member.value.kind, Kind::Number("1.50e2".to_owned()));
    }

    proptest! {
        #[test]
        fn agrees_with_the_json_library(
            pieces in prop::collection::vec(
                prop::sample::select(vec![
                    "{", "}", "[", "]", ",", ":", "\"a\"", "\"\\u00e9\\ud83d\\ude00\"", "\"\\ud83d\"", "1", "-0.5e+3",
                    "01", "1.", "true", "nul", "null", " ", "\n", "\"", "\\", "\"é\"", "\u{1}",
                ]),
                0..12,
            ),
        ) {
            let text = pieces.concat();
            let library = serde_json::from_str::<serde_json::Value>(&text);
            match (read(text.as_bytes()), library) {
                (Ok(ours), Ok(library)) => prop_assert_eq!(plain(&ours), library),
                (Err(_), Err(_)) => {}
                (ours, library) => prop_assert!(false, "{:?}: {:?} and {:?}", text, ours, library),
            }
        }

        #[test]
        fn no_bytes_make_it_panic(text in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = read(&text);
        }
    }
}
