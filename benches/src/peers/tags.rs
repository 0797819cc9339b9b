//! SGTIN-96 the plain way: texts of zeros and ones, cut and joined by the coding table.

use tallymark::keys::check_digit;

const PREFIX_BITS: [usize; 7] = [20, 24, 27, 30, 34, 37, 40];

/// The twelve bytes of a tag from the texts of GTIN and serial number.
#[must_use]
pub fn encode(gtin: &str, serial: &str, prefix_length: usize, filter: u8) -> Option<[u8; 12]> {
    let prefix = gtin.get(1..=prefix_length)?;
    let reference = format!("{}{}", gtin.get(..1)?, gtin.get(prefix_length + 1..13)?);
    let width = *PREFIX_BITS.get(prefix_length.checked_sub(6)?)?;
    let number: u64 = serial.parse().ok()?;
    if number >> 38 != 0 || serial.len() > 1 && serial.starts_with('0') || serial.starts_with('+') {
        return None;
    }
    let bits = format!(
        "00110000{filter:03b}{:03b}{:0width$b}{:0rest$b}{number:038b}",
        12 - prefix_length,
        prefix.parse::<u64>().ok()?,
        reference.parse::<u64>().ok()?,
        rest = 44 - width
    );
    let mut bytes = [0; 12];
    for (slot, at) in bytes.iter_mut().zip((0..96).step_by(8)) {
        *slot = u8::from_str_radix(bits.get(at..at + 8)?, 2).ok()?;
    }
    Some(bytes)
}

/// GTIN, serial number, filter value and prefix length of a tag.
#[must_use]
pub fn decode(bytes: &[u8]) -> Option<(String, String, u8, usize)> {
    let bits: String = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    let number = |from: usize, to: usize| u64::from_str_radix(bits.get(from..to)?, 2).ok();
    if bits.len() != 96 || number(0, 8)? != 0x30 {
        return None;
    }
    let length = 12usize.checked_sub(number(11, 14)? as usize)?;
    let width = *PREFIX_BITS.get(length.checked_sub(6)?)?;
    let prefix = format!("{:0length$}", number(14, 14 + width)?);
    let reference = format!("{:0width$}", number(14 + width, 58)?, width = 13 - length);
    if prefix.len() > length || reference.len() > 13 - length {
        return None;
    }
    let mut gtin = format!("{}{prefix}{}", reference.get(..1)?, reference.get(1..)?);
    gtin.push(char::from(check_digit(gtin.as_bytes())?));
    Some((gtin, number(58, 96)?.to_string(), number(8, 11)? as u8, length))
}
