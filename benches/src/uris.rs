//! EPC URIs of packs.

use crate::random::Random;

/// SGTIN URIs of six hundred companies, serials of random length.
#[must_use]
pub fn sgtins(random: &mut Random, rows: usize) -> Vec<String> {
    const SERIAL: &[u8] = b"0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let digits = |random: &mut Random, count: usize| {
        (0..count).map(|_| char::from(b'0' + random.below(10) as u8)).collect::<String>()
    };
    // The first three digits tell the company, so that no prefix begins with another one.
    let prefixes: Vec<String> = (0..600)
        .map(|number| {
            let rest = 3 + random.below(7);
            format!("{:03}{}", 300 + number, digits(random, rest))
        })
        .collect();
    let uri = |_| {
        let prefix = random.pick(&prefixes).clone();
        let reference = digits(random, 13 - prefix.len());
        let length = 8 + random.below(13);
        let serial: String = (0..length).map(|_| char::from(*random.pick(SERIAL))).collect();
        format!("urn:epc:id:sgtin:{prefix}.{reference}.{serial}")
    };
    (0..rows).map(uri).collect()
}
