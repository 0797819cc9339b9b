//! Packs with serials that a 96-bit tag holds: 600 company prefixes of seven digits, serials of one to twelve digits.

use tallymark::keys::check_digit;
use tallymark::{Gtin, Serial, Sgtin};

use crate::random::Random;

/// A pack as typed key and as the texts it was made from.
#[derive(Clone, Debug)]
pub struct Pack {
    /// The key.
    pub sgtin: Sgtin,
    /// The GTIN's digits.
    pub gtin: String,
    /// The serial number's digits.
    pub serial: String,
}

/// `count` packs, the same for the same seed.
///
/// # Panics
/// Never: what is made is valid.
#[must_use]
pub fn packs(count: usize, seed: u64) -> Vec<Pack> {
    let mut random = Random::new(seed);
    let prefixes: Vec<usize> = (0..600).map(|_| random.below(10_000_000)).collect();
    let packs = (0..count).map(|_| {
        let mut gtin =
            format!("{}{:07}{:05}", random.below(10), random.pick(&prefixes), random.below(100_000));
        gtin.push(check_digit(gtin.as_bytes()).map_or('0', char::from));
        let digits = 1 + random.below(12) as u32;
        let serial = (random.below(10usize.pow(digits)) % 274_877_906_944).to_string();
        let sgtin = Sgtin { gtin: Gtin::parse(&gtin).unwrap(), serial: Serial::parse(&serial).unwrap() };
        Pack { sgtin, gtin, serial }
    });
    packs.collect()
}
