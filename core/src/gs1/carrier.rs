//! What each symbology identifier promises, and what a carrier without element strings turned out to hold.

use super::message::Message;
use super::symbology::{Carries, SymbologyIdentifier};
use crate::keys::Gtin;

/// What a symbol with some identifier holds, as ISO/IEC 15424 and the standards of the symbologies have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CarrierData {
    /// GS1 element strings: FNC1 stood in the first position.
    ElementStrings,
    /// The thirteen digits of an EAN-13; UPC-A and UPC-E are sent as such.
    Ean13,
    /// The eight digits of an EAN-8.
    Ean8,
    /// The thirteen digits of an EAN-13, and the two or five digits of its add-on symbol.
    Ean13WithAddOn,
    /// The two or five digits of an add-on symbol alone.
    AddOn,
    /// Digits, of which the last is a check digit that the reader verified: ITF-14 if there are fourteen.
    CheckedDigits,
    /// Text; a web address in it is read as a GS1 Digital Link.
    Text,
    /// Text in the format of some industry: FNC1 stood in the second position, behind the indicator of the format.
    IndustryFormat,
}

impl CarrierData {
    /// Its name in answers: `element-strings`, `ean-13`, `ean-8`, `ean-13-add-on`, `add-on`, `checked-digits`, `text` or
    /// `industry-format`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            CarrierData::ElementStrings => "element-strings",
            CarrierData::Ean13 => "ean-13",
            CarrierData::Ean8 => "ean-8",
            CarrierData::Ean13WithAddOn => "ean-13-add-on",
            CarrierData::AddOn => "add-on",
            CarrierData::CheckedDigits => "checked-digits",
            CarrierData::Text => "text",
            CarrierData::IndustryFormat => "industry-format",
        }
    }
}

/// What a carrier without element strings turned out to hold.
///
/// ```
/// use tallymark::gs1::{Carried, Message};
///
/// let message = Message::parse_scan(b"]I119506000134359")?;
/// let Some(Carried::TradeItem { gtin, add_on: None }) = message.carried() else { panic!() };
/// assert_eq!(gtin.to_string(), "19506000134359");
/// # Ok::<(), tallymark::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Carried<'m> {
    /// The number of an EAN, UPC or ITF-14 symbol, with the digits of an add-on symbol.
    TradeItem {
        /// The number.
        gtin: Gtin,
        /// Two or five digits.
        add_on: Option<&'m str>,
    },
    /// The two or five digits of an add-on symbol alone.
    AddOn(&'m str),
    /// Anything else, as it was sent.
    Text(&'m [u8]),
}

impl SymbologyIdentifier {
    /// What a symbol with this identifier holds.
    ///
    /// ```
    /// use tallymark::gs1::{CarrierData, SymbologyIdentifier};
    /// let data = |scan: &str| SymbologyIdentifier::read(scan.as_bytes()).map(|identifier| identifier.data());
    /// assert_eq!(data("]d2"), Some(CarrierData::ElementStrings));
    /// assert_eq!(data("]E0"), Some(CarrierData::Ean13));
    /// assert_eq!(data("]C0"), Some(CarrierData::Text));
    /// assert_eq!(data("]C2"), Some(CarrierData::IndustryFormat));
    /// ```
    #[must_use]
    pub const fn data(self) -> CarrierData {
        match (self.carries(), self.letter(), self.modifier()) {
            (Carries::Elements, ..) => CarrierData::ElementStrings,
            (Carries::Number(8), ..) => CarrierData::Ean8,
            (Carries::Number(_), _, b'3') => CarrierData::Ean13WithAddOn,
            (Carries::Number(_), ..) => CarrierData::Ean13,
            (_, b'E', b'1' | b'2') => CarrierData::AddOn,
            (_, b'I', b'1') => CarrierData::CheckedDigits,
            (_, b'C' | b'D' | b'J' | b'K' | b'T' | b'z', b'2')
            | (_, b'J' | b'z', b'5')
            | (_, b'D', b'6')
            | (_, b'L', b'4')
            | (_, b'Q', b'5' | b'6')
            | (_, b'd', b'3' | b'6' | b'9' | b'C')
            | (_, b'z', b'8' | b'B') => CarrierData::IndustryFormat,
            _ => CarrierData::Text,
        }
    }

    /// Whether the reader follows the protocol of extended channel interpretations: a backslash in the data is sent twice,
    /// and a backslash with six digits names another character set.
    ///
    /// ```
    /// use tallymark::gs1::SymbologyIdentifier;
    /// assert!(SymbologyIdentifier::read(b"]Q4").is_some_and(|identifier| identifier.has_extended_channels()));
    /// assert!(SymbologyIdentifier::read(b"]Q3").is_some_and(|identifier| !identifier.has_extended_channels()));
    /// ```
    #[must_use]
    pub const fn has_extended_channels(self) -> bool {
        matches!(
            (self.letter(), self.modifier()),
            (b'D', b'4'..=b'7')
                | (b'J', b'3'..=b'5')
                | (b'L', b'1')
                | (b'Q', b'2' | b'4' | b'6')
                | (b'U', b'2' | b'3')
                | (b'd', b'4'..=b'6' | b'A'..=b'C')
                | (b'e', b'3')
                | (b'z', b'3'..=b'5' | b'9' | b'A' | b'B')
        )
    }

    /// What the modifier says, in a few words; `None` if it is reserved.
    ///
    /// ```
    /// use tallymark::gs1::SymbologyIdentifier;
    /// let identifier = SymbologyIdentifier::read(b"]d2").unwrap();
    /// assert_eq!(identifier.meaning(), Some("FNC1 in the first position"));
    /// assert_eq!(SymbologyIdentifier::read(b"]C9").unwrap().meaning(), None);
    /// ```
    ///
    /// Source: ISO/IEC 15424 annex A and the standards of the symbologies.
    #[must_use]
    pub fn meaning(self) -> Option<&'static str> {
        let key = [self.letter(), self.modifier()];
        let found = MEANINGS.iter().find(|(letters, modifier, _)| {
            letters.as_bytes().contains(&key[0]) && modifier.as_bytes().contains(&key[1])
        });
        found.map(|(_, _, meaning)| *meaning)
    }
}

/// Letters, modifiers, what they say; the first row that fits counts.
const MEANINGS: &[(&str, &str, &str)] = &[
    ("A", "0", "neither check character nor full ASCII"),
    ("A", "1", "check character verified and sent"),
    ("A", "3", "check character verified and left out"),
    ("A", "4", "full ASCII, no check character"),
    ("A", "5", "full ASCII, check character verified and sent"),
    ("A", "7", "full ASCII, check character verified and left out"),
    ("B", "0", "full ASCII"),
    ("B", "1", "pairs of digits"),
    ("B", "2", "pairs of digits, then full ASCII"),
    ("B", "4", "full ASCII, then pairs of digits"),
    ("C", "4", "data joined as the blood banks ask"),
    ("CDKT", "0", "no FNC1 in the first or second position"),
    ("CDKT", "1", "FNC1 in the first position"),
    ("CDKT", "2", "FNC1 in the second position"),
    ("D", "4", "extended channels"),
    ("D", "5", "FNC1 in the first position, extended channels"),
    ("D", "6", "FNC1 in the second position, extended channels"),
    ("E", "0", "EAN-13, UPC-A or UPC-E as thirteen digits"),
    ("E", "1", "add-on symbol of two digits"),
    ("E", "2", "add-on symbol of five digits"),
    ("E", "3", "EAN-13, UPC-A or UPC-E as thirteen digits with the digits of the add-on symbol"),
    ("E", "4", "EAN-8"),
    ("F", "0", "no check character"),
    ("F", "1", "symbols joined"),
    ("F", "2", "check character verified and sent"),
    ("F", "4", "check character verified and left out"),
    ("GNPS", "0", "as it is"),
    ("H", "0", "one check character verified and sent"),
    ("H", "1", "two check characters verified and sent"),
    ("H", "3", "check characters verified and left out"),
    ("IR", "0", "no check digit"),
    ("IR", "1", "check digit verified and sent"),
    ("IR", "3", "check digit verified and left out"),
    ("J", "0", "no FNC1 in the first or second position"),
    ("J", "1", "FNC1 in the first position"),
    ("J", "2", "FNC1 in the second position"),
    ("J", "3", "extended channels"),
    ("J", "4", "FNC1 in the first position, extended channels"),
    ("J", "5", "FNC1 in the second position, extended channels"),
    ("L", "0", "as the standard of 1994 has it"),
    ("L", "1", "extended channels"),
    ("L", "2", "no extended channels"),
    ("L", "3", "emulates Code 128 with FNC1 in the first position"),
    ("L", "4", "emulates Code 128 with FNC1 in the second position"),
    ("L", "5", "emulates Code 128 without FNC1"),
    ("M", "0", "check digit verified and sent"),
    ("M", "1", "check digit verified and left out"),
    ("O", "0", "Codablock 256 without FNC1"),
    ("O", "1", "Codablock 256 with FNC1 in the first position"),
    ("O", "4", "Codablock F without FNC1"),
    ("O", "5", "Codablock F with FNC1 in the first position"),
    ("O", "6", "Codablock A"),
    ("Q", "0", "Model 1"),
    ("Q", "1", "no extended channels"),
    ("Q", "2", "extended channels"),
    ("Q", "3", "FNC1 in the first position"),
    ("Q", "4", "FNC1 in the first position, extended channels"),
    ("Q", "5", "FNC1 in the second position"),
    ("Q", "6", "FNC1 in the second position, extended channels"),
    ("U", "0", "mode 4 or 5"),
    ("U", "1", "mode 2 or 3"),
    ("U", "2", "mode 4 or 5, extended channels"),
    ("U", "3", "mode 2 or 3, extended channels in the secondary message"),
    ("d", "0", "ECC 000 to 140"),
    ("d", "1", "ECC 200"),
    ("d", "2", "FNC1 in the first position"),
    ("d", "3", "FNC1 in the second position"),
    ("d", "4", "extended channels"),
    ("d", "5", "FNC1 in the first position, extended channels"),
    ("d", "6", "FNC1 in the second position, extended channels"),
    ("d", "7", "rectangular extension"),
    ("d", "8", "rectangular extension, FNC1 in the first position"),
    ("d", "9", "rectangular extension, FNC1 in the second position"),
    ("d", "A", "rectangular extension, extended channels"),
    ("d", "B", "rectangular extension, FNC1 in the first position, extended channels"),
    ("d", "C", "rectangular extension, FNC1 in the second position, extended channels"),
    ("e", "0", "element strings of GS1 DataBar, or of a linear symbol and its composite component"),
    ("e", "1", "composite component behind a symbol separator"),
    ("e", "2", "composite component behind an escape, no extended channels"),
    ("e", "3", "composite component behind an escape, extended channels"),
    ("z", "0", "no FNC1 in the first or second position"),
    ("z", "1", "FNC1 in the first position"),
    ("z", "2", "FNC1 in the second position"),
    ("z", "3", "extended channels"),
    ("z", "4", "FNC1 in the first position, extended channels"),
    ("z", "5", "FNC1 in the second position, extended channels"),
    ("z", "6", "one of several symbols"),
    ("z", "7", "one of several symbols, FNC1 in the first position"),
    ("z", "8", "one of several symbols, FNC1 in the second position"),
    ("z", "9", "one of several symbols, extended channels"),
    ("z", "A", "one of several symbols, FNC1 in the first position, extended channels"),
    ("z", "B", "one of several symbols, FNC1 in the second position, extended channels"),
    ("z", "C", "runes"),
];

impl Message<'_> {
    /// What a carrier without element strings holds; `None` if the message is of element strings, or not scan data.
    ///
    /// ```
    /// use tallymark::gs1::{Carried, Message};
    ///
    /// let message = Message::parse_scan(b"]E3950600013435205")?;
    /// let Some(Carried::TradeItem { gtin, add_on }) = message.carried() else { panic!() };
    /// assert_eq!((gtin.to_string().as_str(), add_on), ("09506000134352", Some("05")));
    /// assert_eq!(Message::parse_scan(b"]C0HELLO")?.carried(), Some(Carried::Text(b"HELLO")));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn carried(&self) -> Option<Carried<'_>> {
        let (identifier, content) = (self.symbology()?, self.content()?);
        let digits = std::str::from_utf8(content)
            .ok()
            .filter(|text| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()));
        let number = digits.and_then(|digits| match identifier.data() {
            CarrierData::Ean13 | CarrierData::Ean8 | CarrierData::Ean13WithAddOn => Gtin::parse(digits).ok(),
            CarrierData::CheckedDigits if digits.len() == 14 => Gtin::parse(digits).ok(),
            _ => None,
        });
        if let Some(gtin) = number {
            // The add-on's digits follow those of the number, up to a composite component.
            let behind = self.input().get(3 + content.len()..).unwrap_or_default();
            let end = behind.iter().position(|&byte| byte == b'|').unwrap_or(behind.len());
            let add_on = behind.get(..end).and_then(|digits| std::str::from_utf8(digits).ok());
            return Some(Carried::TradeItem { gtin, add_on: add_on.filter(|digits| !digits.is_empty()) });
        }
        match (identifier.data(), digits) {
            (CarrierData::AddOn, Some(digits)) if matches!(digits.len(), 2 | 5) => {
                Some(Carried::AddOn(digits))
            }
            _ => Some(Carried::Text(content)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(scan: &str) -> SymbologyIdentifier {
        SymbologyIdentifier::read(scan.as_bytes()).unwrap()
    }

    #[test]
    fn meanings_agree_with_what_is_read() {
        for (letters, modifiers, meaning) in MEANINGS {
            for letter in letters.chars() {
                let identifier = read(&format!("]{letter}{modifiers}"));
                let (first, second) =
                    (meaning.contains("FNC1 in the first position"), meaning.contains("in the second"));
                let several = meaning.starts_with("one of several");
                let elements = identifier.data() == CarrierData::ElementStrings;
                assert_eq!(first && !several, elements && letter != 'e', "{identifier} {meaning}");
                let industry = identifier.data() == CarrierData::IndustryFormat;
                assert_eq!(second && meaning.contains("FNC1"), industry, "{identifier} {meaning}");
                let channels = meaning.contains("extended channels") && !meaning.contains("no extended");
                assert_eq!(channels, identifier.has_extended_channels(), "{identifier} {meaning}");
                assert_eq!(identifier.meaning(), Some(*meaning), "stated once");
            }
        }
    }

    #[test]
    fn itf_14_is_a_trade_item_only_with_its_check_digit() {
        let carried = |scan: &'static str| format!("{:?}", Message::parse_scan(scan).unwrap().carried());
        assert!(carried("]I119506000134359").contains("Gtin(19506000134359)"));
        assert!(carried("]I119506000134358").contains("Text"));
        assert!(carried("]I1195060001343").contains("Text"));
        assert!(carried("]I019506000134359").contains("Text"), "no check digit was verified");
        assert!(carried("]E112").contains("AddOn(\"12\")"));
        assert!(carried("]E496385074").contains("Gtin(00000096385074)"));
        assert_eq!(
            Message::parse_scan("]I119506000134359").unwrap().key().as_deref(),
            Some("(01)19506000134359")
        );
    }
}
