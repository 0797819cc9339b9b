use super::Item;
use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};
use crate::gs1::Message;

impl Item {
    /// The item that an identifier text names, in whatever form: scan data, bracketed, plain, Digital Link, EPC URI.
    ///
    /// An SSCC names a logistic unit, a GTIN with a serial number a pack; if a text holds both, the pack is meant when it
    /// comes first.
    ///
    /// ```
    /// use tallymark::Item;
    /// let texts: [&[u8]; 5] = [
    ///     b"]d2010950600013435221A1B2\x1d10A7B21",
    ///     b"(01)09506000134352(21)A1B2",
    ///     b"010950600013435221A1B2",
    ///     b"https://id.gs1.org/01/09506000134352/21/A1B2",
    ///     b"urn:epc:id:sgtin:950600.0013435.A1B2",
    /// ];
    /// for text in texts {
    ///     assert_eq!(Item::parse(text)?.to_string(), "(01)09506000134352(21)A1B2");
    /// }
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Message::parse_any`]; [`Code::ItemKey`] if the text is valid and names no single item.
    pub fn parse(text: &(impl AsRef<[u8]> + ?Sized)) -> Result<Self, ParseError> {
        Item::try_from(&Message::parse_any(text)?)
    }
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
