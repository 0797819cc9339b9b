//! Other ways to hold a serial.

const CSET_82: &[u8; 82] =
    b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

const DIGIT: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut i = 0;
    while i < CSET_82.len() {
        table[CSET_82[i] as usize] = i as u8 + 1;
        i += 1;
    }
    table
};

/// Two limbs of ten digits each, digit by digit.
#[must_use]
pub fn naive_limbs(text: &[u8]) -> Option<[u64; 2]> {
    if text.is_empty() || text.len() > 20 {
        return None;
    }
    let mut limbs = [0u64; 2];
    for position in 0..20 {
        let digit = match text.get(position) {
            None => 0,
            Some(&byte) => match DIGIT[usize::from(byte)] {
                0 => return None,
                digit => digit,
            },
        };
        let limb = &mut limbs[position / 10];
        *limb = *limb * 83 + u64::from(digit);
    }
    Some(limbs)
}

/// One number of twenty digits of base 83.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Limb128(u128);

impl Limb128 {
    /// Checks and packs.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let [high, low] = naive_limbs(text)?;
        Some(Limb128(u128::from(high) * 83u128.pow(10) + u128::from(low)))
    }
}

/// The text, zeros behind it, and its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Padded {
    text: [u8; 20],
    len: u8,
}

impl Padded {
    /// Checks and copies.
    #[must_use]
    pub fn parse(text: &[u8]) -> Option<Self> {
        let mut padded = Padded { text: [0; 20], len: text.len() as u8 };
        padded.text.get_mut(..text.len())?.copy_from_slice(text);
        (!text.is_empty() && text.iter().all(|&byte| DIGIT[usize::from(byte)] != 0)).then_some(padded)
    }
}
