//! A sketch as bytes, to be kept or sent.

use super::cells::{Cell, Shape};
use super::hash::Hashing;
use super::{Sketch, SketchError, SketchKey};
use crate::sets::bytes::{Input, put_owner, put_state, put_varint};

const MAGIC: &[u8; 8] = b"TMSKETCH";
const VERSION: u16 = 1;
const CELL: usize = 32;

impl Sketch {
    /// The sketch as bytes, all numbers little-endian:
    ///
    /// | bytes | |
    /// |---|---|
    /// | 8 | `TMSKETCH` |
    /// | 2 | version, 1 |
    /// | 1 | bits |
    /// | 8 | SipHash-1-3 of `key` under the key, to tell keys apart |
    /// | 8, 8 | rows added, rows rejected |
    /// | varint | trade items and states: each a kind (0 bare serials, 1 SSCCs, 2 and 8 bytes of GTIN), then the length of the state plus one and the state, or 0 for none |
    /// | 32 each | cells: sum of serials (16), of seeds (8), of checks (8) |
    /// | 8 | SipHash-1-3 of all before, under the key |
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(self.cells.len() * CELL + 64);
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.push(self.bits as u8);
        out.extend_from_slice(&self.hashing.bytes(b"key").to_le_bytes());
        out.extend_from_slice(&self.rows.to_le_bytes());
        out.extend_from_slice(&self.rejected.to_le_bytes());
        let mut groups: Vec<_> = self.groups.values().collect();
        groups.sort_unstable();
        put_varint(&mut out, groups.len() as u64);
        for (owner, state) in groups {
            put_owner(&mut out, *owner);
            put_state(&mut out, state.as_deref());
        }
        for cell in &self.cells {
            out.extend_from_slice(&cell.key.to_le_bytes());
            out.extend_from_slice(&cell.group.to_le_bytes());
            out.extend_from_slice(&cell.check.to_le_bytes());
        }
        out.extend_from_slice(&self.hashing.bytes(&out).to_le_bytes());
        out
    }

    /// A sketch from the bytes of [`Sketch::to_bytes`], made with the same key.
    ///
    /// # Errors
    /// [`SketchError::Damaged`] with the place, [`SketchError::Key`] if it was made with another key.
    pub fn from_bytes(key: SketchKey, bytes: &[u8]) -> Result<Self, SketchError> {
        let hashing = Hashing::new(key);
        let mut input = Input::new(bytes);
        let wrong = input.damaged("not a sketch");
        if input.bytes(8)? != MAGIC {
            return Err(wrong.into());
        }
        let wrong = input.damaged("a version that is not known");
        if input.u16()? != VERSION {
            return Err(wrong.into());
        }
        let wrong = input.damaged("a size that is not allowed");
        let bits = u32::from(input.u8()?);
        if !(Self::BITS.0..=Self::BITS.1).contains(&bits) {
            return Err(wrong.into());
        }
        if input.u64()? != hashing.bytes(b"key") {
            return Err(SketchError::Key);
        }
        let (rows, rejected) = (input.u64()?, input.u64()?);
        let mut sketch = Sketch {
            rows,
            rejected,
            cells: Vec::new(),
            groups: std::collections::HashMap::new(),
            ..Sketch::new(key, 0)
        };
        sketch.bits = bits;
        for _ in 0..input.varint()? {
            let group = (input.owner()?, input.state()?);
            sketch.know(hashing.seed(group.0, group.1.as_deref()), &group)?;
        }
        let (cells, rest) = input.bytes(Shape::even(bits).cells() * CELL)?.as_chunks::<CELL>();
        debug_assert!(rest.is_empty());
        for cell in cells {
            let mut cell = Input::new(cell);
            sketch.cells.push(Cell { key: cell.u128()?, group: cell.u64()?, check: cell.u64()? });
        }
        let wrong = input.damaged("the sum of all bytes before is another");
        let whole = bytes.get(..input.at()).unwrap_or_default();
        if input.u64()? != hashing.bytes(whole) {
            return Err(wrong.into());
        }
        Ok(input.end().map(|()| sketch)?)
    }
}
