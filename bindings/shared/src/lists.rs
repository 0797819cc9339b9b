//! Two lists in files of any size, compared exactly in bounded memory: the operation `diff_files`.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallymark::keys::Gtin;
use tallymark::sets::{Changed, Compared, Duplicate, Located, Rows};
pub use tallymark_folder::list::Step;
use tallymark_folder::list::{
    BETWEEN, Choice, Comparing, Engine, ListError, Outcome, compare, write_differences,
};

use crate::Failure;
use crate::ask::{data, read};
use crate::exchange::random;
use crate::groups::Grouping;
use crate::report::ErrorReport;

/// Two files and how to read them.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ListsRequest {
    /// The first list.
    pub a: PathBuf,
    /// The second list.
    pub b: PathBuf,
    /// Their columns.
    #[serde(flatten)]
    pub columns: ColumnsRequest,
    /// Memory for the records, such as `256MB`; 1 GB if left out.
    #[serde(default)]
    pub memory: Option<String>,
    /// The folder for what does not fit into memory; that of the system if left out.
    #[serde(default)]
    pub spill: Option<PathBuf>,
    /// `partition`, `sketch`, or what suits the lists if left out.
    #[serde(default)]
    pub engine: Option<String>,
    /// Count differences by `gtin`, `state`, or any other column of the lists.
    #[serde(default)]
    pub group: Vec<String>,
    /// Write all differences to this file: CSV, or Parquet where it is called so.
    #[serde(default)]
    pub output: Option<PathBuf>,
    /// Differences of each kind to list at most; all if left out. All are counted.
    #[serde(default)]
    pub first: Option<usize>,
}

/// Which columns name the rows of a list, and their states.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ColumnsRequest {
    /// The column of identifiers.
    #[serde(default)]
    pub id: Option<String>,
    /// The column of serials.
    #[serde(default)]
    pub serial: Option<String>,
    /// The column of GTINs, or the GTIN of all serials.
    #[serde(default)]
    pub gtin: Option<String>,
    /// The column of states, or several with commas between; not compared if this is empty.
    #[serde(default)]
    pub state: Option<String>,
}

/// How the lists differ.
#[derive(Debug)]
pub struct Lists {
    /// The differences, and what found them.
    pub outcome: Outcome,
    /// Differences counted by columns.
    pub groups: Vec<Grouping>,
}

/// How the lists differ, as plain data. Rows count from 0; keys are canonical element strings.
#[derive(Debug, Serialize)]
pub struct ListsReport {
    /// The lists were compared.
    pub ok: bool,
    /// `tallymark-diff/1`
    pub schema: &'static str,
    /// How.
    pub engine: &'static str,
    /// Whether both name the same keys, each once, in the same states, and every row names something.
    pub agrees: bool,
    /// Whether every key in more than one row was looked for; a sketch does not see those that both lists repeat alike.
    pub complete: bool,
    /// Keys that both have; null if that was not counted.
    pub common: Option<usize>,
    /// Of the first list.
    pub a: SideReport,
    /// Of the second list.
    pub b: SideReport,
    /// Keys of both whose states disagree.
    pub changed: Listed<ChangedKey>,
    /// Differences counted by columns, as asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<Grouping>,
}

/// One of the lists.
#[derive(Debug, Serialize)]
pub struct SideReport {
    /// Its rows.
    pub rows: u64,
    /// Rows that name nothing; the first thousand of them.
    pub rejected: RejectedRows,
    /// Keys that only it has.
    pub only: Listed<LocatedKey>,
    /// Keys in more than one of its rows.
    pub duplicates: Listed<RepeatedKey>,
}

/// How many there are, and the first of them.
#[derive(Debug, Serialize)]
pub struct Listed<T> {
    /// All.
    pub count: usize,
    /// The first, in the order of their keys.
    pub first: Vec<T>,
}

/// Rows that name nothing.
#[derive(Debug, Serialize)]
pub struct RejectedRows {
    /// All.
    pub count: u64,
    /// The first.
    pub first: Vec<RejectedRow>,
}

/// A row that names nothing.
#[derive(Debug, Serialize)]
pub struct RejectedRow {
    /// The row.
    pub row: usize,
    /// Why.
    #[serde(flatten)]
    pub error: ErrorReport,
}

/// A key and where it stands.
#[derive(Debug, Serialize)]
pub struct LocatedKey {
    /// The key.
    pub key: String,
    /// Its first row.
    pub row: usize,
    /// Its state there.
    pub state: Option<String>,
}

/// A key in several rows.
#[derive(Debug, Serialize)]
pub struct RepeatedKey {
    /// The key.
    pub key: String,
    /// All of its rows.
    pub rows: Vec<usize>,
}

/// A key with another state in each list.
#[derive(Debug, Serialize)]
pub struct ChangedKey {
    /// The key.
    pub key: String,
    /// Its state in the first list.
    pub a: Option<String>,
    /// Its state in the second list.
    pub b: Option<String>,
    /// Its row there.
    pub row_a: usize,
    /// Its row there.
    pub row_b: usize,
}

impl ColumnsRequest {
    pub(crate) fn choice(&self) -> Result<Choice, Failure> {
        let digits = |text: &&String| text.len() >= 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        let all = match self.gtin.as_ref().filter(digits) {
            Some(gtin) => Some(Gtin::parse(gtin).map_err(|error| ErrorReport::from(&error))?),
            None => None,
        };
        Ok(Choice {
            id: self.id.clone(),
            serial: self.serial.clone(),
            gtin: self.gtin.clone().filter(|_| all.is_none()),
            all,
            state: self.state.clone().filter(|state| !state.is_empty()),
            stateless: self.state.as_ref().is_some_and(String::is_empty),
        })
    }
}

impl ListsRequest {
    /// Compares the lists. `go_on` is told how far it is and may stop it.
    ///
    /// # Errors
    /// [`ListError`]'s codes; `memory-size` for a size that is none; `diff-engine`; `cancelled` if it was stopped.
    pub fn compare(&self, go_on: &mut dyn FnMut(Step) -> bool) -> Result<Lists, Failure> {
        let engine = match self.engine.as_deref() {
            None => Engine::Auto,
            Some("partition") => Engine::Partition,
            Some("sketch") => Engine::Sketch,
            Some(other) => {
                return Err(Failure::new("diff-engine", format!("there is no engine `{other}`"))
                    .with_help("name `partition` or `sketch`, or none"));
            }
        };
        let how = Comparing {
            choice: self.columns.choice()?,
            engine,
            memory: self.memory.as_deref().map_or(Ok(1 << 30), size)?,
            spill: self.spill.clone().unwrap_or_else(std::env::temp_dir),
            secret: random()?,
        };
        let outcome = compare(&self.a, &self.b, &how, go_on).map_err(|error| failed(&error))?;
        let diff = &outcome.compared.diff;
        if let Some(path) = &self.output {
            write_differences(path, diff).map_err(|error| failed(&error))?;
        }
        let groups = self.group.iter().map(|by| Grouping::of(by, diff, &self.a, &self.b));
        let groups = groups.collect::<Result<_, _>>().map_err(|error| failed(&error))?;
        Ok(Lists { outcome, groups })
    }
}

impl Lists {
    /// Whether both name the same keys, each once, in the same states, and every row names something.
    #[must_use]
    pub fn agrees(&self) -> bool {
        let compared = &self.outcome.compared;
        compared.diff.is_empty() && compared.a.rejected + compared.b.rejected == 0
    }

    /// As plain data, so many differences of each kind.
    #[must_use]
    pub fn report(&self, first: usize) -> ListsReport {
        let Compared { diff, a, b } = &self.outcome.compared;
        let changed = |one: &Changed| ChangedKey {
            key: one.key.to_string(),
            a: text(one.a.as_ref()),
            b: text(one.b.as_ref()),
            row_a: one.row_a,
            row_b: one.row_b,
        };
        ListsReport {
            ok: true,
            schema: "tallymark-diff/1",
            engine: self.outcome.engine,
            agrees: self.agrees(),
            complete: self.outcome.complete,
            common: self.outcome.complete.then_some(diff.common),
            a: side(a, &diff.only_a, &diff.duplicates_a, first),
            b: side(b, &diff.only_b, &diff.duplicates_b, first),
            changed: listed(&diff.changed, first, changed),
            groups: self.groups.clone(),
        }
    }
}

pub(crate) fn listed<T, U>(all: &[T], first: usize, one: impl Fn(&T) -> U) -> Listed<U> {
    Listed { count: all.len(), first: all.iter().take(first).map(one).collect() }
}

fn side(rows: &Rows, only: &[Located], duplicates: &[Duplicate], first: usize) -> SideReport {
    let rejected = rows.listed.iter().take(first);
    let rejected = rejected.map(|one| RejectedRow { row: one.row, error: ErrorReport::from(&one.error) });
    SideReport {
        rows: rows.rows,
        rejected: RejectedRows { count: rows.rejected, first: rejected.collect() },
        only: listed(only, first, |one| LocatedKey {
            key: one.key.to_string(),
            row: one.row,
            state: text(one.state.as_ref()),
        }),
        duplicates: listed(duplicates, first, |one| RepeatedKey {
            key: one.key.to_string(),
            rows: one.rows.clone(),
        }),
    }
}

/// A state as text; several columns that were compared together stand side by side.
pub(crate) fn text(state: Option<&Arc<[u8]>>) -> Option<String> {
    state.map(|state| String::from_utf8_lossy(state).replace(BETWEEN, " | "))
}

pub(crate) fn failed(error: &ListError) -> Failure {
    Failure::new(error.code(), error.to_string()).with_help(error.help())
}

/// `256MB`, `4 GiB`, `65536`.
pub(crate) fn size(text: &str) -> Result<usize, Failure> {
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit());
    let factor = match text.get(digits.len()..).unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "" | "b" => Some(1),
        "k" | "kb" => Some(1000),
        "kib" => Some(1 << 10),
        "m" | "mb" => Some(1_000_000),
        "mib" => Some(1 << 20),
        "g" | "gb" => Some(1_000_000_000),
        "gib" => Some(1 << 30),
        _ => None,
    };
    let number = digits.parse::<usize>().ok();
    number
        .zip(factor)
        .and_then(|(number, factor)| number.checked_mul(factor))
        .filter(|&size| size > 0)
        .ok_or_else(|| {
            Failure::new("memory-size", format!("`{text}` is no size of memory"))
                .with_help("write it as 256MB or 4GB")
        })
}

pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    answer_watched(request, &mut |_| true)
}

/// Answers `diff_files` with somebody who is told how far it is and may stop it.
///
/// # Errors
/// As [`ListsRequest::compare`].
pub fn answer_watched(request: &[u8], go_on: &mut dyn FnMut(Step) -> bool) -> Result<Value, Failure> {
    let request = read::<ListsRequest>(request)?;
    data(&request.compare(go_on)?.report(request.first.unwrap_or(usize::MAX)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read() {
        let read = |text| size(text).ok();
        assert_eq!(
            (read("256MB"), read("4 GiB"), read("65536")),
            (Some(256_000_000), Some(4 << 30), Some(65536))
        );
        assert_eq!(
            (read("MB"), read("0"), read("1 TB"), read("99999999999999999999GB")),
            (None, None, None, None)
        );
    }
}
