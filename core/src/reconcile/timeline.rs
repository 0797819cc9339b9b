use crate::batch::{AggRow, AuditRow, CameraRow, EpcisRow, EventRow, PrintRow, Time, VerifyRow};

/// A row that has its place in time.
pub(crate) trait Timed {
    /// The file's own counter, time and row number.
    fn place(&self) -> (Option<u64>, Time, u32);
}

macro_rules! timed {
    ($($row:ty: $seq:expr;)*) => {
        $(impl Timed for $row {
            fn place(&self) -> (Option<u64>, Time, u32) {
                let seq: fn(&$row) -> Option<u64> = $seq;
                (seq(self), self.t, self.row)
            }
        })*
    };
}

timed! {
    PrintRow: |row| row.seq;
    CameraRow: |row| row.seq;
    AggRow: |row| row.seq;
    EventRow: |_| None;
    EpcisRow: |_| None;
    VerifyRow: |_| None;
    AuditRow: |_| None;
}

/// The rows of a stream in the order in which they happened, whatever the order of the file.
#[derive(Clone, Debug)]
pub(crate) struct InOrder<'a, R> {
    rows: &'a [R],
    /// Positions in order; `None` if the file is in order already, as most are.
    order: Option<Vec<u32>>,
}

/// The rows of a stream by `seq` if every row has one, else by time and row.
pub(crate) fn timeline<R: Timed>(rows: &[R]) -> InOrder<'_, R> {
    let counted = rows.iter().all(|row| row.place().0.is_some());
    let key = |row: &R| {
        let (seq, t, number) = row.place();
        (if counted { seq } else { None }, t, number)
    };
    let mut order = None;
    if !rows.is_sorted_by_key(key) {
        let mut positions: Vec<u32> = (0..u32::try_from(rows.len()).unwrap_or(u32::MAX)).collect();
        positions.sort_by_cached_key(|&position| rows.get(position as usize).map(key));
        order = Some(positions);
    }
    InOrder { rows, order }
}

impl<'a, R> InOrder<'a, R> {
    /// The row at a place of the order.
    pub(crate) fn get(&self, place: usize) -> Option<&'a R> {
        match &self.order {
            None => self.rows.get(place),
            Some(order) => order.get(place).and_then(|&position| self.rows.get(position as usize)),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn iter(&self) -> impl DoubleEndedIterator<Item = &'a R> + '_ {
        (0..self.len()).filter_map(|place| self.get(place))
    }
}

/// The rows of a stream in the order in which they happened, as a list.
pub(crate) fn in_order<R: Timed>(rows: &[R]) -> Vec<&R> {
    timeline(rows).iter().collect()
}
