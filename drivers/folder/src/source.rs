use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// Something that holds named files: a folder, buffers in memory, an archive.
pub trait Source {
    /// Where it is, for messages.
    fn place(&self) -> String;

    /// The names of its files, without folders, in any order.
    ///
    /// # Errors
    /// What the operating system says when the folder cannot be listed.
    fn names(&self) -> io::Result<Vec<String>>;

    /// Opens one of them.
    ///
    /// # Errors
    /// What the operating system says when the file cannot be opened.
    fn open(&self, name: &str) -> io::Result<Input<'_>>;
}

/// An open file.
#[non_exhaustive]
pub enum Input<'a> {
    /// A file of the file system.
    File(File),
    /// All its bytes.
    Bytes(&'a [u8]),
    /// Anything that can be read once from the beginning.
    Stream(Box<dyn Read + 'a>),
}

impl Input<'_> {
    /// The number of bytes, where that is known beforehand.
    pub(crate) fn len(&self) -> Option<u64> {
        match self {
            Input::File(file) => file.metadata().ok().map(|metadata| metadata.len()),
            Input::Bytes(bytes) => Some(bytes.len() as u64),
            Input::Stream(_) => None,
        }
    }
}

impl Read for Input<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match self {
            Input::File(file) => file.read(buffer),
            Input::Bytes(bytes) => bytes.read(buffer),
            Input::Stream(stream) => stream.read(buffer),
        }
    }
}

/// A folder of the file system.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// The folder at `path`.
    pub fn new(path: impl AsRef<Path>) -> Self {
        Folder { path: path.as_ref().to_owned() }
    }
}

impl Source for Folder {
    fn place(&self) -> String {
        self.path.display().to_string()
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(&self.path)? {
            let entry = entry?;
            // A link counts as what it leads to; a pipe or a device could be read for ever. What cannot be looked at is
            // kept, so that opening it says why.
            let file = std::fs::metadata(entry.path()).map_or(true, |metadata| metadata.is_file());
            if let (true, Ok(name)) = (file, entry.file_name().into_string()) {
                names.push(name);
            }
        }
        Ok(names)
    }

    fn open(&self, name: &str) -> io::Result<Input<'_>> {
        File::open(self.path.join(name)).map(Input::File)
    }
}

/// Files in memory, for tests and for programs that hold their data already.
///
/// ```
/// use tallymark_folder::{Memory, load_from};
/// let mut files = Memory::new();
/// files.insert("batch.json", br#"{"schema": "tallymark-batch/1", "order": "PO-1", "gtin": "09506000134352",
///     "lot": "A7B21", "expiry": "281231"}"#);
/// files.insert("pool.csv", b"serial,state\nA1,Allocated\nA2,Encoded\n");
/// let batch = load_from(&files, &Default::default())?;
/// assert_eq!(batch.pool.map(|rows| rows.len()), Some(2));
/// # Ok::<(), tallymark_folder::FolderError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Memory {
    files: BTreeMap<String, Vec<u8>>,
}

impl Memory {
    /// No files yet.
    #[must_use]
    pub fn new() -> Self {
        Memory::default()
    }

    /// Adds a file, in the place of one of the same name.
    pub fn insert(&mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> &mut Self {
        self.files.insert(name.into(), bytes.into());
        self
    }
}

impl Source for Memory {
    fn place(&self) -> String {
        "memory".to_owned()
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.files.keys().cloned().collect())
    }

    fn open(&self, name: &str) -> io::Result<Input<'_>> {
        self.files.get(name).map(|bytes| Input::Bytes(bytes)).ok_or_else(|| io::ErrorKind::NotFound.into())
    }
}
