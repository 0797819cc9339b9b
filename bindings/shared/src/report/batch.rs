use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

/// What reconciling a batch says (`tallymark reconcile --json`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ReconciliationReport {
    /// `tallymark-reconciliation/1`, or `tallymark-investigation/1` within an investigation.
    pub schema: &'static str,
    /// Which order this is about.
    pub order: OrderReport,
    /// What became of every file's rows.
    pub rows: Vec<RowsReport>,
    /// How many serials each source holds in each state.
    pub states: Vec<SourceStates>,
    /// The equations E1 to E8, in order.
    pub residuals: Vec<ResidualReport>,
    /// What is wrong, by code.
    pub findings: Vec<FindingReport>,
    /// Streams that were expected and are not there, or could not be read.
    pub absent_streams: Vec<String>,
    /// The same streams, each with the reason.
    pub absent: Vec<Absent>,
}

/// What investigating a batch says (`tallymark investigate --json`).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct InvestigationReport {
    /// Rows, residuals and findings.
    #[serde(flatten)]
    pub reconciliation: ReconciliationReport,
    /// Branches of the cause-and-effect diagram, most probable first.
    pub causes: Vec<CauseReport>,
    /// Pairs of branches that the data at hand cannot tell apart.
    pub cannot_separate: Vec<[&'static str; 2]>,
    /// What to quarantine.
    pub containment: ContainmentSummary,
}

/// The identity of the order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OrderReport {
    /// Number of the packaging order.
    pub order: String,
    /// GTIN, 14 digits.
    pub gtin: String,
    /// Lot.
    pub lot: String,
    /// Expiry, YYMMDD.
    pub expiry: String,
    /// Market profile.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// GLN of the site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// The line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// Packs ordered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned: Option<u64>,
    /// Container levels from the inside out with their capacities.
    pub packaging: Vec<(String, u32)>,
    /// First and last time recorded by the line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<WindowReport>,
}

/// What became of the rows of one file: `in == used + rejected`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowsReport {
    /// The stream.
    pub stream: &'static str,
    /// The file's name within the folder.
    pub file: String,
    /// Data rows read.
    #[serde(rename = "in")]
    pub rows_in: u64,
    /// Rows that took part.
    pub used: u64,
    /// Rows that did not.
    pub rejected: u64,
    /// Each of those with its reason.
    pub reasons: Vec<RejectedReport>,
}

/// A row that could not be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RejectedReport {
    /// 1-based data row.
    pub row: u32,
    /// The column at fault; empty when the row as a whole is.
    pub column: String,
    /// Stable code, such as `row-time`.
    pub code: &'static str,
    /// What was wrong, for people.
    pub message: String,
}

/// How many serials one source holds in each state, in the order of the state model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SourceStates {
    /// The stream.
    pub source: &'static str,
    /// Serials it names at all.
    pub serials: u64,
    /// State and number of serials; states nobody is in are left out.
    #[serde(serialize_with = "as_map")]
    pub states: Vec<(&'static str, u64)>,
}

/// One equation evaluated.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResidualReport {
    /// `E1` to `E8`.
    pub equation: &'static str,
    /// What it is about, in a word.
    pub title: &'static str,
    /// Size of the left-hand side.
    pub lhs: u64,
    /// Terms of the right-hand side with their sizes, in the order of the equation.
    #[serde(serialize_with = "as_map")]
    pub terms: Vec<(&'static str, u64)>,
    /// Items listed, or for counts left-hand side less right-hand side; `None` if it cannot be evaluated.
    pub residual: Option<i64>,
    /// Canonical bracketed element strings of the items by which the sides differ.
    pub items: Vec<String>,
    /// The same items with the last place that recorded each.
    pub last_seen: Vec<ResidualItem>,
    /// Whether the figures mean anything.
    pub evaluable: bool,
    /// Why it cannot be evaluated, or what limits it.
    pub limit: Option<String>,
    /// The largest residual that does not block; 0 unless configuration says otherwise.
    pub tolerance: u64,
    /// Who set a larger tolerance, and why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tolerance_reason: Option<String>,
    /// Whether the residual is within the tolerance; `None` if it cannot be evaluated.
    pub within: Option<bool>,
}

/// An item of a residual with the last place that recorded it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ResidualItem {
    /// The item.
    pub item: String,
    /// The stream of the last sight.
    pub stream: Option<&'static str>,
    /// Its data row.
    pub row: Option<u32>,
    /// Device or station.
    pub station: String,
    /// Time of the last sight.
    pub t: Option<String>,
    /// The items recorded just before and after it there.
    pub neighbours: [Option<String>; 2],
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FindingReport {
    /// Stable code, such as `AG-107`.
    pub code: &'static str,
    /// `error`, `warning` or `info`.
    pub severity: &'static str,
    /// What the code says.
    pub title: &'static str,
    /// What happened here, with the figures of this case.
    pub message: String,
    /// How many items, containers or rows it counts.
    pub count: u64,
    /// When.
    pub window: Option<WindowReport>,
    /// Canonical bracketed element strings.
    pub entities: Vec<String>,
    /// The rows that show it.
    pub evidence: Vec<EvidenceReport>,
    /// 0 to 1.
    pub confidence: f64,
    /// Causes considered, most probable first.
    pub causes: Vec<LeafReport>,
}

/// First and last time, RFC 3339.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WindowReport {
    /// First.
    pub from: String,
    /// Last.
    pub to: String,
}

/// Rows that show a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EvidenceReport {
    /// The stream.
    pub stream: &'static str,
    /// 1-based data rows of the stream's file.
    pub rows: Vec<u32>,
}

/// A cause of one finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LeafReport {
    /// Stable name, such as `reel_reload`.
    pub leaf: &'static str,
    /// Its branch.
    pub category: &'static str,
    /// 0 to 1.
    pub probability: f64,
}

/// A branch over all findings.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CauseReport {
    /// `Materials`, `Method`, `Machine`, `Man`, `Measurement`, `Environment` or `External`.
    pub category: &'static str,
    /// 0 to 1.
    pub probability: f64,
    /// What speaks for it.
    #[serde(rename = "for")]
    pub supports: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// The next records that would tell.
    pub ask_for: Vec<String>,
}

/// What to quarantine, as a size and the shortest way to name it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContainmentSummary {
    /// `descendants` or `siblings`.
    pub rule: &'static str,
    /// How many packs it holds.
    pub items: u64,
    /// How many containers it holds.
    pub containers: u64,
    /// The fewest containers and loose packs that name exactly this set.
    pub cover: Vec<String>,
}

/// A containment set in full (`tallymark contain --json`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContainmentReport {
    /// `descendants`, `siblings`, `bracket`, `material-lot` or `lot`.
    pub rule: &'static str,
    /// Every pack in the set (and every container that holds nothing).
    pub items: Vec<String>,
    /// Every container whose whole content is in the set.
    pub containers: Vec<String>,
    /// The fewest containers and loose packs that name exactly this set.
    pub cover: Vec<String>,
    /// Place (`line`, `warehouse`, `shipped`, `destroyed`, `unknown`) to the items there.
    #[serde(rename = "where")]
    pub places: BTreeMap<&'static str, Vec<String>>,
}

/// What each containment rule would cost, before one is chosen (`tallymark contain --costs`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CostsReport {
    /// One entry a rule, in a fixed order.
    pub costs: Vec<CostReport>,
}

/// How much a containment rule holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CostReport {
    /// The rule.
    pub rule: &'static str,
    /// How many packs it holds.
    pub items: u64,
    /// How many containers it holds.
    pub containers: u64,
    /// How many identifiers name exactly this set.
    pub cover: u64,
    /// Place to the number of items there.
    #[serde(rename = "where")]
    pub places: BTreeMap<&'static str, u64>,
    /// Why the rule says nothing about this batch; then every number is 0.
    pub reason: Option<String>,
}

/// A stream that could not take part.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Absent {
    /// The stream.
    pub stream: String,
    /// Why.
    pub reason: String,
    /// Whether a file was there but could not be read.
    pub unreadable: bool,
}

/// What is directly and at any depth in a container (`tallymark tree --contains`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TreeReport {
    /// The container.
    pub id: String,
    /// Directly in it.
    pub children: Vec<String>,
    /// In it at any depth, a container before what it holds.
    pub contains: Vec<InsideReport>,
}

/// A pack or container inside another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct InsideReport {
    /// The pack or container.
    pub id: String,
    /// 1 for what is directly inside.
    pub depth: u32,
}

/// The way from an item to the outermost container (`tallymark tree --path`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PathReport {
    /// The item.
    pub id: String,
    /// The item itself, then each container around it, outermost last.
    pub path: Vec<String>,
}

/// How many things there are at each level (`tallymark tree --counts`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TreeCounts {
    /// Level name and count, from the packs outwards.
    #[serde(serialize_with = "as_map")]
    pub counts: Vec<(String, u64)>,
    /// Packs and containers that are in nothing.
    pub roots: u64,
}

/// Pairs as a JSON object, in the order given.
fn as_map<K: Serialize, V: Serialize, S: Serializer>(
    pairs: &[(K, V)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}
