//! Identifier text to item: the one door from cells to the identifier modules.

use super::Item;
use crate::keys::{Gtin, Serial, Sgtin, Sscc};

/// The pack or container that a text in any form names.
pub(super) fn item(text: &[u8]) -> Result<Item, String> {
    let text = std::str::from_utf8(text).map_err(|error| error.to_string())?;
    if let Some(number) = text.strip_prefix("(00)") {
        return Sscc::parse(number).map(Item::Sscc).map_err(|error| error.to_string());
    }
    let (gtin, serial) = text
        .strip_prefix("(01)")
        .and_then(|rest| rest.split_once("(21)"))
        .ok_or("names neither a pack nor a container")?;
    let gtin = Gtin::parse(gtin).map_err(|error| error.to_string())?;
    let serial = Serial::parse(serial).map_err(|error| error.to_string())?;
    Ok(Item::Sgtin(Sgtin { gtin, serial }))
}

/// Scan data that names an item.
pub(super) struct Scan {
    pub(super) item: Item,
    pub(super) layout: String,
    pub(super) lot: String,
    pub(super) expiry: String,
}

/// Reads scan data; `None` if it does not parse or names no item.
pub(super) fn scan(_raw: &[u8]) -> Option<Scan> {
    None
}
