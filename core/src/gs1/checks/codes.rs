//! Membership in published lists of codes.

use super::numbers::value;
use crate::gs1::code_lists::{COUNTRIES, COUNTRY_LETTERS, CURRENCIES, PACKAGES};

fn bit(table: &[u64; 16], number: u64) -> bool {
    table.get((number / 64) as usize).is_some_and(|word| word >> (number % 64) & 1 == 1)
}

/// ISO 3166-1 numeric.
pub(super) fn country(text: &[u8]) -> bool {
    text.len() == 3 && bit(&COUNTRIES, value(text))
}

/// ISO 4217 numeric.
pub(super) fn currency(text: &[u8]) -> bool {
    text.len() == 3 && bit(&CURRENCIES, value(text))
}

/// ISO 3166-1 alpha-2, upper case.
pub(super) fn country_letters(text: &[u8]) -> bool {
    let &[first @ b'A'..=b'Z', second @ b'A'..=b'Z'] = text else { return false };
    COUNTRY_LETTERS.get(usize::from(first - b'A')).is_some_and(|row| row >> (second - b'A') & 1 == 1)
}

/// UN/ECE Recommendation 21.
pub(super) fn package(text: &[u8]) -> bool {
    PACKAGES.binary_search_by(|code| code.as_bytes().cmp(text)).is_ok()
}
