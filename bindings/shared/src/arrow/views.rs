//! Columns of texts that point into the buffers of the texts they were cut from.
#![allow(unsafe_code)]

use std::ops::Range;
use std::sync::Arc;

use arrow_array::{ArrayRef, StringViewArray};
use arrow_buffer::{BooleanBuffer, Buffer, NullBuffer};

use super::TextChunk;

/// Texts of up to this length are stored within their view.
const INLINE: usize = 12;

/// A view's offset is a signed 32-bit number: a longer buffer is shown in windows, one beginning at every multiple of
/// this, which overlap so that every text stands in one of them as a whole.
const STRIDE: usize = 1 << 30;

/// The number of the buffer with texts of our own, until all of them are together.
const OWN: u32 = u32::MAX;

/// The buffers of all chunks, as views name them.
#[derive(Clone, Default)]
pub(super) struct Sources {
    buffers: Vec<Buffer>,
}

/// The numbers that the buffers of a chunk have among the [`Sources`].
pub(super) struct Homes(Vec<u32>);

impl Sources {
    /// Takes in the buffers of a chunk.
    pub(super) fn add(&mut self, chunk: &TextChunk) -> Homes {
        Homes((0..).map_while(|number| chunk.buffer(number)).map(|buffer| self.windows(buffer)).collect())
    }

    /// Adds the windows of a buffer; gives the number of the first.
    fn windows(&mut self, buffer: &Buffer) -> u32 {
        let first = self.buffers.len() as u32;
        for start in (0..buffer.len()).step_by(STRIDE) {
            let len = (buffer.len() - start).min(2 * STRIDE - 1);
            self.buffers.push(buffer.slice_with_length(start, len));
        }
        first
    }
}

/// The view of `range` of a row's text, or of a copy in `own` where no view reaches it.
#[inline]
pub(super) fn cut(
    (chunk, homes): (&TextChunk, &Homes),
    row: usize,
    text: &[u8],
    range: Range<usize>,
    own: &mut Vec<u8>,
) -> u128 {
    let len = range.len();
    if len <= INLINE {
        if let Some(view) = inline(text, range.clone()) {
            return view;
        }
    } else if let Some(value) = text.get(range.clone()).filter(|value| value.is_ascii())
        && let Some((buffer, home)) = chunk.home(row)
        && let Some(&first) = homes.0.get(buffer)
    {
        let place = home + range.start;
        return view(value, first + (place / STRIDE) as u32, place % STRIDE);
    }
    made(text.get(range).unwrap_or_default(), own)
}

/// The view of a text of our own, which is put behind the others.
#[inline(never)]
pub(super) fn made(value: &[u8], own: &mut Vec<u8>) -> u128 {
    let value = String::from_utf8_lossy(value);
    let value = value.as_bytes();
    if value.len() <= INLINE {
        let mut bytes = [0; 16];
        bytes.iter_mut().skip(4).zip(value).for_each(|(to, from)| *to = *from);
        return u128::from_le_bytes(bytes) | value.len() as u128;
    }
    own.extend_from_slice(value);
    view(value, OWN, own.len() - value.len())
}

/// The view of up to twelve ASCII characters, loaded with what stands behind or before them and cleared of it.
#[inline]
fn inline(text: &[u8], range: Range<usize>) -> Option<u128> {
    const HIGH_BITS: u128 = u128::from_ne_bytes([0x80; 16]);
    let Range { start, end } = range;
    let spare = 8 * (INLINE - (end - start));
    let value = match twelve(text, start) {
        Some(behind) => behind & (u128::MAX >> (32 + spare)),
        None => twelve(text, end.checked_sub(INLINE)?)? >> spare,
    };
    (value & HIGH_BITS == 0).then_some(value << 32 | (end - start) as u128)
}

#[inline]
fn twelve(text: &[u8], start: usize) -> Option<u128> {
    let (low, high) = text.get(start..start + INLINE)?.split_at_checked(8)?;
    let (low, high) = (u64::from_le_bytes(low.try_into().ok()?), u32::from_le_bytes(high.try_into().ok()?));
    Some(u128::from(high) << 64 | u128::from(low))
}

/// The view of a text of more than twelve bytes.
#[inline]
fn view(value: &[u8], buffer: u32, offset: usize) -> u128 {
    let prefix = value.first_chunk().map_or(0, |four| u32::from_le_bytes(*four));
    u128::from(offset as u32) << 96
        | u128::from(buffer) << 64
        | u128::from(prefix) << 32
        | value.len() as u128
}

/// Puts the texts of our own, block by block, behind the sources, and makes the views of each block point there.
pub(super) fn settle(
    sources: &mut Sources,
    views: &mut [u128],
    blocks: impl Iterator<Item = (usize, Vec<u8>)>,
) {
    let mut own = Vec::new();
    let mut first = 0;
    for (rows, made) in blocks {
        if !made.is_empty() {
            if own.len() + made.len() > STRIDE && !own.is_empty() {
                sources.buffers.push(Buffer::from_vec(std::mem::take(&mut own)));
            }
            let (number, before) = (sources.buffers.len() as u32, own.len() as u32);
            let block = views.get_mut(first..first + rows).unwrap_or_default();
            for one in
                block.iter_mut().filter(|one| **one as u32 > INLINE as u32 && (**one >> 64) as u32 == OWN)
            {
                let offset = (*one >> 96) as u32 + before;
                *one = u128::from(offset) << 96 | u128::from(number) << 64 | u128::from(*one as u64);
            }
            own.extend_from_slice(&made);
        }
        first += rows;
    }
    if !own.is_empty() {
        sources.buffers.push(Buffer::from_vec(own));
    }
}

/// The rows that have a text: every text here has at least one character.
pub(super) fn present(views: &[u128]) -> Option<NullBuffer> {
    let bits =
        BooleanBuffer::collect_bool(views.len(), |row| views.get(row).is_some_and(|&view| view as u32 > 0));
    Some(NullBuffer::new(bits)).filter(|nulls| nulls.null_count() > 0)
}

/// The finished column of views that [`cut`], [`made`] and [`settle`] gave for these sources.
pub(super) fn column(views: Vec<u128>, sources: &Sources, nulls: Option<NullBuffer>) -> ArrayRef {
    let far = views.iter().any(|&view| view as u32 > INLINE as u32);
    let buffers: Arc<[Buffer]> = if far { sources.buffers.as_slice().into() } else { [].into() };
    if cfg!(debug_assertions) {
        return Arc::new(StringViewArray::new(views.into(), buffers, nulls));
    }
    // SAFETY: a view is either zero, or within itself and ASCII or UTF-8 with zeros behind, or was made from the ASCII or
    // UTF-8 bytes of the very buffer and offset it names, where a window holds at least a gigabyte behind its offsets.
    // Debug builds check it all.
    Arc::new(unsafe { StringViewArray::new_unchecked(views.into(), buffers, nulls) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow_array::cast::AsArray;
    use arrow_array::{LargeStringArray, StringArray};

    const SCAN: &str = "]d201095060001343521726022821A1B2";

    /// The texts of these ranges of row 1 of a chunk.
    fn texts(
        source: &ArrayRef,
        text: &[u8],
        ranges: &[Range<usize>],
    ) -> (Vec<Option<String>>, Vec<*const u8>) {
        let chunk = TextChunk::new(source).unwrap();
        let mut sources = Sources::default();
        let homes = sources.add(&chunk);
        let mut own = Vec::new();
        let mut views: Vec<_> =
            ranges.iter().map(|range| cut((&chunk, &homes), 1, text, range.clone(), &mut own)).collect();
        views.extend([0, made(b"a text that was made here", &mut own)]);
        let rows = views.len();
        settle(&mut sources, &mut views, [(rows, own)].into_iter());
        let nulls = present(&views);
        let column = column(views, &sources, nulls);
        let column = column.as_string_view();
        let texts = column.iter().map(|text| text.map(str::to_owned)).collect();
        (texts, column.data_buffers().iter().map(Buffer::as_ptr).collect())
    }

    #[test]
    fn cuts_of_every_place_and_length_are_the_text() {
        let sources: [ArrayRef; 3] = [
            Arc::new(StringArray::from(vec![SCAN, SCAN])),
            Arc::new(LargeStringArray::from(vec![SCAN, SCAN])),
            Arc::new(StringViewArray::from(vec![SCAN, SCAN])),
        ];
        for source in sources {
            let all = (0..SCAN.len()).flat_map(|start| (start + 1..=SCAN.len()).map(move |end| start..end));
            let ranges: Vec<_> = all.collect();
            let (read, buffers) = texts(&source, SCAN.as_bytes(), &ranges);
            let mut expected: Vec<_> =
                ranges.iter().map(|range| Some(SCAN[range.clone()].to_owned())).collect();
            expected.extend([None, Some("a text that was made here".to_owned())]);
            assert_eq!(read, expected);
            assert_eq!(buffers[0], TextChunk::new(&source).unwrap().buffer(0).unwrap().as_ptr());
            assert_eq!(buffers.len(), 2, "one borrowed, one of our own");
        }
    }

    #[test]
    fn what_is_not_ascii_is_copied() {
        let text = "öl: ein langer Text mit ö";
        let source: ArrayRef = Arc::new(StringArray::from(vec![text, text]));
        let (read, _) = texts(&source, text.as_bytes(), &[0..3, 0..text.len(), 5..8, 1..3]);
        let cut = ["öl", text, "ein", "\u{fffd}l"].map(|text| Some(text.to_owned()));
        assert_eq!(read[..4], cut);
    }

    #[test]
    fn a_short_text_is_read_without_its_neighbours() {
        let source: ArrayRef = Arc::new(StringArray::from(vec!["abc", "abc"]));
        let (read, _) = texts(&source, b"abc", &[0..3, 1..2]);
        assert_eq!(read[..2], [Some("abc".to_owned()), Some("b".to_owned())]);
    }
}
