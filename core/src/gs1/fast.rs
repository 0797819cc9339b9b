//! The short way through valid messages: says yes, or leaves the input to the [reader](super::reader).
//!
//! It never says no, so that every error comes from one place. Measured on the corpus of `benches`, 52 bytes a scan: see
//! `benches/benches/parse.rs`. What makes it short: the first two digits find the definition by two table look-ups;
//! digits are judged eight at a time; relations are a few ORs per element.

use super::checks::judge_value;
use super::elements::{Element, Elements};
use super::scan::GS;
use super::tables::{Bits, Definition, Found, Rule, Shape, Tables};
use crate::diagnostic::ApplicationIdentifier;

/// More elements than this are left to the reader.
const MOST: usize = 8;

/// The signature asks for more than its own contents.
const SIGNATURE: ApplicationIdentifier = ApplicationIdentifier::from_parts(8030, 4);

/// What the elements of a message ask of each other, gathered one by one.
struct Relations<'t> {
    seen: Bits,
    twice: Bits,
    excludes: Bits,
    rivals: Bits,
    ais: [u16; MOST],
    count: usize,
    /// Rules whose needs were not met when their element came.
    open: [Option<&'t Rule>; MOST],
    waiting: usize,
}

impl<'t> Relations<'t> {
    #[inline(always)]
    const fn new() -> Self {
        let (ais, open) = ([0; MOST], [None; MOST]);
        Relations { seen: 0, twice: 0, excludes: 0, rivals: 0, ais, count: 0, open, waiting: 0 }
    }

    /// Notes an element; false if it has to be looked at more closely, or if there are too many.
    #[inline(always)]
    fn add(&mut self, tables: &Tables<'t>, definition: &Definition) -> bool {
        let Some(rule) = tables.rules.get(usize::from(definition.rule)) else { return false };
        let number = definition.ai.number();
        for &other in self.ais.iter().take(self.count) {
            if other == number {
                return false;
            }
        }
        let Some(slot) = self.ais.get_mut(self.count) else { return false };
        *slot = number;
        self.count += 1;
        if rule.grouped {
            self.twice |= self.seen & rule.member;
            self.rivals |= rule.rivals;
        }
        self.seen |= rule.member;
        self.excludes |= rule.excludes;
        if rule.any & self.seen == 0 {
            let Some(slot) = self.open.get_mut(self.waiting) else { return false };
            *slot = Some(rule);
            self.waiting += 1;
        }
        true
    }

    /// Whether nothing is excluded and nothing missing.
    #[inline(always)]
    fn hold(&self, tables: &Tables<'_>, check_needs: bool) -> bool {
        if self.excludes & self.seen | self.rivals & self.twice != 0 {
            return false;
        }
        if check_needs {
            for rule in self.open.iter().take(self.waiting) {
                let Some(rule) = rule else { return false };
                if rule.any & self.seen == 0
                    && !rule.needs.of(tables.needs).iter().all(|need| need.met(tables, self.seen))
                {
                    return false;
                }
            }
        }
        true
    }
}

/// Element strings from `start` to the end of the text, gathered in `elements` as long as all is well.
///
/// `None` after a yes; otherwise the place from which the reader has to go on, with what is gathered so far.
///
/// Always inlined, so that the built-in tables are constants where they are used.
#[inline(always)]
pub(crate) fn scan(
    tables: &Tables<'_>,
    text: &[u8],
    start: usize,
    check_needs: bool,
    elements: &mut Elements,
) -> Option<usize> {
    let mut relations = Relations::new();
    let Some(mut rest) = text.get(start..) else { return Some(start) };
    loop {
        let before = Some(text.len() - rest.len());
        let Found::Known(definition) = tables.find(rest) else { return before };
        let Some(value) = rest.get(definition.ai.digits()..) else { return before };
        let Some(length) = element(tables, definition, value, text) else { return before };
        let Some(behind) = value.get(length..) else { return before };
        let next = match behind {
            [] => behind,
            [GS, next @ ..] => next,
            _ if definition.fixed => behind,
            _ => return before,
        };
        if !relations.add(tables, definition) {
            return before;
        }
        elements.push(Element::new(definition.ai, text.len() - value.len(), text.len() - behind.len()));
        rest = next;
        if rest.is_empty() {
            break;
        }
    }
    if relations.hold(tables, check_needs) { None } else { Some(text.len()) }
}

/// The length of the value that begins here, if it is good; `text` is the whole input.
#[inline(always)]
fn element(tables: &Tables<'_>, definition: &Definition, value: &[u8], text: &[u8]) -> Option<usize> {
    let most = usize::from(definition.most);
    match definition.shape {
        Shape::CheckedDigits => checked_digits(value.get(..most)?).then_some(most),
        Shape::Date => date(value.first_chunk()?).then_some(most),
        Shape::Text => {
            let length = run(value, text, none_of_82);
            (length.wrapping_sub(1) < most).then_some(length)
        }
        Shape::Digits => {
            let length = run(value, text, no_digit);
            (usize::from(definition.least)..=most).contains(&length).then_some(length)
        }
        Shape::General => {
            let length = if definition.fixed {
                most
            } else {
                value.iter().position(|&byte| byte == GS).unwrap_or(value.len())
            };
            let good = definition.ai != SIGNATURE && length > 0 && length <= most;
            (good && judge_value(tables, definition, value.get(..length)?).is_ok()).then_some(length)
        }
    }
}

/// How many bytes are good from the beginning on; `strangers` has the top bit of every byte that is not.
///
/// `value` is the end of `text`, which has eight bytes or more, otherwise nothing is good.
#[inline(always)]
fn run(value: &[u8], text: &[u8], strangers: impl Fn(u64) -> u64) -> usize {
    let mut rest = value;
    while let Some((word, next)) = rest.split_first_chunk::<8>() {
        let found = strangers(u64::from_le_bytes(*word));
        if found != 0 {
            return value.len() - rest.len() + (found.trailing_zeros() / 8) as usize;
        }
        rest = next;
    }
    // The last bytes, with zeros behind them: no set holds zero.
    let Some(last) = text.last_chunk::<8>() else { return 0 };
    let last = u64::from_le_bytes(*last).checked_shr(64 - 8 * rest.len() as u32).unwrap_or_default();
    value.len() - rest.len() + (strangers(last).trailing_zeros() / 8) as usize
}

/// A byte in all eight places.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

const TOPS: u64 = each(0x80);

/// Adds so much to every byte, all below 128, that the top bit is set where it is `least` or more.
#[inline(always)]
const fn at_least(word: u64, least: u8) -> u64 {
    word.wrapping_add(each(0x80 - least))
}

/// The top bit of every byte that is none of the 82 characters.
///
/// In rows of 32 characters: the first of every row is none; of digits and punctuation `#` and `$` are none; of the
/// letters the last five are none, `_` apart; the first row has none at all.
#[inline(always)]
const fn none_of_82(word: u64) -> u64 {
    let column = word & each(0x1F);
    let (letters, odd) = (word << 1, word << 2);
    let in_letters = at_least(column, 27) & !(at_least(column, 31) & !odd);
    let in_digits = !odd | at_least(column, 3) & !at_least(column, 5);
    (word | !at_least(column, 1) | letters & in_letters | !letters & in_digits) & TOPS
}

/// The top bit of every byte that is no digit.
#[inline(always)]
const fn no_digit(word: u64) -> u64 {
    let low = word & !TOPS;
    (word | !at_least(low, b'0') | at_least(low, b':')) & TOPS
}

const ZEROS: u64 = each(b'0');
const HIGH: u64 = each(0xF0);
const SIX: u64 = each(6);
const EVEN: u64 = 0x00FF_00FF_00FF_00FF;

/// Whether all eight bytes are ASCII digits.
#[inline(always)]
const fn all_digits(word: u64) -> bool {
    // The high nibble is 3, and stays so when 6 is added.
    (word & HIGH) == ZEROS && (word.wrapping_add(SIX) & HIGH) == ZEROS
}

/// The sum of four numbers of 16 bits.
#[inline(always)]
const fn sum(lanes: u64) -> u64 {
    lanes.wrapping_mul(0x0001_0001_0001_0001) >> 48
}

/// Digits with a right check digit at the end; from 8 to 24 of them.
#[inline(always)]
fn checked_digits(text: &[u8]) -> bool {
    let (Some(first), Some(last)) = (text.first_chunk::<8>(), text.last_chunk::<8>()) else { return false };
    let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    let mut good = all_digits(first) & all_digits(last);
    // Sums of the digits in even and in odd places, as four numbers of 16 bits each.
    let first = first ^ ZEROS;
    let (mut even, mut odd) = (first & EVEN, first >> 8 & EVEN);
    let tail = match text.get(8..16) {
        Some(middle) => {
            let Some(middle) = middle.first_chunk::<8>() else { return false };
            let middle = u64::from_le_bytes(*middle);
            good &= all_digits(middle);
            let middle = middle ^ ZEROS;
            even += middle & EVEN;
            odd += middle >> 8 & EVEN;
            text.len() - 16
        }
        None => text.len() - 8,
    };
    // Of the last eight those that have not been counted.
    if tail > 0 {
        let rest = (last ^ ZEROS) >> (64 - 8 * tail as u32).min(63);
        even += rest & EVEN;
        odd += rest >> 8 & EVEN;
    }
    let (even, odd) = (sum(even), sum(odd));
    let total = if text.len().is_multiple_of(2) { 3 * even + odd } else { even + 3 * odd };
    good && total.is_multiple_of(10)
}

/// Days of the months by their number, with one more bit for February.
static DAYS: [u8; 100] = {
    let mut days = [0; 100];
    let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let mut month = 0;
    while month < 12 {
        days[month + 1] = lengths[month];
        month += 1;
    }
    days
};

/// YYMMDD, day 00 allowed.
#[inline(always)]
fn date(text: &[u8; 6]) -> bool {
    let [a, b, c, d, e, f] = *text;
    let word = u64::from_le_bytes([a, b, c, d, e, f, b'0', b'0']);
    if !all_digits(word) {
        return false;
    }
    let digits = word ^ ZEROS;
    // Pairs of digits as numbers, in the even bytes.
    let pairs = (digits & EVEN) * 10 + (digits >> 8 & EVEN);
    let (year, month, day) = (pairs & 0xFF, (pairs >> 16 & 0xFF) as usize, pairs >> 32 & 0xFF);
    let last = DAYS.get(month).copied().unwrap_or_default();
    let leap = u64::from(month == 2 && year.is_multiple_of(4));
    last > 0 && day <= u64::from(last) + leap
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::charset::{CSET_82, NUMERIC, SETS};

    #[test]
    fn words_agree_with_the_sets_byte_by_byte() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                for other in [b'0', b'z', 0x1D, 0xFF, byte] {
                    let mut bytes = [other; 8];
                    bytes[place] = byte;
                    let word = u64::from_le_bytes(bytes);
                    let top = |flags: u64| flags.to_le_bytes()[place] >= 0x80;
                    let sets = SETS[usize::from(byte)];
                    assert_eq!(top(none_of_82(word)), sets & CSET_82 == 0, "{byte:#x}");
                    assert_eq!(top(no_digit(word)), sets & NUMERIC == 0, "{byte:#x}");
                }
            }
        }
    }
}
