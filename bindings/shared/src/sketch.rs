//! Lists as small tables of sums: what every language calls `Sketch`.

use serde_json::{Value, json};
use tallymark::sets::{SerialSet, Sketch as Core, SketchError, SketchKey};

use crate::Failure;
use crate::ask::read;
use crate::exchange::ListRequest;
use crate::lists::text;

/// A list of any length as a table of sums.
#[derive(Clone, Debug)]
pub struct Sketch(Core);

impl Sketch {
    /// An empty one. The key is a secret of 16 bytes, the same for all sketches of a comparison.
    ///
    /// # Errors
    /// `sketch-key` if it has another length.
    pub fn new(key: &[u8], bits: u32) -> Result<Self, Failure> {
        Ok(Sketch(Core::new(secret(key)?, bits)))
    }

    /// One from its bytes.
    ///
    /// # Errors
    /// `sketch-key`; the code of the damage, with its place.
    pub fn from_bytes(key: &[u8], bytes: &[u8]) -> Result<Self, Failure> {
        Core::from_bytes(secret(key)?, bytes).map(Sketch).map_err(wrong)
    }

    /// The bits for so many rows that differ.
    #[must_use]
    pub const fn bits_for(differences: usize) -> u32 {
        Core::bits_for(differences)
    }

    /// Adds the rows of a list, given as [`ListRequest`] in JSON; says how many of them name nothing.
    ///
    /// # Errors
    /// As [`ListRequest::read`]; `sketch-alike`.
    pub fn add(&mut self, list: &[u8]) -> Result<usize, Failure> {
        let set = read::<ListRequest>(list)?.read()?;
        self.add_set(&set)
    }

    /// Adds the rows of a set.
    ///
    /// # Errors
    /// `sketch-alike`.
    pub fn add_set(&mut self, set: &SerialSet) -> Result<usize, Failure> {
        self.0.add_set(set).map_err(wrong)?;
        Ok(set.rejected().len())
    }

    /// Adds the rows of another part of the same list.
    ///
    /// # Errors
    /// `sketch-key`, `sketch-alike`.
    pub fn merge(&mut self, other: &Sketch) -> Result<(), Failure> {
        self.0.merge(&other.0).map_err(wrong)
    }

    /// Takes the rows of another list away.
    ///
    /// # Errors
    /// `sketch-key`, `sketch-alike`.
    pub fn subtract(&mut self, other: &Sketch) -> Result<(), Failure> {
        self.0.subtract(&other.0).map_err(wrong)
    }

    /// What was added more often than subtracted, or less often: a list of `key`, `state` and `net`.
    ///
    /// # Errors
    /// `sketch-overfull`.
    pub fn surplus(&self) -> Result<Value, Failure> {
        let found = self.0.surplus().map_err(wrong)?;
        let one = |one: &tallymark::sets::Surplus| json!({ "key": one.key.to_string(), "state": text(one.state.as_ref()), "net": one.net });
        Ok(found.iter().map(one).collect())
    }

    /// The sketch as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        self.0.to_bytes()
    }

    /// Rows that were added, and those of them that name nothing.
    #[must_use]
    pub const fn rows(&self) -> (u64, u64) {
        self.0.rows()
    }

    /// The size.
    #[must_use]
    pub const fn bits(&self) -> u32 {
        self.0.bits()
    }
}

/// The secret of a sketch.
///
/// # Errors
/// `sketch-key` if it has not 16 bytes.
pub fn secret(key: &[u8]) -> Result<SketchKey, Failure> {
    let key = key.try_into().map(SketchKey::new);
    key.map_err(|_| Failure::new("sketch-key", "the key is not 16 bytes").with_help("take 16 random bytes"))
}

/// What [`SketchError`] is here.
#[must_use]
#[allow(clippy::needless_pass_by_value)] // for `map_err`
pub fn wrong(error: SketchError) -> Failure {
    Failure::new(error.code(), error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_read_from_sums() {
        let key = [7; 16];
        let mut sketch = Sketch::new(&key, 6).unwrap();
        assert_eq!(
            sketch.add(br#"{"serials": ["A1", "A2", "A 3"], "states": ["x", null, null]}"#).unwrap(),
            1
        );
        let mut other = Sketch::new(&key, 6).unwrap();
        other.add(br#"{"serials": ["A2"]}"#).unwrap();
        let other = Sketch::from_bytes(&key, &other.to_bytes()).unwrap();
        sketch.subtract(&other).unwrap();
        assert_eq!(sketch.surplus().unwrap(), json!([{ "key": "A1", "state": "x", "net": 1 }]));
        assert_eq!(sketch.rows(), (3, 1));
        sketch.merge(&other).unwrap();
        assert_eq!(sketch.surplus().unwrap().as_array().map(Vec::len), Some(2));
        assert_eq!(Sketch::new(b"short", 6).unwrap_err().code, "sketch-key");
        assert_eq!(sketch.merge(&Sketch::new(&[8; 16], 6).unwrap()).unwrap_err().code, "sketch-key");
    }
}
