//! GS1 identification keys as exact, compact values: a value that exists is valid.

pub(crate) mod charset;
mod check_digit;
mod check_pair;
mod gln;
mod gtin;
mod serial;
mod sgtin;
mod sscc;

pub use check_digit::check_digit;
pub use check_pair::check_pair;
pub use gln::Gln;
pub use gtin::Gtin;
pub use serial::Serial;
pub use sgtin::Sgtin;
pub use sscc::Sscc;
