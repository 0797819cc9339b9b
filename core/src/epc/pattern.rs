//! Patterns over tags: `urn:epc:pat:sgtin-96:3.9506000.[012345-012349].*` (EPC Tag Data Standard 13).

use super::{EpcUri, Scheme};
use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};
use crate::gs1::urn::{self, UriKind};
use crate::gs1::urn_schemes::Tail;
use crate::keys::charset::{CSET_39, CSET_82, SETS};

/// The head of a tag pattern.
const HEAD: &[u8] = b"urn:epc:pat:";

/// Which tags are meant: scheme, filter value and key, of which parts are given, a range, or anything.
///
/// In difference to an identity pattern a wildcard or a range may stand in any part; only the reference behind a company
/// prefix that is a wildcard must be one too.
///
/// ```
/// use tallymark::epc::{EpcUri, TagPattern};
/// let pattern = TagPattern::parse("urn:epc:pat:sgtin-96:3.9506000.[013430-013439].*")?;
/// let pack = EpcUri::parse("urn:epc:id:sgtin:9506000.013435.77")?;
/// assert!(pattern.matches(&pack, Some(3)) && !pattern.matches(&pack, Some(1)));
/// # Ok::<(), tallymark::ParseError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TagPattern<'a> {
    coding: &'static Coding,
    filter: Part<'a>,
    parts: Vec<Part<'a>>,
}

/// One part of a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part<'a> {
    Any,
    /// From the first number to the second.
    Range(&'a [u8], &'a [u8]),
    Text(&'a [u8]),
}

/// How a coding of tags limits the last part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Last {
    /// A part of the key: digits, as many as the scheme says.
    Key,
    /// A number without needless zeros, below two to this power.
    Bits(u32),
    /// A number whose zeros count, of at most so many digits.
    Digits(usize),
    /// Characters of set 82.
    Text,
    /// A number within the bits that the company prefix leaves, of six to twelve digits.
    Left([u32; 7]),
}

/// A coding of tags.
#[derive(Debug, PartialEq, Eq)]
struct Coding {
    name: &'static str,
    scheme: Scheme,
    last: Last,
}

/// EPC Tag Data Standard 14: codings with their serial fields.
static CODINGS: [Coding; 19] = [
    coding("sgtin-96", Scheme::Sgtin, Last::Bits(38)),
    coding("sgtin-198", Scheme::Sgtin, Last::Text),
    coding("sscc-96", Scheme::Sscc, Last::Key),
    coding("sgln-96", Scheme::Sgln, Last::Bits(41)),
    coding("sgln-195", Scheme::Sgln, Last::Text),
    coding("grai-96", Scheme::Grai, Last::Bits(38)),
    coding("grai-170", Scheme::Grai, Last::Text),
    coding("giai-96", Scheme::Giai, Last::Left([62, 58, 55, 52, 48, 45, 42])),
    coding("giai-202", Scheme::Giai, Last::Text),
    coding("gsrn-96", Scheme::Gsrn, Last::Key),
    coding("gsrnp-96", Scheme::Gsrnp, Last::Key),
    coding("gdti-96", Scheme::Gdti, Last::Bits(41)),
    coding("gdti-113", Scheme::Gdti, Last::Digits(17)),
    coding("gdti-174", Scheme::Gdti, Last::Text),
    coding("cpi-96", Scheme::Cpi, Last::Bits(31)),
    coding("cpi-var", Scheme::Cpi, Last::Bits(40)),
    coding("sgcn-96", Scheme::Sgcn, Last::Digits(12)),
    coding("itip-110", Scheme::Itip, Last::Bits(38)),
    coding("itip-212", Scheme::Itip, Last::Text),
];

const fn coding(name: &'static str, scheme: Scheme, last: Last) -> Coding {
    Coding { name, scheme, last }
}

fn refuse(code: Code, reason: Reason, start: usize, end: usize) -> ParseError {
    ParseError::new(code, Span::new(start, end)).with(Detail::Reason(reason))
}

impl<'a> TagPattern<'a> {
    /// Reads a pattern of one of the codings of GS1 keys.
    ///
    /// # Errors
    /// [`Code::EpcSyntax`], [`Code::EpcScheme`], [`Code::EpcLength`], [`Code::EpcCharset`], [`Code::EpcPattern`].
    pub fn parse(text: &'a (impl AsRef<[u8]> + ?Sized)) -> Result<Self, ParseError> {
        let input = text.as_ref();
        let same = |head: &[u8], from: usize, to: usize| head.get(from..to) == HEAD.get(from..to);
        if !urn::is_epc(input) || !same(input, 8, HEAD.len()) {
            return Err(refuse(Code::EpcSyntax, Reason::EpcHead, 0, input.len().min(HEAD.len())));
        }
        let rest = input.get(HEAD.len()..).unwrap_or_default();
        let colon = rest.iter().position(|&byte| byte == b':').unwrap_or(rest.len());
        let name = rest.get(..colon).unwrap_or_default();
        let Some(coding) = CODINGS.iter().find(|coding| coding.name.as_bytes() == name) else {
            return Err(ParseError::new(Code::EpcScheme, Span::new(HEAD.len(), HEAD.len() + colon)));
        };
        let mut at = (HEAD.len() + colon + 1).min(input.len());
        let count = coding.scheme.parts() + 1;
        let mut parts = Vec::with_capacity(count);
        for index in 0..count {
            let body = input.get(at..).unwrap_or_default();
            let dot = body.iter().position(|&byte| byte == b'.');
            let length = match dot {
                Some(dot) if index + 1 < count => dot,
                None if index + 1 < count => {
                    return Err(refuse(Code::EpcSyntax, Reason::EpcPatternParts, at, input.len()));
                }
                _ => body.len(),
            };
            parts.push((part(body.get(..length).unwrap_or_default(), at)?, at, at + length));
            at += length + 1;
        }
        coding.judge(&parts)?;
        let mut parts = parts.into_iter().map(|(part, _, _)| part);
        let filter = parts.next().unwrap_or(Part::Any);
        Ok(TagPattern { coding, filter, parts: parts.collect() })
    }

    /// The name of the coding, such as `sgtin-96`.
    #[must_use]
    pub fn coding(&self) -> &'static str {
        self.coding.name
    }

    /// The scheme of the keys that are meant.
    #[must_use]
    pub fn scheme(&self) -> Scheme {
        self.coding.scheme
    }

    /// Whether a tag with this EPC and filter value is meant; without a filter value only the EPC is compared.
    #[must_use]
    pub fn matches(&self, uri: &EpcUri<'_>, filter: Option<u8>) -> bool {
        if uri.kind() != UriKind::Identity || uri.scheme() != self.scheme() {
            return false;
        }
        let filter = filter.is_none_or(|filter| self.filter.meets(filter.to_string().as_bytes()));
        let mut parts = self.parts.iter().enumerate();
        filter && parts.all(|(index, part)| uri.part_bytes(index).is_some_and(|text| part.meets(&text)))
    }
}

/// A part by how it is written.
fn part(text: &[u8], at: usize) -> Result<Part<'_>, ParseError> {
    match text {
        b"*" => Ok(Part::Any),
        [b'[', inner @ .., b']'] => {
            let wrong = || refuse(Code::EpcPattern, Reason::EpcRange, at, at + text.len());
            let hyphen = inner.iter().position(|&byte| byte == b'-').ok_or_else(wrong)?;
            let (low, high) =
                (inner.get(..hyphen).unwrap_or_default(), inner.get(hyphen + 1..).unwrap_or_default());
            let digits =
                |text: &[u8]| !text.is_empty() && text.len() <= 18 && text.iter().all(u8::is_ascii_digit);
            let ordered = (low.len(), low) <= (high.len(), high);
            if digits(low) && digits(high) && ordered { Ok(Part::Range(low, high)) } else { Err(wrong()) }
        }
        _ => Ok(Part::Text(text)),
    }
}

impl Part<'_> {
    /// Whether a text is meant, escapes resolved.
    fn meets(&self, text: &[u8]) -> bool {
        match self {
            Part::Any => true,
            Part::Text(given) => {
                let mut decoded = Vec::with_capacity(given.len());
                urn::decode(given, &mut decoded);
                decoded == text
            }
            // Without needless zeros, or with as many on both ends: longer is larger.
            Part::Range(low, high) => {
                let own = (text.len(), text);
                let needless = low.len() != high.len() && text.len() > 1 && text.first() == Some(&b'0');
                let digits = text.iter().all(u8::is_ascii_digit);
                digits && !needless && (low.len(), *low) <= own && own <= (high.len(), *high)
            }
        }
    }

    /// The texts that are stated: none, one, or the two ends of a range.
    fn stated(&self) -> impl Iterator<Item = &[u8]> {
        let (one, two) = match self {
            Part::Any => (None, None),
            Part::Text(text) => (Some(*text), None),
            Part::Range(low, high) => (Some(*low), Some(*high)),
        };
        one.into_iter().chain(two)
    }
}

impl Coding {
    /// Judges filter value, company prefix, reference, pieces and serial.
    fn judge(&self, parts: &[(Part<'_>, usize, usize)]) -> Result<(), ParseError> {
        let layout = self.scheme.layout();
        let [(filter, from, to), (prefix, start, end), (reference, ref_start, ref_end), rest @ ..] = parts
        else {
            return Err(refuse(Code::EpcSyntax, Reason::EpcPatternParts, 0, HEAD.len()));
        };
        if filter.stated().any(|text| !matches!(text, [b'0'..=b'7'])) {
            return Err(refuse(Code::EpcPattern, Reason::EpcFilter, *from, *to));
        }
        let prefix = match prefix {
            Part::Any => 0,
            Part::Range(..) => return Err(refuse(Code::EpcPattern, Reason::EpcWildcardPlace, *start, *end)),
            Part::Text(text) => {
                digits(text, *start)?;
                if !(6..=12).contains(&text.len()) {
                    return Err(refuse(Code::EpcLength, Reason::EpcPrefix, *start, *end));
                }
                text.len()
            }
        };
        if prefix == 0 && *reference != Part::Any {
            return Err(refuse(Code::EpcPattern, Reason::EpcWildcardLast, *ref_start, *ref_end));
        }
        match (usize::from(layout.digits), self.last) {
            (0, last) if layout.tail == Tail::Nothing => {
                self.last(last, reference, prefix, *ref_start, *ref_end)?;
            }
            (0, Last::Bits(31)) => {
                let bits = Last::Left([31, 27, 24, 21, 17, 14, 11]);
                self.last(bits, reference, prefix, *ref_start, *ref_end)?;
            }
            (0, _) => {
                for text in reference.stated() {
                    characters(text, CSET_39, *ref_start)?;
                }
            }
            (digits_of_both, _) => {
                for text in reference.stated() {
                    digits(text, *ref_start)?;
                    if prefix + text.len() != digits_of_both {
                        return Err(refuse(Code::EpcLength, Reason::EpcReference, *start, *ref_end));
                    }
                }
            }
        }
        let Some(((last, last_start, last_end), pieces)) = rest.split_last() else { return Ok(()) };
        for (piece, from, to) in pieces {
            for text in piece.stated() {
                digits(text, *from)?;
                if text.len() != 2 {
                    return Err(refuse(Code::EpcLength, Reason::EpcPieces, *from, *to));
                }
            }
        }
        self.last(self.last, last, prefix, *last_start, *last_end)
    }

    /// Judges a serial, or a reference that is one.
    fn last(
        &self,
        last: Last,
        part: &Part<'_>,
        prefix: usize,
        start: usize,
        end: usize,
    ) -> Result<(), ParseError> {
        let layout = self.scheme.layout();
        for text in part.stated() {
            let most = match layout.tail {
                Tail::Nothing => 30usize.saturating_sub(prefix),
                _ => usize::from(layout.most),
            };
            match last {
                Last::Key => {}
                Last::Text => {
                    if matches!(part, Part::Range(..)) {
                        return Err(refuse(Code::EpcPattern, Reason::EpcRange, start, end));
                    }
                    let length = characters(text, CSET_82, start)?;
                    if length == 0 || length > most {
                        return Err(ParseError::new(Code::EpcLength, Span::new(start, end)));
                    }
                }
                Last::Digits(most) => {
                    digits(text, start)?;
                    if text.is_empty() || text.len() > most {
                        return Err(ParseError::new(Code::EpcLength, Span::new(start, end)));
                    }
                }
                Last::Bits(bits) => number(text, bits, start, end)?,
                Last::Left(bits) => {
                    // Of any company prefix the one that leaves most.
                    let bits = bits.get(prefix.saturating_sub(6)).copied().unwrap_or(0);
                    number(text, bits, start, end)?;
                }
            }
        }
        Ok(())
    }
}

/// A number without needless zeros, below two to the power of `bits`.
fn number(text: &[u8], bits: u32, start: usize, end: usize) -> Result<(), ParseError> {
    digits(text, start)?;
    if text.is_empty() || text.len() > 1 && text.first() == Some(&b'0') {
        return Err(refuse(Code::EpcLength, Reason::EpcSerialZeros, start, end));
    }
    match super::prefix::number(text) {
        Some(number) if number >> bits.min(63) == 0 => Ok(()),
        _ => Err(refuse(Code::EpcLength, Reason::EpcSerialRange, start, end)),
    }
}

fn digits(text: &[u8], start: usize) -> Result<(), ParseError> {
    match text.iter().position(|byte| !byte.is_ascii_digit()) {
        None => Ok(()),
        Some(at) => Err(refuse(Code::EpcCharset, Reason::EpcDigits, start + at, start + at + 1)),
    }
}

/// Characters of a set, with escapes; how many.
fn characters(text: &[u8], set: u8, start: usize) -> Result<usize, ParseError> {
    let (mut at, mut length) = (0, 0);
    while let Some(&byte) = text.get(at) {
        let mut decoded = Vec::with_capacity(1);
        let escape = byte == b'%';
        let end = if escape { at + 3 } else { at + 1 };
        if escape {
            urn::decode(text.get(at..end).unwrap_or_default(), &mut decoded);
        } else if !urn::reserved(byte) {
            decoded.push(byte);
        }
        match decoded.as_slice() {
            [byte] if SETS.get(usize::from(*byte)).is_some_and(|sets| sets & set != 0) => {}
            _ => {
                let end = end.min(text.len());
                let reason = if escape { Reason::EpcEscape } else { Reason::EpcReserved };
                return Err(refuse(Code::EpcCharset, reason, start + at, start + end));
            }
        }
        at = end;
        length += 1;
    }
    Ok(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_texts_ranges_or_wildcards() {
        for good in [
            "urn:epc:pat:sgtin-96:*.*.*.*",
            "urn:epc:pat:sgtin-96:[1-3].9506000.013435.[1-274877906943]",
            "urn:epc:pat:sgtin-198:3.9506000.*.A%2F1",
            "urn:epc:pat:sscc-96:0.9506000.[3134000001-3134000009]",
            "urn:epc:pat:sgln-96:*.9506000.13400.0",
            "urn:epc:pat:giai-96:*.950600013435.4398046511103",
            "urn:epc:pat:giai-202:*.9506000.A%2FB",
            "urn:epc:pat:cpi-var:*.9506000.A%23B.7",
            "urn:epc:pat:sgcn-96:*.9506000.01343.007",
            "urn:epc:pat:itip-110:*.9506000.013435.01.02.*",
        ] {
            assert!(TagPattern::parse(good).is_ok(), "{good}: {:?}", TagPattern::parse(good));
        }
        for (bad, code) in [
            ("urn:epc:id:sgtin:9506000.013435.A", "epc-syntax"),
            ("urn:epc:pat:gid-96:*.*.*", "epc-scheme"),
            ("urn:epc:pat:sgtin-96:3.9506000.013435", "epc-syntax"),
            ("urn:epc:pat:sgtin-96:8.9506000.013435.1", "epc-pattern"),
            ("urn:epc:pat:sgtin-96:3.*.013435.1", "epc-pattern"),
            ("urn:epc:pat:sgtin-96:3.9506000.[2-1].1", "epc-pattern"),
            ("urn:epc:pat:sgtin-96:3.9506000.[1-2].1", "epc-length"),
            ("urn:epc:pat:sgtin-96:3.9506000.013435.01", "epc-length"),
            ("urn:epc:pat:sgtin-96:3.9506000.013435.274877906944", "epc-length"),
            ("urn:epc:pat:sgtin-96:3.9506000.013435.A", "epc-charset"),
            ("urn:epc:pat:sgtin-198:3.9506000.013435.A/1", "epc-charset"),
            ("urn:epc:pat:giai-96:*.950600013435.4398046511104", "epc-length"),
            ("urn:epc:pat:cpi-96:*.950600013435.2048.1", "epc-length"),
            ("urn:epc:pat:itip-110:*.9506000.013435.1.02.*", "epc-length"),
        ] {
            let error = TagPattern::parse(bad).expect_err(bad);
            assert_eq!(error.code().as_str(), code, "{bad}: {error}");
            assert!(error.span().end as usize <= bad.len() && !error.message().is_empty());
        }
    }

    #[test]
    fn a_range_holds_its_ends() {
        let pattern = TagPattern::parse("urn:epc:pat:sgtin-96:*.9506000.*.[9-10]").unwrap();
        let meant = |serial| {
            let uri = format!("urn:epc:id:sgtin:9506000.013435.{serial}");
            pattern.matches(&EpcUri::parse(&uri).unwrap(), None)
        };
        let serials = ["8", "9", "10", "11", "09", "A"];
        assert_eq!(serials.map(meant), [false, true, true, false, false, false]);
    }
}
