/// A column of texts in any memory layout: slices, offsets and bytes, Arrow arrays behind an adapter.
///
/// Rows are numbered from 0. The text of a row is bytes, because what a scanner or a file delivered need not be UTF-8.
///
/// ```
/// use tallymark::sets::Texts;
/// let column = [Some("A1"), None, Some("B2")];
/// assert_eq!(Texts::get(&column[..], 2), Some(&b"B2"[..]));
/// assert_eq!(Texts::get(&column[..], 1), None);
/// ```
pub trait Texts: Sync {
    /// How many rows there are.
    fn len(&self) -> usize;

    /// The bytes of a row; `None` where the column holds nothing, or past its end.
    fn get(&self, row: usize) -> Option<&[u8]>;

    /// Whether there are no rows.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Fills `out` with the texts from `first` on.
    ///
    /// One call for many rows: through `&dyn Texts` the layout is looked up once a block and not once a row.
    fn block<'a>(&'a self, first: usize, out: &mut [Option<&'a [u8]>]) {
        for (offset, slot) in out.iter_mut().enumerate() {
            *slot = self.get(first + offset);
        }
    }
}

impl<T: AsRef<[u8]> + Sync> Texts for [Option<T>] {
    fn len(&self) -> usize {
        <[Option<T>]>::len(self)
    }

    fn get(&self, row: usize) -> Option<&[u8]> {
        <[Option<T>]>::get(self, row)?.as_ref().map(AsRef::as_ref)
    }
}

impl<T: AsRef<[u8]> + Sync> Texts for Vec<Option<T>> {
    fn len(&self) -> usize {
        Vec::len(self)
    }

    fn get(&self, row: usize) -> Option<&[u8]> {
        self.as_slice().get(row)?.as_ref().map(AsRef::as_ref)
    }
}

/// Texts that lie one behind the other: row `i` is `bytes[offsets[i]..offsets[i + 1]]`, as in an Arrow column
/// without nulls (`u32` offsets for `Utf8`, `u64` for `LargeUtf8`).
///
/// ```
/// use tallymark::sets::{Texts, TextsAt};
/// let column = TextsAt::new(&[0u32, 2, 2, 5], b"A1B22");
/// assert_eq!((column.len(), column.get(2)), (3, Some(&b"B22"[..])));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct TextsAt<'a, O> {
    offsets: &'a [O],
    bytes: &'a [u8],
}

impl<'a, O: Copy + Sync + TryInto<usize>> TextsAt<'a, O> {
    /// A column over these buffers. A row whose offsets point outside of `bytes` reads as `None`.
    #[must_use]
    pub const fn new(offsets: &'a [O], bytes: &'a [u8]) -> Self {
        TextsAt { offsets, bytes }
    }
}

impl<O: Copy + Sync + TryInto<usize>> Texts for TextsAt<'_, O> {
    fn len(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    fn get(&self, row: usize) -> Option<&[u8]> {
        let start = (*self.offsets.get(row)?).try_into().ok()?;
        let end = (*self.offsets.get(row.checked_add(1)?)?).try_into().ok()?;
        self.bytes.get(start..end)
    }

    fn block<'b>(&'b self, first: usize, out: &mut [Option<&'b [u8]>]) {
        let ends = first.checked_add(out.len()).and_then(|end| self.offsets.get(first..=end));
        let Some(ends) = ends else {
            for (offset, slot) in out.iter_mut().enumerate() {
                *slot = first.checked_add(offset).and_then(|row| self.get(row));
            }
            return;
        };
        for (slot, pair) in out.iter_mut().zip(ends.windows(2)) {
            *slot = match *pair {
                [start, end] => {
                    start.try_into().ok().zip(end.try_into().ok()).and_then(|(s, e)| self.bytes.get(s..e))
                }
                _ => None,
            };
        }
    }
}
