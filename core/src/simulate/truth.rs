/// What really happened in a simulated batch: the answer to be found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Truth {
    /// `tallymark-truth/1`.
    pub schema: &'static str,
    /// The scenario's seed.
    pub seed: u64,
    /// Packs that were to be printed.
    pub units: u32,
    /// What went wrong, in order of time.
    pub faults: Vec<Fault>,
    /// What looks unusual and is right.
    pub nuisances: Vec<Nuisance>,
}

/// One thing that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Fault {
    /// The code of the finding that says so.
    pub code: &'static str,
    /// The fault type in words.
    pub fault: &'static str,
    /// The way it happened here.
    pub variant: &'static str,
    /// The cause, such as `reel_reload`.
    pub leaf: &'static str,
    /// Its branch, such as `Materials`.
    pub category: &'static str,
    /// Every branch that the data cannot tell from it, itself included.
    pub equivalent_causes: Vec<&'static str>,
    /// `low`, `medium` or `high`.
    pub severity: Severity,
    /// When, in true time.
    pub window: Window,
    /// The items or containers that the finding should name: canonical bracketed element strings, sorted.
    pub entities: Vec<String>,
    /// Everything whose record or content cannot be trusted: the entities, the innermost containers that hold or
    /// record one of them, and all that those hold or record.
    pub affected: Vec<String>,
    /// The streams without which it cannot be told.
    pub detectable_with: Vec<&'static str>,
}

/// A span of true time, RFC 3339 with the site's offset, both ends included.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Window {
    /// First.
    pub from: String,
    /// Last.
    pub to: String,
}

/// Something legal that a careless check would report.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Nuisance {
    /// What, such as `planned_sample`.
    pub nuisance: &'static str,
    /// How often.
    pub count: u32,
    /// From the first to the last.
    pub window: Window,
    /// The items, containers or devices that it concerns, where they are few.
    pub entities: Vec<String>,
}

/// How large a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[allow(clippy::exhaustive_enums)] // three steps by definition
pub enum Severity {
    /// One or two items.
    Low,
    /// A handful.
    Medium,
    /// A burst.
    High,
}
