//! Files as memory.
#![allow(unsafe_code)]

use std::fs::File;
use std::path::Path;

use memmap2::Mmap;
use tallymark::sets::Kept;

use super::ListError;

/// A `.tmset` file, whose pages are read when they are looked at.
#[derive(Debug)]
pub struct Mapped {
    place: String,
    bytes: Option<Mmap>,
}

impl Mapped {
    /// Maps a file. While it is open nobody may write to it or shorten it; a set is written once and then only read, and
    /// [`replace`](super::replace) puts a new file in the place of an old one without touching that.
    ///
    /// # Errors
    /// If it cannot be opened.
    pub fn open(path: &Path) -> Result<Self, ListError> {
        let place = path.display().to_string();
        let broken = |error: std::io::Error| ListError::unreadable(&place, &error);
        let file = File::open(path).map_err(broken)?;
        // Nothing can be mapped of an empty file.
        let empty = file.metadata().map_err(broken)?.len() == 0;
        // SAFETY: the file does not change while it is mapped, which is asked of the caller above; bytes that do change are still
        // only bytes to the reader, which checks all of them and trusts none.
        let bytes = if empty { None } else { Some(unsafe { Mmap::map(&file) }.map_err(broken)?) };
        Ok(Mapped { place, bytes })
    }

    /// The set in it.
    ///
    /// # Errors
    /// [`ListError::Unreadable`] with the place of the damage.
    pub fn kept(&self) -> Result<Kept<'_>, ListError> {
        let bytes = self.bytes.as_deref().unwrap_or_default();
        Kept::open(bytes).map_err(|error| ListError::unreadable(&self.place, &error))
    }
}
