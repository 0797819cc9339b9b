use super::Item;
use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};
use crate::gs1::Message;
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
        if Envelope::begins(text.as_ref()) {
            return of_envelope(text.as_ref());
        }
        Item::try_from(&Message::parse_any(text)?)
    }
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
