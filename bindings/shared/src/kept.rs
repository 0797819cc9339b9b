//! Sets that are kept in files: the operations `keep`, `kept`, `combine` and `members`.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallymark::Item;
use tallymark::keys::Serial;
use tallymark::sets::{About, Kept, Key, Operation};
use tallymark_folder::list::{ListError, Mapped, members, replace};

use crate::Failure;
use crate::ask::{data, read};
use crate::exchange::ListRequest;
use crate::lists::{ColumnsRequest, Listed, failed, listed, text};
use crate::report::ErrorReport;

#[derive(Deserialize)]
struct KeepRequest {
    #[serde(flatten)]
    list: ListRequest,
    output: PathBuf,
    #[serde(default)]
    about: About,
}

/// A set that is kept.
#[derive(Debug, Serialize)]
pub struct KeptReport {
    /// It was read.
    pub ok: bool,
    /// `tallymark-set/1`
    pub schema: &'static str,
    /// Rows.
    pub rows: u64,
    /// Distinct keys.
    pub distinct: u64,
    /// Rows of the list that name nothing and are not kept; only when a set is made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rejected: Option<usize>,
    /// Bytes of the file.
    pub bytes: u64,
    /// SHA-256 over the content, in hexadecimal digits: equal for equal lists.
    pub digest: String,
    /// Facts that its maker gave.
    pub about: About,
    /// Trade items, null for other keys, and their rows.
    pub trade_items: Vec<TradeItemReport>,
    /// The keys that were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<Vec<FoundReport>>,
}

/// A trade item and its rows.
#[derive(Debug, Serialize)]
pub struct TradeItemReport {
    /// The trade item.
    pub gtin: Option<String>,
    /// Its rows.
    pub rows: u64,
}

/// A key that was asked for.
#[derive(Debug, Serialize)]
pub struct FoundReport {
    /// As it was given.
    pub input: String,
    /// The key; null if the text is none.
    pub key: Option<String>,
    /// Whether the set has it.
    pub member: bool,
    /// In how many rows.
    pub rows: u64,
    /// The state of the first of them.
    pub state: Option<String>,
    /// Why the text is no key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<ErrorReport>,
}

fn described(kept: &Kept<'_>, bytes: u64) -> KeptReport {
    KeptReport {
        ok: true,
        schema: "tallymark-set/1",
        rows: kept.rows(),
        distinct: kept.keys(),
        rejected: None,
        bytes,
        digest: kept.digest().iter().map(|byte| format!("{byte:02x}")).collect(),
        about: kept.about().clone(),
        trade_items: kept
            .trade_items()
            .map(|item| TradeItemReport { gtin: item.gtin.map(|gtin| gtin.to_string()), rows: item.rows })
            .collect(),
        found: None,
    }
}

/// Sorts and packs a list into a file.
///
/// # Errors
/// As a list is read and a file written.
pub fn keep(request: &[u8]) -> Result<Value, Failure> {
    let request = read::<KeepRequest>(request)?;
    let set = request.list.read()?;
    let mut report = written(&request.output, &set.keep(&request.about))?;
    report.rejected = Some(set.rejected().len());
    data(&report)
}

fn written(output: &Path, bytes: &[u8]) -> Result<KeptReport, Failure> {
    replace(output, bytes).map_err(|error| failed(&error))?;
    let kept = Kept::open(bytes).map_err(|error| damaged(output, &error))?;
    Ok(described(&kept, bytes.len() as u64))
}

fn damaged(path: &Path, error: &tallymark::sets::Damaged) -> Failure {
    let error = ListError::Unreadable { place: path.display().to_string(), message: error.to_string() };
    failed(&error)
}

#[derive(Deserialize)]
struct KeptRequest {
    path: PathBuf,
    #[serde(default)]
    find: Option<Vec<String>>,
    #[serde(default)]
    verify: bool,
}

/// What a file holds, whether it is whole, and whether keys are in it.
///
/// # Errors
/// `list-unreadable` with the place of the damage.
pub fn kept(request: &[u8]) -> Result<Value, Failure> {
    let request = read::<KeptRequest>(request)?;
    let mapped = Mapped::open(&request.path).map_err(|error| failed(&error))?;
    let kept = mapped.kept().map_err(|error| failed(&error))?;
    if request.verify {
        kept.verify().map_err(|error| damaged(&request.path, &error))?;
    }
    let bytes = std::fs::metadata(&request.path).map_or(0, |about| about.len());
    let mut report = described(&kept, bytes);
    let found = request.find.map(|inputs| inputs.into_iter().map(|input| found(&kept, input)).collect());
    report.found = found.transpose().map_err(|error| damaged(&request.path, &error))?;
    data(&report)
}

/// Looks a text up: an identifier of a pack or a container, or else a bare serial.
fn found(kept: &Kept<'_>, input: String) -> Result<FoundReport, tallymark::sets::Damaged> {
    let bare = kept.trade_items().any(|item| item.gtin.is_none());
    let key = match Item::parse(&input) {
        Ok(item) => Ok(Key::Item(item)),
        Err(error) if bare => Serial::parse(&input).map(Key::Serial).map_err(|_| error),
        Err(error) => Err(error),
    };
    Ok(match key {
        Ok(key) => {
            let hit = kept.find(&key)?;
            FoundReport {
                input,
                key: Some(key.to_string()),
                member: hit.is_some(),
                rows: hit.as_ref().map_or(0, |hit| hit.rows.end - hit.rows.start),
                state: hit.and_then(|hit| text(hit.state.as_ref())),
                error: None,
            }
        }
        Err(error) => {
            let error = Some(ErrorReport::from(&error));
            FoundReport { input, key: None, member: false, rows: 0, state: None, error }
        }
    })
}

#[derive(Deserialize)]
struct CombineRequest {
    a: PathBuf,
    b: PathBuf,
    operation: String,
    output: PathBuf,
    #[serde(default)]
    about: About,
}

/// A new set out of two.
///
/// # Errors
/// `set-operation`; as files are read and written.
pub fn combine(request: &[u8]) -> Result<Value, Failure> {
    let request = read::<CombineRequest>(request)?;
    let operation = match request.operation.as_str() {
        "union" => Operation::Union,
        "intersection" => Operation::Intersection,
        "difference" => Operation::Difference,
        "symmetric_difference" => Operation::SymmetricDifference,
        other => {
            return Err(Failure::new("set-operation", format!("there is no operation `{other}`"))
                .with_help("one of union, intersection, difference, symmetric_difference"));
        }
    };
    let open = |path: &Path| Mapped::open(path).map_err(|error| failed(&error));
    let (a, b) = (open(&request.a)?, open(&request.b)?);
    let (a, b) = (a.kept().map_err(|error| failed(&error))?, b.kept().map_err(|error| failed(&error))?);
    let bytes = a.combine(&b, operation, &request.about).map_err(|error| {
        let path = if a.verify().is_err() { &request.a } else { &request.b };
        damaged(path, &error)
    })?;
    data(&written(&request.output, &bytes)?)
}

#[derive(Deserialize)]
struct MembersRequest {
    lists: Vec<PathBuf>,
    #[serde(flatten)]
    columns: ColumnsRequest,
    #[serde(default)]
    first: Option<usize>,
}

#[derive(Serialize)]
struct MembersReport {
    ok: bool,
    schema: &'static str,
    agrees: bool,
    lists: Vec<ListReport>,
    patterns: Vec<PatternReport>,
    incomplete: Listed<MemberReport>,
    repeated: Listed<RepeatedReport>,
}

#[derive(Serialize)]
struct ListReport {
    path: String,
    rows: usize,
    rejected: usize,
}

#[derive(Serialize)]
struct PatternReport {
    lists: Vec<usize>,
    count: usize,
}

#[derive(Serialize)]
struct MemberReport {
    key: String,
    lists: Vec<usize>,
}

#[derive(Serialize)]
struct RepeatedReport {
    key: String,
    list: usize,
    rows: usize,
}

/// Who names what, over many lists at once.
///
/// # Errors
/// As lists are read; `list-many`.
pub fn members_of(request: &[u8]) -> Result<Value, Failure> {
    let request = read::<MembersRequest>(request)?;
    let (sets, found) =
        members(&request.lists, &request.columns.choice()?).map_err(|error| failed(&error))?;
    let first = request.first.unwrap_or(usize::MAX);
    let lists = request.lists.iter().zip(&sets).map(|(path, set)| ListReport {
        path: path.display().to_string(),
        rows: set.rows(),
        rejected: set.rejected().len(),
    });
    let lists: Vec<ListReport> = lists.collect();
    let patterns =
        found.counts().map(|(pattern, count)| PatternReport { lists: pattern.sources().collect(), count });
    data(&MembersReport {
        ok: true,
        schema: "tallymark-members/1",
        agrees: found.incomplete().is_empty()
            && found.repeated().is_empty()
            && lists.iter().all(|list| list.rejected == 0),
        lists,
        patterns: patterns.collect(),
        incomplete: listed(found.incomplete(), first, |one| MemberReport {
            key: one.key.to_string(),
            lists: one.pattern.sources().collect(),
        }),
        repeated: listed(found.repeated(), first, |one| RepeatedReport {
            key: one.key.to_string(),
            list: one.source,
            rows: one.rows,
        }),
    })
}
