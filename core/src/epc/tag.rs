//! A tag's EPC: its bits, and the two texts for them, hexadecimal digits and the tag URI.

use std::fmt;

use super::binary::{self, BitError, Bits, Coding, Contents, Fields, Filter, MOST_BITS, Text};
use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};

/// The EPC of an RFID tag: bits that decode, held in place.
///
/// ```
/// use tallymark::epc::Tag;
/// let tag = Tag::parse_uri("urn:epc:tag:sgtin-96:3.8888869.464070.77594829")?;
/// assert_eq!(tag.hex(), "30761E8895C5318004A000CD");
/// assert_eq!((tag.coding().as_str(), tag.bit_count(), tag.filter().value()), ("sgtin-96", 96, 3));
/// assert_eq!(tag.bracketed(), "(01)48888869640700(21)77594829");
/// assert_eq!(Tag::from_hex(&tag.hex())?, tag);
/// # Ok::<(), tallymark::ParseError>(())
/// ```
///
/// Source: EPC Tag Data Standard 2.3, sections 12 and 14.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Tag {
    coding: Coding,
    bits: Bits,
}

impl Tag {
    /// Bits that were written by an encoder of ours.
    pub(super) const fn from_bits(coding: Coding, bits: Bits) -> Self {
        Tag { coding, bits }
    }

    /// Reads the EPC as a reader delivers it: its bytes, zeros behind the end allowed.
    ///
    /// # Errors
    /// [`Code::TagHeader`], [`Code::TagLength`], [`Code::TagBits`]; spans are bytes.
    ///
    /// ```
    /// use tallymark::epc::Tag;
    /// let bytes = [0xF9, 0x00, 0x95, 0x20, 0x12, 0x34, 0x56, 0x78, 0x91, 0x23, 0x50, 0x00];
    /// assert_eq!(Tag::from_bytes(&bytes)?.bracketed(), "(00)095201234567891235");
    /// assert_eq!(Tag::from_bytes(&bytes[..9]).unwrap_err().code().as_str(), "tag-length");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        let most = MOST_BITS / 8;
        let (head, rest) = bytes.split_at_checked(most).unwrap_or((bytes, &[]));
        if let Some(at) = rest.iter().position(|&byte| byte != 0) {
            let error = ParseError::new(Code::TagLength, Span::new(most + at, bytes.len()));
            return Err(error.with(Detail::Reason(Reason::TagFull)));
        }
        let bits = Bits::of(head, 8 * head.len()).unwrap_or(Bits::new());
        Self::read(bits).map_err(|error| {
            let span = Span::new(error.start / 8, error.end.div_ceil(8));
            ParseError::new(error.code, span).with(error.detail)
        })
    }

    /// Reads hexadecimal digits, large or small; an odd number of them ends in half a byte.
    ///
    /// # Errors
    /// [`Code::TagHex`] for other characters, otherwise as [`Tag::from_bytes`]; spans are digits.
    ///
    /// ```
    /// use tallymark::epc::Tag;
    /// assert_eq!(Tag::from_hex("F90095201234567891235")?.bracketed(), "(00)095201234567891235");
    /// let error = Tag::from_hex("305CA944C217838000001022").unwrap_err();
    /// assert_eq!((error.code().as_str(), error.span().start, error.span().end), ("tag-bits", 2, 4));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn from_hex(text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        Self::from_hex_bytes(text.as_ref())
    }

    fn from_hex_bytes(text: &[u8]) -> Result<Self, ParseError> {
        let mut bytes = [0u8; MOST_BITS / 8];
        let mut beyond = None;
        for (at, &digit) in text.iter().enumerate() {
            let Some(value) = char::from(digit).to_digit(16) else {
                let error = ParseError::new(Code::TagHex, Span::new(at, at + 1));
                return Err(error.with(Detail::Reason(Reason::TagHexDigit)));
            };
            match bytes.get_mut(at / 2) {
                Some(byte) => *byte |= (value << (4 * (1 - at % 2))) as u8,
                None if value != 0 => beyond = beyond.or(Some(at)),
                None => {}
            }
        }
        if let Some(at) = beyond {
            let error = ParseError::new(Code::TagLength, Span::new(at, text.len()));
            return Err(error.with(Detail::Reason(Reason::TagFull)));
        }
        let bits = Bits::of(&bytes, (4 * text.len()).min(MOST_BITS)).unwrap_or(Bits::new());
        Self::read(bits).map_err(|error| {
            let span = Span::new(error.start / 4, error.end.div_ceil(4).min(text.len()));
            ParseError::new(error.code, span).with(error.detail)
        })
    }

    fn read(bits: Bits) -> Result<Self, BitError> {
        let (contents, used) = binary::read(&bits)?;
        if let Some(one) = bits.first_one(used) {
            return Err(BitError::new(Reason::TagAfterEnd, one, one + 1));
        }
        let bits = Bits::of(bits.bytes(), used).unwrap_or(bits);
        Ok(Tag { coding: contents.coding(), bits })
    }

    /// Reads a tag URI such as `urn:epc:tag:sgtin-96:3.9506000.013435.123456789`, or a raw URI such as
    /// `urn:epc:raw:96.x30764433400D1EC0075BCD15` of a coding that is known.
    ///
    /// # Errors
    /// [`Code::TagUri`] for another shape, [`Code::TagFilter`], [`Code::TagPrefix`], [`Code::TagElement`] and
    /// [`Code::TagFit`] for its parts, and for raw URIs those of [`Tag::from_hex`].
    pub fn parse_uri(text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let text = text.as_ref();
        let urn = |head: &[u8]| text.get(..head.len()).is_some_and(|start| start.eq_ignore_ascii_case(head));
        if urn(b"urn:epc:raw:") {
            return Self::parse_raw(text);
        }
        let head = b"urn:epc:tag:".len();
        if !urn(b"urn:epc:tag:") {
            return Err(uri(Reason::TagUriHead, 0, text.len().min(head)));
        }
        let rest = text.get(head..).unwrap_or_default();
        let colon = rest.iter().position(|&byte| byte == b':');
        let colon = colon.ok_or_else(|| uri(Reason::TagUriParts, head, text.len()))?;
        let name = std::str::from_utf8(rest.get(..colon).unwrap_or_default()).unwrap_or_default();
        // Names of codings are lower case in URIs.
        let coding = Coding::from_name(name).filter(|coding| coding.as_str() == name && coding.is_classic());
        let coding = coding.ok_or_else(|| uri(Reason::TagUriScheme, head, head + colon))?;
        Self::parse_parts(coding, rest.get(colon + 1..).unwrap_or_default(), head + colon + 1)
    }

    /// The parts between dots, which begin at `start` of the text.
    fn parse_parts(coding: Coding, text: &[u8], start: usize) -> Result<Self, ParseError> {
        let end = start + text.len();
        let mut parts = [(&[][..], 0usize); 6];
        let mut count = 0;
        let mut at = start;
        for part in text.split(|&byte| byte == b'.') {
            if let Some(slot) = parts.get_mut(count) {
                *slot = (part, at);
            }
            count += 1;
            at += part.len() + 1;
        }
        // A serial number may hold dots: what is left over belongs to the last part.
        let wanted = 3 + usize::from(coding.has_serial_part()) + 2 * usize::from(coding.has_pieces());
        if count > wanted && coding.has_text_part() {
            if let Some((part, at)) = parts.get_mut(wanted - 1) {
                *part = text.get(*at - start..).unwrap_or_default();
            }
            count = wanted;
        }
        if count != wanted {
            return Err(uri(Reason::TagUriParts, start, end));
        }
        let [filter, prefix, ..] = parts;
        let value = match filter.0 {
            [digit @ b'0'..=b'7'] => Filter::new(digit - b'0'),
            _ => None,
        };
        let span = Span::new(filter.1, filter.1 + filter.0.len());
        let filter = value.ok_or_else(|| {
            ParseError::new(Code::TagFilter, span).with(Detail::Reason(Reason::TagFilterValue))
        })?;
        let get = |index: usize| parts.get(index).copied().unwrap_or_default();
        let long = |(part, at): (&[u8], usize)| uri(Reason::TagUriLong, at, at + part.len());
        let reference = unescaped(get(2).0, get(2).1)?;
        let mut pieces = Text::new();
        if coding.has_pieces() {
            for (part, at) in [get(3), get(4)] {
                if part.len() != 2 || !part.iter().all(u8::is_ascii_digit) {
                    return Err(uri(Reason::TagPieces, at, at + part.len()));
                }
                pieces.append(part).ok_or_else(|| long((part, at)))?;
            }
        }
        let serial = if coding.has_serial_part() { get(wanted - 1) } else { (&[][..], end) };
        let fields = Fields {
            filter,
            prefix: Text::of(prefix.0).ok_or_else(|| long(prefix))?,
            reference,
            pieces,
            serial: unescaped(serial.0, serial.1)?,
        };
        let bits = binary::write_classic(coding, &fields).map_err(|error| {
            let (part, at) = match error.part {
                binary::Part::Prefix => prefix,
                binary::Part::Reference => get(2),
                binary::Part::Pieces => get(3),
                binary::Part::Serial => serial,
            };
            ParseError::new(error.code, Span::new(at, at + part.len())).with(error.detail)
        })?;
        Ok(Tag { coding, bits })
    }

    /// `urn:epc:raw:LENGTH.xHEX`.
    fn parse_raw(text: &[u8]) -> Result<Self, ParseError> {
        let head = b"urn:epc:raw:".len();
        let rest = text.get(head..).unwrap_or_default();
        let wrong = || uri(Reason::TagUriRaw, head, text.len());
        let dot = rest.iter().position(|&byte| byte == b'.').ok_or_else(wrong)?;
        let (length, hex) = (rest.get(..dot).unwrap_or_default(), rest.get(dot + 1..).unwrap_or_default());
        let (b'x', hex) = hex.split_first().ok_or_else(wrong)? else { return Err(wrong()) };
        let canonical = length.first().is_some_and(|&digit| digit != b'0') && length.len() < 5;
        let bits = std::str::from_utf8(length).ok().and_then(|length| length.parse::<usize>().ok());
        let bits = bits.filter(|bits| canonical && bits.div_ceil(4) == hex.len()).ok_or_else(wrong)?;
        let tag = Self::from_hex_bytes(hex).map_err(|error| error.shifted(head + dot + 2))?;
        // Digits stand at the right of a length that is no multiple of four; no tag has such a length.
        if bits % 4 == 0 { Ok(tag) } else { Err(wrong()) }
    }

    /// The coding.
    #[must_use]
    pub const fn coding(&self) -> Coding {
        self.coding
    }

    /// How many bits the EPC has, padding left out.
    #[must_use]
    pub const fn bit_count(&self) -> usize {
        self.bits.len()
    }

    /// The bytes of the EPC without padding to words; the last may be filled with zeros.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bits.bytes()
    }

    /// The hexadecimal digits, zeros up to a word of 16 bits, as a reader writes and reads them.
    #[must_use]
    pub fn hex(&self) -> String {
        let mut text = String::with_capacity(self.bits.len().div_ceil(16) * 4);
        for byte in self.bits.bytes() {
            for nibble in [byte >> 4, byte & 0xF] {
                text.extend(char::from_digit(u32::from(nibble), 16).map(|digit| digit.to_ascii_uppercase()));
            }
        }
        while !text.len().is_multiple_of(4) {
            text.push('0');
        }
        text
    }

    /// What it says: elements, filter value, length of the company prefix, domain.
    #[must_use]
    pub fn contents(&self) -> Contents {
        // The bits were read or written before, so they are read again.
        match binary::read(&self.bits) {
            Ok((contents, _)) => contents,
            Err(_) => Contents::new(self.coding, Filter::default(), 0),
        }
    }

    /// The filter value.
    #[must_use]
    pub fn filter(&self) -> Filter {
        let at = if self.coding.is_classic() { 8 } else { 9 };
        Filter::low(self.bits.get(at, 3).unwrap_or_default())
    }

    /// How many digits the company prefix has; `None` for '+' codings, which do not tell.
    #[must_use]
    pub fn prefix_length(&self) -> Option<u8> {
        let partition = self.coding.is_classic().then(|| self.bits.get(11, 3)).flatten()?;
        12u8.checked_sub(partition as u8)
    }

    /// The elements as a bracketed text, see [`Contents::bracketed`].
    #[must_use]
    pub fn bracketed(&self) -> String {
        self.contents().bracketed()
    }

    /// The tag URI; `None` for '+' codings, for which the standard has none.
    #[must_use]
    pub fn tag_uri(&self) -> Option<String> {
        let (fields, _) = binary::read_classic(self.coding, &self.bits).ok()?;
        let mut text = format!("urn:epc:tag:{}:{}.", self.coding, fields.filter.value());
        escape(&mut text, fields.prefix.as_bytes());
        text.push('.');
        escape(&mut text, fields.reference.as_bytes());
        for pair in fields.pieces.as_bytes().chunks(2) {
            text.push('.');
            escape(&mut text, pair);
        }
        if self.coding.has_serial_part() {
            text.push('.');
            escape(&mut text, fields.serial.as_bytes());
        }
        Some(text)
    }

    /// The raw URI: `urn:epc:raw:96.x30764433400D1EC0075BCD15`.
    #[must_use]
    pub fn raw_uri(&self) -> String {
        let hex = self.hex();
        format!("urn:epc:raw:{}.x{hex}", hex.len() * 4)
    }
}

/// The raw URI of any bits that a tag holds, decodable or not; `None` if the text is no hexadecimal digits.
///
/// ```
/// assert_eq!(tallymark::epc::raw_uri("00112233").as_deref(), Some("urn:epc:raw:32.x00112233"));
/// ```
///
/// Source: EPC Tag Data Standard 2.3, 12.1.
#[must_use]
pub fn raw_uri(hex: &str) -> Option<String> {
    let valid = !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    valid.then(|| format!("urn:epc:raw:{}.x{}", hex.len() * 4, hex.to_ascii_uppercase()))
}

fn uri(reason: Reason, start: usize, end: usize) -> ParseError {
    ParseError::new(Code::TagUri, Span::new(start, end)).with(Detail::Reason(reason))
}

/// What a part of a tag URI must escape.
fn is_reserved(byte: u8) -> bool {
    matches!(byte, b'"' | b'%' | b'&' | b'/' | b'<' | b'>' | b'?' | b'#')
}

fn escape(text: &mut String, part: &[u8]) {
    for &byte in part {
        if is_reserved(byte) {
            text.push_str(&format!("%{byte:02X}"));
        } else {
            text.push(char::from(byte));
        }
    }
}

/// A part without its escapes.
fn unescaped(part: &[u8], start: usize) -> Result<Text, ParseError> {
    let mut text = Text::new();
    let mut at = 0;
    while let Some(&byte) = part.get(at) {
        let digit = |at: usize| part.get(at).and_then(|&byte| char::from(byte).to_digit(16));
        let (byte, length) = match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => ((high * 16 + low) as u8, 3),
            (byte, ..) if is_reserved(byte) => {
                return Err(uri(Reason::TagUriEscape, start + at, start + at + 1));
            }
            (byte, ..) => (byte, 1),
        };
        text.append(&[byte]).ok_or_else(|| uri(Reason::TagUriLong, start, start + part.len()))?;
        at += length;
    }
    Ok(text)
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.coding, self.hex())
    }
}
