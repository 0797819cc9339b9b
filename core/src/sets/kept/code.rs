//! Keys as numbers that sort as the texts do, to the smallest base that has all characters.

use crate::sets::key::{Limbs, Owner};

/// Digits of a limb.
const LIMB: u32 = 10;
const WHOLE: u64 = 83;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Base {
    Digits = 11,
    Capitals = 37,
    All = 83,
}

/// The digit to the base 83 of `0` and of `A`: characters go by their ASCII codes.
const ZERO: u64 = 14;
const A: u64 = 30;

impl Base {
    pub(super) fn of(number: u8) -> Option<Self> {
        [Base::Digits, Base::Capitals, Base::All].into_iter().find(|&base| base as u8 == number)
    }

    const fn power(self) -> u128 {
        match self {
            Base::Digits => const { (Base::Digits as u128).pow(LIMB) },
            Base::Capitals => const { (Base::Capitals as u128).pow(LIMB) },
            Base::All => const { (Base::All as u128).pow(LIMB) },
        }
    }

    /// The smallest base that has this digit of the largest.
    fn for_digit(digit: u64) -> Self {
        match digit {
            _ if (ZERO..ZERO + 10).contains(&digit) => Base::Digits,
            _ if (A..A + 26).contains(&digit) => Base::Capitals,
            _ => Base::All,
        }
    }

    fn shorter(self, mut limb: u64) -> u64 {
        let (mut short, mut place) = (0u64, 1u64);
        while limb > 0 {
            let digit = match limb % WHOLE {
                0 => 0,
                digit if digit >= A => digit + 11 - A,
                digit => digit + 1 - ZERO,
            };
            short += digit * place;
            place = place.wrapping_mul(self as u64);
            limb /= WHOLE;
        }
        short
    }

    fn longer(self, short: u64) -> u64 {
        match self {
            Base::Digits => longer::<{ Base::Digits as u64 }>(short),
            Base::Capitals => longer::<{ Base::Capitals as u64 }>(short),
            Base::All => short,
        }
    }
}

/// The base is known to the compiler, which divides by it several times as fast.
fn longer<const BASE: u64>(mut short: u64) -> u64 {
    let (mut limb, mut place) = (0u64, 1u64);
    for _ in 0..LIMB {
        let digit = match short % BASE {
            0 => 0,
            digit if digit > 10 => digit - 11 + A,
            digit => digit - 1 + ZERO,
        };
        limb += digit * place;
        place = place.wrapping_mul(WHOLE);
        short /= BASE;
    }
    if short > 0 { u64::MAX } else { limb }
}

/// How the serials of a set are written as numbers: to which base, and of how many digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Coding {
    pub(super) base: Base,
    /// Characters of the longest serial; 20 at most.
    pub(super) length: u32,
}

impl Coding {
    pub(super) const LEAST: Coding = Coding { base: Base::Digits, length: 1 };

    /// One that does for both.
    pub(super) fn max(self, other: Coding) -> Coding {
        Coding { base: self.base.max(other.base), length: self.length.max(other.length) }
    }

    /// Whether what the other writes can be written.
    pub(super) fn covers(self, other: Coding) -> bool {
        self.max(other) == self
    }

    /// The least for a serial.
    pub(super) fn needed(limbs: Limbs) -> Self {
        let mut coding = Coding::LEAST;
        for (mut limb, before) in limbs.into_iter().zip([0, LIMB]) {
            let mut behind = LIMB;
            while limb > 0 {
                let digit = limb % WHOLE;
                if digit > 0 {
                    coding = coding.max(Coding { base: Base::for_digit(digit), length: before + behind });
                }
                limb /= WHOLE;
                behind = behind.saturating_sub(1);
            }
        }
        coding
    }

    const fn scale(self) -> u128 {
        (self.base as u128).pow(2 * LIMB - self.length)
    }

    /// The key of a serial that this coding covers.
    pub(super) fn code(self, owner: Owner, limbs: Limbs) -> u128 {
        let [high, low] = match self.base {
            _ if owner == Owner::Sscc => return u128::from(limbs[0]),
            Base::All => limbs,
            Base::Digits | Base::Capitals => limbs.map(|limb| self.base.shorter(limb)),
        };
        let whole = u128::from(high) * self.base.power() + u128::from(low);
        if self.length == 2 * LIMB { whole } else { whole / self.scale() }
    }

    /// The serial of a key; of a number that is no key, limbs that are no serial.
    pub(super) fn limbs(self, owner: Owner, code: u128) -> Limbs {
        if owner == Owner::Sscc {
            return [code as u64, u64::from(code > u128::from(u64::MAX))];
        }
        let whole = code.saturating_mul(self.scale());
        let power = self.base.power();
        // The remainder by hand: one division of 128 bits instead of two.
        let high = whole / power;
        let low = whole - high * power;
        [u64::try_from(high).unwrap_or(u64::MAX), low as u64].map(|limb| self.base.longer(limb))
    }

    /// The same key in a coding that covers this one.
    pub(super) fn raised(self, to: Coding, owner: Owner, code: u128) -> u128 {
        if self == to || owner == Owner::Sscc {
            code
        } else if self.base == to.base {
            // One beyond all serials stays there.
            let scale = (self.base as u128).pow(to.length.saturating_sub(self.length));
            code.saturating_mul(scale)
        } else {
            to.code(owner, self.limbs(owner, code))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::keys::Serial;

    proptest! {
        #[test]
        fn keys_come_back_and_sort_as_texts(
            texts in prop::collection::vec("[0-9]{1,20}|[0-9A-Z]{1,20}|[!%-?A-Z_a-z]{1,20}", 2..10)
        ) {
            let mut texts: Vec<String> =
                texts.into_iter().filter(|text| Serial::parse(text).is_ok()).collect();
            texts.sort_unstable();
            let limbs: Vec<Limbs> = texts.iter().map(|text| Serial::parse(text).unwrap().limbs()).collect();
            let coding = limbs.iter().map(|&limbs| Coding::needed(limbs)).fold(Coding::LEAST, Coding::max);
            let plain = |text: &String| text.bytes().all(|byte| byte.is_ascii_digit());
            prop_assert_eq!(coding.base == Base::Digits, texts.iter().all(plain));
            prop_assert_eq!(coding.length as usize, texts.iter().map(String::len).max().unwrap_or(1));
            let codes: Vec<u128> = limbs.iter().map(|&limbs| coding.code(Owner::Bare, limbs)).collect();
            prop_assert!(codes.is_sorted());
            for (&limbs, &code) in limbs.iter().zip(&codes) {
                prop_assert_eq!(coding.limbs(Owner::Bare, code), limbs);
                for base in [coding.base, Base::All] {
                    let larger = Coding { base, length: 20 };
                    prop_assert!(larger.covers(coding));
                    let raised = coding.raised(larger, Owner::Bare, code);
                    prop_assert_eq!(raised, larger.code(Owner::Bare, limbs));
                    prop_assert_eq!(larger.limbs(Owner::Bare, raised), limbs);
                }
            }
        }
    }
}
