//! Two lists compared across a network: an exchange that any transport can carry, and the operation `sync` that runs both sides
//! here.

use std::path::PathBuf;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallymark::keys::Gtin;
use tallymark::sets::sync::{Difference, How, Times};
use tallymark::sets::{Limits, SerialSet, SketchKey, Source, Sync, SyncError};
use tallymark_folder::list::gather;

use crate::Failure;
use crate::ask::{data, from_hex, read};
use crate::lists::{ColumnsRequest, Listed, failed, listed, size, text};
use crate::report::ErrorReport;

/// A list: a file and its columns, or the rows themselves.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ListRequest {
    /// A CSV or Parquet file.
    #[serde(default)]
    pub path: Option<PathBuf>,
    /// Which of its columns.
    #[serde(flatten)]
    pub columns: ColumnsRequest,
    /// Identifiers in any form.
    #[serde(default)]
    pub identifiers: Option<Vec<Option<String>>>,
    /// Or serials, all of the trade item `gtin` if that is given.
    #[serde(default)]
    pub serials: Option<Vec<Option<String>>>,
    /// Or serials each of a trade item.
    #[serde(default)]
    pub gtins: Option<Vec<Option<String>>>,
    /// The state of each row.
    #[serde(default)]
    pub states: Option<Vec<Option<String>>>,
}

/// One side of an exchange.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ExchangeRequest {
    /// The list of this side.
    #[serde(flatten)]
    pub list: ListRequest,
    /// The secret of both sides, 32 hexadecimal digits: for the side that asks; random if left out.
    #[serde(default)]
    pub key: Option<String>,
    /// Whether the other side is told the differences as well; it is if left out.
    #[serde(default)]
    pub tell: Option<bool>,
    /// What the other side may make this one hold, such as `256MB`, which it is if left out.
    #[serde(default)]
    pub memory: Option<String>,
}

impl ListRequest {
    /// Reads the list.
    ///
    /// # Errors
    /// [`ListError`](tallymark_folder::list::ListError)'s codes; `request-json` if there is none.
    pub fn read(&self) -> Result<SerialSet, Failure> {
        let states = self.states.as_ref();
        let stated = |source: Source<'_>| match states {
            Some(states) => source.states(states).pack(),
            None => source.pack(),
        };
        match (&self.path, &self.identifiers, &self.serials, &self.gtins) {
            (Some(path), None, None, None) => {
                gather(path, &self.columns.choice()?).map_err(|error| failed(&error))
            }
            (None, Some(identifiers), None, None) => Ok(stated(Source::identifiers(identifiers))),
            (None, None, Some(serials), Some(gtins)) => Ok(stated(Source::sgtins(gtins, serials))),
            (None, None, Some(serials), None) => {
                let gtin = self.columns.gtin.as_ref().map(Gtin::parse).transpose();
                let gtin = gtin.map_err(|error| ErrorReport::from(&error))?;
                Ok(stated(Source::serials(gtin, serials)))
            }
            _ => Err(Failure::new("request-json", "there is no list, or more than one")
                .with_help("give `path`, or `identifiers`, or `serials` with or without `gtin` or `gtins`")),
        }
    }
}

/// One side of an exchange: bytes in, bytes out, and at the end what differs.
#[derive(Debug)]
pub struct Exchange {
    sync: Sync,
    rows: usize,
    rejected: usize,
}

impl Exchange {
    /// The side that asks.
    ///
    /// # Errors
    /// As [`ListRequest::read`]; `sync-key` if the key is none; `memory-size`.
    pub fn ask(request: &ExchangeRequest) -> Result<Self, Failure> {
        let set = request.list.read()?;
        Exchange::ask_with(set, request)
    }

    /// The same about a list that was read elsewhere.
    ///
    /// # Errors
    /// `sync-key` if the key is none; `memory-size`.
    pub fn ask_with(set: SerialSet, request: &ExchangeRequest) -> Result<Self, Failure> {
        let key = match &request.key {
            None => random()?,
            Some(text) => {
                let bytes = from_hex(text).and_then(|bytes| bytes.try_into().ok());
                bytes.ok_or_else(|| {
                    Failure::new("sync-key", "the key is not 32 hexadecimal digits")
                        .with_help("leave it out for a random one")
                })?
            }
        };
        let (rows, rejected) = (set.rows(), set.rejected().len());
        let tell = request.tell.unwrap_or(true);
        let sync = Sync::ask(Arc::new(set), SketchKey::new(key), tell, request.limits()?);
        Ok(Exchange { sync, rows, rejected })
    }

    /// The side that answers.
    ///
    /// # Errors
    /// As [`ListRequest::read`]; `memory-size`.
    pub fn answer(request: &ExchangeRequest) -> Result<Self, Failure> {
        let set = request.list.read()?;
        Exchange::answer_with(set, request)
    }

    /// The same about a list that was read elsewhere.
    ///
    /// # Errors
    /// `memory-size`.
    pub fn answer_with(set: SerialSet, request: &ExchangeRequest) -> Result<Self, Failure> {
        let (rows, rejected) = (set.rows(), set.rejected().len());
        Ok(Exchange { sync: Sync::answer(Arc::new(set), request.limits()?), rows, rejected })
    }

    /// Takes bytes from the other side, cut anyhow.
    ///
    /// # Errors
    /// [`SyncError`]'s codes; what [`Exchange::pull`] gives then tells the other side.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        self.sync.push(bytes).map_err(|error| sync_failed(&error))
    }

    /// Bytes for the other side; none if this side waits.
    pub fn pull(&mut self) -> Vec<u8> {
        self.sync.pull()
    }

    /// Whether the result is there and all was pulled.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.sync.is_done()
    }

    /// What differs, as JSON, so many differences listed; all if none is said.
    ///
    /// # Errors
    /// `sync-undone` before the end.
    pub fn report_json(&self, first: Option<usize>) -> Result<String, Failure> {
        let report = self.report(first.unwrap_or(usize::MAX))?;
        serde_json::to_string(&report).map_err(|error| Failure::new("request-json", error.to_string()))
    }

    /// Opens a side from JSON: a request, of the side that asks or of the one that answers.
    ///
    /// # Errors
    /// As [`Exchange::ask`] and [`Exchange::answer`]; `request-json`.
    pub fn open(request: &[u8], asks: bool) -> Result<Self, Failure> {
        let request = read::<ExchangeRequest>(request)?;
        if asks { Exchange::ask(&request) } else { Exchange::answer(&request) }
    }

    /// The exchange itself, for a transport of ours.
    pub fn sync(&mut self) -> &mut Sync {
        &mut self.sync
    }

    /// What differs, so many differences listed.
    ///
    /// # Errors
    /// `sync-undone` before the end.
    pub fn report(&self, first: usize) -> Result<ExchangeReport, Failure> {
        let undone =
            || Failure::new("sync-undone", "the exchange has no result").with_help("let it come to its end");
        let outcome = self.sync.outcome().ok_or_else(undone)?;
        let (sent, received) = self.sync.traffic();
        let (how, cells) = match outcome.how {
            How::Equal => ("equal", None),
            How::Sketch { cells } => ("sketch", Some(cells)),
            How::Rows => ("rows", None),
            _ => ("untold", None),
        };
        let count = |kind: &str| {
            let all = outcome.differences.iter().flatten();
            all.filter(|one| kind_of(one) == kind).count()
        };
        Ok(ExchangeReport {
            ok: true,
            schema: "tallymark-sync/1",
            how,
            cells,
            agrees: outcome.how == How::Equal && self.rejected == 0,
            rows: self.rows,
            rejected: self.rejected,
            only_here: count("only_here"),
            only_there: count("only_there"),
            changed: count("changed"),
            repeated: count("repeated"),
            disputed: outcome
                .disputed
                .iter()
                .map(|one| DisputedReport {
                    gtin: one.gtin.map(|gtin| gtin.to_string()),
                    state: text(one.state.as_ref()),
                    here: one.here,
                    there: one.there,
                })
                .collect(),
            differences: outcome.differences.as_ref().map(|all| listed(all, first, difference)),
            sent,
            received,
        })
    }
}

/// A fresh secret.
pub(crate) fn random() -> Result<[u8; 16], Failure> {
    let mut key = [0; 16];
    getrandom::fill(&mut key).map_err(|error| Failure::new("sync-key", error.to_string()))?;
    Ok(key)
}

/// What [`SyncError`] is here.
#[must_use]
pub fn sync_failed(error: &SyncError) -> Failure {
    Failure::new(error.code(), error.to_string()).with_help(error.help())
}

impl ExchangeRequest {
    fn limits(&self) -> Result<Limits, Failure> {
        let memory = self.memory.as_deref().map(size).transpose()?;
        Ok(memory.map_or(Limits::default(), |memory| Limits { memory, ..Limits::default() }))
    }
}

/// What two sides agree on, as plain data.
#[derive(Debug, Serialize)]
pub struct ExchangeReport {
    /// It came to its end.
    pub ok: bool,
    /// `tallymark-sync/1`
    pub schema: &'static str,
    /// `equal`, `sketch`, `rows`, or `untold`: the other side knows the differences and did not tell.
    pub how: &'static str,
    /// How many cells it took.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cells: Option<usize>,
    /// Whether both lists are equal, and every row of this one names something.
    pub agrees: bool,
    /// Rows of this list.
    pub rows: usize,
    /// Those that name nothing, which the exchange leaves out.
    pub rejected: usize,
    /// Keys that only this side has.
    pub only_here: usize,
    /// Keys that only the other side has.
    pub only_there: usize,
    /// Keys of both sides in other states.
    pub changed: usize,
    /// Keys of both sides in the same states, in other numbers of rows.
    pub repeated: usize,
    /// Trade items and states in which the sides are not equal.
    pub disputed: Vec<DisputedReport>,
    /// What differs, proven by sums over each trade item and state; null if it was not told.
    pub differences: Option<Listed<DifferenceReport>>,
    /// Bytes to the other side.
    pub sent: u64,
    /// Bytes from it.
    pub received: u64,
}

/// A trade item in a state.
#[derive(Debug, Serialize)]
pub struct DisputedReport {
    /// The trade item; null for bare serials and logistic units.
    pub gtin: Option<String>,
    /// The state.
    pub state: Option<String>,
    /// Rows of this side.
    pub here: u64,
    /// Rows of the other side.
    pub there: u64,
}

/// A key that differs.
#[derive(Debug, Serialize)]
pub struct DifferenceReport {
    /// The key.
    pub key: String,
    /// `only_here`, `only_there`, `changed` or `repeated`.
    pub kind: &'static str,
    /// Its states here.
    pub here: Vec<TimesReport>,
    /// Its states there.
    pub there: Vec<TimesReport>,
    /// Its rows here, from 0.
    pub rows: Vec<usize>,
}

/// In how many rows a key is in a state.
#[derive(Debug, Serialize)]
pub struct TimesReport {
    /// The state.
    pub state: Option<String>,
    /// How many.
    pub rows: u64,
}

fn kind_of(one: &Difference) -> &'static str {
    let states = |side: &[Times]| side.iter().map(|times| times.state.clone()).collect::<Vec<_>>();
    match (one.here.as_slice(), one.there.as_slice()) {
        (_, []) => "only_here",
        ([], _) => "only_there",
        (here, there) if states(here) != states(there) => "changed",
        _ => "repeated",
    }
}

fn difference(one: &Difference) -> DifferenceReport {
    let times = |side: &[Times]| {
        let times = |times: &Times| TimesReport { state: text(times.state.as_ref()), rows: times.rows };
        side.iter().map(times).collect()
    };
    DifferenceReport {
        key: one.key.to_string(),
        kind: kind_of(one),
        here: times(&one.here),
        there: times(&one.there),
        rows: one.rows.clone(),
    }
}

#[derive(Deserialize)]
struct RehearsalRequest {
    here: ListRequest,
    there: ListRequest,
    key: String,
    #[serde(default)]
    tell: Option<bool>,
    #[serde(default)]
    first: Option<usize>,
}

#[derive(Serialize)]
struct Rehearsal {
    ok: bool,
    here: ExchangeReport,
    there: ExchangeReport,
    messages: Vec<Message>,
}

#[derive(Serialize)]
struct Message {
    from: &'static str,
    hex: String,
}

/// Both sides of an exchange, and every byte that would go between them.
pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    let request = read::<RehearsalRequest>(request)?;
    let side = |list: &ListRequest| ExchangeRequest {
        list: list.clone(),
        key: Some(request.key.clone()),
        tell: request.tell,
        memory: None,
    };
    let mut here = Exchange::ask(&side(&request.here))?;
    let mut there = Exchange::answer(&side(&request.there))?;
    let mut messages = Vec::new();
    loop {
        let question = here.pull();
        there.push(&question)?;
        let answer = there.pull();
        here.push(&answer)?;
        let over = question.is_empty() && answer.is_empty();
        for (from, bytes) in [("here", question), ("there", answer)] {
            if !bytes.is_empty() {
                messages
                    .push(Message { from, hex: bytes.iter().map(|byte| format!("{byte:02x}")).collect() });
            }
        }
        if over {
            break;
        }
    }
    let first = request.first.unwrap_or(usize::MAX);
    data(&Rehearsal { ok: true, here: here.report(first)?, there: there.report(first)?, messages })
}
