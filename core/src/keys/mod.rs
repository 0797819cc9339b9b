//! GS1 identification keys as exact, compact values: a value that exists is valid.

mod check_digit;
mod gtin;
mod serial;
mod sgtin;
mod sscc;

pub use check_digit::check_digit;
pub use gtin::Gtin;
pub use serial::Serial;
pub use sgtin::Sgtin;
pub use sscc::Sscc;
