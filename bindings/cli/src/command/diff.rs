use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tallymark::sets::Diff;
use tallymark_bindings::Failure;
use tallymark_bindings::lists::{Lists, ListsRequest};

use super::columns::Columns;
use crate::output::{Outcome, Problem, print, print_json};

/// Compare two lists of serials of any size, exactly: who lacks what, what is named twice, which states disagree
#[derive(clap::Args)]
#[command(after_long_help = "\
Lists are CSV files with a header (also .csv.gz and .csv.zst) or Parquet files. Rows are named by a column `id` in any form of
identifier, or by `serial` with `gtin`; a column `state` is compared as well. Rows count from 0, behind the header. Exit status
1 exactly if the lists do not agree.

What does not fit into --memory goes to files without a name, which vanish with the program however it ends. Nothing depends on
the order of the rows, and keys are compared in full, never by a hash.

Examples:
  tallymark diff printed.csv verified.csv
  tallymark diff site.parquet hub.parquet --memory 256MB --output differences.csv
  tallymark diff pool.csv used.csv --serial number --gtin 09506000134352 --state ''")]
pub(crate) struct DiffFiles {
    /// The first list
    #[arg(value_name = "A")]
    a: PathBuf,
    /// The second list
    #[arg(value_name = "B")]
    b: PathBuf,
    #[command(flatten)]
    columns: Columns,
    /// Memory for the records, such as 256MB or 4GB
    #[arg(long, value_name = "SIZE", default_value = "1GB")]
    memory: String,
    /// The folder for what does not fit into memory
    #[arg(long, value_name = "DIR")]
    spill: Option<PathBuf>,
    /// Show so many differences of each kind
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    first: usize,
    /// Write all differences as CSV: difference, key, a, b, row_a, row_b
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
}

impl DiffFiles {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let request = ListsRequest {
            a: self.a.clone(),
            b: self.b.clone(),
            columns: self.columns.request(),
            memory: Some(self.memory),
            spill: self.spill,
            first: None,
        };
        let lists = request.compare(|_, _| true)?;
        if let Some(path) = &self.output {
            let refuse = |error: std::io::Error| {
                Failure::new("output", error.to_string()).at(path.display().to_string())
            };
            write_all(path, &lists.compared.diff).map_err(refuse)?;
        }
        if self.json {
            print_json(&lists.report(self.first))?;
        } else {
            print(&summary(&lists, &self.a, &self.b, self.first))?;
        }
        Ok(Outcome::blocked(!lists.agrees()))
    }
}

fn write_all(path: &Path, diff: &Diff) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "difference,key,a,b,row_a,row_b")?;
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    for one in &diff.only_a {
        writeln!(out, "only_a,{},,,{},", quoted(&one.key.to_string()), one.row)?;
    }
    for one in &diff.only_b {
        writeln!(out, "only_b,{},,,,{}", quoted(&one.key.to_string()), one.row)?;
    }
    for one in &diff.changed {
        let state = |state: &Option<std::sync::Arc<[u8]>>| {
            state.as_ref().map(|state| quoted(&String::from_utf8_lossy(state))).unwrap_or_default()
        };
        let key = quoted(&one.key.to_string());
        writeln!(out, "changed,{key},{},{},{},{}", state(&one.a), state(&one.b), one.row_a, one.row_b)?;
    }
    for one in &diff.duplicates_a {
        for row in &one.rows {
            writeln!(out, "duplicate_a,{},,,{row},", quoted(&one.key.to_string()))?;
        }
    }
    for one in &diff.duplicates_b {
        for row in &one.rows {
            writeln!(out, "duplicate_b,{},,,,{row}", quoted(&one.key.to_string()))?;
        }
    }
    out.flush()
}

fn summary(lists: &Lists, a: &Path, b: &Path, first: usize) -> String {
    let report = lists.report(first);
    let mut text = String::new();
    let (a, b) = (a.display(), b.display());
    let mut section = |title: String, count: usize, lines: Vec<String>| {
        if count > 0 {
            let _ = writeln!(text, "{title}: {count}");
            let shown = lines.len();
            lines.into_iter().for_each(|line| {
                let _ = writeln!(text, "  {line}");
            });
            if count > shown {
                let _ = writeln!(text, "  and {} more", count - shown);
            }
        }
    };
    for (name, other, side) in [(&a, &b, &report.a), (&b, &a, &report.b)] {
        let only = side.only.first.iter().map(|one| format!("{}  row {}", one.key, one.row));
        section(format!("in {name}, not in {other}"), side.only.count, only.collect());
    }
    let word = |state: &Option<String>| state.clone().unwrap_or_else(|| "none".to_owned());
    let changed = report.changed.first.iter().map(|one| {
        format!("{}  {} in row {}, {} in row {}", one.key, word(&one.a), one.row_a, word(&one.b), one.row_b)
    });
    section("in another state".to_owned(), report.changed.count, changed.collect());
    for (name, side) in [(&a, &report.a), (&b, &report.b)] {
        let rows = |rows: &[usize]| rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        let twice = side.duplicates.first.iter().map(|one| format!("{}  rows {}", one.key, rows(&one.rows)));
        section(format!("more than once in {name}"), side.duplicates.count, twice.collect());
        let bad = side.rejected.first.iter().map(|one| format!("row {}: {}", one.row, one.error.message));
        section(format!("rows of {name} that name nothing"), side.rejected.count as usize, bad.collect());
    }
    let verdict = if report.agrees { "the lists agree" } else { "the lists do not agree" };
    let _ = writeln!(
        text,
        "{} and {} rows, {} keys in both: {verdict} ({}).",
        report.a.rows, report.b.rows, report.common, report.engine
    );
    text
}
