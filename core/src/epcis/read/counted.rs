use std::io::{self, BufRead, Read};

use super::window::Window;
use crate::epcis::tree::Place;

/// A reader that knows where it is and refuses pieces beyond a limit.
#[derive(Debug)]
pub(in crate::epcis) struct Counted<R> {
    inner: Window<R>,
    place: Place,
    left: usize,
    limit: usize,
}

impl<R: BufRead> Counted<R> {
    pub(in crate::epcis) const fn new(inner: R, place: Place, limit: usize) -> Self {
        Counted { inner: Window::new(inner), place, left: limit, limit }
    }

    /// The bytes that are ready, without taking them.
    pub(in crate::epcis) fn ahead(&self) -> &[u8] {
        self.inner.ahead()
    }

    /// Makes more bytes ready; false if there are none, or not so soon.
    pub(in crate::epcis) fn more(&mut self) -> bool {
        self.inner.more().unwrap_or(false)
    }

    pub(in crate::epcis) const fn place(&self) -> Place {
        self.place
    }

    /// A piece is complete.
    pub(in crate::epcis) const fn renew(&mut self) {
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
