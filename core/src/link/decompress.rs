use std::collections::HashSet;
use std::fmt::Write as _;

use super::bits::{Encoding, Flaw, Reader, length_width, sextet};
use super::digital_link::Escaped;
use super::sequences;
use crate::diagnostic::{ApplicationIdentifier, Code, Detail, ParseError, Reason, Span};
use crate::gs1::{Dictionary, Message, Part, uri};

/// A compressed link, fully or with its key kept, as the plain link that it stands for, below the same domain and path
/// stem.
///
/// What comes out is valid: [`Message::parse_digital_link`](crate::Message::parse_digital_link) reads it. It is at most
/// a few times as long as the input.
///
/// ```
/// use tallymark::link::decompress;
/// let link = decompress("https://example.com/med/DBFKk4XBoIlDZA")?;
/// assert_eq!(link, "https://example.com/med/01/09506000134352/21/A1B2");
/// let error = decompress("https://example.com/01/09506000134352").unwrap_err();
/// assert_eq!(error.code().as_str(), "link-plain");
/// # Ok::<(), tallymark::ParseError>(())
/// ```
///
/// # Errors
/// [`Code::LinkPlain`] for a link that can be read as it is; the error of reading for one that is plain and wrong;
/// [`Code::LinkCompressed`], [`Code::LinkDuplicate`], [`Code::LinkNoKey`] or the error of an element, each with the
/// characters of the compressed part that say it.
pub fn decompress(link: &(impl AsRef<[u8]> + ?Sized)) -> Result<String, ParseError> {
    let input = link.as_ref();
    match Message::parse_digital_link(input) {
        Ok(_) => return Err(ParseError::new(Code::LinkPlain, Span::new(0, input.len()))),
        Err(error) if error.code() != Code::LinkNoKey => return Err(error),
        Err(_) => {}
    }
    let parts = cut(input)?;
    let contents = read(input, &parts)?;
    let plain = contents.link(input, &parts)?;
    match Message::parse_digital_link(&plain) {
        Ok(_) => Ok(plain),
        Err(error) => Err(contents.at_home(error, &parts)),
    }
}

/// Where the parts of a compressed link stand.
struct Parts {
    /// End of domain and path stem.
    stem: usize,
    /// The key that was kept: its AI, and the place of its value.
    key: Option<(ApplicationIdentifier, Span)>,
    /// The compressed part, which ends where the path ends.
    segment: Span,
}

fn refuse(reason: Reason, place: Span) -> ParseError {
    ParseError::new(Code::LinkCompressed, place).with(Detail::Reason(reason))
}

fn cut(input: &[u8]) -> Result<Parts, ParseError> {
    let scheme = uri::scheme(input).unwrap_or(0);
    let end = input.iter().position(|byte| matches!(byte, b'?' | b'#')).unwrap_or(input.len());
    let slash_before = |end: usize| {
        let text = input.get(scheme..end)?;
        text.iter().rposition(|&byte| byte == b'/').map(|at| scheme + at)
    };
    let slash = slash_before(end).unwrap_or(end);
    let segment = Span::new((slash + 1).min(end), end);
    let text = segment.of(input);
    if text.is_empty() {
        return Err(refuse(Reason::CompressedAbsent, Span::new(slash, end)));
    }
    if let Some(at) = text.iter().position(|&byte| sextet(byte).is_none()) {
        let at = slash + 1 + at;
        return Err(refuse(Reason::CompressedCharacter, Span::new(at, at + 1)));
    }
    let kept = || {
        let before_value = slash_before(slash)?;
        let before_ai = slash_before(before_value)?;
        let ai = ApplicationIdentifier::new(input.get(before_ai + 1..before_value)?)?;
        let known = Dictionary::built_in().is_link_key(ai);
        known.then_some((before_ai, (ai, Span::new(before_value + 1, slash))))
    };
    Ok(match kept() {
        Some((stem, key)) => Parts { stem, key: Some(key), segment },
        None => Parts { stem: slash, key: None, segment },
    })
}

/// What a compressed link holds.
struct Contents {
    /// The elements with their places in the link, the kept key first.
    elements: Vec<(ApplicationIdentifier, String, Span)>,
    /// Parameters that are no elements.
    parameters: Vec<(String, String)>,
}

fn read(input: &[u8], parts: &Parts) -> Result<Contents, ParseError> {
    let mut contents = Contents { elements: Vec::new(), parameters: Vec::new() };
    if let Some((ai, place)) = parts.key {
        let value = uri::decode(place.of(input), false).map_err(|(at, reason)| {
            let at = place.start as usize + at;
            let place = Span::new(at, (at + 3).min(place.end as usize));
            ParseError::new(Code::LinkEncoding, place).about(ai).with(Detail::Reason(reason))
        })?;
        contents.elements.push((ai, String::from_utf8_lossy(&value).into_owned(), place));
    }
    let mut bits = Bits { reader: Reader::new(parts.segment.of(input)), start: parts.segment.start as usize };
    let dictionary = Dictionary::built_in();
    // Fewer than nine bits are no element: they fill the last character, or the last byte.
    while bits.reader.left() > 8 {
        let from = bits.reader.at();
        let header = bits.number(8, from)?;
        let (high, low) = (header >> 4, header & 15);
        if high == 15 {
            let (name, value) = bits.parameter(low, from)?;
            contents.parameters.push((name, value));
        } else if high > 9 || low > 9 {
            let sequence = sequences::of(header as u8)
                .ok_or_else(|| refuse(Reason::CompressedHeader, bits.place(from)))?;
            for ai in sequence {
                contents.elements.push(bits.element(&dictionary, ai)?);
            }
        } else {
            let ai = bits.ai(&dictionary, high * 10 + low, from)?;
            let mut element = bits.element(&dictionary, ai)?;
            element.2 = bits.place(from);
            contents.elements.push(element);
        }
    }
    let from = bits.reader.at();
    if bits.number(bits.reader.left(), from)? != 0 {
        return Err(refuse(Reason::CompressedRest, bits.place(from)));
    }
    Ok(contents)
}

/// The bits of the compressed part, with the places of their characters.
struct Bits<'t> {
    reader: Reader<'t>,
    /// Where the compressed part begins in the input.
    start: usize,
}

impl Bits<'_> {
    /// The characters that hold the bits from `from` to here.
    ///
    /// Behind the last character the place is empty.
    fn place(&self, from: usize) -> Span {
        let all = self.reader.at() + self.reader.left();
        let (from, to) = (from.min(all), self.reader.at().max(from + 1).min(all));
        Span::new(self.start + from / 6, self.start + to.div_ceil(6))
    }

    fn flaw(&self, flaw: Flaw, from: usize) -> ParseError {
        let reason = match flaw {
            Flaw::End => Reason::CompressedEnd,
            Flaw::Number => Reason::CompressedNumber,
        };
        refuse(reason, self.place(from))
    }

    fn number(&mut self, width: usize, from: usize) -> Result<u32, ParseError> {
        self.reader.number(width).map_err(|flaw| self.flaw(flaw, from))
    }

    /// The AI whose first two digits are known.
    fn ai(
        &mut self,
        dictionary: &Dictionary,
        two: u32,
        from: usize,
    ) -> Result<ApplicationIdentifier, ParseError> {
        let mut digits = format!("{two:02}");
        let length = dictionary.ai_digits(two as u16).unwrap_or(0);
        for _ in 2..length {
            digits.extend(char::from_digit(self.number(4, from)?, 16));
        }
        let ai =
            ApplicationIdentifier::new(&digits).filter(|ai| length > 0 && dictionary.parts(*ai).is_some());
        ai.ok_or_else(|| refuse(Reason::CompressedHeader, self.place(from)))
    }

    fn element(
        &mut self,
        dictionary: &Dictionary,
        ai: ApplicationIdentifier,
    ) -> Result<(ApplicationIdentifier, String, Span), ParseError> {
        let from = self.reader.at();
        let mut value = String::new();
        for part in dictionary.parts(ai).unwrap_or_default() {
            let (fixed, most) = part.length();
            let encoding = match part {
                Part::Digits(_) | Part::DigitsUpTo(_) => Encoding::Digits,
                Part::Text(_) | Part::TextUpTo(_) => self.encoding().map_err(|error| error.about(ai))?,
            };
            let length = match fixed {
                Some(length) => length,
                None => self.number(length_width(most), from).map_err(|error| error.about(ai))? as usize,
            };
            if length > most {
                return Err(refuse(Reason::CompressedLength, self.place(from)).about(ai));
            }
            self.reader
                .characters(encoding, length, &mut value)
                .map_err(|flaw| self.flaw(flaw, from).about(ai))?;
        }
        Ok((ai, value, self.place(from)))
    }

    fn encoding(&mut self) -> Result<Encoding, ParseError> {
        let from = self.reader.at();
        let number = self.number(3, from)?;
        Encoding::from_number(number).ok_or_else(|| refuse(Reason::CompressedEncoding, self.place(from)))
    }

    /// A parameter whose first eight bits are read: the mark, and four bits of the name's length.
    fn parameter(&mut self, length: u32, from: usize) -> Result<(String, String), ParseError> {
        let length = (length << 3 | self.number(3, from)?) as usize;
        if length == 0 {
            return Err(refuse(Reason::CompressedName, self.place(from)));
        }
        let (mut name, mut value) = (String::new(), String::new());
        self.reader.characters(Encoding::Base64, length, &mut name).map_err(|flaw| self.flaw(flaw, from))?;
        let encoding = self.encoding()?;
        let length = self.number(7, from)? as usize;
        self.reader.characters(encoding, length, &mut value).map_err(|flaw| self.flaw(flaw, from))?;
        if value.chars().any(|letter| letter.is_ascii_control()) {
            return Err(refuse(Reason::CompressedControl, self.place(from)));
        }
        Ok((name, value))
    }
}

impl Contents {
    /// The plain link.
    fn link(&self, input: &[u8], parts: &Parts) -> Result<String, ParseError> {
        let dictionary = Dictionary::built_in();
        let mut seen = HashSet::new();
        for (ai, _, place) in &self.elements {
            if !seen.insert(*ai) {
                return Err(ParseError::new(Code::LinkDuplicate, *place).about(*ai));
            }
        }
        let ais: Vec<ApplicationIdentifier> = self.elements.iter().map(|element| element.0).collect();
        let key = ais.iter().position(|&ai| dictionary.is_link_key(ai));
        let key = key.ok_or_else(|| ParseError::new(Code::LinkNoKey, parts.segment))?;
        let (path, query) = dictionary
            .link_order(key, &ais)
            .ok_or_else(|| refuse(Reason::CompressedQualifiers, parts.segment))?;
        let mut link = String::from_utf8_lossy(input.get(..parts.stem).unwrap_or_default()).into_owned();
        for (ai, value, _) in path.iter().filter_map(|&index| self.elements.get(index)) {
            let _ = write!(link, "/{ai}/{}", Escaped(value));
        }
        let mut mark = '?';
        for (ai, value, _) in query.iter().filter_map(|&index| self.elements.get(index)) {
            let _ = write!(link, "{mark}{ai}={}", Escaped(value));
            mark = '&';
        }
        for (name, value) in &self.parameters {
            let _ = write!(link, "{mark}{name}={}", Escaped(value));
            mark = '&';
        }
        let behind = input.get(parts.segment.end as usize..).unwrap_or_default();
        match behind.split_first() {
            Some((b'?', [])) | None => {}
            Some((b'?', behind)) => {
                link.push(mark);
                link.push_str(&String::from_utf8_lossy(behind));
            }
            Some(_) => link.push_str(&String::from_utf8_lossy(behind)),
        }
        Ok(link)
    }

    /// An error of the plain link, at the place of the compressed one that says it.
    fn at_home(&self, error: ParseError, parts: &Parts) -> ParseError {
        let element = error.ai().and_then(|ai| self.elements.iter().find(|element| element.0 == ai));
        error.moved(element.map_or(parts.segment, |element| element.2))
    }
}
