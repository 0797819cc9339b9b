//! Sixteen bytes judged at once.
//!
//! Every function is a loop over an array of sixteen, without branches and without `unsafe`, written so that compilers
//! turn it into a few vector instructions: arithmetic that saturates instead of comparisons, and sums of eight bytes,
//! which are one instruction (`psadbw` on x86-64) and of different powers of two make a bit mask. They stay apart from
//! their callers, because in a large function the loops are taken to pieces. Tests compare each with the plain rule,
//! byte by byte.

// Loops over places are what compilers make vector instructions of; all places are below the fixed length.
#![allow(clippy::needless_range_loop)]

/// Sixteen bytes.
pub(super) type Block = [u8; 16];

/// How far `byte` lies beyond the `more + 1` characters from `first` on; 0 for one of them.
#[inline(always)]
const fn beyond(byte: u8, first: u8, more: u8) -> u8 {
    byte.wrapping_sub(first).saturating_sub(more)
}

/// 0 for letters and digits, hyphen and full stop: what a domain is made of.
#[inline(always)]
fn beyond_domain(byte: u8) -> u8 {
    beyond(byte | 0x20, b'a', 25).min(beyond(byte, b'0', 9)).min(beyond(byte, b'-', 1))
}

/// 0 for the 82 characters.
#[inline(always)]
fn beyond_82(byte: u8) -> u8 {
    let letter = beyond(byte | 0x20, b'a', 25);
    letter.min(beyond(byte, b'%', b'?' - b'%')).min(beyond(byte, b'!', 1)).min(byte ^ b'_')
}

/// The sums of the first eight and of the last eight bytes.
#[inline(always)]
fn sums(block: &Block) -> (u32, u32) {
    let (mut low, mut high) = (0, 0);
    for at in 0..8 {
        low += u32::from(block[at]);
        high += u32::from(block[at + 8]);
    }
    (low, high)
}

const BITS: Block = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];

macro_rules! masks {
    ($($(#[$doc:meta])* $name:ident($byte:ident) = $rule:expr;)*) => { $(
        $(#[$doc])*
        #[inline(never)]
        pub(super) fn $name(block: &Block) -> u32 {
            let mut bits = [0; 16];
            for at in 0..16 {
                let $byte = block[at];
                bits[at] = $rule.min(1).wrapping_neg() & BITS[at];
            }
            let (low, high) = sums(&bits);
            low | high << 8
        }
    )* };
}

// A bit for every byte that is not 0 under its rule.
masks! {
    /// The bytes outside the 82-character set.
    outside_82(byte) = beyond_82(byte);
    /// The bytes outside the 82-character set, and opening brackets.
    outside_82_or_bracket(byte) = beyond_82(byte) | (byte ^ b'(').min(1) ^ 1;
    /// The bytes that are no digit.
    no_digit(byte) = beyond(byte, b'0', 9);
    /// The bytes that a domain does not have.
    outside_domain(byte) = beyond_domain(byte);
    /// The bytes that a domain does not have, but for the low line: what stands in a URI as it is, the tilde apart, which
    /// is no character of a value.
    outside_link(byte) = beyond_domain(byte).min(byte ^ b'_');
}

/// All bytes of a block but the first few.
pub(super) static ALL_BUT: [Block; 4] = {
    let mut kept = [[0xFF; 16]; 4];
    let mut few = 1;
    while few < 4 {
        let mut at = 0;
        while at < few {
            kept[few][at] = 0;
            at += 1;
        }
        few += 1;
    }
    kept
};

/// The digits of the block that are `kept`, weighed by turns with 3 and 1 so that the last one counts once: the sum, or
/// `None` if one is no digit.
#[inline(never)]
pub(super) fn weighed(block: &Block, kept: &Block) -> Option<u32> {
    const TWICE_MORE: Block = [0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0, 0xFF, 0];
    let (mut once, mut more) = ([0; 16], [0; 16]);
    for at in 0..16 {
        let digit = block[at].wrapping_sub(b'0') & kept[at];
        // Sixteen digits make 144 at most, so that one stranger makes the sum too large.
        let digit = digit | digit.saturating_sub(9).min(1).wrapping_neg();
        once[at] = digit;
        more[at] = digit & TWICE_MORE[at];
    }
    // Two plain sums are shorter than a multiplication byte by byte.
    let (once, more) = (sums(&once), sums(&more));
    let sum = once.0 + once.1;
    (sum < 0xFF).then_some(sum + 2 * (more.0 + more.1))
}

#[cfg(test)]
mod tests {
    use std::array::from_fn;

    use super::*;
    use crate::keys::charset::{CSET_82, NUMERIC, SETS};

    #[test]
    fn masks_agree_with_the_plain_rules_byte_by_byte() {
        for byte in 0..=u8::MAX {
            let sets = SETS[usize::from(byte)];
            let domain = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
            type Rule = (fn(&Block) -> u32, bool);
            let rules: [Rule; 5] = [
                (outside_82, sets & CSET_82 == 0),
                (outside_82_or_bracket, sets & CSET_82 == 0 || byte == b'('),
                (no_digit, sets & NUMERIC == 0),
                (outside_domain, !domain),
                (outside_link, !(domain || byte == b'_')),
            ];
            for place in 0..16 {
                for other in [b'0', b'z', 0x1D, 0xFF, byte] {
                    let mut block = [other; 16];
                    block[place] = byte;
                    for (rule, expected) in rules {
                        assert_eq!(rule(&block) >> place & 1 == 1, expected, "{byte:#x} at {place}");
                    }
                }
            }
        }
    }

    #[test]
    fn weights_agree_with_the_check_digit() {
        let mut random = 1u64;
        for _ in 0..2_000 {
            let block: Block = from_fn(|_| {
                random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                b'0' + ((random >> 33) % 10) as u8
            });
            let plain = |skip: usize| {
                let weight = |at: usize| if at.is_multiple_of(2) { 3 } else { 1 };
                (skip..16).map(|at| weight(at) * u32::from(block[at] - b'0')).sum::<u32>()
            };
            assert_eq!(weighed(&block, &ALL_BUT[0]), Some(plain(0)));
            assert_eq!(weighed(&block, &ALL_BUT[2]), Some(plain(2)));
            assert_eq!(weighed(&block, &ALL_BUT[3]), Some(plain(3)));
            for place in 0..16 {
                for stranger in [b'/', b':', 0, 0xFF, b'0' + 85, b'0' + 86, 0x1D] {
                    let mut block = block;
                    block[place] = stranger;
                    assert_eq!(weighed(&block, &ALL_BUT[3]).is_none(), place >= 3);
                    assert_eq!(weighed(&block, &ALL_BUT[0]), None);
                }
            }
        }
    }
}
