//! Results as plain data, in the one JSON form that every language prints.
//!
//! The structs are the contract: a member is added, never renamed. Everything a page, a table or a binding shows comes
//! from here, so that a person and a program read the same figures.

mod batch;
mod build;
mod parse;
mod profile;
mod states;

pub use batch::{
    Absent, CauseReport, ContainmentReport, ContainmentSummary, CostReport, CostsReport, EvidenceReport,
    FindingReport, InsideReport, InvestigationReport, LeafReport, OrderReport, PathReport,
    ReconciliationReport, RejectedReport, ResidualItem, ResidualReport, RowsReport, SourceStates, TreeCounts,
    TreeReport, WindowReport,
};
pub(crate) use build::{rows, severity, texts};
pub use parse::{CarrierReport, Contents, ErrorReport, ParseReport, ValueReport};
pub use profile::{ProfileName, ProfileOutcome, ProfileReport, ProfileVerdict, RuleOutcome};
pub(crate) use states::STATE_COLUMNS;
