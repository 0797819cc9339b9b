//! Reading and writing of our own little-endian forms: every refusal says at which byte.

use std::sync::Arc;

use super::key::Owner;
use crate::keys::Gtin;

/// Bytes that are not what they should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {at}: {what}")]
pub struct Damaged {
    /// Where, from 0.
    pub at: u64,
    /// What is wrong there.
    pub what: &'static str,
}

impl Damaged {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "set-damaged"
    }
}

/// Takes bytes from the front.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Input { rest: bytes, at: 0 }
    }

    /// The same, counting places from here.
    pub(super) const fn from(bytes: &'a [u8], at: usize) -> Self {
        Input { rest: bytes, at }
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    pub(super) const fn left(&self) -> usize {
        self.rest.len()
    }

    #[cfg(feature = "tmset")]
    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) const fn damaged(&self, what: &'static str) -> Damaged {
        Damaged { at: self.at as u64, what }
    }

    pub(super) fn bytes(&mut self, count: usize) -> Result<&'a [u8], Damaged> {
        let (taken, rest) =
            self.rest.split_at_checked(count).ok_or_else(|| self.damaged("the bytes end too soon"))?;
        self.rest = rest;
        self.at += count;
        Ok(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Result<[u8; N], Damaged> {
        let damaged = self.damaged("the bytes end too soon");
        self.bytes(N)?.first_chunk().copied().ok_or(damaged)
    }

    pub(super) fn u8(&mut self) -> Result<u8, Damaged> {
        Ok(u8::from_le_bytes(self.array()?))
    }

    pub(super) fn u16(&mut self) -> Result<u16, Damaged> {
        Ok(u16::from_le_bytes(self.array()?))
    }

    pub(super) fn u32(&mut self) -> Result<u32, Damaged> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub(super) fn u64(&mut self) -> Result<u64, Damaged> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub(super) fn u128(&mut self) -> Result<u128, Damaged> {
        Ok(u128::from_le_bytes(self.array()?))
    }

    /// Seven bits a byte, low ones first; the shortest form only.
    pub(super) fn varint(&mut self) -> Result<u64, Damaged> {
        let wrong = self.damaged("no number of up to 64 bits in its shortest form");
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.u8()?;
            let bits = u64::from(byte & 0x7f);
            if bits << shift >> shift != bits || (byte == 0 && shift > 0) {
                return Err(wrong);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(wrong)
    }

    /// A trade item, SSCCs, or bare serials.
    pub(super) fn owner(&mut self) -> Result<Owner, Damaged> {
        let wrong = self.damaged("neither a GTIN nor a kind of key");
        match self.u8()? {
            0 => Ok(Owner::Bare),
            1 => Ok(Owner::Sscc),
            2 => {
                let digits = format!("{:014}", self.u64()?);
                Gtin::parse(digits).map(Owner::Gtin).map_err(|_| wrong)
            }
            _ => Err(wrong),
        }
    }

    /// A state or its absence.
    pub(super) fn state(&mut self) -> Result<Option<Arc<[u8]>>, Damaged> {
        Ok(match self.varint()? {
            0 => None,
            length => {
                let length = usize::try_from(length - 1).unwrap_or(usize::MAX);
                Some(self.bytes(length)?.into())
            }
        })
    }

    pub(super) fn end(&self) -> Result<(), Damaged> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.damaged("more bytes than there should be")) }
    }
}

/// Puts what [`Input::varint`] takes.
pub(super) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Puts what [`Input::owner`] takes.
pub(super) fn put_owner(out: &mut Vec<u8>, owner: Owner) {
    let (kind, number) = owner.code();
    out.push(kind);
    if matches!(owner, Owner::Gtin(_)) {
        out.extend_from_slice(&number.to_le_bytes());
    }
}

/// Puts what [`Input::state`] takes.
pub(super) fn put_state(out: &mut Vec<u8>, state: Option<&[u8]>) {
    put_varint(out, state.map_or(0, |state| state.len() as u64 + 1));
    out.extend_from_slice(state.unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_come_back(value: u64) {
            let mut bytes = Vec::new();
            put_varint(&mut bytes, value);
            let mut input = Input::new(&bytes);
            prop_assert_eq!(input.varint(), Ok(value));
            prop_assert!(input.end().is_ok());
        }

        #[test]
        fn a_number_has_one_form(bytes in prop::collection::vec(any::<u8>(), 0..12)) {
            let mut input = Input::new(&bytes);
            if let Ok(value) = input.varint() {
                let mut again = Vec::new();
                put_varint(&mut again, value);
                prop_assert_eq!(&again[..], &bytes[..input.at()]);
            }
        }
    }
}
