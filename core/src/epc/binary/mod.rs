//! The binary side of the EPC Tag Data Standard (TDS 2.3): elements to bits and back.
//!
//! | family | codings | what carries the key | file |
//! |---|---|---|---|
//! | classic | `sgtin-96` … `itip-212` | company prefix and reference as integers beside a partition | `classic` |
//! | '+' | `sgtin+` … `gsrnp+`, `dsgtin+` | the digits of the key, four bits each; no company prefix length needed | `plus` |
//! | '++' | `sgtin++` … | as '+', and the domain of a Digital Link | `plus`, `hostname` |
//!
//! Any '+' coding may be followed by further elements ('+AIDC data'), see `aidc`. All of it is written into and read from
//! a buffer of fixed size; nothing is allocated.

mod aidc;
mod alphanumeric;
mod bits;
mod classic;
mod coding;
mod contents;
mod encoding;
mod fields;
mod hostname;
mod plus;
pub mod sgtin96;

pub use coding::{Coding, Filter};
pub use contents::Contents;
pub use encoding::Encoding;
pub use sgtin96::{decode_sgtin96, encode_sgtin96};

pub(super) use bits::{Bits, MOST_BITS};
pub(super) use classic::read as read_classic;
pub(super) use classic::{Part, write as write_classic};
pub(super) use fields::{Fields, Text};
use plus::read_tag as read_plus;

use crate::diagnostic::{Code, Detail, Reason};

/// Why bits are no tag: the range of bits at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct BitError {
    pub(super) code: Code,
    pub(super) detail: Detail,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl BitError {
    pub(super) fn new(reason: Reason, start: usize, end: usize) -> Self {
        BitError { code: Code::TagBits, detail: Detail::Reason(reason), start, end }
    }
}

/// Reads the contents of a tag; the second number is how many bits its coding takes, padding left out.
pub(super) fn read(bits: &Bits) -> Result<(Contents, usize), BitError> {
    let coding = coding_of(bits)?;
    if coding.is_classic() {
        let (fields, used) = read_classic(coding, bits)?;
        Ok((fields.contents(coding), used))
    } else {
        read_plus(coding, bits)
    }
}

/// The coding that the header names.
pub(super) fn coding_of(bits: &Bits) -> Result<Coding, BitError> {
    let Some(header) = bits.get(0, 8) else {
        let detail = Detail::Reason(Reason::TagShort);
        return Err(BitError { code: Code::TagLength, detail, start: 0, end: bits.len() });
    };
    Coding::from_header(header as u8).ok_or_else(|| {
        let reason = match header {
            0x35 | 0x2F | 0x3B => Reason::TagHeaderOther,
            0x00 => Reason::TagHeaderBlank,
            _ => Reason::TagHeaderUnassigned,
        };
        BitError { code: Code::TagHeader, detail: Detail::Reason(reason), start: 0, end: 8 }
    })
}
