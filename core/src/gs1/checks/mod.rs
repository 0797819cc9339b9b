//! The rules for the contents of components, each a function from text to the first flaw in it.

mod codes;
mod coupon;
mod dates;
mod numbers;
mod text;

pub(crate) use dates::{day_exists, month_exists};

use super::tables::{Check, Component, Definition, Tables};
use crate::diagnostic::{Code, Detail, Reason};
use crate::keys::charset::{CSET_39, CSET_64, CSET_82, NUMERIC, stranger};
use crate::keys::{check_digit, check_pair};

/// What is wrong with a value, and where in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flaw {
    pub(crate) code: Code,
    pub(crate) detail: Detail,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Flaw {
    pub(crate) const fn new(code: Code, reason: Reason, start: usize, end: usize) -> Self {
        Flaw { code, detail: Detail::Reason(reason), start, end }
    }

    /// A loaded dictionary may ask a check of a value that is too short for it: the flaw then stands at its end.
    fn within(mut self, len: usize) -> Self {
        (self.start, self.end) = (self.start.min(len), self.end.min(len));
        self
    }

    /// The same flaw, counted from the beginning of a longer text.
    pub(crate) const fn shifted(mut self, offset: usize) -> Self {
        self.start += offset;
        self.end += offset;
        self
    }
}

/// `Ok`, or a flaw of this kind over the whole text.
fn whole(good: bool, text: &[u8], code: Code, reason: Reason) -> Result<(), Flaw> {
    if good { Ok(()) } else { Err(Flaw::new(code, reason, 0, text.len())) }
}

/// The first flaw in the contents of a value of this AI whose length is within bounds; without a definition any text of
/// the 82-character set is good.
pub(crate) fn judge_content(
    tables: &Tables<'_>,
    definition: Option<&Definition>,
    value: &[u8],
) -> Result<(), Flaw> {
    match definition {
        Some(definition) => judge_value(tables, definition, value),
        None => characters(b'X', value),
    }
}

/// The components from left to right, each as long as it may be; an optional one is left out when nothing is left.
pub(crate) fn judge_value(tables: &Tables<'_>, definition: &Definition, value: &[u8]) -> Result<(), Flaw> {
    let mut at = 0;
    for component in definition.components.of(tables.components) {
        let rest = value.get(at..).unwrap_or_default();
        if rest.is_empty() && component.optional {
            break;
        }
        let part = rest.get(..usize::from(component.most)).unwrap_or(rest);
        if part.len() < usize::from(component.least) {
            let found = u32::try_from(value.len()).unwrap_or(u32::MAX);
            let detail = Detail::Length { found, least: definition.least, most: definition.most };
            return Err(Flaw { code: Code::AiLength, detail, start: 0, end: value.len() });
        }
        judge(component, part).map_err(|flaw| flaw.shifted(at))?;
        at += part.len();
    }
    Ok(())
}

/// The component's character set, then its checks in their order.
fn judge(component: &Component, text: &[u8]) -> Result<(), Flaw> {
    characters(component.set, text)?;
    let checked = component.checks.iter().flatten().try_for_each(|check| run(*check, text));
    checked.map_err(|flaw| flaw.within(text.len()))
}

/// All characters belong to the set (N, X, Y or Z).
fn characters(set: u8, text: &[u8]) -> Result<(), Flaw> {
    let (body, bits) = match set {
        b'N' => (text, NUMERIC),
        b'Y' => (text, CSET_39),
        b'Z' => (text::without_padding(text)?, CSET_64),
        _ => (text, CSET_82),
    };
    match stranger(body, bits) {
        None => Ok(()),
        Some(at) => {
            let byte = text.get(at).copied().unwrap_or_default();
            Err(Flaw {
                code: Code::AiCharset,
                detail: Detail::Character { byte, set },
                start: at,
                end: at + 1,
            })
        }
    }
}

fn run(check: Check, text: &[u8]) -> Result<(), Flaw> {
    use Reason as R;
    let value = |good, reason| whole(good, text, Code::AiValue, reason);
    let list = |good, reason| whole(good, text, Code::AiCodeList, reason);
    match check {
        Check::Digit => digit(text),
        Check::Pair => pair(text),
        Check::PrefixFirst => prefix(text, 0),
        Check::PrefixSecond => prefix(text, 1),
        Check::Date => dates::date(text, false),
        Check::DateOrMonth => dates::date(text, true),
        Check::LongDate => dates::long_date(text, false),
        Check::LongDateOrMonth => dates::long_date(text, true),
        Check::Hour => dates::part(text, 0, 23, R::Hour),
        Check::Minute => dates::part(text, 0, 59, R::Minute),
        Check::Second => dates::part(text, 0, 59, R::Second),
        Check::HourMinute => {
            dates::part(text, 0, 23, R::Hour)?;
            dates::part(text, 2, 59, R::Minute)
        }
        Check::Country => list(codes::country(text), R::Country),
        Check::CountryOr999 => list(text == b"999" || codes::country(text), R::CountryOr999),
        Check::CountryLetters => list(codes::country_letters(text), R::CountryLetters),
        Check::Currency => list(codes::currency(text), R::Currency),
        Check::Package => list(codes::package(text), R::Package),
        Check::Media => list(matches!(numbers::value(text), 1..=10 | 80..=99), R::Media),
        Check::Sex => list(matches!(text, b"0" | b"1" | b"2" | b"9"), R::Sex),
        Check::YesNo => value(matches!(text, b"0" | b"1"), R::YesNo),
        Check::Winding => value(matches!(text, b"0" | b"1" | b"9"), R::Winding),
        Check::Zero => numbers::zero(text),
        Check::NotZero => value(text.iter().any(|&byte| byte != b'0'), R::NotZero),
        Check::NoLeadingZero => numbers::no_leading_zero(text),
        Check::Latitude => value(numbers::value(text) <= 1_800_000_000, R::Latitude),
        Check::Longitude => value(numbers::value(text) <= 3_600_000_000, R::Longitude),
        Check::PieceOfTotal => numbers::piece_of_total(text),
        Check::PlaceInSequence => numbers::place_in_sequence(text),
        Check::Importer => value(text::is_importer(text), R::Importer),
        Check::Iban => text::iban(text),
        Check::Percent => text::percent(text),
        Check::Hyphens => text::hyphens(text),
        Check::NotOnlyDigits => value(!text.iter().all(u8::is_ascii_digit), R::OnlyDigits),
        Check::Coupon => coupon::coupon(text),
        Check::CouponOffer => coupon::offer(text),
    }
}

/// The last digit is the check digit of those before it.
fn digit(text: &[u8]) -> Result<(), Flaw> {
    let Some((&found, body)) = text.split_last() else { return Ok(()) };
    match check_digit(body) {
        Some(expected) if expected == found => Ok(()),
        expected => {
            let detail = expected.map_or(Detail::None, |expected| Detail::Digit { found, expected });
            Err(Flaw { code: Code::AiChecksum, detail, start: text.len() - 1, end: text.len() })
        }
    }
}

/// The last two characters are the check pair of those before them.
fn pair(text: &[u8]) -> Result<(), Flaw> {
    let start = text.len().saturating_sub(2);
    let (body, found) = text.split_at(start);
    match check_pair(body) {
        Some(expected) if found == expected => Ok(()),
        expected => {
            let detail = expected.map_or(Detail::None, Detail::Pair);
            Err(Flaw { code: Code::AiCheckPair, detail, start, end: text.len() })
        }
    }
}

/// Four digits from `start` on: the least that a company prefix has.
fn prefix(text: &[u8], start: usize) -> Result<(), Flaw> {
    let Some(prefix) = text.get(start..start + 4) else {
        return Err(Flaw::new(Code::AiPrefix, Reason::PrefixShort, 0, text.len()));
    };
    match stranger(prefix, NUMERIC) {
        None => Ok(()),
        Some(at) => Err(Flaw::new(Code::AiPrefix, Reason::PrefixDigits, start + at, start + at + 1)),
    }
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
