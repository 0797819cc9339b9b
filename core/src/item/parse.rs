use super::Item;
use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};
use crate::gs1::Message;
use crate::keys::{Gtin, Serial, Sgtin, Sscc};
use crate::pharma::{self, Envelope, Kind};

impl Item {
    /// The item that an identifier text names, in whatever form: scan data, bracketed, plain, Digital Link, EPC URI, or
    /// an ISO/IEC 15434 envelope whose product has a GTIN, by itself or by the rule of its PPN.
    ///
    /// An SSCC names a logistic unit, a GTIN with a serial number a pack; if a text holds both, the pack is meant when it
    /// comes first.
    ///
    /// ```
    /// use tallymark::Item;
    /// let texts: [&[u8]; 6] = [
    ///     b"]d2010950600013435221A1B2\x1d10A7B21",
    ///     b"(01)09506000134352(21)A1B2",
    ///     b"010950600013435221A1B2",
    ///     b"https://id.gs1.org/01/09506000134352/21/A1B2",
    ///     b"urn:epc:id:sgtin:950600.0013435.A1B2",
    ///     b"[)>\x1e06\x1d8P09506000134352\x1dSA1B2\x1e\x04",
    /// ];
    /// for text in texts {
    ///     assert_eq!(Item::parse(text)?.to_string(), "(01)09506000134352(21)A1B2");
    /// }
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Message::parse_any`] or of [`pharma::identify`](pharma::identify()); [`Code::ItemKey`] if the text is
    /// valid and names no single item.
    pub fn parse(text: &(impl AsRef<[u8]> + ?Sized)) -> Result<Self, ParseError> {
        if let Some(item) = usual_urn(text.as_ref()) {
            return Ok(item);
        }
        if Envelope::begins(text.as_ref()) {
            return of_envelope(text.as_ref());
        }
        Item::try_from(&Message::parse_any(text)?)
    }
}

/// The item of an EPC URN as EPCIS documents are full of them: SGTINs whose serials need no escapes, and SSCCs. `None` says
/// nothing; other texts are judged elsewhere.
fn usual_urn(text: &[u8]) -> Option<Item> {
    let rest = text.strip_prefix(b"urn:epc:id:s")?;
    let (is_pack, rest) = match rest.strip_prefix(b"gtin:") {
        Some(rest) => (true, rest),
        None => (false, rest.strip_prefix(b"scc:")?),
    };
    let length = if is_pack { 13 } else { 17 };
    // Company prefix, full stop, reference; the first digit of the reference comes first in the key.
    let cut = rest.iter().take(13).position(|&byte| byte == b'.').filter(|cut| (6..=12).contains(cut))?;
    let (prefix, reference) = (rest.get(..cut)?, rest.get(cut + 1..=length)?);
    let (first, others) = reference.split_first()?;
    let mut digits = [0; 17];
    let key = digits.get_mut(..length)?;
    *key.first_mut()? = *first;
    key.get_mut(1..=cut)?.copy_from_slice(prefix);
    key.get_mut(cut + 1..)?.copy_from_slice(others);
    let tail = rest.get(length + 1..)?;
    if !is_pack {
        return if tail.is_empty() { Sscc::complete(&*key).ok().map(Item::Sscc) } else { None };
    }
    let serial = tail.strip_prefix(b".")?;
    if !is_plain(serial) {
        return None;
    }
    Some(Item::Sgtin(Sgtin { gtin: Gtin::complete(&*key).ok()?, serial: Serial::parse(serial).ok()? }))
}

/// Identifiers one after the other, of which most are packs of the trade item of the one before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Alike<'a> {
    /// The text before the serial, and its GTIN.
    last: Option<(&'a [u8], Gtin)>,
}

impl<'a> Alike<'a> {
    /// What [`Item::parse`] makes of a text.
    pub(crate) fn parse(&mut self, text: &'a [u8]) -> Option<Item> {
        if let Some((start, gtin)) = self.last
            && let Some(serial) = text.strip_prefix(start)
            && is_plain(serial)
        {
            let serial = Serial::parse(serial).ok()?;
            return Some(Item::Sgtin(Sgtin { gtin, serial }));
        }
        let item = Item::parse(text).ok()?;
        if let (Item::Sgtin(Sgtin { gtin, .. }), Some(rest)) = (item, text.strip_prefix(b"urn:epc:id:sgtin:"))
            && let Some(at) =
                rest.iter().enumerate().filter(|(_, byte)| **byte == b'.').nth(1).map(|(at, _)| at)
        {
            // Company prefix and reference with the full stop behind each.
            self.last = text.get(..text.len() - rest.len() + at + 1).map(|start| (start, gtin));
        }
        Some(item)
    }
}

/// Whether a serial needs no escapes, whatever stands before it.
fn is_plain(serial: &[u8]) -> bool {
    serial.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-')
}

/// The item of an ISO/IEC 15434 envelope.
#[cold]
fn of_envelope(text: &[u8]) -> Result<Item, ParseError> {
    let found = pharma::identify(Kind::Iso15434, text, &pharma::Options::new())?;
    let sgtin = found.key.as_ref().and_then(pharma::Key::sgtin).map(Item::Sgtin);
    let sscc = || found.key.as_ref().and_then(pharma::Key::sscc).map(Item::Sscc);
    sgtin.or_else(sscc).ok_or_else(|| {
        let reason = match (found.gtin, &found.serial) {
            (None, _) => Reason::ItemNoKey,
            (Some(_), None) => Reason::ItemNoSerial,
            (Some(_), Some(_)) => Reason::ItemSerialSet,
        };
        ParseError::new(Code::ItemKey, Span::new(0, text.len())).with(Detail::Reason(reason))
    })
}

impl TryFrom<&Message<'_>> for Item {
    type Error = ParseError;

    fn try_from(message: &Message<'_>) -> Result<Self, ParseError> {
        message.item()
    }
}

impl Message<'_> {
    /// The item that the message names: the logistic unit of an SSCC, or the pack of a GTIN with its serial.
    ///
    /// # Errors
    /// [`Code::ItemKey`] if there is neither.
    pub fn item(&self) -> Result<Item, ParseError> {
        let first = self.elements().find(|element| element.ai == "00" || element.ai == "01");
        let sscc = || self.sscc().map(Item::Sscc);
        let sgtin = || self.sgtin().map(Item::Sgtin);
        let pack_first = first.is_some_and(|element| element.ai == "01");
        let item = if pack_first { sgtin().or_else(sscc) } else { sscc().or_else(sgtin) };
        item.ok_or_else(|| {
            let reason = match (self.gtin(), self.get("21")) {
                (None, _) => Reason::ItemNoKey,
                (Some(_), None) => Reason::ItemNoSerial,
                (Some(_), Some(_)) => Reason::ItemSerialSet,
            };
            ParseError::new(Code::ItemKey, Span::new(0, self.input_len())).with(Detail::Reason(reason))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn judged(text: &str) -> Option<Item> {
        Item::try_from(&Message::parse_any(text.as_bytes()).ok()?).ok()
    }

    proptest! {
        #[test]
        fn the_short_way_says_what_the_long_one_does(
            scheme in "sgtin|sscc|sgln",
            prefix in "[0-9]{5,13}|950600x",
            reference in "[0-9]{1,12}|x[0-9]{5}",
            tail in "(\\.[A-Za-z0-9%!.-]{0,22})?",
        ) {
            let fitting = |length: usize| {
                let digits = length.saturating_sub(prefix.len()).max(1);
                reference.chars().cycle().take(digits).collect::<String>()
            };
            for reference in [reference.clone(), fitting(13), fitting(17)] {
                let text = format!("urn:epc:id:{scheme}:{prefix}.{reference}{tail}");
                if let Some(item) = usual_urn(text.as_bytes()) {
                    prop_assert_eq!(Some(item), judged(&text), "{}", text);
                }
            }
        }
    }

    proptest! {
        #[test]
        fn alike_texts_are_parsed_as_each_by_itself(
            texts in prop::collection::vec("urn:epc:id:sgtin:9506000\\.01343[56]\\.([A-B.%21-]{0,5}|A{19,22})|(\\(01\\)09506000134352\\(21\\)A|urn:epc:id:sscc:9506000.0000000001)", 1..8),
        ) {
            let mut before = Alike::default();
            for text in &texts {
                prop_assert_eq!(before.parse(text.as_bytes()), Item::parse(text).ok(), "{}", text);
            }
        }
    }

    #[test]
    fn the_short_way_is_taken() {
        for text in [
            "urn:epc:id:sgtin:9506000.013435.A-1",
            "urn:epc:id:sscc:950600012345.00001",
            "urn:epc:id:sgtin:950600012345.1.0",
        ] {
            assert!(
                usual_urn(text.as_bytes()).is_some() && usual_urn(text.as_bytes()) == judged(text),
                "{text}"
            );
        }
    }
}
