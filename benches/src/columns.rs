//! Columns that another program wrote into a folder: `SIDE.COLUMN.offsets` (little-endian 64-bit) and `.bytes`.

use std::io::{self, BufRead, Write};
use std::path::Path;
use std::time::Instant;
use std::{fs, hint};

use tallymark::sets::{Source, TextsAt, diff};

/// A column in memory.
struct Column {
    offsets: Vec<u64>,
    bytes: Vec<u8>,
}

impl Column {
    fn read(folder: &Path, name: &str) -> io::Result<Self> {
        let offsets = fs::read(folder.join(format!("{name}.offsets")))?;
        let offsets =
            offsets.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().unwrap_or_default()));
        Ok(Column { offsets: offsets.collect(), bytes: fs::read(folder.join(format!("{name}.bytes")))? })
    }

    fn texts(&self) -> TextsAt<'_, u64> {
        TextsAt::new(&self.offsets, &self.bytes)
    }
}

/// Reads lists `a` and `b` once; then, for every line of standard input, compares them and writes the seconds it took
/// and what was found.
///
/// # Errors
/// Whatever reading or writing gives.
pub fn serve(folder: &Path) -> io::Result<()> {
    let mut sides = Vec::new();
    for side in ["a", "b"] {
        let column = |name: &str| Column::read(folder, &format!("{side}.{name}"));
        sides.push([column("gtin")?, column("serial")?, column("state")?]);
    }
    let mut out = io::stdout().lock();
    writeln!(out, "ready")?;
    for line in io::stdin().lock().lines() {
        line?;
        let start = Instant::now();
        let packed: Vec<_> = sides
            .iter()
            .map(|[gtins, serials, states]| {
                Source::sgtins(&gtins.texts(), &serials.texts()).states(&states.texts()).pack()
            })
            .collect();
        let found = hint::black_box(diff(&packed[0], &packed[1]));
        drop(packed);
        let seconds = start.elapsed().as_secs_f64();
        let extra =
            |list: &[tallymark::sets::Duplicate]| -> usize { list.iter().map(|d| d.rows.len() - 1).sum() };
        let (twice_a, twice_b) = (extra(&found.duplicates_a), extra(&found.duplicates_b));
        let (only_a, only_b, changed) = (found.only_a.len(), found.only_b.len(), found.changed.len());
        writeln!(out, "{seconds} {only_a} {only_b} {changed} {twice_a} {twice_b}")?;
    }
    Ok(())
}
