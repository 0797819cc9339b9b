//! Whole columns of identifier texts at once: no exception per row, no copy of the text.

/// A column of texts in any memory layout.
pub trait Texts: Sync {
    /// How many rows there are.
    fn len(&self) -> usize;

    /// The bytes of a row; `None` where the column holds nothing, or past its end.
    fn get(&self, row: usize) -> Option<&[u8]>;

    /// Whether there are no rows.
    fn is_empty(&self) -> bool {
        self.len() == 0
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
