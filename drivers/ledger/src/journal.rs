//! Sixteen bytes for each step of a serial: its number (4), the epoch (4), state and reason (1, 1), zeros (2), and CRC-32 of these
//! and of where in the journal they stand (4). Little-endian. What a crash left half-written at the end is cut off; a step that is
//! damaged before others that are whole is an error.

use crate::state::{Reason, State};

pub(crate) const STEP: usize = 16;

/// A journal that no crash leaves behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the journal is damaged at byte {at}: {what}")]
pub struct Damaged {
    /// Where.
    pub at: u64,
    /// What is wrong there.
    pub what: &'static str,
}

impl Damaged {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "ledger-damaged"
    }
}

/// What became of a serial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) position: u32,
    pub(crate) epoch: u32,
    pub(crate) state: State,
    pub(crate) reason: Reason,
}

impl Step {
    pub(crate) fn write(self, at: u64, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend(self.position.to_le_bytes());
        out.extend(self.epoch.to_le_bytes());
        out.extend([self.state as u8, self.reason as u8, 0, 0]);
        let check = check(out.get(start..).unwrap_or_default(), at);
        out.extend(check.to_le_bytes());
    }

    fn read(bytes: &[u8; STEP], at: u64) -> Option<Self> {
        let &[a, b, c, d, e, f, g, h, state, reason, 0, 0, i, j, k, l] = bytes else { return None };
        (u32::from_le_bytes([i, j, k, l]) == check(&bytes[..STEP - 4], at)).then_some(())?;
        Some(Step {
            position: u32::from_le_bytes([a, b, c, d]),
            epoch: u32::from_le_bytes([e, f, g, h]),
            state: *State::ALL.get(usize::from(state))?,
            reason: *Reason::ALL.get(usize::from(reason))?,
        })
    }
}

fn check(bytes: &[u8], at: u64) -> u32 {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(bytes);
    hasher.update(&at.to_le_bytes());
    hasher.finalize()
}

/// The steps of a journal, up to where a crash cut it.
pub(crate) fn steps(journal: &[u8]) -> Result<Vec<Step>, Damaged> {
    let (whole, _) = journal.as_chunks::<STEP>();
    let read = |index: usize, bytes| Step::read(bytes, (index * STEP) as u64);
    let found: Vec<Option<Step>> =
        whole.iter().enumerate().map(|(index, bytes)| read(index, bytes)).collect();
    let good = found.iter().position(Option::is_none).unwrap_or(found.len());
    if found.iter().skip(good).any(Option::is_some) {
        return Err(Damaged {
            at: (good * STEP) as u64,
            what: "a step that is not whole before others that are",
        });
    }
    Ok(found.into_iter().flatten().collect())
}
