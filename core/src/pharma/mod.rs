//! Pharmaceutical and device codes outside element strings: what they say, whether they are right, and which GS1 item
//! they name.
//!
//! | code | example | type |
//! |---|---|---|
//! | ISO/IEC 15434 envelope, format 05 or 06 | `[)>␞06␝9N110375286414␝SA1␞␄` | [`Envelope`] |
//! | pharmacy product number (IFA) | `110375286414` | [`Ppn`] |
//! | Pharmazentralnummer, NTIN | `03752864`, `04150037528643` | [`Pzn`] |
//! | National Drug Code | `0002-8215-01` | [`Ndc`] |
//! | Health Industry Bar Code | `+A123BJC5D6E71G` | [`Hibc`] |
//! | Chinese drug traceability code | 20 digits | [`DrugTraceCode`] |
//! | national numbers in a GTIN or in AIs 710 to 717 | | [`NationalNumber`] |
//!
//! [`identify`] reads any of them, and GS1 texts, into one shape with one [`Key`]: a PPN of Germany, its NTIN and its GTIN
//! give the same. [`Package`] merges the carriers of one pack and judges their union.

mod checks;
mod cn;
mod data_identifiers;
mod date;
mod envelope;
mod hibc;
mod identified;
mod identify;
mod key;
mod mh10;
mod national;
mod ndc;
mod package;
mod ppn;
mod pzn;
mod systems;

#[cfg(test)]
mod generated_tests;

pub use checks::{aic_check, cip7_check, hibc_check, ppn_check, pzn_check};
pub use cn::DrugTraceCode;
pub use date::Date;
pub use envelope::{Envelope, Record, Tolerance};
pub use hibc::{Hibc, Primary, Secondary, Supplement};
pub use identified::{Element, Fact, Identified, Scheme};
pub use identify::{Kind, Options, identify};
pub use key::Key;
pub use mh10::{DataElement, DataIdentifier, Definition};
pub use national::{Check, Confidence, NationalNumber, System};
pub use ndc::{Candidate, Ndc, NdcDirectory, Pattern};
pub use package::{Conflict, Merged, Package, Place};
pub use ppn::Ppn;
pub use pzn::Pzn;
