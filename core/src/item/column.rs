use std::sync::Arc;

const BITS: u32 = 14;
/// Entries of a chunk; only the first one starts smaller.
pub(crate) const CHUNK: usize = 1 << BITS;
const SMALLEST: usize = 64;

/// One value per number, in chunks that copies of the column share until one of them changes.
///
/// A copy costs one reference for each chunk, and the first change of a shared chunk copies that chunk: what lets a
/// writer hand out whole states without copying whole states.
#[derive(Clone, Debug)]
pub(crate) struct Column<T> {
    chunks: Vec<Arc<[T]>>,
    len: usize,
}

impl<T> Default for Column<T> {
    fn default() -> Self {
        Column { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Copy + Default> Column<T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The value of a number; the default where there is none.
    #[inline]
    pub(crate) fn get(&self, at: usize) -> T {
        let chunk = self.chunks.get(at >> BITS);
        chunk.and_then(|chunk| chunk.get(at & (CHUNK - 1))).copied().unwrap_or_default()
    }

    /// Replaces a value; nothing happens past the end.
    pub(crate) fn set(&mut self, at: usize, value: T) {
        if let Some(place) = self.get_mut(at) {
            *place = value;
        }
    }

    pub(crate) fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        if at >= self.len {
            return None;
        }
        Arc::make_mut(self.chunks.get_mut(at >> BITS)?).get_mut(at & (CHUNK - 1))
    }

    pub(crate) fn push(&mut self, value: T) {
        self.make_room();
        self.len += 1;
        self.set(self.len - 1, value);
    }

    pub(crate) fn extend(&mut self, mut values: &[T]) {
        while !values.is_empty() {
            self.make_room();
            let Some(chunk) = self.chunks.get_mut(self.len >> BITS) else { return };
            let room = Arc::make_mut(chunk).get_mut(self.len & (CHUNK - 1)..).unwrap_or_default();
            let (now, later) = values.split_at(room.len().min(values.len()));
            room.iter_mut().zip(now).for_each(|(place, &value)| *place = value);
            self.len += now.len();
            values = later;
        }
    }

    /// Memory held, in bytes; what copies share is counted in each.
    pub(crate) fn bytes(&self) -> usize {
        let values: usize = self.chunks.iter().map(|chunk| size_of::<T>() * chunk.len() + 16).sum();
        values + size_of::<Arc<[T]>>() * self.chunks.capacity()
    }

    /// Sees to it that the entry after the last has a place.
    fn make_room(&mut self) {
        let at = self.len & (CHUNK - 1);
        match self.chunks.get_mut(self.len >> BITS) {
            None => {
                let size = if self.chunks.is_empty() { SMALLEST } else { CHUNK };
                self.chunks.push(Arc::from(vec![T::default(); size]));
            }
            Some(chunk) if chunk.len() == at => {
                let mut larger = chunk.to_vec();
                larger.resize((2 * at).min(CHUNK), T::default());
                *chunk = Arc::from(larger);
            }
            Some(_) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_a_vector_and_copies_do_not_see_changes() {
        let (mut column, mut vector) = (Column::default(), Vec::new());
        for n in 0..40_000_u32 {
            column.push(n);
            vector.push(n);
        }
        let before = column.clone();
        let more: Vec<u32> = (0..50_000).collect();
        column.extend(&more);
        vector.extend(&more);
        column.extend(&[7; 10_000]);
        vector.resize(100_000, 7);
        for at in (0..100_000).step_by(777) {
            column.set(at, 1);
            vector[at] = 1;
        }
        column.set(100_000, 1);
        assert!((0..100_000).all(|at| column.get(at) == vector[at]));
        assert!((0..40_000).all(|at| before.get(at as usize) == at));
        assert_eq!((column.get(777), column.get(100_000), column.len()), (1, 0, 100_000));
    }
}
