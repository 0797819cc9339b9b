use std::fmt;

use super::identified::Identified;
use crate::gs1::Message;
use crate::keys::{Serial, Sgtin, Sscc};

/// The one name of a thing over all schemes.
///
/// | what names it | key |
/// |---|---|
/// | a GTIN, an NTIN, a German PPN or PZN, a CIP, a Spanish CN, a Vnr | `(01)04150037528643`, and `(21)` with the serial |
/// | another GS1 key | its bracketed form, such as `(00)395060001340000018` |
/// | a PPN of another agency | `ppn:` and all its characters, and `(21)` with the serial |
/// | a HIBC | `hibc:` and labeler, product and unit, and `(21)` with the serial |
/// | a Chinese drug traceability code | `cn:` and its 20 digits, which hold the serial |
/// | an NDC whose segments are known, without GTIN | `ndc:` and its twelve digits with hyphens |
/// | another national number without GTIN | its system in small letters, a colon and the number, such as `aic:000307052` |
///
/// A serial stands last and as it is, so nothing is escaped outside the GS1 forms.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    text: String,
    item: Option<ItemKey>,
}

/// What [`Item`](crate::Item) holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum ItemKey {
    Sscc(Sscc),
    Sgtin(Sgtin),
}

impl Key {
    /// The canonical text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The serialised trade item, if that is what it names.
    #[must_use]
    pub fn sgtin(&self) -> Option<Sgtin> {
        match self.item {
            Some(ItemKey::Sgtin(sgtin)) => Some(sgtin),
            _ => None,
        }
    }

    /// The logistic unit, if that is what it names.
    #[must_use]
    pub fn sscc(&self) -> Option<Sscc> {
        match self.item {
            Some(ItemKey::Sscc(sscc)) => Some(sscc),
            _ => None,
        }
    }

    /// The key of a GS1 message.
    pub(crate) fn of_message(message: &Message<'_>) -> Option<Self> {
        let text = message.key()?;
        let item = if text.starts_with("(00)") {
            message.sscc().map(ItemKey::Sscc)
        } else if text.starts_with("(01)") {
            message.sgtin().map(ItemKey::Sgtin)
        } else {
            None
        };
        Some(Key { text, item })
    }

    /// The key of what an envelope, a PPN, a HIBC or a number states.
    pub(crate) fn of(found: &Identified, product: Option<&str>) -> Option<Self> {
        let serial = found.serial.as_deref();
        if let Some(gtin) = found.gtin {
            let Some(serial) = serial else { return Some(Key { text: format!("(01){gtin}"), item: None }) };
            // A serial outside the GS1 set names a pack all the same, but no SGTIN.
            return Some(match Serial::parse(serial) {
                Ok(serial) => {
                    let sgtin = Sgtin { gtin, serial };
                    Key { text: sgtin.to_string(), item: Some(ItemKey::Sgtin(sgtin)) }
                }
                Err(_) => Key { text: format!("(01){gtin}(21){}", serial.replace('(', "\\(")), item: None },
            });
        }
        let product = product?;
        let text = serial.map_or_else(|| product.to_owned(), |serial| format!("{product}(21){serial}"));
        Some(Key { text, item: None })
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
