use std::io::{self, BufRead, Read};

use crate::epcis::tree::Place;

/// A reader that knows where it is and refuses pieces beyond a limit.
#[derive(Debug)]
pub(super) struct Counted<R> {
    inner: R,
    place: Place,
    left: usize,
    limit: usize,
}

impl<R> Counted<R> {
    pub(super) const fn new(inner: R, place: Place, limit: usize) -> Self {
        Counted { inner, place, left: limit, limit }
    }

    pub(super) const fn place(&self) -> Place {
        self.place
    }

    /// A piece is complete.
    pub(super) const fn renew(&mut self) {
        self.left = self.limit;
    }

    fn spend(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes);
    }

    fn check(&self) -> io::Result<()> {
        if self.left > 0 {
            return Ok(());
        }
        Err(io::Error::new(io::ErrorKind::InvalidData, format!("longer than {} bytes", self.limit)))
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.check()?;
        let bytes = self.inner.read(buffer)?;
        self.place = self.place.behind(buffer.get(..bytes).unwrap_or_default());
        self.spend(bytes);
        Ok(bytes)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.check()?;
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(bytes) = self.inner.fill_buf() {
            self.place = self.place.behind(bytes.get(..amount).unwrap_or(bytes));
        }
        self.spend(amount);
        self.inner.consume(amount);
    }
}
