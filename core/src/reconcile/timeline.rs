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

/// The rows of a stream in the order in which they happened, whatever the order of the file: by `seq` if every row has
/// one, else by time and row.
pub(crate) fn in_order<R: Timed>(rows: &[R]) -> Vec<&R> {
    let mut ordered: Vec<&R> = rows.iter().collect();
    if rows.iter().all(|row| row.place().0.is_some()) {
        ordered.sort_by_key(|row| row.place());
    } else {
        ordered.sort_by_key(|row| {
            let (_, t, number) = row.place();
            (t, number)
        });
    }
    ordered
}
