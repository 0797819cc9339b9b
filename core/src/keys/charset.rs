//! The character sets of element strings (GS1 General Specifications 7.11), as one table of bits per byte.

/// The digits.
pub(crate) const NUMERIC: u8 = 1;
/// The 82 characters of GS1 AI encodable character set 82.
pub(crate) const CSET_82: u8 = 2;
/// The 39 characters of GS1 AI encodable character set 39.
pub(crate) const CSET_39: u8 = 4;
/// The characters of base64url; padding is judged apart.
pub(crate) const CSET_64: u8 = 8;

/// The characters of set 82 in ASCII order, which is the order of their values (figure 7.11-1).
pub(crate) const CSET_82_ORDER: &[u8; 82] =
    b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";

/// Which of the sets each byte belongs to.
pub(crate) static SETS: [u8; 256] = {
    let mut table = [0u8; 256];
    let mut byte = 0usize;
    while byte < 256 {
        let c = byte as u8;
        let digit = c.is_ascii_digit();
        let upper = c.is_ascii_uppercase();
        let letter = c.is_ascii_alphabetic();
        let punctuation = matches!(c, b'!' | b'"' | b'%'..=b'/' | b':'..=b'?' | b'_');
        table[byte] = (if digit { NUMERIC } else { 0 })
            | (if digit || letter || punctuation { CSET_82 } else { 0 })
            | (if digit || upper || matches!(c, b'#' | b'-' | b'/') { CSET_39 } else { 0 })
            | (if digit || letter || matches!(c, b'-' | b'_') { CSET_64 } else { 0 });
        byte += 1;
    }
    table
};

/// The first byte of `text` that is outside the set.
pub(crate) fn stranger(text: &[u8], set: u8) -> Option<usize> {
    text.iter().position(|&byte| SETS[usize::from(byte)] & set == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sets_have_their_sizes() {
        let size = |set| SETS.iter().filter(|&&sets| sets & set != 0).count();
        assert_eq!([size(NUMERIC), size(CSET_82), size(CSET_39), size(CSET_64)], [10, 82, 39, 64]);
        assert_eq!(stranger(b"AB#C", CSET_82), Some(2));
        assert_eq!(stranger(b"AB#C", CSET_39), None);
        assert!(CSET_82_ORDER.is_sorted() && stranger(CSET_82_ORDER, CSET_82).is_none());
    }
}
