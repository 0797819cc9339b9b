use std::sync::Arc;

const BITS: u32 = 14;
/// Entries of a page; only the last one may be smaller.
pub(super) const PAGE: usize = 1 << BITS;
const SMALLEST: usize = 64;

/// One value a node, in pages that copies share until one of them changes.
#[derive(Clone, Debug)]
pub(super) struct Pages<T> {
    pages: Vec<Arc<[T]>>,
    len: usize,
}

impl<T> Default for Pages<T> {
    fn default() -> Self {
        Pages { pages: Vec::new(), len: 0 }
    }
}

impl<T: Copy + PartialEq> Pages<T> {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// The value of a node; past the end `None`, or what the column was filled with.
    #[inline]
    pub(super) fn get(&self, at: usize) -> Option<T> {
        self.pages.get(at >> BITS)?.get(at & (PAGE - 1)).copied()
    }

    /// Replaces a value and copies the page only if the value is another; nothing happens past the end.
    pub(super) fn set(&mut self, at: usize, value: T) {
        if at >= self.len || self.get(at) == Some(value) {
            return;
        }
        if let Some(page) = self.pages.get_mut(at >> BITS)
            && let Some(place) = Arc::make_mut(page).get_mut(at & (PAGE - 1))
        {
            *place = value;
        }
    }

    /// Makes it longer with entries of one value, the same at every call.
    pub(super) fn grow(&mut self, len: usize, fill: T) {
        while self.len < len {
            let start = self.len & !(PAGE - 1);
            let wanted = (len - start).min(PAGE);
            match self.pages.get_mut(self.len >> BITS) {
                None => self.pages.push(Arc::from(vec![fill; wanted.max(SMALLEST)])),
                Some(page) if page.len() < wanted => {
                    let mut larger = page.to_vec();
                    larger.resize(wanted.max(2 * page.len()).min(PAGE), fill);
                    *page = Arc::from(larger);
                }
                Some(_) => {}
            }
            self.len = start + wanted;
        }
    }

    /// A column of whole pages, `len` of whose entries count.
    pub(super) fn of_pages(pages: Vec<Arc<[T]>>, len: usize) -> Self {
        Pages { pages, len }
    }

    pub(super) fn pages(&self) -> &[Arc<[T]>] {
        &self.pages
    }

    /// To be changed in place, page by page.
    pub(super) fn pages_mut(&mut self) -> &mut Vec<Arc<[T]>> {
        &mut self.pages
    }

    /// Memory held, in bytes; what copies share is counted in each.
    pub(super) fn bytes(&self) -> usize {
        let values: usize = self.pages.iter().map(|page| size_of::<T>() * page.len() + 16).sum();
        values + size_of::<Arc<[T]>>() * self.pages.capacity()
    }
}

/// The page of a node.
#[inline]
pub(super) const fn page_of(node: u32) -> usize {
    (node >> BITS) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_a_vector_and_copies_do_not_see_changes() {
        let (mut column, mut vector) = (Pages::default(), Vec::new());
        for len in [1, 5, 64, 65, 5000, 5001, 16_384, 16_385, 50_000] {
            column.grow(len, 9_u32);
            vector.resize(len, 9);
            for at in (0..len).step_by(7) {
                column.set(at, len as u32);
                vector[at] = len as u32;
            }
            assert_eq!(column.len(), len);
            assert!((0..len).all(|at| column.get(at) == Some(vector[at])));
        }
        let before = column.clone();
        column.set(7, 1);
        column.set(50_000, 1);
        assert_eq!((before.get(7), column.get(7)), (Some(50_000), Some(1)));
        assert_ne!(column.get(50_000), Some(1));
    }
}
