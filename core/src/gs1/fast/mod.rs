//! The short way through valid messages: says yes, or leaves the input to the [reader](super::reader).
//!
//! It never says no, so that every error comes from one place. What makes it short: two digits find what has to be known
//! of an AI by one table look-up; sixteen characters are judged at once; relations between elements are a few ORs per
//! element, or in a column of texts one look-up for all of them. `benches/instructions.py` counts what it takes.

mod bracketed;
mod lanes;
mod link;
mod relations;
mod scan;
#[cfg(test)]
mod tests;
mod values;

use super::elements::{Element, Elements};
use super::tables::{Brief, Tables};
pub(crate) use bracketed::bracketed;
pub(crate) use link::link;
use relations::Relations;
pub(crate) use scan::scan;

/// More elements than this are left to the reader.
pub(crate) const MOST: usize = 8;

/// Takes the elements of a message one by one.
pub(crate) trait Taker {
    /// Whether texts stand alone, so that their last values lie near the end of the data.
    const ALONE: bool;

    /// Takes an element whose value is `start..end` of the data; false ends the short way.
    fn take(&mut self, brief: &Brief, start: usize, end: usize) -> bool;

    /// Takes an element whose value is not written as it is; `start..end` is where it is written.
    fn take_made(&mut self, brief: &Brief, start: usize, end: usize, value: &[u8]) -> bool;
}

/// The value of an element that is not written as it is.
#[derive(Debug)]
pub(crate) struct Made {
    /// Its place among the elements.
    pub(crate) element: usize,
    pub(crate) value: Vec<u8>,
}

/// Gathers elements and what they ask of each other.
pub(crate) struct Gather<'t, 'e> {
    tables: &'t Tables<'t>,
    relations: Relations,
    elements: &'e mut Elements,
    /// The values that do not stand in the data; none where only the verdict is wanted.
    made: Option<&'e mut Vec<Made>>,
}

impl<'t, 'e> Gather<'t, 'e> {
    #[inline(always)]
    pub(crate) const fn new(
        tables: &'t Tables<'t>,
        elements: &'e mut Elements,
        made: Option<&'e mut Vec<Made>>,
    ) -> Self {
        Gather { tables, relations: Relations::new(), elements, made }
    }

    /// Whether the relations between the elements hold.
    #[inline(always)]
    pub(crate) fn hold(&self, check_needs: bool) -> bool {
        self.relations.hold(self.tables, check_needs)
    }
}

impl Taker for Gather<'_, '_> {
    const ALONE: bool = true;

    #[inline(always)]
    fn take(&mut self, brief: &Brief, start: usize, end: usize) -> bool {
        let good = self.relations.add(self.tables, brief);
        if good {
            self.elements.push(Element::new(brief.ai, start, end));
        }
        good
    }

    #[inline(never)]
    fn take_made(&mut self, brief: &Brief, start: usize, end: usize, value: &[u8]) -> bool {
        if let Some(made) = self.made.as_deref_mut() {
            made.push(Made { element: self.elements.len(), value: value.to_vec() });
        }
        self.take(brief, start, end)
    }
}

/// The relations of a message of these AIs alone, given by the numbers of their definitions: whether they hold, none of
/// them being there twice.
pub(crate) fn relations_hold(
    tables: &Tables<'_>,
    numbers: impl Iterator<Item = u16>,
    check_needs: bool,
) -> bool {
    let mut relations = Relations::new();
    for number in numbers {
        let Some(brief) = tables.briefs.get(usize::from(number).wrapping_sub(1)) else { return false };
        if !relations.add(tables, brief) {
            return false;
        }
    }
    relations.hold(tables, check_needs)
}
