//! The extension module behind the Python package `tallymark`: types are converted here, everything else is shared.
#![deny(unsafe_code)]

mod arrow;
mod ask;
mod batch;
mod column;
mod diff;
mod error;
mod events;
mod exchange;
mod gather;
mod hierarchy;
mod json;
mod known;
mod lists;
mod parse;
mod simulate;
mod sketch;
mod table;

#[pyo3::pymodule]
mod _tallymark {
    #[pymodule_export]
    use crate::ask::ask;
    #[pymodule_export]
    use crate::batch::{Report, Session};
    #[pymodule_export]
    use crate::column::parse_column;
    #[pymodule_export]
    use crate::diff::{Diff, diff};
    #[pymodule_export]
    use crate::events::read_events;
    #[pymodule_export]
    use crate::exchange::Exchange;
    #[pymodule_export]
    use crate::hierarchy::Hierarchy;
    #[pymodule_export]
    use crate::known::Known;
    #[pymodule_export]
    use crate::lists::diff_files;
    #[pymodule_export]
    use crate::parse::{Parsed, codes, finding_codes, parse, try_parse};
    #[pymodule_export]
    use crate::simulate::simulate;
    #[pymodule_export]
    use crate::sketch::Sketch;
    #[pymodule_export]
    use crate::table::Table;

    #[pymodule_export]
    #[allow(non_upper_case_globals)]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
