//! ISO/IEC 15434: `[)>` RS, formats with their data, EOT.

use super::mh10::{self, DataElement};
use crate::diagnostic::{ApplicationIdentifier, Code, ParseError, Span};
use crate::gs1::{Form, Message, Options, SymbologyIdentifier};

/// Separates elements.
pub(crate) const GS: u8 = 0x1D;
/// Ends a format.
const RS: u8 = 0x1E;
/// Ends the envelope.
const EOT: u8 = 0x04;
/// The Data Matrix codewords of Macro 05 and Macro 06, which some decoders transmit as they are (ISO/IEC 16022 5.2.4.7).
const MACROS: [u8; 2] = [0xEC, 0xED];

/// The contents of an ISO/IEC 15434 envelope, as `[)>` text or as a Data Matrix macro that a scanner expanded.
///
/// What scanners commonly leave away is read all the same and named in [`Envelope::tolerated`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    /// The symbology identifier in front, such as `]d1`.
    pub symbology: Option<SymbologyIdentifier>,
    /// The formats, in order.
    pub records: Vec<Record>,
    /// How the text departs from the standard.
    pub tolerated: Vec<Tolerance>,
}

/// One format of an envelope.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Record {
    /// Format 05: GS1 element strings.
    ElementStrings {
        /// AI, value and the place of the value in the input.
        elements: Vec<(ApplicationIdentifier, String, Span)>,
        /// The element string as it stands.
        plain: String,
    },
    /// Format 06: data identifiers of ASC MH10.8.2.
    DataIdentifiers(Vec<DataElement>),
    /// A format that is kept as it is.
    Other {
        /// Its two digits.
        format: [u8; 2],
        /// Its place in the input, after the digits.
        span: Span,
        /// Its bytes.
        data: Vec<u8>,
    },
}

/// A departure from ISO/IEC 15434 that does not hide the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Tolerance {
    /// The text begins with the format, `06` GS, or with a PPN's identifier, `9N`.
    HeaderMissing,
    /// A macro codeword stands where `[)>` RS and the format should.
    MacroCodeword,
    /// No RS after `[)>`.
    RecordSeparatorMissing,
    /// No RS after the last format.
    TrailerMissing,
    /// No EOT at the end.
    EndMissing,
    /// A line end after the envelope.
    LineEnd,
}

impl Tolerance {
    /// A stable name, such as `end-missing`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Tolerance::HeaderMissing => "header-missing",
            Tolerance::MacroCodeword => "macro-codeword",
            Tolerance::RecordSeparatorMissing => "record-separator-missing",
            Tolerance::TrailerMissing => "trailer-missing",
            Tolerance::EndMissing => "end-missing",
            Tolerance::LineEnd => "line-end",
        }
    }
}

impl Envelope {
    /// Whether a text is meant as an envelope, by its beginning; a symbology identifier may stand in front.
    ///
    /// ```
    /// use tallymark::pharma::Envelope;
    /// assert!(Envelope::begins(b"]d1[)>\x1e06\x1d9N110375286414"));
    /// assert!(!Envelope::begins(b"0109506000134352"));
    /// ```
    #[must_use]
    pub fn begins(text: &[u8]) -> bool {
        let text = match text.first() {
            Some(b']') => text.get(3..).unwrap_or_default(),
            _ => text,
        };
        match text {
            [b'[', b')', b'>', ..] | [b'0', b'5' | b'6', GS, ..] | [b'9', b'N', ..] => true,
            [code, ..] => MACROS.contains(code),
            [] => false,
        }
    }

    /// Reads an envelope with requisites of GS1 elements checked.
    ///
    /// ```
    /// use tallymark::pharma::{Envelope, Record};
    /// let envelope = Envelope::parse(b"[)>\x1e06\x1d9N110375286414\x1d1T12345ABCDE\x1dD281231\x1dSA1B2\x1e\x04")?;
    /// let Record::DataIdentifiers(elements) = &envelope.records[0] else { panic!("format 06") };
    /// let texts: Vec<_> = elements.iter().map(|element| format!("{} {}", element.di, element.value)).collect();
    /// assert_eq!(texts, ["9N 110375286414", "1T 12345ABCDE", "D 281231", "S A1B2"]);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::EnvelopeHeader`], [`Code::EnvelopeFormat`], [`Code::Empty`]; for format 05 those of
    /// [`Message::parse`]; for format 06 [`Code::DiUnknown`], [`Code::DiLength`], [`Code::DiCharset`], [`Code::DiDate`],
    /// [`Code::DiRepeat`], those of [`Ppn::parse`](super::Ppn::parse) and [`Gtin::parse`](crate::Gtin::parse).
    pub fn parse(input: &(impl AsRef<[u8]> + ?Sized)) -> Result<Self, ParseError> {
        Envelope::parse_with(input.as_ref(), &Options::new())
    }

    /// Reads an envelope; the options are those of format 05.
    pub(crate) fn parse_with(input: &[u8], options: &Options) -> Result<Self, ParseError> {
        let mut tolerated = Vec::new();
        let symbology = SymbologyIdentifier::read(input);
        let mut at = if symbology.is_some() { 3 } else { 0 };
        let mut end = input.len();
        while end > at && matches!(input.get(end - 1), Some(b'\r' | b'\n')) {
            end -= 1;
        }
        let line_end = end < input.len();
        let expanded = match input.get(at..end).unwrap_or_default() {
            [b'[', b')', b'>', rest @ ..] => {
                at += 3;
                match rest.first() {
                    Some(&RS) => at += 1,
                    _ => tolerated.push(Tolerance::RecordSeparatorMissing),
                }
                None
            }
            [code, ..] if MACROS.contains(code) => {
                at += 1;
                tolerated.push(Tolerance::MacroCodeword);
                Some([b'0', b'5' + (code - 0xEC)])
            }
            [b'0', b'5' | b'6', GS, ..] => {
                tolerated.push(Tolerance::HeaderMissing);
                None
            }
            // No element string begins so.
            [b'9', b'N', ..] => {
                tolerated.push(Tolerance::HeaderMissing);
                Some(*b"06")
            }
            _ => return Err(ParseError::new(Code::EnvelopeHeader, Span::new(at, end.min(at + 3).max(at)))),
        };
        if end > at && input.get(end - 1) == Some(&EOT) {
            end -= 1;
        } else if expanded.is_none() {
            tolerated.push(Tolerance::EndMissing);
        }
        if end > at && input.get(end - 1) == Some(&RS) {
            end -= 1;
        } else if expanded.is_none() {
            tolerated.push(Tolerance::TrailerMissing);
        }
        if line_end {
            tolerated.push(Tolerance::LineEnd);
        }
        let text = input.get(at..end).unwrap_or_default();
        if text.is_empty() {
            return Err(ParseError::new(Code::Empty, Span::new(at, at)));
        }
        let (mut records, mut start, mut format) = (Vec::new(), at, expanded);
        for part in text.split(|&byte| byte == RS) {
            records.push(record(part, start, format.take(), options)?);
            start += part.len() + 1;
        }
        if records.iter().all(|record| matches!(record, Record::Other { .. })) {
            return Err(ParseError::new(Code::EnvelopeFormat, Span::new(at, end.min(at + 2))));
        }
        Ok(Envelope { symbology, records, tolerated })
    }

    /// The envelope as the standard writes it, without symbology identifier.
    ///
    /// ```
    /// use tallymark::pharma::Envelope;
    /// let envelope = Envelope::parse(b"06\x1d9N110375286414\x1dSA1")?;
    /// assert_eq!(envelope.to_bytes(), b"[)>\x1e06\x1d9N110375286414\x1dSA1\x1e\x04");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut text = b"[)>\x1e".to_vec();
        for record in &self.records {
            match record {
                Record::ElementStrings { plain, .. } => {
                    text.extend_from_slice(b"05\x1d");
                    text.extend_from_slice(plain.as_bytes());
                }
                Record::DataIdentifiers(elements) => {
                    text.extend_from_slice(b"06");
                    for element in elements {
                        text.push(GS);
                        text.extend_from_slice(element.di.as_str().as_bytes());
                        text.extend_from_slice(element.value.as_bytes());
                    }
                }
                Record::Other { format, data, .. } => {
                    text.extend_from_slice(format);
                    text.extend_from_slice(data);
                }
            }
            text.push(RS);
        }
        text.push(EOT);
        text
    }
}

/// One format; its digits stand in front unless a macro codeword said them.
fn record(
    part: &[u8],
    start: usize,
    known: Option<[u8; 2]>,
    options: &Options,
) -> Result<Record, ParseError> {
    let refused = |length: usize| ParseError::new(Code::EnvelopeFormat, Span::new(start, start + length));
    let (format, skip) = match (known, part) {
        (Some(format), _) => (format, 0),
        (None, &[tens, ones, ..]) if tens.is_ascii_digit() && ones.is_ascii_digit() => ([tens, ones], 2),
        (None, _) => return Err(refused(part.len().min(2))),
    };
    let data = part.get(skip..).unwrap_or_default();
    if !matches!(&format, b"05" | b"06") {
        let span = Span::new(start + skip, start + part.len());
        return Ok(Record::Other { format, span, data: data.to_vec() });
    }
    let skip = match (known, data.first()) {
        (None, Some(&GS)) => skip + 1,
        (None, _) => return Err(refused(part.len().min(3))),
        // A codeword stands for the separator too, but it may be sent.
        (Some(_), first) => skip + usize::from(first == Some(&GS)),
    };
    let (data, offset) = (part.get(skip..).unwrap_or_default(), start + skip);
    if data.is_empty() {
        return Err(ParseError::new(Code::Empty, Span::new(offset, offset)));
    }
    if format == *b"06" {
        return mh10::elements(data, offset).map(Record::DataIdentifiers);
    }
    let message = Message::parse(Form::Plain, data, options).map_err(|error| error.shifted(offset))?;
    let shifted = |span: Span| Span::new(span.start as usize + offset, span.end as usize + offset);
    let elements =
        message.elements().map(|element| (element.ai, element.value.to_owned(), shifted(element.span)));
    Ok(Record::ElementStrings { elements: elements.collect(), plain: message.plain() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PACK: &[u8] = b"[)>\x1e06\x1d9N110375286414\x1d1TLOT_1\x1dD281200\x1dSA-1\x1e\x04";

    fn told(text: &[u8]) -> (Code, u32) {
        Envelope::parse(text).map_err(|error| (error.code(), error.span().start)).unwrap_err()
    }

    #[test]
    fn what_scanners_leave_away_is_tolerated_and_named() {
        let whole = Envelope::parse(PACK).unwrap();
        assert_eq!((whole.tolerated.len(), whole.to_bytes().as_slice()), (0, PACK));
        let texts = |text: &[u8]| Envelope::parse(text).unwrap();
        let pairs = |envelope: &Envelope| match envelope.records.as_slice() {
            [Record::DataIdentifiers(elements)] => {
                elements.iter().map(|element| (element.di, element.value.clone())).collect::<Vec<_>>()
            }
            other => panic!("{other:?}"),
        };
        let inner = &PACK[4..PACK.len() - 2];
        for (text, tolerated) in [
            ([b"]d1", PACK].concat(), vec![]),
            ([PACK, b"\r\n"].concat(), vec![Tolerance::LineEnd]),
            (PACK[..PACK.len() - 1].to_vec(), vec![Tolerance::EndMissing]),
            (PACK[..PACK.len() - 2].to_vec(), vec![Tolerance::EndMissing, Tolerance::TrailerMissing]),
            ([b"[)>", inner, b"\x1e\x04"].concat(), vec![Tolerance::RecordSeparatorMissing]),
            (
                inner.to_vec(),
                vec![Tolerance::HeaderMissing, Tolerance::EndMissing, Tolerance::TrailerMissing],
            ),
            ([b"\xED", &inner[3..]].concat(), vec![Tolerance::MacroCodeword]),
        ] {
            assert!(Envelope::begins(&text));
            let envelope = texts(&text);
            assert_eq!(envelope.tolerated, tolerated, "{text:?}");
            assert_eq!(pairs(&envelope), pairs(&whole));
        }
    }

    #[test]
    fn formats_may_stand_beside_each_other() {
        let text = b"[)>\x1e05\x1d010950600013435221A1\x1e06\x1d1TX\x1d99ZQQ\x1e12\x1dAB\x1e\x04";
        let envelope = Envelope::parse(text).unwrap();
        assert_eq!((envelope.records.len(), envelope.to_bytes().as_slice()), (3, text.as_slice()));
        let Record::ElementStrings { elements, .. } = &envelope.records[0] else { panic!("format 05") };
        assert_eq!((elements[1].2.of(text), elements[1].1.as_str()), (b"A1".as_slice(), "A1"));
        let Record::DataIdentifiers(elements) = &envelope.records[1] else { panic!("format 06") };
        assert_eq!((elements[1].di.as_str(), elements[1].span.of(text)), ("99Z", b"QQ".as_slice()));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        assert_eq!(told(b"{)>\x1e06"), (Code::EnvelopeHeader, 0));
        assert_eq!(told(b"[)>\x1e"), (Code::Empty, 4));
        assert_eq!(told(b"[)>\x1e12\x1dA\x1e\x04"), (Code::EnvelopeFormat, 4));
        assert_eq!(told(b"[)>\x1e069N110375286414\x1e\x04"), (Code::EnvelopeFormat, 4));
        assert_eq!(told(b"[)>\x1e06\x1d\x1e\x04"), (Code::Empty, 7));
        assert_eq!(told(b"[)>\x1e06\x1d9N110375286414\x1d\x1dSA\x1e\x04"), (Code::DiUnknown, 22));
        assert_eq!(told(b"[)>\x1e06\x1d9N110375286415\x1e\x04"), (Code::PpnChecksum, 19));
        assert_eq!(told(b"[)>\x1e06\x1d9N110375286414\x1dSa1\x1e\x04"), (Code::DiCharset, 23));
        assert_eq!(told(b"[)>\x1e06\x1dS1\x1d14D20280230\x1e\x04"), (Code::DiDate, 13));
        assert_eq!(told(b"[)>\x1e06\x1dQ1234567890123\x1e\x04"), (Code::DiLength, 8));
        assert_eq!(told(b"[)>\x1e06\x1dSA\x1dSB\x1e\x04"), (Code::DiRepeat, 11));
        assert_eq!(told(b"[)>\x1e05\x1d0109506000134353\x1e\x04"), (Code::AiChecksum, 22));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            serial in "[0-9A-Z_-]{1,20}", lot in "[0-9A-Z_-]{1,20}", other in "[1-9][0-9]{0,2}Y[ -~]{1,30}", day in 0u8..29,
        ) {
            let text = format!(
                "[)>\x1e06\x1d9N110375286414\x1dS{serial}\x1d1T{lot}\x1dD2802{day:02}\x1d{other}\x1e\x04"
            );
            let envelope = Envelope::parse(&text).unwrap();
            prop_assert_eq!(envelope.to_bytes(), text.as_bytes());
            let Record::DataIdentifiers(elements) = &envelope.records[0] else { panic!("format 06") };
            for element in elements {
                prop_assert_eq!(element.span.of(text.as_bytes()), element.value.as_bytes());
            }
        }

        #[test]
        fn no_bytes_are_too_odd(text in prop::collection::vec(any::<u8>(), 0..60), cut in 0usize..60) {
            let _ = Envelope::parse(&text);
            let mut text = [PACK, &text].concat();
            text.remove(cut % text.len());
            if let Err(error) = Envelope::parse(&text) {
                prop_assert!(error.span().start <= error.span().end && error.span().end as usize <= text.len());
            }
        }
    }
}
