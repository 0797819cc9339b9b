//! What a message is judged for: a day, a packaging level, a country, a carrier.

use std::fmt;

use super::Date;
use crate::gs1::{Message, SymbologyIdentifier};

/// What a message is judged for.
///
/// ```
/// use tallymark::profile::{Carrier, Context, Country, Level, date};
/// let context = Context::new(date("2026-11-25").unwrap(), Level::Unit)
///     .country(Country::parse("de").unwrap())
///     .carrier(Carrier::Gs1DataMatrix);
/// assert_eq!(context.country.unwrap().to_string(), "DE");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Context {
    /// The day on which the pack is judged.
    pub date: Date,
    /// The packaging level of the symbol.
    pub level: Level,
    /// The market, where the regime has several; rules of one country are undecided without it.
    pub country: Option<Country>,
    /// The symbol that held the text, where its symbology identifier does not tell.
    pub carrier: Option<Carrier>,
}

impl Context {
    /// A day and a level; country and carrier are not known.
    #[must_use]
    pub const fn new(date: Date, level: Level) -> Self {
        Context { date, level, country: None, carrier: None }
    }

    /// For one market.
    #[must_use]
    pub const fn country(mut self, country: Country) -> Self {
        self.country = Some(country);
        self
    }

    /// For a text that stood in this carrier, whatever its symbology identifier says.
    #[must_use]
    pub const fn carrier(mut self, carrier: Carrier) -> Self {
        self.carrier = Some(carrier);
        self
    }

    /// The carrier of a message, if anything tells it.
    pub(super) fn carrier_of(&self, message: &Message<'_>) -> Option<Carrier> {
        self.carrier.or_else(|| message.symbology().map(Carrier::of))
    }
}

/// The day written `YYYY-MM-DD`; `None` if there is none such.
///
/// ```
/// use tallymark::profile::date;
/// assert_eq!(date("2026-11-25").map(|day| day.to_string()).as_deref(), Some("2026-11-25"));
/// assert_eq!(date("2026-02-30"), None);
/// ```
#[must_use]
pub fn date(text: &str) -> Option<Date> {
    let form = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if form { text.parse().ok() } else { None }
}

named! {
    /// A packaging level.
    Level {
        /// The saleable pack.
        Unit = "unit",
        /// Several packs held together.
        Bundle = "bundle",
        /// A shipping case.
        Case = "case",
        /// A pallet or another logistic unit.
        Pallet = "pallet",
    }
}

named! {
    /// What carries the text.
    Carrier {
        /// Data Matrix with FNC1 in front.
        Gs1DataMatrix = "gs1-datamatrix",
        /// Code 128 with FNC1 in front.
        Gs1128 = "gs1-128",
        /// QR Code with FNC1 in front.
        Gs1QrCode = "gs1-qr",
        /// GS1 DataBar, alone or with a composite component.
        Gs1DataBar = "gs1-databar",
        /// DotCode with FNC1 in front.
        Gs1DotCode = "gs1-dotcode",
        /// EAN-13, EAN-8, UPC-A or UPC-E.
        EanUpc = "ean-upc",
        /// Interleaved 2 of 5.
        Itf14 = "itf-14",
        /// Data Matrix without FNC1.
        DataMatrix = "datamatrix",
        /// QR Code without FNC1.
        QrCode = "qr",
        /// Code 128 without FNC1.
        Code128 = "code-128",
        /// A radio tag.
        Rfid = "rfid",
        /// Anything else.
        Other = "other",
    }
}

impl Carrier {
    /// The carrier that a symbology identifier stands for.
    ///
    /// ```
    /// use tallymark::gs1::SymbologyIdentifier;
    /// use tallymark::profile::Carrier;
    /// assert_eq!(SymbologyIdentifier::read(b"]C1").map(Carrier::of), Some(Carrier::Gs1128));
    /// assert_eq!(SymbologyIdentifier::read(b"]C0").map(Carrier::of), Some(Carrier::Code128));
    /// ```
    #[must_use]
    pub fn of(identifier: SymbologyIdentifier) -> Self {
        match (identifier.symbology(), identifier.holds_element_strings()) {
            ("Data Matrix", true) => Carrier::Gs1DataMatrix,
            ("Data Matrix", false) => Carrier::DataMatrix,
            ("Code 128", true) => Carrier::Gs1128,
            ("Code 128", false) => Carrier::Code128,
            ("QR Code", true) => Carrier::Gs1QrCode,
            ("QR Code", false) => Carrier::QrCode,
            ("DotCode", true) => Carrier::Gs1DotCode,
            ("GS1 DataBar and GS1 Composite", _) => Carrier::Gs1DataBar,
            ("EAN/UPC", _) => Carrier::EanUpc,
            ("Interleaved 2 of 5", _) => Carrier::Itf14,
            _ => Carrier::Other,
        }
    }
}

/// A country by its two letters (ISO 3166-1 alpha-2); whether it is assigned is not asked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Country([u8; 2]);

impl Country {
    /// Reads two letters in either case.
    ///
    /// ```
    /// use tallymark::profile::Country;
    /// assert!(Country::parse("FR") == Country::parse("fr") && Country::parse("FRA").is_none());
    /// ```
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text.as_bytes() {
            [one, two] if one.is_ascii_alphabetic() && two.is_ascii_alphabetic() => {
                Some(Country([one.to_ascii_uppercase(), two.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.0[0] as char, self.0[1] as char)
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl serde::Serialize for Country {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
