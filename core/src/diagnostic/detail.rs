//! The numbers from which the text of an error is made.

use std::fmt;

use super::{ApplicationIdentifier, Code, Reason};

/// What the message and the help of an error need to know, in at most 16 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    None,
    /// A check digit: what stands there, what should.
    Digit {
        found: u8,
        expected: u8,
    },
    /// A check pair that should stand there.
    Pair([u8; 2]),
    /// How long the value is, and may be.
    Length {
        found: u32,
        least: u8,
        most: u8,
    },
    /// A byte outside `set` (as AI formats name it: N, X, Y, Z).
    Character {
        byte: u8,
        set: u8,
    },
    /// Two or three digits of a date or time, or a value of a list.
    Reason(Reason),
    /// What would have to stand in the same message.
    Needs(Alternatives),
    /// The element that excludes this one, or that is stated twice.
    Other(ApplicationIdentifier),
    /// What a coding of tags cannot hold, and the codings that can.
    Fit {
        reason: Reason,
        wider: Wider,
    },
}

const _: () = assert!(size_of::<Detail>() <= 16);

/// The codings of tags that hold any value of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wider {
    None,
    Sgtin,
    Sgln,
    Grai,
    Giai,
    Gdti,
    Cpi,
    Itip,
}

impl Wider {
    const fn help(self) -> Option<&'static str> {
        Some(match self {
            Wider::None => return None,
            Wider::Sgtin => "sgtin-198 and sgtin+ hold any serial number",
            Wider::Sgln => "sgln-195 and sgln+ hold any extension",
            Wider::Grai => "grai-170 and grai+ hold any serial number",
            Wider::Giai => "giai-202 and giai+ hold any asset reference",
            Wider::Gdti => "gdti-174 and gdti+ hold any serial number",
            Wider::Cpi => "cpi-var holds any part reference, cpi+ any serial number too",
            Wider::Itip => "itip-212 and itip+ hold any serial number",
        })
    }
}

/// One AI, or all that begin with some digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    /// The digits that are fixed.
    pub(crate) fixed: ApplicationIdentifier,
    /// How many further digits run.
    pub(crate) open: u8,
}

impl Pattern {
    /// Whether the AI is one of those that are meant.
    pub(crate) fn matches(self, ai: ApplicationIdentifier) -> bool {
        let scale = 10u16.checked_pow(u32::from(self.open)).unwrap_or(u16::MAX);
        ai.digits() == self.fixed.digits() + usize::from(self.open)
            && ai.value() / scale == self.fixed.value()
    }
}

/// The first few alternatives of a need; each is one AI or several that count together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Alternatives {
    ais: [ApplicationIdentifier; Alternatives::MOST],
    /// How many there are, of which `ais` holds the first; for each two bits: open digits and whether it joins the next.
    len: u8,
    open: u8,
    joined: u8,
}

impl Alternatives {
    const MOST: usize = 5;

    /// The alternatives in order; `joined` tells that a pattern counts only together with the next one.
    pub(crate) fn new(patterns: impl Iterator<Item = (Pattern, bool)>) -> Self {
        let mut all = Alternatives {
            ais: [ApplicationIdentifier::from_parts(0, 2); Self::MOST],
            len: 0,
            open: 0,
            joined: 0,
        };
        for (index, (pattern, joined)) in patterns.enumerate() {
            all.len = all.len.saturating_add(1);
            if let Some(slot) = all.ais.get_mut(index) {
                *slot = pattern.fixed;
                all.open |= u8::from(pattern.open > 0) << index;
                all.joined |= u8::from(joined) << index;
            }
        }
        all
    }
}

impl fmt::Display for Alternatives {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.ais.iter().take(usize::from(self.len)).enumerate();
        for (index, ai) in shown {
            if index > 0 {
                f.write_str(if self.joined >> (index - 1) & 1 == 1 { " with " } else { " or " })?;
            }
            write!(f, "({ai}")?;
            if self.open >> index & 1 == 1 {
                for _ in ai.digits()..4 {
                    f.write_str("n")?;
                }
            }
            f.write_str(")")?;
        }
        if usize::from(self.len) > Self::MOST { f.write_str(" or others") } else { Ok(()) }
    }
}

/// A byte as people can read it.
struct Byte(u8);

impl fmt::Display for Byte {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            b' ' => f.write_str("a space"),
            0x1D => f.write_str("a separator (GS)"),
            byte if byte.is_ascii_graphic() => write!(f, "{}", byte as char),
            byte => write!(f, "byte 0x{byte:02X}"),
        }
    }
}

impl Detail {
    /// The sentence for an error of this code.
    pub(crate) fn describe(&self, code: Code, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (*self, code) {
            (Detail::Digit { found, expected }, _) => {
                write!(f, "the check digit is {}, expected {}", Byte(found), Byte(expected))
            }
            (Detail::Pair([first, second]), _) => {
                write!(f, "the check characters do not match, expected {}{}", Byte(first), Byte(second))
            }
            (Detail::Length { found: 0, .. }, _) => f.write_str("the value is empty"),
            (Detail::Length { found, least, most }, _) if least == most => {
                write!(f, "the value has {found} characters, it must have {most}")
            }
            (Detail::Length { found, least, most }, _) => {
                write!(f, "the value has {found} characters, it may have {least} to {most}")
            }
            (Detail::Character { byte, set }, _) => {
                let set = match set {
                    b'N' => "the digits",
                    b'Y' => "the 39-character set",
                    b'Z' => "the base64url set",
                    b'A' => "the digits and capital letters",
                    b'U' => "the digits, capital letters, - and _",
                    b'H' => "the characters of Code 39",
                    b'P' => "the printable characters of ASCII",
                    _ => "the 82-character set",
                };
                write!(f, "{} is not in {set}", Byte(byte))
            }
            (Detail::Reason(reason), Code::AiCodeList | Code::AiValue | Code::AiPrefix) => {
                write!(f, "the value {}", reason.as_str())
            }
            (Detail::Reason(reason), Code::AiDate) => write!(f, "the date {}", reason.as_str()),
            (Detail::Reason(reason), Code::AiTime) => write!(f, "the time {}", reason.as_str()),
            (Detail::Reason(reason), Code::AiCoupon) => write!(f, "the coupon {}", reason.as_str()),
            (Detail::Reason(reason), _) => f.write_str(reason.as_str()),
            (Detail::Needs(alternatives), _) => write!(f, "may only stand beside {alternatives}"),
            (Detail::Other(other), Code::AiExcluded) => write!(f, "may not stand beside ({other})"),
            (Detail::Other(_), Code::AiRepeat) => f.write_str("is stated twice with different values"),
            (Detail::Other(other), Code::AiSerialMissing) => {
                write!(f, "has no serial component, which the signature ({other}) asks for")
            }
            (Detail::Other(other), _) => write!(f, "conflicts with ({other})"),
            (Detail::Fit { reason, .. }, _) => f.write_str(reason.as_str()),
            (Detail::None, code) => f.write_str(plain(code)),
        }
    }

    /// Help that is closer than that of the code.
    pub(crate) fn help(&self) -> Option<&'static str> {
        Some(match self {
            Detail::Reason(Reason::SeparatorDoubled) => "one separator ends an element; remove the second",
            Detail::Reason(Reason::SeparatorFirst) => "remove the separator after the symbology identifier",
            Detail::Reason(Reason::BracketOpen) => {
                "close the bracket; a bracket inside a value is written \\("
            }
            Detail::Fit { wider, .. } => return wider.help(),
            Detail::Reason(Reason::TagHeaderOther) => {
                "GID, US DoD and ADI tags name no GS1 key; keep the raw URI"
            }
            Detail::Reason(Reason::TagPrefixMissing) => {
                "state how many digits the company prefix has (6 to 12), or use a '+' coding, which needs no length"
            }
            Detail::Character { byte: b'(', .. } => {
                "in the bracketed form a bracket inside a value is written \\("
            }
            Detail::Length { found: 8 | 12 | 13, least: 14, most: 14 } => {
                "a GTIN of 8, 12 or 13 digits is filled with zeros on the left to 14"
            }
            _ => return None,
        })
    }
}

/// The sentence of a code that needs no numbers.
const fn plain(code: Code) -> &'static str {
    match code {
        Code::Empty => "there is no data",
        Code::AiChecksum => "the check digit does not match",
        Code::AiLength => "the value has a wrong length",
        Code::AiCharset => "the value holds a character that is not allowed",
        Code::AiUnknown => "no Application Identifier begins with these characters",
        Code::AiRequired => "another element is missing",
        Code::AiExcluded => "two elements exclude each other",
        Code::AiRepeat => "is stated twice with different values",
        Code::AiDate => "the date does not exist",
        Code::AiTime => "the time does not exist",
        Code::AiCodeList => "the value is not in its list of codes",
        Code::AiValue => "the value breaks a rule of its element",
        Code::AiCheckPair => "the check characters do not match",
        Code::AiPrefix => "the key does not begin with a company prefix",
        Code::AiCoupon => "the coupon does not follow its grammar",
        Code::AiSerialMissing => "the key has no serial component",
        Code::BracketSyntax => "the brackets do not enclose Application Identifiers",
        Code::SymbologyMissing => "there is no symbology identifier",
        Code::SymbologyUnknown => "there is no such symbology identifier",
        Code::CarrierLength => "the symbol has a wrong number of digits",
        Code::CarrierCharset => "the symbol holds digits only",
        Code::CarrierChecksum => "the check digit of the symbol does not match",
        Code::CarrierContent => "a symbol of this kind does not hold such data",
        Code::CarrierCapacity => "the data are longer than such a symbol can be",
        Code::LinkUri => "this is no web address",
        Code::LinkNoKey => "the path names no GS1 key",
        Code::LinkSequence => "the qualifiers are not those of the key, in their order",
        Code::LinkAttribute => "this element may not be a query parameter",
        Code::LinkDuplicate => "the element is stated twice",
        Code::LinkEncoding => "an escape sequence is malformed",
        Code::LinkCompressed => "the compressed part of the link cannot be read",
        Code::LinkPlain => "nothing in this link is compressed",
        Code::LinkStem => "this cannot stand before the key of a link",
        Code::PoolAlphabet => "this is no alphabet for serials",
        Code::PoolLength => "serials cannot have this length",
        Code::PoolFixed => "no serial may hold this",
        Code::PoolKey => "the key has not 16 or 32 bytes",
        Code::PoolForbidden => "no serials are left that are free of this",
        Code::PoolExhausted => "the pool has no more serials",
        Code::PoolGuess => "the probability that a serial is guessed is not lower than one in ten thousand",
        Code::EpcSyntax => "this is no EPC URI of an identity, class or pattern",
        Code::EpcScheme => "there is no such EPC scheme",
        Code::EpcLength => "the parts have not the lengths of the scheme",
        Code::EpcCharset => "this part may not hold such a character",
        Code::EpcPrefixUnknown => "the length of the company prefix is not known",
        Code::EpcPrefixNone => "the number has no company prefix",
        Code::EpcPrefixConflict => "sources contradict each other about the length of the company prefix",
        Code::EpcKey => "the data hold no key that an EPC can name",
        Code::EpcPattern => "a wildcard stands where none may stand",
        Code::PrefixTable => "the table of company prefixes cannot be read",
        Code::ItemKey => "the data name no single item",
        Code::EnvelopeHeader => "this is no ISO/IEC 15434 envelope",
        Code::EnvelopeFormat => "the envelope holds no format that can be read",
        Code::DiUnknown => "no data identifier begins with these characters",
        Code::DiLength => "the value has a wrong length",
        Code::DiCharset => "the value holds a character that is not allowed",
        Code::DiDate => "the date does not exist",
        Code::DiRepeat => "the data identifier is stated twice with different values",
        Code::PpnForm => "this is no pharmacy product number",
        Code::PpnChecksum => "the check digits do not match",
        Code::PznForm => "this is no Pharmazentralnummer",
        Code::PznChecksum => {
            "the digits before the last leave remainder 10, so such a number is not assigned"
        }
        Code::NationalForm => "the number has not the form of its system",
        Code::NationalChecksum => "the check digit does not match",
        Code::NtinForm => "the GTIN holds no national number of a known system",
        Code::NdcForm => "this is no National Drug Code",
        Code::HibcForm => "this is no Health Industry Bar Code",
        Code::HibcChecksum => "the check character does not match",
        Code::HibcDate => "the date does not exist",
        Code::HibcLink => "the link character is not the check character of the primary code",
        Code::CnForm => "this is no Chinese drug traceability code",
        Code::MergeConflict => "two carriers state different values",
        Code::KindUnclear => "the digits are valid as more than one kind of number",
        #[allow(unreachable_patterns)]
        _ => code.help(),
    }
}
