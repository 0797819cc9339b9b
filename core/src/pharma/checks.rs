//! Check digits and characters of national and industry numbers.

/// The two check digits of a pharmacy product number: the ASCII value of each character weighted 2, 3, 4, … from the
/// left, modulo 97 (IFA, PPN specification, appendix "check digits").
///
/// `None` if `body` holds something else than digits and capital letters.
///
/// ```
/// assert_eq!(tallymark::pharma::ppn_check(b"1103752864"), Some(*b"14"));
/// ```
#[must_use]
pub fn ppn_check(body: &[u8]) -> Option<[u8; 2]> {
    let mut sum = 0u32;
    let mut weight = 2u32;
    for &byte in body {
        if !byte.is_ascii_digit() && !byte.is_ascii_uppercase() {
            return None;
        }
        sum = (sum + weight * u32::from(byte)) % 97;
        weight = (weight + 1) % 97;
    }
    Some([b'0' + (sum / 10) as u8, b'0' + (sum % 10) as u8])
}

/// The check digit of a Pharmazentralnummer: the digits before it weighted up to 7 (from 1 for the seven digits of a PZN8,
/// from 2 for the six of a PZN7), modulo 11 (IFA, technical note on the PZN check digit).
///
/// `None` where the remainder is 10: such numbers are not assigned; and for what is not six or seven digits.
///
/// ```
/// assert_eq!(tallymark::pharma::pzn_check(b"0375286"), Some(b'4'));
/// assert_eq!(tallymark::pharma::pzn_check(b"375286"), Some(b'4'));
/// ```
#[must_use]
pub fn pzn_check(body: &[u8]) -> Option<u8> {
    let first = match body.len() {
        6 => 2,
        7 => 1,
        _ => return None,
    };
    weighted(body, first).map(|sum| sum % 11).filter(|&rest| rest < 10).map(|rest| b'0' + rest as u8)
}

/// The check digit of a French CIP of seven digits: six digits weighted 2 to 7, modulo 11.
///
/// `None` where the remainder is 10. Numbers given out since the seven digits ran out need not follow it.
///
/// ```
/// assert_eq!(tallymark::pharma::cip7_check(b"359558"), Some(b'3'));
/// ```
#[must_use]
pub fn cip7_check(body: &[u8]) -> Option<u8> {
    (body.len() == 6).then(|| pzn_check(body)).flatten()
}

/// The check digit of an Italian AIC: eight digits, every second one doubled, the digits of all added, modulo 10
/// (Gazzetta Ufficiale 165 of 2014-07-18, allegato A).
///
/// ```
/// assert_eq!(tallymark::pharma::aic_check(b"00030705"), Some(b'2'));
/// ```
#[must_use]
pub fn aic_check(body: &[u8]) -> Option<u8> {
    if body.len() != 8 || !body.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digit = |(place, &byte): (usize, &u8)| {
        let value = u32::from(byte - b'0') * if place % 2 == 1 { 2 } else { 1 };
        value / 10 + value % 10
    };
    let sum: u32 = body.iter().enumerate().map(digit).sum();
    Some(b'0' + (sum % 10) as u8)
}

/// The characters that a Health Industry Bar Code may hold, in the order of their values.
pub(crate) const CODE_39: &[u8; 43] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";

/// The check character of a Health Industry Bar Code: the sum of the values of all characters, from the flag `+` on,
/// modulo 43, as a character of Code 39 (ANSI/HIBC 2.6, appendix B).
///
/// ```
/// assert_eq!(tallymark::pharma::hibc_check(b"+A123BJC5D6E71"), Some(b'G'));
/// ```
#[must_use]
pub fn hibc_check(text: &[u8]) -> Option<u8> {
    let mut sum = 0;
    for byte in text {
        sum = (sum + CODE_39.iter().position(|other| other == byte)?) % CODE_39.len();
    }
    CODE_39.get(sum).copied()
}

/// The digits with rising weights, added.
fn weighted(digits: &[u8], first: u32) -> Option<u32> {
    let mut sum = 0;
    for (&byte, weight) in digits.iter().zip(first..) {
        sum += weight * u32::from(byte.is_ascii_digit().then(|| byte - b'0')?);
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn published_numbers() {
        let sum: u32 = b"1103752864".iter().zip(2..).map(|(&byte, weight)| u32::from(byte) * weight).sum();
        assert_eq!((sum, sum % 97), (3409, 14));
        assert_eq!(cip7_check(b"494972"), Some(b'9'));
        assert_eq!(pzn_check(b"1234567"), Some(b'8'));
        assert_eq!(hibc_check(b"+A123BJC5D6E71"), Some(b'G'));
    }

    #[test]
    fn a_remainder_of_ten_is_not_assigned() {
        let unassigned = (0..1000).filter(|n| pzn_check(format!("{n:07}").as_bytes()).is_none()).count();
        assert!((60..130).contains(&unassigned), "about one in eleven: {unassigned}");
    }

    /// Written from the words of the definitions, digit by digit with plain numbers.
    fn naive(text: &str, weights: &[u64], modulus: u64) -> u64 {
        let digit = |c: char| u64::from(c.to_digit(10).unwrap());
        text.chars().zip(weights).map(|(c, weight)| digit(c) * weight).sum::<u64>() % modulus
    }

    proptest! {
        #[test]
        fn as_the_naive_sums_say(seven in "[0-9]{7}", six in "[0-9]{6}", body in "[0-9A-Z]{2,20}", eight in "[0-9]{8}") {
            let rest = naive(&seven, &[1, 2, 3, 4, 5, 6, 7], 11);
            prop_assert_eq!(pzn_check(seven.as_bytes()), (rest < 10).then_some(b'0' + rest as u8));
            let rest = naive(&six, &[2, 3, 4, 5, 6, 7], 11);
            prop_assert_eq!(cip7_check(six.as_bytes()), (rest < 10).then_some(b'0' + rest as u8));
            prop_assert_eq!(pzn_check(six.as_bytes()), pzn_check(format!("0{six}").as_bytes()));

            let sum: u64 = body.bytes().zip(2u64..).map(|(byte, weight)| u64::from(byte) * weight).sum();
            let expected = format!("{:02}", sum % 97);
            prop_assert_eq!(ppn_check(body.as_bytes()).map(|pair| pair.to_vec()), Some(expected.into_bytes()));

            let doubled: String = eight.chars().enumerate().map(|(place, c)| {
                let digit = c.to_digit(10).unwrap();
                if place % 2 == 1 { (2 * digit).to_string() } else { digit.to_string() }
            }).collect();
            let sum = naive(&doubled, &[1; 16], 10);
            prop_assert_eq!(aic_check(eight.as_bytes()), Some(b'0' + sum as u8));
        }

        #[test]
        fn one_wrong_character_is_noticed(body in "[0-9A-Z]{3,18}", place in 0usize..18, by in 1u8..10) {
            let place = place % body.len();
            let mut other = body.clone().into_bytes();
            let set = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
            let at = set.iter().position(|&byte| byte == other[place]).unwrap();
            other[place] = set[(at + usize::from(by)) % set.len()];
            prop_assert_ne!(ppn_check(body.as_bytes()), ppn_check(&other));
            prop_assert_ne!(hibc_check(body.as_bytes()), hibc_check(&other));
        }
    }
}
