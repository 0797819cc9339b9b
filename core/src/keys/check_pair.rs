/// The two check characters of a Global Model Number: each character of the 82-character set has its position in the
/// set as value, weighted from the right with the primes from 2 on; the sum modulo 1021 is written with two
/// characters of a 32-character set (GS1 General Specifications 7.9.5).
///
/// `None` if `body` is longer than 23 characters or holds a byte outside the 82-character set.
///
/// ```
/// assert_eq!(tallymark::keys::check_pair(b"1987654Ad4X4bL5ttr2310c"), Some(*b"2K"));
/// ```
#[must_use]
pub fn check_pair(body: &[u8]) -> Option<[u8; 2]> {
    const WEIGHTS: [u32; 23] =
        [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83];
    const CHARACTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    if body.len() > WEIGHTS.len() {
        return None;
    }
    let mut sum = 0;
    for (byte, weight) in body.iter().rev().zip(WEIGHTS) {
        let position = super::charset::CSET_82_ORDER.binary_search(byte).ok()?;
        sum += u32::try_from(position).ok()? * weight;
    }
    let pair = usize::try_from(sum % 1021).ok()?;
    Some([*CHARACTERS.get(pair >> 5)?, *CHARACTERS.get(pair & 31)?])
}
