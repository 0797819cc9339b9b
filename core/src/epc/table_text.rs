//! Prefix tables from their texts: GS1's JSON and XML, and lines of our own.

use super::PrefixTable;
use super::table::{Entry, refused};
use crate::diagnostic::{ParseError, Reason, Span};

impl PrefixTable {
    /// Reads a table in whatever form: compiled bytes, JSON, XML or lines, by how it begins.
    ///
    /// # Errors
    /// [`Code::PrefixTable`](crate::Code::PrefixTable).
    ///
    /// ```
    /// use tallymark::epc::PrefixTable;
    /// let table = PrefixTable::read(b"# date: 2026-01-01\n950600 7\n")?;
    /// assert_eq!(PrefixTable::read(&table.to_bytes())?.date(), Some("2026-01-01"));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn read(bytes: &[u8]) -> Result<Self, ParseError> {
        if super::table_bytes::is_compiled(bytes) {
            return PrefixTable::from_bytes(bytes);
        }
        let text = std::str::from_utf8(bytes).map_err(|error| {
            let at = error.valid_up_to();
            refused(Reason::PrefixLine, Span::new(at, at + 1))
        })?;
        match text.trim_start_matches('\u{feff}').trim_start().as_bytes().first() {
            #[cfg(feature = "json")]
            Some(b'{') => PrefixTable::from_json(text),
            #[cfg(feature = "xml")]
            Some(b'<') => PrefixTable::from_xml(text),
            _ => PrefixTable::from_text(text),
        }
    }

    /// Reads lines of first digits and length, separated by blanks, a comma or a semicolon; length 0 stands for no company
    /// prefix. `#` begins a comment, `# date:` one that tells the date.
    ///
    /// # Errors
    /// [`Code::PrefixTable`](crate::Code::PrefixTable) with the place of the line.
    ///
    /// ```
    /// use tallymark::epc::PrefixTable;
    /// assert_eq!(PrefixTable::from_text("0614141,7\n95060;0\n")?.entries(), 2);
    /// assert_eq!(PrefixTable::from_text("0614141 7\n950 x\n").unwrap_err().span().start, 10);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn from_text(text: &str) -> Result<Self, ParseError> {
        let (mut entries, mut date, mut at) = (Vec::new(), None, 0);
        for line in text.split_inclusive('\n') {
            let content = line.trim_start_matches('\u{feff}').trim();
            let place = Span::new(at, at + line.trim_end().len());
            at += line.len();
            if content.is_empty() {
                continue;
            }
            if let Some(comment) = content.strip_prefix('#') {
                let stated = comment.trim_start().strip_prefix("date:").map(|date| date.trim().to_owned());
                date = date.or(stated);
                continue;
            }
            let mut words = content.split([' ', '\t', ',', ';']).filter(|word| !word.is_empty());
            let (Some(prefix), Some(length), None) = (words.next(), words.next(), words.next()) else {
                return Err(refused(Reason::PrefixLine, place));
            };
            entries.push(Entry::new(prefix.as_bytes(), length.parse().ok(), place)?);
        }
        PrefixTable::compile(entries, date, Span::new(0, text.len()))
    }

    /// Reads GS1's `GCPPrefixFormatList` in its JSON form.
    ///
    /// # Errors
    /// [`Code::PrefixTable`](crate::Code::PrefixTable).
    ///
    /// ```
    /// use tallymark::epc::{PrefixLength, PrefixTable};
    /// let table = PrefixTable::from_json(
    ///     r#"{"GCPPrefixFormatList": {"date": "2026-01-01", "entry": [{"prefix": "950600", "gcpLength": 7}]}}"#,
    /// )?;
    /// assert_eq!(table.length("950600012345"), PrefixLength::Known(7));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[cfg(feature = "json")]
    pub fn from_json(text: &str) -> Result<Self, ParseError> {
        let text = text.trim_start_matches('\u{feff}');
        let list: json::Document<'_> = serde_json::from_str(text).map_err(|error| {
            let before: usize =
                text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
            let end = (before + error.column()).min(text.len());
            refused(Reason::PrefixJson, Span::new(end.saturating_sub(1), end))
        })?;
        let list = list.list;
        let mut entries = Vec::with_capacity(list.entry.len());
        for entry in &list.entry {
            // A text without escapes lies in the input.
            let place = (entry.prefix.as_ptr() as usize)
                .checked_sub(text.as_ptr() as usize)
                .filter(|at| at + entry.prefix.len() <= text.len())
                .map_or(Span::new(0, text.len()), |at| Span::new(at, at + entry.prefix.len()));
            entries.push(Entry::new(entry.prefix.as_bytes(), entry.length.0, place)?);
        }
        PrefixTable::compile(entries, list.date.map(Into::into), Span::new(0, text.len()))
    }

    /// Reads GS1's `GCPPrefixFormatList` in its XML form.
    ///
    /// # Errors
    /// [`Code::PrefixTable`](crate::Code::PrefixTable).
    ///
    /// ```
    /// use tallymark::epc::{PrefixLength, PrefixTable};
    /// let table = PrefixTable::from_xml(
    ///     r#"<GCPPrefixFormatList date="2026-01-01"><entry prefix="950600" gcpLength="7"/></GCPPrefixFormatList>"#,
    /// )?;
    /// assert_eq!((table.length("950600012345"), table.date()), (PrefixLength::Known(7), Some("2026-01-01")));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[cfg(feature = "xml")]
    pub fn from_xml(text: &str) -> Result<Self, ParseError> {
        use quick_xml::events::Event;
        let mut reader = quick_xml::Reader::from_reader(text.as_bytes());
        let (mut entries, mut date, mut start) = (Vec::new(), None, 0);
        loop {
            let event = reader.read_event();
            let end = usize::try_from(reader.buffer_position()).unwrap_or(text.len()).min(text.len());
            let place = Span::new(start.min(end), end);
            start = end;
            let element = match event {
                Ok(Event::Eof) => break,
                Ok(Event::Start(element) | Event::Empty(element)) => element,
                Ok(_) => continue,
                Err(_) => return Err(refused(Reason::PrefixXml, place)),
            };
            let attribute = |name: &str| {
                let attribute = element.try_get_attribute(name).ok().flatten()?;
                Some(attribute.value.into_owned())
            };
            match element.local_name().as_ref() {
                "GCPPrefixFormatList" => date = attribute("date"),
                "entry" => {
                    let (Some(prefix), length) = (attribute("prefix"), attribute("gcpLength")) else {
                        return Err(refused(Reason::PrefixXml, place));
                    };
                    let length = length.and_then(|length| length.parse().ok());
                    entries.push(Entry::new(prefix.as_bytes(), length, place)?);
                }
                _ => {}
            }
        }
        PrefixTable::compile(entries, date, Span::new(0, text.len()))
    }
}

#[cfg(feature = "json")]
mod json {
    use std::borrow::Cow;
    use std::fmt;

    use serde::de::{Error, Visitor};
    use serde::{Deserialize, Deserializer};

    #[derive(Deserialize)]
    pub(super) struct Document<'a> {
        #[serde(rename = "GCPPrefixFormatList", borrow)]
        pub(super) list: List<'a>,
    }

    #[derive(Deserialize)]
    pub(super) struct List<'a> {
        #[serde(default, borrow)]
        pub(super) date: Option<Cow<'a, str>>,
        #[serde(borrow)]
        pub(super) entry: Vec<Entry<'a>>,
    }

    #[derive(Deserialize)]
    pub(super) struct Entry<'a> {
        #[serde(borrow)]
        pub(super) prefix: Cow<'a, str>,
        #[serde(rename = "gcpLength")]
        pub(super) length: Length,
    }

    /// A number, written as one or as a text; `None` if it is not one that a length can be.
    pub(super) struct Length(pub(super) Option<u8>);

    impl<'de> Deserialize<'de> for Length {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(LengthVisitor)
        }
    }

    struct LengthVisitor;

    impl Visitor<'_> for LengthVisitor {
        type Value = Length;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a length")
        }

        fn visit_u64<E: Error>(self, length: u64) -> Result<Length, E> {
            Ok(Length(u8::try_from(length).ok()))
        }

        fn visit_str<E: Error>(self, length: &str) -> Result<Length, E> {
            Ok(Length(length.parse().ok()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::epc::PrefixLength;

    #[test]
    fn every_form_is_the_same_table() {
        let lines = PrefixTable::from_text("# date: 2026-01-01\n950600 7\n0614141 7\n20 0\n").unwrap();
        let json = r#"{"_disclaimer": ["x"], "GCPPrefixFormatList": {"date": "2026-01-01", "entry": [
            {"prefix": "950600", "gcpLength": 7}, {"prefix": "0614141", "gcpLength": "7"}, {"prefix": "20", "gcpLength": 0}]}}"#;
        let xml = r#"<?xml version="1.0"?><!-- x --><GCPPrefixFormatList date="2026-01-01">
            <entry prefix="950600" gcpLength="7"/><entry prefix="0614141" gcpLength="7"></entry>
            <entry prefix="20" gcpLength="0"/></GCPPrefixFormatList>"#;
        for form in [json.as_bytes(), xml.as_bytes(), &lines.to_bytes()] {
            assert_eq!(PrefixTable::read(form).unwrap(), lines);
        }
        assert_eq!(lines.length("209999999999"), PrefixLength::NotGcp);
        assert_eq!((lines.entries(), lines.ranges()), (3, 7));
    }

    #[test]
    fn what_is_no_table_is_told_with_its_place() {
        let refused = |text: &str| {
            let error = PrefixTable::read(text.as_bytes()).expect_err(text);
            assert_eq!(error.code().as_str(), "prefix-table");
            (error.span().start, error.span().end)
        };
        assert_eq!(refused(""), (0, 0));
        assert_eq!(refused("950600"), (0, 6));
        assert_eq!(refused("1 7\n950600 3\n"), (4, 12));
        assert_eq!(refused("1 7\n1 8\n"), (4, 7));
        assert_eq!(refused("1234567890123 7"), (0, 15));
        assert_eq!(refused("{\"x\": 1}"), (7, 8));
        assert_eq!(
            refused("{\"GCPPrefixFormatList\": {\"entry\": [{\"prefix\": \"95x\", \"gcpLength\": 7}]}}"),
            (47, 50)
        );
        assert_eq!(refused("<a><entry prefix=\"1\" gcpLength=\"x\"/></a>"), (3, 36));
        assert_eq!(PrefixTable::read(b"\xff").unwrap_err().span(), Span::new(0, 1));
    }
}
