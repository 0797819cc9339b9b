use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use tallymark_bindings::lists::{Lists, ListsRequest};

use super::columns::Columns;
use crate::output::{Outcome, Problem, print, print_json};
use crate::progress;

/// Compare two lists of serials of any size, exactly: who lacks what, what is named twice, which states disagree
#[derive(clap::Args)]
#[command(after_long_help = "\
Lists are CSV files with a header (also .csv.gz and .csv.zst), Parquet files, sets that
`keep` made (.tmset), or EPCIS documents (.xml, .json: each EPC in the disposition of its latest event). Rows are named by a column `id` in any form of
identifier, or by `serial` with `gtin`; a column `state` is compared as well. Rows count from 0, behind the header. Exit status
1 exactly if the lists do not agree.

What does not fit into --memory goes to files without a name, which vanish with the program however it ends. Nothing depends on
the order of the rows, and keys are compared in full, never by a hash.

Examples:
  tallymark diff printed.csv verified.csv
  tallymark diff site.parquet hub.parquet --memory 256MB --output differences.csv
  tallymark diff site.csv hub.csv --group gtin,lot,time --engine sketch
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
    /// What compares them: partition, or sketch; what suits the lists if left out
    #[arg(long, value_name = "NAME", value_parser = ["partition", "sketch"])]
    engine: Option<String>,
    /// Count the differences by gtin, state, or any other column of the lists
    #[arg(long, value_name = "COLUMN", value_delimiter = ',')]
    group: Vec<String>,
    /// Show so many differences of each kind
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    first: usize,
    /// Write all differences: difference, key, a, b, row_a, row_b; CSV, or Parquet as .parquet
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
            engine: self.engine,
            group: self.group,
            output: self.output,
            first: None,
        };
        let bar = progress::counted();
        let lists = request.compare(&mut |step| {
            bar.set_length(step.of);
            bar.set_position(step.done);
            bar.set_message(step.stage);
            true
        })?;
        bar.finish_and_clear();
        if self.json {
            print_json(&lists.report(self.first))?;
        } else {
            print(&summary(&lists, &self.a, &self.b, self.first))?;
        }
        Ok(Outcome::blocked(!lists.agrees()))
    }
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
    for grouping in &report.groups {
        let _ = writeln!(
            text,
            "by {}: only in {a}, only in {b}, changed, more than once in {a}, in {b}",
            grouping.by
        );
        for group in &grouping.groups {
            let counts = &group.counts;
            let value = group.value.as_deref().unwrap_or("none");
            let _ = writeln!(
                text,
                "  {value}: {}, {}, {}, {}, {}",
                counts.only_a, counts.only_b, counts.changed, counts.duplicates_a, counts.duplicates_b
            );
        }
    }
    let common = report.common.map_or_else(
        || "keys that both repeat alike were not looked for".to_owned(),
        |common| format!("{common} keys in both"),
    );
    let verdict = if report.agrees { "the lists agree" } else { "the lists do not agree" };
    let _ = writeln!(
        text,
        "{} and {} rows, {common}: {verdict} ({}).",
        report.a.rows, report.b.rows, report.engine
    );
    text
}
