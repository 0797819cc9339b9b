//! The compact form of a compiled prefix table.
//!
//! `TMGCP1`, then as variable-length numbers: length of the date and its text, entries, ranges. A range is one byte, the
//! state in its low and a number of decimal zeros in its high half, and the distance from the start of the range before
//! without so many zeros. At the end a checksum of eight bytes (FNV-1a) over all that.

use super::PrefixTable;
use super::table::{ALL, NONE, State, UNKNOWN, refused};
use crate::diagnostic::{ParseError, Reason, Span};

const MAGIC: &[u8; 6] = b"TMGCP1";
const CHECKSUM: usize = 8;

pub(super) fn is_compiled(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

impl PrefixTable {
    /// The compact form, about 2 bytes a range: what [`PrefixTable::from_bytes`] reads at once.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        let date = self.date().unwrap_or_default().as_bytes();
        put(&mut out, date.len() as u64);
        out.extend_from_slice(date);
        put(&mut out, self.entries() as u64);
        put(&mut out, self.ranges() as u64);
        let mut before = 0;
        for (start, state) in self.boundaries() {
            let (mut distance, mut zeros) = (start - before, 0u8);
            while distance != 0 && distance.is_multiple_of(10) {
                distance /= 10;
                zeros += 1;
            }
            out.push(zeros << 4 | state);
            put(&mut out, distance);
            before = start;
        }
        let sum = checksum(&out);
        out.extend_from_slice(&sum.to_le_bytes());
        out
    }

    /// Reads the compact form.
    ///
    /// # Errors
    /// [`Code::PrefixTable`](crate::Code::PrefixTable) if it was cut or changed.
    ///
    /// ```
    /// use tallymark::epc::PrefixTable;
    /// let table = PrefixTable::from_text("950600 7")?;
    /// assert_eq!(PrefixTable::from_bytes(&table.to_bytes())?, table);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ParseError> {
        let wrong = || refused(Reason::PrefixBytes, Span::new(0, bytes.len()));
        let (body, sum) = bytes.split_last_chunk::<CHECKSUM>().ok_or_else(wrong)?;
        if checksum(body) != u64::from_le_bytes(*sum) {
            return Err(wrong());
        }
        table(body).ok_or_else(wrong)
    }
}

fn table(body: &[u8]) -> Option<PrefixTable> {
    let mut rest = body.strip_prefix(MAGIC)?;
    let date = usize::try_from(take(&mut rest)?).ok()?;
    let (date, after) = rest.split_at_checked(date)?;
    rest = after;
    let date = std::str::from_utf8(date).ok()?;
    let entries = usize::try_from(take(&mut rest)?).ok()?;
    // A range takes two bytes at least: no count makes us ask for more memory than the input has.
    let ranges = usize::try_from(take(&mut rest)?).ok().filter(|ranges| *ranges <= rest.len() / 2)?;
    let mut boundaries: Vec<(u64, State)> = Vec::with_capacity(ranges);
    let mut start = 0u64;
    for _ in 0..ranges {
        let (&first, after) = rest.split_first()?;
        rest = after;
        let state = first & 15;
        let scale = 10u64.checked_pow(u32::from(first >> 4))?;
        start = start.checked_add(take(&mut rest)?.checked_mul(scale)?).filter(|start| *start < ALL)?;
        if !matches!(state, UNKNOWN | NONE | 4..=12) {
            return None;
        }
        boundaries.push((start, state));
    }
    let date = (!date.is_empty()).then(|| date.to_owned());
    rest.is_empty().then(|| PrefixTable::from_boundaries(&boundaries, entries, date)).flatten()
}

/// Seven bits a byte, the low ones first, the high bit of all but the last one set.
fn put(out: &mut Vec<u8>, mut number: u64) {
    while number >= 128 {
        out.push(number as u8 | 128);
        number >>= 7;
    }
    out.push(number as u8);
}

fn take(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0u64;
    for shift in (0..63).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 127) << shift;
        if byte < 128 {
            return Some(number);
        }
    }
    None
}

fn checksum(bytes: &[u8]) -> u64 {
    let start = 0xcbf2_9ce4_8422_2325;
    bytes.iter().fold(start, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_or_cut_table_is_refused() {
        let bytes = PrefixTable::from_text("950600 7\n0614141 7\n20 0").unwrap().to_bytes();
        assert!(PrefixTable::from_bytes(&bytes).is_ok());
        for end in 0..bytes.len() {
            assert!(PrefixTable::from_bytes(&bytes[..end]).is_err(), "cut at {end}");
        }
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(PrefixTable::from_bytes(&changed).is_err(), "changed at {at}");
        }
    }

    #[test]
    fn a_right_checksum_does_not_make_a_table() {
        for body in [
            &b"TMGCP1\x00\x01\xff\xff\xff\xff\x7f"[..],
            b"TMGCP1\x00\x01\x01\x02\x00",
            b"TMGCP1\x00\x01\x01\x00\x05",
        ] {
            let bytes = [body, &checksum(body).to_le_bytes()].concat();
            assert!(PrefixTable::from_bytes(&bytes).is_err(), "{body:?}");
        }
    }
}
