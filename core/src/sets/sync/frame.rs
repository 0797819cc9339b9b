use super::SyncError;
use crate::sets::bytes::{Damaged, Input};
use crate::sets::sketch::SketchKey;
use crate::sets::sketch::hash::Hashing;

/// The longest payload.
pub(super) const MOST: usize = 1 << 20;
const HEAD: usize = 5;
const TAIL: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Hello = 1,
    Answer,
    Cells,
    More,
    Whole,
    Rows,
    Differences,
    Full,
    Done,
    Refusal,
}

impl Kind {
    const ALL: [Kind; 10] = [
        Kind::Hello,
        Kind::Answer,
        Kind::Cells,
        Kind::More,
        Kind::Whole,
        Kind::Rows,
        Kind::Differences,
        Kind::Full,
        Kind::Done,
        Kind::Refusal,
    ];

    fn of(byte: u8) -> Option<Self> {
        Kind::ALL.into_iter().find(|&kind| kind as u8 == byte)
    }

    const fn is_open(self) -> bool {
        matches!(self, Kind::Hello | Kind::Refusal)
    }
}

fn sum(key: Option<SketchKey>, kind: u8, number: u64, payload: &[u8]) -> u32 {
    let mut bytes = Vec::with_capacity(payload.len() + 9);
    bytes.extend_from_slice(&number.to_le_bytes());
    bytes.push(kind);
    bytes.extend_from_slice(payload);
    Hashing::new(key.unwrap_or(SketchKey::new([0; 16]))).bytes(&bytes) as u32
}

/// Frames on their way out.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) bytes: Vec<u8>,
    pub(super) sent: u64,
    frames: u64,
}

impl Outgoing {
    pub(super) const fn new() -> Self {
        Outgoing { bytes: Vec::new(), sent: 0, frames: 0 }
    }

    pub(super) fn put(&mut self, key: Option<SketchKey>, kind: Kind, payload: &[u8]) {
        let key = key.filter(|_| !kind.is_open());
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&(payload.len() as u32).to_le_bytes());
        self.bytes.push(kind as u8);
        self.bytes.extend_from_slice(payload);
        self.bytes.extend_from_slice(&sum(key, kind as u8, self.frames, payload).to_le_bytes());
        self.frames += 1;
        self.sent += (self.bytes.len() - before) as u64;
    }
}

/// Bytes that came in and are no whole frame yet.
#[derive(Debug)]
pub(super) struct Incoming {
    bytes: Vec<u8>,
    /// Those of `bytes` that were taken.
    used: usize,
    /// Bytes of the exchange before `used`.
    pub(super) received: u64,
    frames: u64,
}

/// A frame and where its payload begins in the exchange.
pub(super) struct Frame {
    pub(super) kind: Kind,
    pub(super) payload: Vec<u8>,
    pub(super) at: usize,
}

impl Incoming {
    pub(super) const fn new() -> Self {
        Incoming { bytes: Vec::new(), used: 0, received: 0, frames: 0 }
    }

    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.bytes.drain(..self.used);
        self.used = 0;
        self.bytes.extend_from_slice(bytes);
    }

    /// The next frame, if it is there.
    pub(super) fn frame(&mut self, key: Option<SketchKey>) -> Result<Option<Frame>, SyncError> {
        let at = usize::try_from(self.received).unwrap_or(usize::MAX);
        let mut input = Input::from(self.bytes.get(self.used..).unwrap_or_default(), at);
        if input.left() < HEAD {
            return Ok(None);
        }
        let wrong = input.damaged("a frame longer than a mebibyte");
        let length = input.u32()? as usize;
        if length > MOST {
            return Err(wrong.into());
        }
        let wrong = input.damaged("a kind of frame that is not known");
        let byte = input.u8()?;
        let kind = Kind::of(byte).ok_or(wrong)?;
        if input.left() < length + TAIL {
            return Ok(None);
        }
        let start = input.at();
        let payload = input.bytes(length)?.to_vec();
        let wrong = Damaged { at: at as u64, what: "a frame whose checksum is another" };
        if input.u32()? != sum(key.filter(|_| !kind.is_open()), byte, self.frames, &payload) {
            return Err(wrong.into());
        }
        self.frames += 1;
        self.used += HEAD + length + TAIL;
        self.received += (HEAD + length + TAIL) as u64;
        Ok(Some(Frame { kind, payload, at: start }))
    }
}
