//! The elements of a message as ranges of its text: no copy, no allocation for the usual few.

use crate::diagnostic::ApplicationIdentifier;

/// An AI and the range of its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) ai: ApplicationIdentifier,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Element {
    pub(crate) fn new(ai: ApplicationIdentifier, start: usize, end: usize) -> Self {
        Element { ai, start: start as u32, end: end as u32 }
    }

    pub(crate) fn value(self, text: &[u8]) -> &[u8] {
        text.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

const INLINE: usize = 8;

/// A list of elements; the first eight lie in place.
#[derive(Clone, Debug)]
pub(crate) struct Elements {
    few: [Element; INLINE],
    len: usize,
    many: Vec<Element>,
}

impl Elements {
    pub(crate) const fn new() -> Self {
        let none = Element { ai: ApplicationIdentifier::from_parts(0, 2), start: 0, end: 0 };
        Elements { few: [none; INLINE], len: 0, many: Vec::new() }
    }

    #[inline]
    pub(crate) fn push(&mut self, element: Element) {
        match self.few.get_mut(self.len) {
            Some(slot) => *slot = element,
            None => {
                if self.many.is_empty() {
                    self.many.extend_from_slice(&self.few);
                }
                self.many.push(element);
            }
        }
        self.len += 1;
    }

    #[inline]
    pub(crate) fn as_slice(&self) -> &[Element] {
        if self.len <= INLINE { self.few.get(..self.len).unwrap_or_default() } else { &self.many }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }
}

impl PartialEq for Elements {
    fn eq(&self, other: &Self) -> bool {
        self.as_slice() == other.as_slice()
    }
}

impl Eq for Elements {}
