use std::io::{self, BufRead, Read};

/// At most so much is taken from the input at once.
const CHUNK: usize = 1 << 20;

/// A reader whose bytes ahead can be looked at without being taken, as many as one asks for.
#[derive(Debug)]
pub(in crate::epcis) struct Window<R> {
    inner: R,
    bytes: Vec<u8>,
    at: usize,
}

impl<R: BufRead> Window<R> {
    pub(super) const fn new(inner: R) -> Self {
        Window { inner, bytes: Vec::new(), at: 0 }
    }

    /// The bytes that are ready.
    pub(super) fn ahead(&self) -> &[u8] {
        self.bytes.get(self.at..).unwrap_or_default()
    }

    /// Makes more bytes ready; tells whether there were any.
    pub(super) fn more(&mut self) -> io::Result<bool> {
        if self.at > 0 {
            self.bytes.drain(..self.at.min(self.bytes.len()));
            self.at = 0;
        }
        loop {
            match self.inner.fill_buf() {
                Ok(found) => {
                    let found = found.get(..CHUNK).unwrap_or(found);
                    let count = found.len();
                    self.bytes.extend_from_slice(found);
                    self.inner.consume(count);
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl<R: BufRead> Read for Window<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let ahead = self.fill_buf()?;
        let count = ahead.len().min(buffer.len());
        if let (Some(into), Some(from)) = (buffer.get_mut(..count), ahead.get(..count)) {
            into.copy_from_slice(from);
        }
        self.consume(count);
        Ok(count)
    }
}

impl<R: BufRead> BufRead for Window<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at >= self.bytes.len() {
            self.more()?;
        }
        Ok(self.ahead())
    }

    fn consume(&mut self, amount: usize) {
        self.at = (self.at + amount).min(self.bytes.len());
    }
}
