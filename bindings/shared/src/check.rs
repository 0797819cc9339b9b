//! Would a trading partner refuse these EPCIS documents: the operation `check`.

use std::io::Read;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallymark::Severity;
use tallymark::batch::{State, parse_time};
use tallymark::epcis::check::{Checker, Listed, Options, Partner, Problem, Profile};
use tallymark::epcis::fix::{Edit, Fixed, fix};
use tallymark::epcis::lifecycle::Order;
use tallymark_folder::{Memory, Options as ReadOptions, load_from};

use crate::Failure;
use crate::ask::{data, read};
use crate::document::Source;

/// What to check, and how.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct CheckRequest {
    /// The documents, earlier ones first.
    pub documents: Vec<Source>,
    /// `generic` or `us-dscsa`.
    #[serde(default)]
    pub profile: Option<String>,
    /// `time` or `document`.
    #[serde(default)]
    pub order: Option<String>,
    /// No event is later than this, RFC 3339.
    #[serde(default)]
    pub now: Option<String>,
    /// The partner's rules and master data.
    #[serde(default)]
    pub partner: Option<Value>,
    /// An independent list of the items as CSV.
    #[serde(default)]
    pub against: Option<Source>,
    /// Whether the last document is corrected, as far as that loses nothing; what is told is then told of the copy.
    #[serde(default)]
    pub fix: bool,
}

/// What is wrong.
#[derive(Debug, Serialize)]
pub struct CheckReport {
    /// The documents were checked.
    pub ok: bool,
    /// `tallymark-check/1`
    pub schema: &'static str,
    /// Every problem, by document and place.
    pub findings: Vec<Problem>,
    /// How many of them are errors.
    pub blocks: usize,
    /// How many events were read.
    pub events: usize,
    /// The corrected copy, if one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<FixReport>,
}

/// A corrected copy of a document.
#[derive(Debug, Serialize)]
pub struct FixReport {
    /// The document that was corrected.
    pub file: String,
    /// The copy.
    pub output: String,
    /// What differs, in the order of the document.
    pub edits: Vec<Edit>,
}

impl CheckRequest {
    /// Checks the documents.
    ///
    /// # Errors
    /// If a file cannot be opened, or the request names a profile, an order or a time that does not exist.
    pub fn answer(&self) -> Result<CheckReport, Failure> {
        self.run(|_| {})
    }

    /// The same; `opened` is told of each document before it is read.
    ///
    /// # Errors
    /// As [`CheckRequest::answer`].
    pub fn run(&self, mut opened: impl FnMut(&str)) -> Result<CheckReport, Failure> {
        let options = self.options()?;
        let mut checker = Checker::new(options.clone());
        let mut fixed = None;
        for (number, source) in self.documents.iter().enumerate() {
            let (name, mut input) = source.open(&format!("document {}", number + 1))?;
            opened(&name);
            if !self.fix || number + 1 < self.documents.len() {
                checker.read(&name, input);
                continue;
            }
            let mut text = Vec::new();
            let read = input.read_to_end(&mut text);
            read.map_err(|error| Failure::new("input", error.to_string()).at(name.as_str()))?;
            let Fixed { text, edits } = fix(&text, options.limits);
            checker.read(&name, &text[..]);
            let output = String::from_utf8(text).map_err(|_| {
                Failure::new("encoding", "a document that is not in UTF-8 cannot be corrected")
                    .at(name.as_str())
            })?;
            fixed = Some(FixReport { file: name, output, edits });
        }
        if let Some(list) = &self.against {
            checker.compare_with(listed(list, &checker)?);
        }
        let events = checker.events();
        let findings = checker.finish();
        let blocks = findings.iter().filter(|problem| problem.severity == Severity::Error).count();
        Ok(CheckReport { ok: true, schema: "tallymark-check/1", findings, blocks, events, fixed })
    }

    fn options(&self) -> Result<Options, Failure> {
        let mut options = Options::default();
        if let Some(name) = &self.profile {
            options.profile = Profile::named(name).ok_or_else(|| {
                Failure::new("profile-unknown", format!("there is no check profile `{name}`"))
                    .with_help("the profiles are `generic` and `us-dscsa`")
            })?;
        }
        options.order = match self.order.as_deref() {
            None | Some("time") => Order::Time,
            Some("document") => Order::Document,
            Some(other) => {
                return Err(Failure::new("request-json", format!("there is no order `{other}`"))
                    .with_help("the orders are `time` and `document`"));
            }
        };
        if let Some(now) = &self.now {
            let now = parse_time(now.as_bytes())
                .map_err(|error| Failure::new("request-json", format!("`now`: {error}")))?;
            options.now = Some(now);
        }
        if let Some(partner) = &self.partner {
            options.partner = Partner::from_json(partner.to_string().as_bytes())
                .map_err(|error| Failure::new(error.code, error.message))?;
        }
        Ok(options)
    }
}

/// Reads the list as the stream `l4` of a batch, or as `wms` if it has a column `id`.
fn listed(source: &Source, checker: &Checker) -> Result<Listed, Failure> {
    let (name, mut input) = source.open("list")?;
    let mut text = Vec::new();
    input
        .read_to_end(&mut text)
        .map_err(|error| Failure::new("input", error.to_string()).at(name.as_str()))?;
    let header = text.split(|&byte| byte == b'\n').next().unwrap_or_default();
    let header = String::from_utf8_lossy(header);
    let has_id = header
        .trim_start_matches('\u{feff}')
        .split(',')
        .any(|column| column.trim().trim_matches('"') == "id");
    let stream = if has_id { "wms.csv" } else { "l4.csv" };
    // Serials without a column for their GTIN are of the only trade item of the documents.
    let gtin = checker.first_gtin().map_or_else(|| "09506000134352".to_owned(), |gtin| gtin.to_string());
    let order = serde_json::json!({
        "schema": "tallymark-batch/1", "order": "list", "gtin": gtin, "lot": "LIST", "expiry": "991231"
    });
    let mut folder = Memory::new();
    folder.insert("batch.json", order.to_string().into_bytes()).insert(stream, text);
    let batch = load_from(&folder, &ReadOptions::new()).map_err(Failure::from)?;
    let mut list = Listed::default();
    for row in batch.l4.iter().flatten() {
        let begun = match row.state {
            Some(
                State::Commissioned | State::Sampled | State::Inactive | State::Destroyed | State::Released,
            ) => true,
            Some(_) => false,
            None => batch.words.get(row.word).is_empty(),
        };
        if begun {
            list.add(batch.items.get(row.item), batch.words.get(row.lot), batch.words.get(row.expiry));
        }
    }
    for row in batch.wms.iter().flatten() {
        list.add(batch.items.get(row.item), "", "");
    }
    if list.is_empty() {
        return Err(Failure::new("input", "the list names no item").at(name).with_help(
            "the columns are serial, gtin, state, lot, expiry, or id; see the batch folder's l4.csv and wms.csv",
        ));
    }
    Ok(list)
}

pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    data(&read::<CheckRequest>(request)?.answer()?)
}
