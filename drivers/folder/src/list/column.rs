use tallymark::sets;

/// Texts one behind the other. An empty one counts as absent.
#[derive(Clone, Debug, Default)]
pub struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Texts {
    pub(super) fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.ends.push(self.bytes.len());
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }
}

impl sets::Texts for Texts {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn get(&self, row: usize) -> Option<&[u8]> {
        let start = row.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.bytes.get(start..*self.ends.get(row)?).filter(|text| !text.is_empty())
    }

    fn block<'a>(&'a self, first: usize, out: &mut [Option<&'a [u8]>]) {
        let mut start =
            first.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        for (offset, slot) in out.iter_mut().enumerate() {
            let end = self.ends.get(first + offset).copied().unwrap_or(start);
            *slot = self.bytes.get(start..end).filter(|text| !text.is_empty());
            start = end;
        }
    }
}
