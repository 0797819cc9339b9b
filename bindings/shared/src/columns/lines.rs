//! Lines of a file, or texts one behind the other, into plain arrays: the columns of languages that have no Arrow.

use memchr::memchr_iter;
use tallymark::gs1::{self, Text};

use super::share::{share, take};
use super::{Request, digits_of};
use crate::Failure;

/// How much is read at a time. A block of rows and what is found in them stay in the processor's cache.
const BLOCK: usize = 1 << 16;

/// Places are 32-bit numbers, and the values that stand nowhere in the data have theirs behind them.
const LONGEST: usize = u32::MAX as usize / 2;

/// What lines or texts say, as one array per fact, each with one number per row.
///
/// ```
/// use tallymark_bindings::columns::{Lines, Request};
/// use tallymark_bindings::{Failure, Kind, ParseOptions};
///
/// let request = Request::new(Kind::Auto, ParseOptions::default(), &["gtin", "serial"])?;
/// let data = b"(01)09506000134352(21)A1\r\n(01)09506000134353\n";
/// let lines = Lines::parse(data, &request, || Ok(()))?;
/// assert_eq!(lines.codes, [0, tallymark::Code::AiChecksum as u16]);
/// assert_eq!(lines.text("serial", 0, data), Some(&b"A1"[..]));
/// assert_eq!((lines.span_start[1], lines.span_end[1]), (17, 18));
/// # Ok::<(), Failure>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lines {
    /// 0 where the row is valid, else the number of its [`Code`](tallymark::Code).
    pub codes: Vec<u16>,
    /// The bytes at fault, counted from the start of the row; 0 where it is valid.
    pub span_start: Vec<u32>,
    /// The byte after those at fault.
    pub span_end: Vec<u32>,
    /// Where each row begins in the data, and at last where they end.
    pub row_start: Vec<u32>,
    /// The Application Identifiers asked for, in order.
    pub columns: Vec<Places>,
    /// The values that stand nowhere in the data as they are, such as those with escapes. Their places go on where
    /// those of the data end.
    pub made: Vec<u8>,
}

/// Where the values of one Application Identifier stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // a name and a place
pub struct Places {
    /// `gtin`, `serial`, `lot`, `expiry`, `sscc`, or else the digits.
    pub name: String,
    /// First byte in the data; from the length of the data on, in [`Lines::made`].
    pub start: Vec<u32>,
    /// How many bytes; 0 where there is no such value or the row is not valid.
    pub len: Vec<u32>,
}

impl Lines {
    /// Reads every line as a text. A line ends with LF or CR LF, the last one also with the data; nothing but the line
    /// end is taken away, and an empty line is a row.
    ///
    /// All processors take part where there is much to read, and `go_on` is asked meanwhile; its error ends the reading.
    ///
    /// # Errors
    /// `column-size` for 2 GiB of data or more, and what `go_on` says.
    pub fn parse(
        data: &[u8],
        request: &Request,
        go_on: impl FnMut() -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        short_enough(data.len())?;
        let mut blocks: Vec<Block<'_>> = Vec::new();
        let mut start = 0;
        while start < data.len() {
            let far = data.get(start + BLOCK..).and_then(|rest| memchr::memchr(b'\n', rest));
            let end = far.map_or(data.len(), |at| start + BLOCK + at + 1);
            blocks.push(Block { start, end, rows: 0, ends: Ends::Lines });
            start = end;
        }
        let jobs: Vec<_> = blocks.iter_mut().collect();
        share(jobs, || (), |(), block| block.rows = count_lines(data, block), || Ok::<_, Failure>(()))?;
        Self::read(data, blocks, request, go_on)
    }

    /// Reads texts that lie one behind the other: row `i` is `data[offsets[i]..offsets[i + 1]]`.
    ///
    /// # Errors
    /// As [`parse`](Self::parse), and `column-offsets` for offsets that go backwards or beyond the data.
    pub fn parse_at(
        data: &[u8],
        offsets: &[u32],
        request: &Request,
        go_on: impl FnMut() -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        short_enough(data.len())?;
        let last = offsets.last().map_or(0, |&end| end as usize);
        if !offsets.is_sorted() || last > data.len() {
            return Err(Failure::new(
                "column-offsets",
                "the offsets do not lie one behind the other in the data",
            )
            .with_help("give the start of every row in bytes, and at last the end of the last one"));
        }
        let rows = offsets.len().saturating_sub(1);
        let mut blocks = Vec::new();
        let mut first = 0;
        while first < rows {
            let from = offsets.get(first).map_or(0, |&start| start as usize);
            let rest = offsets.get(first + 1..).unwrap_or_default();
            let some = rest.partition_point(|&end| (end as usize) < from + BLOCK).clamp(1, BLOCK / 32);
            let ends = offsets.get(first..=first + some).unwrap_or_default();
            let end = ends.last().map_or(from, |&end| end as usize);
            blocks.push(Block { start: from, end, rows: some, ends: Ends::At(ends) });
            first += some;
        }
        let mut lines = Self::read(data, blocks, request, go_on)?;
        if let Some(end) = lines.row_start.last_mut() {
            *end = u32::try_from(last).unwrap_or(u32::MAX);
        }
        Ok(lines)
    }

    /// How many rows there are.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.codes.len()
    }

    /// The value of an Application Identifier, by word or digits, in a row of the data that were read.
    #[must_use]
    pub fn text<'a>(&'a self, name: &str, row: usize, data: &'a [u8]) -> Option<&'a [u8]> {
        let digits = digits_of(name);
        let column = self.columns.iter().find(|column| digits_of(&column.name) == digits)?;
        let (start, len) = (*column.start.get(row)? as usize, *column.len.get(row)? as usize);
        if len == 0 {
            return None;
        }
        match start.checked_sub(data.len()) {
            Some(start) => self.made.get(start..start + len),
            None => data.get(start..start + len),
        }
    }

    fn read(
        data: &[u8],
        blocks: Vec<Block<'_>>,
        request: &Request,
        go_on: impl FnMut() -> Result<(), Failure>,
    ) -> Result<Self, Failure> {
        let rows = blocks.iter().map(|block| block.rows).sum();
        let zeros = || vec![0; rows];
        let name =
            |field: &super::Field| Places { name: field.name().to_owned(), start: zeros(), len: zeros() };
        let mut lines = Lines {
            codes: vec![0; rows],
            span_start: zeros(),
            span_end: zeros(),
            row_start: vec![0; rows + 1],
            columns: request.fields().iter().map(name).collect(),
            made: Vec::new(),
        };
        let mut made = vec![Vec::new(); blocks.len()];
        let counts: Vec<usize> = blocks.iter().map(|block| block.rows).collect();
        let mut left = Left::of(&mut lines);
        let jobs =
            blocks.into_iter().zip(&mut made).map(|(block, made)| (left.take(block.rows), block, made));
        let desk = || Desk { columns: request.reader(), texts: Vec::new() };
        share(jobs.collect(), desk, |desk, job| desk.work(data, job), go_on)?;
        if let Some(end) = lines.row_start.last_mut() {
            *end = data.len() as u32;
        }
        lines.gather(&counts, &made, data.len())?;
        Ok(lines)
    }

    /// Puts what the blocks made one behind the other, and moves the places that point there.
    fn gather(&mut self, counts: &[usize], made: &[Vec<u8>], end: usize) -> Result<(), Failure> {
        let mut first = 0;
        for (&rows, made) in counts.iter().zip(made) {
            let before = self.made.len();
            if !made.is_empty() {
                short_enough(before + made.len())?;
                for column in &mut self.columns {
                    let places = column.start.get_mut(first..first + rows).unwrap_or_default();
                    places.iter_mut().filter(|start| **start as usize >= end).for_each(|start| {
                        *start += before as u32;
                    });
                }
                self.made.extend_from_slice(made);
            }
            first += rows;
        }
        Ok(())
    }
}

fn short_enough(len: usize) -> Result<(), Failure> {
    if len > LONGEST {
        return Err(Failure::new("column-size", format!("{len} bytes are too many at once"))
            .with_help("cut the data into parts of less than 2 GiB, each ending with a line"));
    }
    Ok(())
}

/// Rows that are read in one go.
struct Block<'o> {
    start: usize,
    end: usize,
    rows: usize,
    ends: Ends<'o>,
}

/// How rows are told apart.
enum Ends<'o> {
    Lines,
    At(&'o [u32]),
}

type Job<'a, 'o> = (Out<'a>, Block<'o>, &'a mut Vec<u8>);

/// What a thread works with.
struct Desk<'d> {
    columns: gs1::Columns,
    texts: Vec<Option<Text<'d>>>,
}

impl<'d> Desk<'d> {
    fn work(&mut self, data: &'d [u8], (out, block, made): Job<'_, '_>) {
        block.texts(data, out.row_start, &mut self.texts);
        self.columns.read(self.texts.iter().copied());
        out.fill(&self.columns, data.len());
        *made = self.columns.made().to_vec();
    }
}

fn count_lines(data: &[u8], block: &Block<'_>) -> usize {
    let bytes = data.get(block.start..block.end).unwrap_or_default();
    // Sums of bytes that cannot overflow: sixteen and more are added at once.
    let ends = |part: &[u8]| usize::from(part.iter().map(|&byte| u8::from(byte == b'\n')).sum::<u8>());
    let ended: usize = bytes.chunks(255).map(ends).sum();
    ended + usize::from(bytes.last().is_some_and(|&last| last != b'\n'))
}

impl Block<'_> {
    /// The texts of the rows, and where they begin.
    fn texts<'a>(&self, data: &'a [u8], row_start: &mut [u32], texts: &mut Vec<Option<Text<'a>>>) {
        texts.clear();
        match self.ends {
            Ends::At(offsets) => {
                texts.extend(offsets.windows(2).map(|ends| match *ends {
                    [start, end] => Text::within(data, start as usize..end as usize),
                    _ => None,
                }));
                row_start.iter_mut().zip(offsets).for_each(|(start, &offset)| *start = offset);
            }
            Ends::Lines => {
                let bytes = data.get(self.start..self.end).unwrap_or_default();
                let mut start = self.start;
                let mut places = row_start.iter_mut();
                for end in memchr_iter(b'\n', bytes).map(|at| self.start + at) {
                    let text_end =
                        if end > start && data.get(end - 1) == Some(&b'\r') { end - 1 } else { end };
                    texts.push(Text::within(data, start..text_end));
                    if let Some(place) = places.next() {
                        *place = start as u32;
                    }
                    start = end + 1;
                }
                if start < self.end {
                    texts.push(Text::within(data, start..self.end));
                    if let Some(place) = places.next() {
                        *place = start as u32;
                    }
                }
            }
        }
    }
}

/// The places for the results of one block.
struct Out<'a> {
    codes: &'a mut [u16],
    span_start: &'a mut [u32],
    span_end: &'a mut [u32],
    row_start: &'a mut [u32],
    columns: Vec<(&'a mut [u32], &'a mut [u32])>,
}

impl Out<'_> {
    fn fill(self, columns: &gs1::Columns, end: usize) {
        for fault in columns.faults() {
            let row = fault.row;
            if let (Some(code), Some(start), Some(end)) =
                (self.codes.get_mut(row), self.span_start.get_mut(row), self.span_end.get_mut(row))
            {
                (*code, *start, *end) = (fault.code as u16, fault.span.start, fault.span.end);
            }
        }
        for (field, (starts, lens)) in self.columns.into_iter().enumerate() {
            let places = starts.iter_mut().zip(lens).zip(&*self.row_start);
            for (cells, ((start, len), &row_start)) in columns.cells().zip(places) {
                let Some(cell) = cells.get(field).filter(|cell| !cell.is_nothing()) else { continue };
                let (range, base) = match cell.made() {
                    Some(range) => (range, end as u32),
                    None => (cell.cut().unwrap_or_default(), row_start),
                };
                (*start, *len) = (base + range.start as u32, range.len() as u32);
            }
        }
    }
}

/// The places that no block has yet.
struct Left<'a>(Out<'a>);

impl<'a> Left<'a> {
    fn of(lines: &'a mut Lines) -> Self {
        Left(Out {
            codes: &mut lines.codes,
            span_start: &mut lines.span_start,
            span_end: &mut lines.span_end,
            row_start: &mut lines.row_start,
            columns: lines.columns.iter_mut().map(|one| (&mut one.start[..], &mut one.len[..])).collect(),
        })
    }

    fn take(&mut self, rows: usize) -> Out<'a> {
        let Left(left) = self;
        Out {
            codes: take(&mut left.codes, rows),
            span_start: take(&mut left.span_start, rows),
            span_end: take(&mut left.span_end, rows),
            row_start: take(&mut left.row_start, rows),
            columns: left
                .columns
                .iter_mut()
                .map(|(start, len)| (take(start, rows), take(len, rows)))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Kind, ParseOptions};
    use proptest::prelude::*;
    use tallymark::gs1::Message;

    fn request(ais: &[&str]) -> Request {
        Request::new(Kind::Auto, ParseOptions::default(), ais).unwrap()
    }

    fn lines(data: &[u8]) -> Lines {
        Lines::parse(data, &request(&["21", "lot"]), || Ok(())).unwrap()
    }

    /// Every row is what the message says.
    fn agree(lines: &Lines, data: &[u8], texts: &[&[u8]]) {
        assert_eq!(lines.rows(), texts.len());
        assert_eq!(lines.row_start.len(), texts.len() + 1);
        for (row, text) in texts.iter().enumerate() {
            assert_eq!(data.get(lines.row_start[row] as usize..).unwrap().get(..text.len()), Some(*text));
            let message = Message::parse_any(text);
            let fault = (lines.codes[row], lines.span_start[row], lines.span_end[row]);
            let error = message.as_ref().err();
            let expected = error.map(|error| (error.code() as u16, error.span().start, error.span().end));
            assert_eq!(fault, expected.unwrap_or_default(), "{text:?}");
            for ai in ["21", "10"] {
                let value = message.as_ref().ok().and_then(|message| message.get(ai));
                assert_eq!(lines.text(ai, row, data), value.map(str::as_bytes), "{ai} of {text:?}");
            }
        }
    }

    #[test]
    fn only_the_line_end_is_removed_and_an_empty_line_is_a_row() {
        let good: &[u8] = b"(01)09506000134352(21)A1";
        for (data, texts) in [
            (&b""[..], vec![]),
            (b"\n", vec![&b""[..]]),
            (b"\r\n\r\n", vec![b"", b""]),
            (b"\n\n ", vec![b"", b"", b" "]),
            (b"(01)09506000134352(21)A1", vec![good]),
            (b"(01)09506000134352(21)A1\n", vec![good]),
            (b"(01)09506000134352(21)A1\r\n\xff", vec![good, b"\xff"]),
            (b"(01)09506000134352(21)A1\r", vec![b"(01)09506000134352(21)A1\r"]),
            (b" (01)09506000134352\r\r\n", vec![b" (01)09506000134352\r"]),
        ] {
            agree(&lines(data), data, &texts);
        }
    }

    #[test]
    fn blocks_come_back_in_order_with_what_they_made() {
        let row = |row: usize| match row % 3 {
            0 => format!("(01)09506000134352(21)A\\({row}"),
            1 => format!("(01)09506000134353(21){row}"),
            _ => format!("]d2010950600013435221{row}\u{1d}10L{row}"),
        };
        let rows: Vec<String> = (0..20_000).map(row).collect();
        let data = rows.join("\n").into_bytes();
        assert!(data.len() > 5 * BLOCK);
        let lines = lines(&data);
        let texts: Vec<&[u8]> = rows.iter().map(String::as_bytes).collect();
        agree(&lines, &data, &texts);
        assert!(!lines.made.is_empty());
        let packed = rows.concat().into_bytes();
        let mut offsets = vec![0];
        offsets.extend(rows.iter().scan(0, |end, row| {
            *end += row.len() as u32;
            Some(*end)
        }));
        let at = Lines::parse_at(&packed, &offsets, &request(&["21", "10"]), || Ok(())).unwrap();
        agree(&at, &packed, &texts);
        assert_eq!((at.row_start, at.codes), (offsets, lines.codes));
    }

    #[test]
    fn offsets_that_lie_are_refused() {
        let at = |offsets: &[u32]| Lines::parse_at(b"abc", offsets, &request(&[]), || Ok(()));
        for wrong in [&[0, 4][..], &[2, 1], &[0, 3, 2]] {
            assert_eq!(at(wrong).unwrap_err().code, "column-offsets", "{wrong:?}");
        }
        assert_eq!(
            (at(&[]).unwrap().rows(), at(&[1]).unwrap().rows(), at(&[1, 1, 2]).unwrap().rows()),
            (0, 0, 2)
        );
        assert_eq!(at(&[1, 1, 2]).unwrap().row_start, [1, 1, 2]);
    }

    #[test]
    fn reading_ends_when_it_is_told_to() {
        let stop = || Err(Failure::new("cancelled", "enough"));
        assert_eq!(Lines::parse(b"x\n", &request(&[]), stop).unwrap_err().code, "cancelled");
    }

    /// Lines the slow way.
    fn naive(data: &[u8]) -> Vec<&[u8]> {
        let mut lines: Vec<_> = data.split(|&byte| byte == b'\n').collect();
        let last = lines.pop().unwrap_or_default();
        let mut lines: Vec<_> =
            lines.into_iter().map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect();
        if !last.is_empty() {
            lines.push(last);
        }
        lines
    }

    proptest! {
        #[test]
        fn lines_agree_with_messages(
            rows in prop::collection::vec(
                prop_oneof![
                    "[0-9()\\x1dA-c\\r]{0,40}",
                    "\\]d20109506000134352(10[A-Z]{1,4}\x1d)?21[A-Z(]{1,20}",
                    "\\(01\\)09506000134352\\(21\\)A\\\\\\([A-Z]{0,9}\\r?",
                ],
                0..20,
            ),
            last in "\n?",
        ) {
            let data = (rows.join("\n") + &last).into_bytes();
            agree(&lines(&data), &data, &naive(&data));
        }
    }
}
