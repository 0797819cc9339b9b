use std::cell::Cell;
use std::io::{self, BufRead, Read};

/// The most that one tag, text or JSON member may be long: far more than any real one, far less than any memory.
const LONGEST: usize = 4 << 20;

/// The most that may be passed over as one piece, such as the master data in the header of a document.
#[cfg(feature = "json")]
const LONGEST_IGNORED: usize = 1 << 30;

/// What a document was read up to, and how much may be read until the next piece has to be complete.
#[derive(Debug)]
pub(super) struct Allowance {
    left: Cell<usize>,
    line: Cell<u64>,
}

impl Allowance {
    pub(super) fn new() -> Self {
        Allowance { left: Cell::new(LONGEST), line: Cell::new(1) }
    }

    /// A piece is complete.
    pub(super) fn renew(&self) {
        self.left.set(LONGEST);
    }

    /// What comes is passed over without being kept.
    #[cfg(feature = "json")]
    pub(super) fn ignore(&self) {
        self.left.set(LONGEST_IGNORED);
    }

    /// The line that was read up to, from 1.
    #[cfg(feature = "xml")]
    pub(super) fn line(&self) -> u64 {
        self.line.get()
    }

    fn spend(&self, bytes: &[u8]) -> io::Result<()> {
        let lines = bytes.iter().filter(|&&byte| byte == b'\n').count();
        self.line.set(self.line.get() + lines as u64);
        match self.left.get().checked_sub(bytes.len()) {
            Some(left) => {
                self.left.set(left);
                Ok(())
            }
            None => Err(too_long()),
        }
    }
}

fn too_long() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("a single value is longer than {LONGEST} bytes"))
}

/// A reader that refuses endless pieces.
pub(super) struct Bounded<'a, R> {
    pub(super) inner: R,
    pub(super) allowance: &'a Allowance,
}

impl<R: BufRead> Read for Bounded<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.allowance.spend(buffer.get(..bytes).unwrap_or_default())?;
        Ok(bytes)
    }
}

impl<R: BufRead> BufRead for Bounded<'_, R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.allowance.left.get() == 0 {
            return Err(too_long());
        }
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(bytes) = self.inner.fill_buf() {
            let spent = self.allowance.spend(bytes.get(..amount).unwrap_or_default());
            if spent.is_err() {
                self.allowance.left.set(0);
            }
        }
        self.inner.consume(amount);
    }
}
