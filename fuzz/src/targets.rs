//! What is checked, one function per kind of input.

mod batch;
mod dictionary;
mod epc;
mod hierarchy;
mod pharma;
mod profile;
mod repair;
mod sets;
mod tags;
mod text;

pub use batch::{epcis, events, folder, order, rows};
pub use dictionary::dictionary;
pub use epc::{epc_urn, prefix_table};
pub use hierarchy::checkpoint;
pub use pharma::{hibc, iso15434, pharma};
pub use profile::profile;
pub use repair::repair;
pub(crate) use sets::{KEY, set};
pub use sets::{exchange, kept, lists, sketch};
pub use tags::{epc_binary, epc_tag};
pub use text::{bracketed, item, link, link_compressed, plain, scan};

use crate::Verdict;

/// A target by name.
pub type Target = fn(&[u8]) -> Verdict;

/// Every target.
pub const ALL: &[(&str, Target)] = &[
    ("scan", scan),
    ("bracketed", bracketed),
    ("plain", plain),
    ("link", link),
    ("link_compressed", link_compressed),
    ("epc_urn", epc_urn),
    ("prefix_table", prefix_table),
    ("epc_binary", epc_binary),
    ("epc_tag", epc_tag),
    ("item", item),
    ("repair", repair),
    ("rows", rows),
    ("epcis", epcis),
    ("events", events),
    ("checkpoint", checkpoint),
    ("order", order),
    ("folder", folder),
    ("iso15434", iso15434),
    ("hibc", hibc),
    ("pharma", pharma),
    ("profile", profile),
    ("dictionary", dictionary),
    ("sketch", sketch),
    ("exchange", exchange),
    ("kept", kept),
    ("lists", lists),
];
