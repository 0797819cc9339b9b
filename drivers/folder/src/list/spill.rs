use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

use tallymark::sets::Spill;

/// Parts in files of a folder that have no name: whatever ends the program, the operating system takes them away.
#[derive(Debug)]
pub struct Files {
    folder: PathBuf,
    parts: Vec<Option<File>>,
}

impl Files {
    /// Nothing is kept yet; the folder has to be there.
    #[must_use]
    pub fn new(folder: &Path) -> Self {
        Files { folder: folder.to_owned(), parts: Vec::new() }
    }
}

impl Spill for Files {
    fn put(&mut self, part: usize, bytes: &[u8]) -> io::Result<()> {
        if self.parts.len() <= part {
            self.parts.resize_with(part + 1, || None);
        }
        let Some(slot) = self.parts.get_mut(part) else { return Ok(()) };
        match slot {
            Some(file) => file.write_all(bytes),
            None => slot.insert(tempfile::tempfile_in(&self.folder)?).write_all(bytes),
        }
    }

    fn take(&mut self, part: usize) -> io::Result<Vec<u8>> {
        let Some(mut file) = self.parts.get_mut(part).and_then(Option::take) else { return Ok(Vec::new()) };
        let length = file.stream_position()?;
        file.rewind()?;
        let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
        file.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}
