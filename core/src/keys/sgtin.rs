use std::fmt;

use super::{Gtin, Serial};

/// A serialised trade item: GTIN and serial number, 24 bytes (GS1 General Specifications 3.5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sgtin {
    /// The trade item.
    pub gtin: Gtin,
    /// The serial of this instance.
    pub serial: Serial,
}

impl fmt::Display for Sgtin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "(01){}(21)", self.gtin)?;
        // The canonical bracketed form escapes an opening bracket inside a value.
        let text = self.serial.to_string();
        for part in text.split_inclusive('(') {
            match part.strip_suffix('(') {
                Some(before) => write!(f, "{before}\\(")?,
                None => f.write_str(part)?,
            }
        }
        Ok(())
    }
}
