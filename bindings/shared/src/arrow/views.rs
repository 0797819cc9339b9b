use std::sync::Arc;

use arrow_array::ArrayRef;
use arrow_array::builder::StringViewBuilder;
use arrow_buffer::Buffer;

use super::TextChunk;

/// Texts of up to this length are stored within their view.
const INLINE: usize = 12;

/// A view's offset is a signed 32-bit number, so no block may be longer.
const BLOCK: usize = i32::MAX as usize;

/// A column of texts under construction that borrows the buffers of the texts it was cut from.
#[derive(Default)]
pub(super) struct ViewColumn {
    builder: StringViewBuilder,
    /// The blocks of the current chunk that some view points into: number of the buffer, where the block begins in
    /// it, and its number in the builder.
    blocks: Vec<(usize, usize, u32)>,
}

impl ViewColumn {
    /// Says that the rows to come are cut from another chunk.
    pub(super) fn next_chunk(&mut self) {
        self.blocks.clear();
    }

    /// A row without a text.
    pub(super) fn push_null(&mut self) {
        self.builder.append_null();
    }

    /// A text of its own.
    pub(super) fn push(&mut self, text: &[u8]) {
        self.builder.append_value(String::from_utf8_lossy(text));
    }

    /// The bytes `start..` of a row of the chunk; copied only where a view cannot reach it.
    pub(super) fn push_cut(&mut self, chunk: &TextChunk, row: usize, start: usize, text: &[u8]) {
        if text.len() <= INLINE || !self.try_view(chunk, row, start, text.len()) {
            self.push(text);
        }
    }

    /// The finished column.
    #[must_use]
    pub(super) fn finish(mut self) -> ArrayRef {
        Arc::new(self.builder.finish())
    }

    fn try_view(&mut self, chunk: &TextChunk, row: usize, start: usize, len: usize) -> bool {
        let Some((number, home)) = chunk.home(row) else { return false };
        let Some(buffer) = chunk.buffer(number) else { return false };
        let from = home + start;
        let block =
            match self.blocks.iter().rev().find(|(of, begin, _)| *of == number && reaches(*begin, from, len))
            {
                Some(&block) => block,
                None => match self.open_block(number, buffer, from) {
                    Some(block) => block,
                    None => return false,
                },
            };
        let (_, begin, id) = block;
        let (Ok(offset), Ok(len)) = (u32::try_from(from - begin), u32::try_from(len)) else { return false };
        self.builder.try_append_view(id, offset, len).is_ok()
    }

    /// Attaches a buffer, or for one beyond two gigabytes the part of it that begins here.
    fn open_block(&mut self, number: usize, buffer: &Buffer, from: usize) -> Option<(usize, usize, u32)> {
        let begin = if buffer.len() <= BLOCK { 0 } else { from };
        let len = buffer.len().checked_sub(begin)?.min(BLOCK);
        let id = self.builder.append_block(buffer.slice_with_length(begin, len));
        self.blocks.push((number, begin, id));
        self.blocks.last().copied()
    }
}

/// Whether a block that begins at `begin` holds `from..from + len`.
fn reaches(begin: usize, from: usize, len: usize) -> bool {
    from >= begin && from - begin + len <= BLOCK
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::cast::AsArray;
    use arrow_array::{Array, LargeStringArray, StringArray, StringViewArray};

    const SCAN: &str = "]d201095060001343521726022821A1B2";

    #[test]
    fn long_cuts_share_the_buffer_they_come_from() {
        let sources: [ArrayRef; 3] = [
            Arc::new(StringArray::from(vec![SCAN, SCAN])),
            Arc::new(LargeStringArray::from(vec![SCAN, SCAN])),
            Arc::new(StringViewArray::from(vec![SCAN, SCAN])),
        ];
        for source in sources {
            let chunk = TextChunk::new(&source).unwrap();
            let mut column = ViewColumn::default();
            column.push_cut(&chunk, 1, 5, &SCAN.as_bytes()[5..19]);
            column.push_null();
            column.push_cut(&chunk, 0, 21, &SCAN.as_bytes()[21..27]);
            column.push(b"a text that was made here");
            let column = column.finish();
            column.to_data().validate_full().unwrap();
            let views = column.as_string_view();
            let read: Vec<_> = views.iter().collect();
            assert_eq!(
                read,
                [Some(&SCAN[5..19]), None, Some(&SCAN[21..27]), Some("a text that was made here")]
            );
            assert_eq!(views.data_buffers()[0].as_ptr(), chunk.buffer(0).unwrap().as_ptr());
            assert_eq!(views.data_buffers().len(), 2, "one borrowed block, one of our own");
        }
    }
}
