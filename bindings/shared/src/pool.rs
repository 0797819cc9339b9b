//! The serials that a line may use: what every language calls `Known`.

use tallymark::Item;
use tallymark::keys::Serial;
use tallymark::sets::{Key, Known as Core, SerialSet, Use};

use crate::Failure;
use crate::ask::read;
use crate::exchange::ListRequest;
use crate::report::ErrorReport;

/// A pool of serials that a line asks about every pack.
#[derive(Debug)]
pub struct Known {
    pool: Core,
    /// Whether some of them are bare serials, so that a text may be one.
    bare: bool,
}

impl Known {
    /// The pool of a list, given as [`ListRequest`] in JSON.
    ///
    /// # Errors
    /// As [`ListRequest::read`].
    pub fn open(list: &[u8]) -> Result<Self, Failure> {
        Ok(Known::of(&read::<ListRequest>(list)?.read()?))
    }

    /// The pool of a set.
    #[must_use]
    pub fn of(set: &SerialSet) -> Self {
        Known { pool: set.keys().collect(), bare: set.keys().any(|key| matches!(key, Key::Serial(_))) }
    }

    /// The key that a text names: of a pack or a container in any form, or a bare serial.
    fn key(&self, text: &[u8]) -> Result<Key, Failure> {
        let key = match Item::parse(text) {
            Ok(item) => Ok(Key::Item(item)),
            Err(error) if self.bare => Serial::parse(text).map(Key::Serial).map_err(|_| error),
            Err(error) => Err(error),
        };
        Ok(key.map_err(|error| ErrorReport::from(&error))?)
    }

    /// Whether it is in the pool.
    ///
    /// # Errors
    /// The text names nothing.
    pub fn contains(&self, text: &[u8]) -> Result<bool, Failure> {
        Ok(self.pool.contains(&self.key(text)?))
    }

    /// Uses it up.
    ///
    /// # Errors
    /// The text names nothing.
    pub fn use_up(&mut self, text: &[u8]) -> Result<Use, Failure> {
        let key = self.key(text)?;
        Ok(self.pool.use_up(&key))
    }

    /// Whether it was used.
    ///
    /// # Errors
    /// The text names nothing.
    pub fn is_used(&self, text: &[u8]) -> Result<bool, Failure> {
        Ok(self.pool.is_used(&self.key(text)?))
    }

    /// How many were used.
    #[must_use]
    pub const fn used(&self) -> u64 {
        self.pool.used()
    }

    /// How many there are.
    #[must_use]
    pub const fn size(&self) -> usize {
        self.pool.len()
    }
}

/// What became of it, as every language says it.
#[must_use]
pub const fn word(used: Use) -> &'static str {
    match used {
        Use::First => "first",
        Use::Again => "again",
        Use::Unknown => "unknown",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_form_of_a_pack_is_looked_up() {
        let mut pool = Known::open(br#"{"serials": ["A1", "A2", "A1"], "gtin": "09506000134352"}"#).unwrap();
        assert_eq!((pool.size(), pool.used()), (2, 0));
        assert!(pool.contains(b"https://id.gs1.org/01/09506000134352/21/A1").unwrap());
        assert_eq!(word(pool.use_up(b"(01)09506000134352(21)A1").unwrap()), "first");
        assert_eq!(word(pool.use_up(b"010950600013435221A1").unwrap()), "again");
        assert_eq!(word(pool.use_up(b"(01)09506000134352(21)A9").unwrap()), "unknown");
        assert!(pool.is_used(b"(01)09506000134352(21)A1").unwrap() && pool.used() == 1);
        assert!(pool.contains(b"A1").is_err());
        let bare = Known::open(br#"{"serials": ["A1"]}"#).unwrap();
        assert!(bare.contains(b"A1").unwrap() && !bare.contains(b"A2").unwrap());
    }
}
