//! Identifier text in any form to an item.

use tallymark::item::Item;
use tallymark::keys::{Gtin, Serial, Sgtin, Sscc};

use crate::Failure;

pub(crate) fn item(text: &str) -> Result<Item, Failure> {
    let wrong = |error: tallymark::ParseError| Failure::new(error.code().as_str(), error.to_string());
    if let Some(number) = text.strip_prefix("(00)") {
        return Sscc::parse(number.as_bytes()).map(Item::Sscc).map_err(wrong);
    }
    let (gtin, serial) = text
        .strip_prefix("(01)")
        .and_then(|rest| rest.split_once("(21)"))
        .ok_or_else(|| Failure::new("no-item", "names neither a pack nor a container"))?;
    let gtin = Gtin::parse(gtin.as_bytes()).map_err(wrong)?;
    let serial = Serial::parse(serial.as_bytes()).map_err(wrong)?;
    Ok(Item::Sgtin(Sgtin { gtin, serial }))
}
