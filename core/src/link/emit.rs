//! What a scanner sends for a message in a carrier: the reverse of reading scan data.

use super::DigitalLink;
use crate::diagnostic::{Code, ParseError, Span};
use crate::gs1::{Carried, CarrierData, Dictionary, Form, Message, Options, SymbologyIdentifier, verify};
use crate::keys::Gtin;

/// FNC1 as scanners transmit it (GS1 General Specifications 7.8.4).
const GS: char = '\u{1d}';

impl Message<'_> {
    /// The bytes that a scanner sends when it reads this message from a symbol with this identifier.
    ///
    /// Symbols of element strings give them with GS where a separator stands, EAN and UPC symbols the digits of the GTIN,
    /// ITF-14 its fourteen digits, symbols without FNC1 the Digital Link: the one that was read, or the canonical one. Two
    /// components make a composite symbol: `]e0` with both, or an EAN or UPC number, `|]e0` and the second one.
    ///
    /// ```
    /// use tallymark::gs1::{Message, SymbologyIdentifier};
    ///
    /// let message = Message::parse_bracketed("(01)09506000134352(10)A7B21(21)A1")?;
    /// let identifier = |text: &str| SymbologyIdentifier::read(text.as_bytes()).unwrap();
    /// assert_eq!(message.scan_data(identifier("]d2"))?, "]d2010950600013435210A7B21\u{1d}21A1");
    /// assert_eq!(message.scan_data(identifier("]Q1"))?, "]Q1https://id.gs1.org/01/09506000134352/10/A7B21/21/A1");
    ///
    /// let item = Message::parse_bracketed("(01)09506000134352")?;
    /// assert_eq!(item.scan_data(identifier("]E0"))?, "]E09506000134352");
    /// assert_eq!(message.scan_data(identifier("]E0")).unwrap_err().code().as_str(), "carrier-content");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::CarrierContent`] if the symbol cannot hold such data, [`Code::CarrierCapacity`] if it cannot hold so much;
    /// the span is the whole input.
    pub fn scan_data(&self, identifier: SymbologyIdentifier) -> Result<String, ParseError> {
        self.emit(identifier, None)
    }

    /// [`Message::scan_data`] with another domain and path stem for the Digital Link, such as `https://example.com/med`.
    ///
    /// # Errors
    /// As [`Message::scan_data`].
    pub fn scan_data_with_stem(
        &self,
        identifier: SymbologyIdentifier,
        stem: &str,
    ) -> Result<String, ParseError> {
        self.emit(identifier, Some(stem))
    }

    fn emit(&self, identifier: SymbologyIdentifier, stem: Option<&str>) -> Result<String, ParseError> {
        let refused = |code| ParseError::new(code, Span::new(0, self.input_len()));
        let data = self.carried_by(identifier, stem).ok_or_else(|| refused(Code::CarrierContent))?;
        if !fits(identifier, self.second_component().is_some(), &data) {
            return Err(refused(Code::CarrierCapacity));
        }
        Ok(format!("{identifier}{data}"))
    }

    /// The data behind the identifier; `None` if the symbol does not hold such data.
    fn carried_by(&self, identifier: SymbologyIdentifier, stem: Option<&str>) -> Option<String> {
        let composite = self.second_component();
        match identifier.data() {
            CarrierData::ElementStrings => {
                let with_composite = matches!(identifier.to_string().as_str(), "]e0");
                (!self.is_empty() && (composite.is_none() || with_composite)).then(|| self.element_strings(0))
            }
            CarrierData::Ean13 | CarrierData::Ean13WithAddOn => {
                let (gtin, add_on) = self.lone_gtin()?;
                let behind = match (identifier.data(), add_on) {
                    (CarrierData::Ean13WithAddOn, Some(digits)) => digits,
                    (CarrierData::Ean13, None) => "",
                    _ => return None,
                };
                Some(format!("{}{behind}{}", gtin.gtin13()?, self.beside_number()))
            }
            CarrierData::Ean8 => {
                let (gtin, None) = self.lone_gtin()? else { return None };
                Some(format!("{}{}", gtin.gtin8()?, self.beside_number()))
            }
            CarrierData::CheckedDigits => match self.lone_gtin()? {
                (gtin, None) if composite.is_none() => Some(gtin.to_string()),
                _ => None,
            },
            CarrierData::AddOn => match self.carried()? {
                Carried::AddOn(digits) => {
                    let length = if identifier.to_string() == "]E1" { 2 } else { 5 };
                    (digits.len() == length).then(|| digits.to_owned())
                }
                _ => None,
            },
            CarrierData::Text if composite.is_none() => self.text(stem),
            // The indicator of an industry's format is not ours to choose.
            _ => None,
        }
    }

    /// The GTIN of a message that holds nothing else, apart from a composite component behind it.
    fn lone_gtin(&self) -> Option<(Gtin, Option<&str>)> {
        if let Some(Carried::TradeItem { gtin, add_on }) = self.carried() {
            return Some((gtin, add_on));
        }
        let first = self.elements().next()?;
        let alone = self.second_component().unwrap_or(self.elements().len()) == 1;
        if !alone || first.ai != "01" {
            return None;
        }
        Some((Gtin::parse(first.value).ok()?, None))
    }

    /// The composite component beside an EAN or UPC number.
    fn beside_number(&self) -> String {
        // All elements of a message that was read from such a symbol are those of the component.
        let first = if self.content().is_some() { Some(0) } else { self.second_component() };
        match first.map(|first| self.element_strings(first)) {
            Some(data) if !data.is_empty() => format!("|]e0{data}"),
            _ => String::new(),
        }
    }

    /// The elements from `first` on, one after another: separators behind values whose length is not predefined.
    fn element_strings(&self, first: usize) -> String {
        let (mut out, mut open) = (String::new(), false);
        for element in self.elements().skip(first) {
            if open {
                out.push(GS);
            }
            out.push_str(&element.ai.to_string());
            out.push_str(element.value);
            open = !self.dictionary().has_predefined_length(element.ai);
        }
        out
    }

    /// The text of a symbol without FNC1: a Digital Link, or what such a symbol held.
    fn text(&self, stem: Option<&str>) -> Option<String> {
        if self.is_empty() {
            return match self.carried()? {
                Carried::Text(text) => Some(std::str::from_utf8(text).ok()?.to_owned()),
                _ => None,
            };
        }
        let text = |bytes| std::str::from_utf8(bytes).ok().map(str::to_owned);
        match (stem, self.form(), self.symbology()) {
            (Some(stem), ..) => below(stem, &DigitalLink::of(self)?.to_string(), self.dictionary()),
            (None, Form::DigitalLink, _) => text(self.input()),
            (None, Form::Scan, Some(identifier)) if identifier.data() == CarrierData::Text => {
                text(self.input().get(3..)?)
            }
            _ => Some(DigitalLink::of(self)?.to_string()),
        }
    }
}

/// The canonical link below another domain and path stem; `None` if that makes no link.
fn below(stem: &str, canonical: &str, dictionary: &Dictionary) -> Option<String> {
    let rest = canonical.strip_prefix("https://id.gs1.org")?;
    let link = format!("{}{rest}", stem.trim_end_matches('/'));
    // What is behind the stem is right: it was made from a valid message.
    let lenient =
        Options::new().permit_unknown_ais(true).unknown_ai_as_dl_attr(true).no_requisite_check(true);
    let options = lenient.dictionary(dictionary.clone());
    verify(Form::DigitalLink, link.as_bytes(), &options).ok().map(|()| link)
}

/// Whether the symbol can hold so many digits and other characters, where its standard sets a limit: no more than the
/// largest symbol holds at best. (Most digits, most other characters.)
fn fits(identifier: SymbologyIdentifier, composite: bool, data: &str) -> bool {
    let most: (usize, usize) = match (identifier.symbology(), composite) {
        // GS1 General Specifications 5.4.4.2: 48 characters, separators included.
        ("Code 128", _) if identifier.holds_element_strings() => (48, 48),
        // ISO/IEC 24724: 74 digits or 41 characters; ISO/IEC 24723: 2 361 digits more in CC-C.
        ("GS1 DataBar and GS1 Composite", false) => (74, 41),
        ("GS1 DataBar and GS1 Composite", true) => (74 + 2361, 41 + 1556),
        // ISO/IEC 16022: 144 by 144 modules.
        ("Data Matrix", _) => (3116, 2335),
        // ISO/IEC 18004: version 40-L.
        ("QR Code", _) => (7089, 4296),
        // ISO/IEC 24778: 32 layers.
        ("Aztec Code", _) => (3832, 3067),
        ("MaxiCode", _) => (138, 93),
        _ => return true,
    };
    let digits = data.bytes().filter(u8::is_ascii_digit).count();
    digits * most.1 + (data.len() - digits) * most.0 <= most.0 * most.1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn emitted(bracketed: &str, identifier: &str) -> Result<String, &'static str> {
        let message = Message::parse_bracketed(bracketed).unwrap();
        let identifier = SymbologyIdentifier::read(identifier.as_bytes()).unwrap();
        message.scan_data(identifier).map_err(|error| error.code().as_str())
    }

    #[test]
    fn each_carrier_in_its_way() {
        let item = "(01)09506000134352(10)A7B21(21)A1";
        for identifier in ["]C1", "]d2", "]Q3", "]J1", "]d8"] {
            let expected = format!("{identifier}010950600013435210A7B21\u{1d}21A1");
            assert_eq!(emitted(item, identifier), Ok(expected));
        }
        let short = "(01)09506000134352(17)281231(21)A1";
        assert_eq!(emitted(short, "]e0"), Ok("]e001095060001343521728123121A1".to_owned()));
        for identifier in ["]d1", "]Q1", "]J0", "]z0"] {
            let expected = format!("{identifier}https://id.gs1.org/01/09506000134352/10/A7B21/21/A1");
            assert_eq!(emitted(item, identifier), Ok(expected));
        }
        assert_eq!(emitted("(01)09506000134352", "]E0"), Ok("]E09506000134352".to_owned()));
        assert_eq!(emitted("(01)00000096385074", "]E4"), Ok("]E496385074".to_owned()));
        assert_eq!(emitted("(01)19506000134359", "]I1"), Ok("]I119506000134359".to_owned()));
        let composite = "(01)09506000134352|(10)A7B21(21)A1";
        assert_eq!(emitted(composite, "]E0"), Ok("]E09506000134352|]e010A7B21\u{1d}21A1".to_owned()));
        assert_eq!(emitted(composite, "]e0"), Ok("]e0010950600013435210A7B21\u{1d}21A1".to_owned()));
    }

    #[test]
    fn what_a_carrier_cannot_hold_is_refused() {
        for (bracketed, identifier) in [
            ("(01)09506000134352(21)A", "]E0"),
            ("(01)19506000134359", "]E0"),
            ("(01)09506000134352", "]E4"),
            ("(01)09506000134352", "]E3"),
            ("(01)09506000134352", "]E1"),
            ("(00)395060001340000018", "]I1"),
            ("(01)09506000134352|(21)A", "]I1"),
            ("(01)09506000134352|(21)A", "]d2"),
            ("(99)A", "]Q1"),
            ("(01)09506000134352", "]d3"),
        ] {
            assert_eq!(emitted(bracketed, identifier), Err("carrier-content"), "{bracketed} {identifier}");
        }
        let long = format!("(01)09506000134352(21){0}(10){0}", "A".repeat(20));
        assert_eq!(emitted(&long, "]C1"), Err("carrier-capacity"));
        assert_eq!(emitted(&long, "]e0"), Err("carrier-capacity"));
        assert!(emitted(&long, "]d2").is_ok());
    }

    #[test]
    fn a_stem_is_part_of_a_web_address() {
        let message = Message::parse_bracketed("(01)09506000134352(21)A").unwrap();
        let identifier = SymbologyIdentifier::read(b"]Q1").unwrap();
        let sent = message.scan_data_with_stem(identifier, "https://example.com/med/");
        assert_eq!(sent.as_deref(), Ok("]Q1https://example.com/med/01/09506000134352/21/A"));
        for stem in ["example.com", "https://", "https://a b", ""] {
            let refused = message.scan_data_with_stem(identifier, stem).unwrap_err();
            assert_eq!(refused.code(), Code::CarrierContent, "{stem}");
        }
    }

    #[test]
    fn what_was_read_is_sent_again() {
        for scan in [
            "]d2010950600013435210A7B21\u{1d}21A1",
            "]E09506000134352",
            "]E09506000134352|]e099A7B21\u{1d}98A1",
            "]E3950600013435205",
            "]E496385074",
            "]E112",
            "]E212345",
            "]I119506000134359",
            "]C0HELLO",
            "]Q1https://example.com/med/01/09506000134352/21/A%2F1?17=281231&x=y",
        ] {
            let message = Message::parse_scan(scan).unwrap();
            assert_eq!(message.scan_data(message.symbology().unwrap()).as_deref(), Ok(scan));
        }
    }

    proptest! {
        #[test]
        fn a_scanner_reads_what_was_sent(
            body in "[0-9]{13}",
            lot in "[!-'*-/0-9:-?A-Z_a-z]{1,20}",
            serial in "[A-Z0-9]{1,20}",
            day in "2[0-9](0[1-9]|1[0-2])(0[0-9]|1[0-9]|2[0-8])",
            weight in any::<bool>(),
            carrier in 0..8usize,
        ) {
            let gtin = Gtin::complete(body).unwrap();
            let mut text = format!("(01){gtin}(10){lot}(17){day}(21){serial}");
            if weight {
                text += "(3103)001250";
            }
            prop_assume!(Message::parse_bracketed(&text).is_ok());
            let message = Message::parse_bracketed(&text).unwrap();
            let identifier = ["]C1", "]d2", "]Q3", "]J1", "]e0", "]Q1", "]d1", "]z0"][carrier];
            let identifier = SymbologyIdentifier::read(identifier.as_bytes()).unwrap();
            match message.scan_data(identifier) {
                Err(error) => prop_assert_eq!(error.code(), Code::CarrierCapacity),
                Ok(scan) => {
                    let again = Message::parse_scan(&scan).unwrap();
                    let sorted = |message: &Message<'_>| {
                        let mut pairs: Vec<_> =
                            message.elements().map(|one| (one.ai, one.value.to_owned())).collect();
                        pairs.sort();
                        pairs
                    };
                    prop_assert_eq!(sorted(&again), sorted(&message));
                    prop_assert_eq!(again.scan_data(identifier), Ok(scan.clone()));
                }
            }
        }
    }
}
