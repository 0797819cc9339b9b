//! Sequences of AIs that are named by one byte.

use crate::diagnostic::ApplicationIdentifier;

const TABLE: &str = include_str!("../../data/link_compression.txt");

/// Every code with its AIs, in the order of the table.
pub(super) fn all() -> impl Iterator<Item = (u8, impl Iterator<Item = ApplicationIdentifier> + Clone)> {
    TABLE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let (code, ais) = line.split_once(' ')?;
        let ais = ais.split(' ').filter_map(ApplicationIdentifier::new);
        Some((u8::from_str_radix(code, 16).ok()?, ais))
    })
}

/// The AIs of a code.
pub(super) fn of(code: u8) -> Option<impl Iterator<Item = ApplicationIdentifier> + Clone> {
    all().find(|(other, _)| *other == code).map(|(_, ais)| ais)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gs1::Dictionary;

    #[test]
    fn every_line_is_read_and_no_code_is_a_pair_of_digits() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#')).count();
        let codes: Vec<u8> = all().map(|(code, _)| code).collect();
        assert_eq!((codes.len(), lines), (52, 52));
        assert!(codes.windows(2).all(|pair| pair[0] < pair[1]), "in order, each once");
        assert!(codes.iter().all(|code| (code >> 4 > 9 || code & 15 > 9) && code >> 4 != 15));
        for (code, ais) in all() {
            assert!(ais.clone().count() >= 2, "{code:02X}");
            assert!(ais.clone().all(|ai| Dictionary::built_in().parts(ai).is_some()), "{code:02X}");
            assert!(Dictionary::built_in().is_link_key(ais.clone().next().unwrap()), "{code:02X}");
        }
    }
}
