//! Identifier text to item: the one door from cells to the identifier modules.

use super::Item;
use crate::gs1::Message;

/// The pack or container that a text in any form names.
pub(crate) fn item(text: &[u8]) -> Result<Item, String> {
    Item::parse(text).map_err(|error| error.to_string())
}

/// Scan data that names an item.
pub(super) struct Scan {
    pub(super) item: Item,
    pub(super) layout: String,
    pub(super) lot: String,
    pub(super) expiry: String,
}

/// Reads scan data; `None` if it does not parse or names no item.
pub(super) fn scan(raw: &[u8]) -> Option<Scan> {
    let message = Message::parse_scan(raw).ok()?;
    let item = message.item().ok()?;
    let text = |ai| message.get(ai).unwrap_or_default().to_owned();
    let layout: Vec<String> = message.elements().map(|element| element.ai.to_string()).collect();
    Some(Scan { item, layout: layout.join(","), lot: text("10"), expiry: text("17") })
}
