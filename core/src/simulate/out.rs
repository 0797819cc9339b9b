use std::collections::BTreeMap;
use std::convert::Infallible;

/// Where the files of a batch folder go.
///
/// The simulator writes all streams at once, in pieces: `append` is called many times, for different files in turn; the
/// pieces of one file come in order. A file that has no rows is still named, with its header.
pub trait Sink {
    /// What can go wrong on the way.
    type Error;

    /// Adds bytes at the end of a file, which is empty at first.
    ///
    /// # Errors
    /// What the sink reports; the simulator stops at the first.
    fn append(&mut self, file: &str, bytes: &[u8]) -> Result<(), Self::Error>;
}

/// Keeps the folder in memory.
impl Sink for BTreeMap<String, Vec<u8>> {
    type Error = Infallible;

    fn append(&mut self, file: &str, bytes: &[u8]) -> Result<(), Infallible> {
        match self.get_mut(file) {
            Some(content) => content.extend_from_slice(bytes),
            None => {
                self.insert(file.to_owned(), bytes.to_vec());
            }
        }
        Ok(())
    }
}

/// Bytes that go to a sink in large pieces.
#[derive(Debug)]
pub(super) struct File {
    name: String,
    bytes: Vec<u8>,
    /// The stream is missing from this folder: nothing is kept.
    absent: bool,
    rows: u32,
}

const PIECE: usize = 1 << 16;

impl File {
    pub(super) fn new(name: &str, absent: bool) -> Self {
        File { name: name.to_owned(), bytes: Vec::new(), absent, rows: 0 }
    }

    /// A file that begins with a header row.
    pub(super) fn table(name: &str, absent: bool, header: &str) -> Self {
        let mut file = File::new(name, absent);
        file.bytes.extend_from_slice(header.as_bytes());
        file.bytes.push(b'\n');
        file
    }

    pub(super) fn row(&mut self) -> Row<'_> {
        self.rows += 1;
        Row { out: &mut self.bytes, first: true }
    }

    /// How many rows were written.
    pub(super) const fn rows(&self) -> u32 {
        self.rows
    }

    pub(super) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    /// Hands on what has gathered if it is worth it, or in any case at the `end`.
    pub(super) fn flush<S: Sink + ?Sized>(&mut self, sink: &mut S, end: bool) -> Result<(), S::Error> {
        if self.absent {
            self.bytes.clear();
        } else if end || self.bytes.len() >= PIECE {
            sink.append(&self.name, &self.bytes)?;
            self.bytes.clear();
        }
        Ok(())
    }
}

/// One CSV row (RFC 4180); the line end is written when it is dropped.
#[derive(Debug)]
pub(super) struct Row<'a> {
    out: &'a mut Vec<u8>,
    first: bool,
}

impl Row<'_> {
    /// A cell that `fill` writes; quoted where its content asks for it.
    pub(super) fn with(mut self, fill: impl FnOnce(&mut Vec<u8>)) -> Self {
        self.separate();
        let start = self.out.len();
        fill(self.out);
        let written = self.out.get(start..).unwrap_or_default();
        if written.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
            let content = self.out.split_off(start);
            self.out.push(b'"');
            for byte in content {
                if byte == b'"' {
                    self.out.push(b'"');
                }
                self.out.push(byte);
            }
            self.out.push(b'"');
        }
        self
    }

    pub(super) fn text(self, text: &str) -> Self {
        self.with(|out| out.extend_from_slice(text.as_bytes()))
    }

    pub(super) fn flag(mut self, flag: bool) -> Self {
        self.separate();
        self.out.push(b'0' + u8::from(flag));
        self
    }

    pub(super) fn number(mut self, number: u64) -> Self {
        self.separate();
        decimal(number, self.out);
        self
    }

    /// Tenths with one decimal.
    pub(super) fn tenths(mut self, tenths: u32) -> Self {
        self.separate();
        decimal(u64::from(tenths / 10), self.out);
        self.out.extend_from_slice(&[b'.', b'0' + (tenths % 10) as u8]);
        self
    }

    pub(super) fn empty(mut self) -> Self {
        self.separate();
        self
    }

    fn separate(&mut self) {
        if !self.first {
            self.out.push(b',');
        }
        self.first = false;
    }
}

impl Drop for Row<'_> {
    fn drop(&mut self) {
        self.out.push(b'\n');
    }
}

/// The digits of a number, written faster than formatting does.
fn decimal(mut number: u64, out: &mut Vec<u8>) {
    let start = out.len();
    loop {
        out.push(b'0' + (number % 10) as u8);
        number /= 10;
        if number == 0 {
            break;
        }
    }
    if let Some(digits) = out.get_mut(start..) {
        digits.reverse();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_needed() {
        let mut file = File::table("x.csv", false, "a,b");
        file.row().text("plain").text("a,\"b\"").number(0).number(1207).tenths(35).flag(true).empty();
        let mut sink = BTreeMap::new();
        let Ok(()) = file.flush(&mut sink, true);
        let text = sink.get("x.csv").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        assert_eq!(text.as_deref(), Some("a,b\nplain,\"a,\"\"b\"\"\",0,1207,3.5,1,\n"));
    }
}
