//! The façade every binding calls, so that Python, Node, C++ and the shell answer alike.
//!
//! A binding converts types and nothing else; what two of them need lives here.
#![deny(unsafe_code)]

#[cfg(feature = "arrow")]
pub mod arrow;
mod ask;
pub mod check;
pub mod columns;
mod convert;
pub mod convert_epcis;
mod dictionary;
pub mod document;
mod emit;
pub mod events;
pub mod exchange;
mod failure;
#[cfg(test)]
mod fixture;
pub mod groups;
pub mod hash;
pub mod html;
mod identify;
pub mod kept;
mod link;
pub mod lists;
mod merge;
mod parse;
pub mod pool;
mod profile;
mod repair;
pub mod report;
mod serials;
mod session;
mod simulation;
pub mod sketch;
pub mod summary;
mod tag;
mod tolerance;
mod tree;
pub mod validate;
mod verdict;
mod words;

pub use ask::{ask, operations};
pub use convert::{Converter, Sources, convert_kinds, convert_targets};
pub use failure::Failure;
pub use parse::{Extras, Kind, ParseOptions, parse, parse_request, parse_request_with, parse_with};
pub use profile::{ProfileCheck, profile_data};
pub use repair::{ReadingReport, RepairReport, Repairer, StepReport};
pub use serials::predictability_of;
pub use session::{Loaded, load, load_watched};
pub use simulation::simulate;
pub use tallymark::gs1::{Dictionary, DictionaryError};
pub use tallymark_folder::{Options as ReadOptions, Progress};
pub use tolerance::{Tolerance, Tolerances};
pub use tree::Document;
