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
        Relations {
            seen: 0,
            twice: 0,
            excludes: 0,
            rivals: 0,
            ais: [0; MOST],
            count: 0,
            open: [None; MOST],
            waiting: 0,
        }
    }

    /// Notes an element; false if it has to be looked at more closely.
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
        if rule.any & self.seen == 0 && rule.any != Bits::MAX {
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
        !check_needs
            || self.open.iter().take(self.waiting).flatten().all(|rule| {
                rule.any & self.seen != 0
                    || rule.needs.of(tables.needs).iter().all(|need| need.met(tables, self.seen))
            })
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
    let mut at = start;
    loop {
        let Some(rest) = text.get(at..) else { return Some(at) };
        let Found::Known(definition) = tables.find(rest) else { return Some(at) };
        let first = at + definition.ai.digits();
        let Some(length) = element(tables, definition, text, first) else { return Some(at) };
        let last = first + length;
        let next = match text.get(last) {
            None => last,
            Some(&GS) => last + 1,
            Some(_) if definition.fixed => last,
            Some(_) => return Some(at),
        };
        if !relations.add(tables, definition) {
            return Some(at);
        }
        elements.push(Element::new(definition.ai, first, last));
        at = next;
        if at >= text.len() {
            break;
        }
    }
    if relations.hold(tables, check_needs) { None } else { Some(at) }
}

/// The length of the value that begins at `start`, if it is good.
#[inline(always)]
fn element(tables: &Tables<'_>, definition: &Definition, text: &[u8], start: usize) -> Option<usize> {
    let most = usize::from(definition.most);
    match definition.shape {
        Shape::CheckedDigits => checked_digits(text.get(start..start + most)?).then_some(most),
        Shape::Date => date(text.get(start..)?.first_chunk()?).then_some(most),
        Shape::Text => {
            let length = run(text, start, most, |word| !all_of_82(word) & TOPS);
            (length > 0).then_some(length)
        }
        Shape::Digits => {
            let length = run(text, start, most, |word| !digits(word) & TOPS);
            (length >= usize::from(definition.least)).then_some(length)
        }
        Shape::General => {
            let rest = text.get(start..)?;
            let length = if definition.fixed {
                most
            } else {
                rest.iter().position(|&byte| byte == GS).unwrap_or(rest.len())
            };
            let good = definition.ai != SIGNATURE && length > 0 && length <= most;
            (good && judge_value(tables, definition, rest.get(..length)?).is_ok()).then_some(length)
        }
    }
}

/// How many bytes from `start` on, at most `most`, are good; `strangers` has the top bit of every byte that is not.
#[inline(always)]
fn run(text: &[u8], start: usize, most: usize, strangers: impl Fn(u64) -> u64) -> usize {
    let mut length = 0;
    loop {
        let Some(word) = word(text, start + length) else { return 0 };
        let found = strangers(word);
        if found != 0 {
            return (length + (found.trailing_zeros() / 8) as usize).min(most);
        }
        length += 8;
        if length > most {
            return most;
        }
    }
}

/// Eight bytes from `start` on; zeros behind the end. `None` if the text is shorter than that.
#[inline(always)]
fn word(text: &[u8], start: usize) -> Option<u64> {
    match text.get(start..).and_then(<[u8]>::first_chunk::<8>) {
        Some(bytes) => Some(u64::from_le_bytes(*bytes)),
        None => {
            let missing = (start + 8).checked_sub(text.len())?;
            let last = u64::from_le_bytes(*text.last_chunk::<8>()?);
            Some(last.checked_shr(8 * missing as u32).unwrap_or_default())
        }
    }
}

/// A byte in all eight places.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

const TOPS: u64 = each(0x80);

/// Adds so much to seven bits of every byte that the top bit is set where they are `least` or more.
#[inline(always)]
const fn from(word: u64, least: u8) -> u64 {
    (word & !TOPS).wrapping_add(each(0x80 - least))
}

/// The top bit of every byte that is one of the 82 characters.
#[inline(always)]
const fn all_of_82(word: u64) -> u64 {
    // ! to z without # $, @, [ \ ] ^ and the grave accent, which is @ with another bit.
    let graphic = from(word, b'!') & !from(word, b'{') & !word;
    let hash_dollar = from(word, b'#') & !from(word, b'%');
    let brackets = from(word, b'[') & !from(word, b'_');
    let at_accent = !from((word & each(0xDF)) ^ each(b'@'), 1);
    graphic & !(hash_dollar | brackets | at_accent)
}

/// The top bit of every byte that is a digit.
#[inline(always)]
const fn digits(word: u64) -> u64 {
    from(word, b'0') & !from(word, b':') & !word
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
    let total = if text.len() % 2 == 0 { 3 * even + odd } else { even + 3 * odd };
    good && total % 10 == 0
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
    let leap = u64::from(month == 2 && year % 4 == 0);
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
                    assert_eq!(top(all_of_82(word)), sets & CSET_82 != 0, "{byte:#x}");
                    assert_eq!(top(digits(word)), sets & NUMERIC != 0, "{byte:#x}");
                }
            }
        }
    }
}
