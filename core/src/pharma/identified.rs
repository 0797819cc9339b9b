use super::date::Date;
use super::envelope::Tolerance;
use super::identify::Kind;
use super::key::Key;
use super::mh10::DataIdentifier;
use super::national::NationalNumber;
use super::ndc::{Candidate, Ndc};
use super::ppn::Ppn;
use crate::diagnostic::Span;
use crate::gs1::SymbologyIdentifier;
use crate::keys::Gtin;

/// What a value states about the item that it stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Fact {
    /// Which product it is.
    Product,
    /// Its serial number.
    Serial,
    /// Its batch.
    Lot,
    /// Until when it may be used.
    Expiry,
    /// When it was made.
    Made,
    /// How many there are.
    Quantity,
    /// Something else.
    Other,
}

impl Fact {
    /// A stable name, such as `expiry`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Fact::Product => "product",
            Fact::Serial => "serial",
            Fact::Lot => "lot",
            Fact::Expiry => "expiry",
            Fact::Made => "made",
            Fact::Quantity => "quantity",
            Fact::Other => "other",
        }
    }
}

/// Whose identifiers an element has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Scheme {
    /// GS1 Application Identifiers.
    Gs1,
    /// ASC MH10.8.2 data identifiers.
    Mh10,
    /// Health Industry Bar Code fields.
    Hibc,
    /// A number that stands alone.
    Number,
    /// A format of ISO/IEC 15434 that is kept as it is.
    Format,
}

impl Scheme {
    /// A stable name, such as `mh10`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Scheme::Gs1 => "gs1",
            Scheme::Mh10 => "mh10",
            Scheme::Hibc => "hibc",
            Scheme::Number => "number",
            Scheme::Format => "format",
        }
    }
}

/// One value with its identifier and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Element {
    /// Whose identifier it is.
    pub scheme: Scheme,
    /// The identifier: an AI, a data identifier, or the name of a field.
    pub id: String,
    /// The value as it is written.
    pub value: String,
    /// The place of the value in the input.
    pub span: Span,
    /// What it states.
    pub fact: Fact,
    /// Whether the identifier is in our tables.
    pub known: bool,
}

impl Element {
    /// The name of a data identifier that is known.
    #[must_use]
    pub fn title(&self) -> Option<&'static str> {
        if !matches!(self.scheme, Scheme::Mh10 | Scheme::Hibc) {
            return None;
        }
        DataIdentifier::read(self.id.as_bytes())?.definition().map(|definition| definition.title)
    }
}

/// What one text says about an item, in whatever scheme; made by [`identify`](super::identify()).
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Identified {
    /// What the text was read as.
    pub kind: Kind,
    /// The symbology identifier in front.
    pub symbology: Option<SymbologyIdentifier>,
    /// Every element, in order.
    pub elements: Vec<Element>,
    /// The one name of the thing, the same for all encodings of it; `None` if the text names none.
    pub key: Option<Key>,
    /// The trade item: stated, or by the rule that a national number follows.
    pub gtin: Option<Gtin>,
    /// A second GTIN that the text states beside its PPN (8P).
    pub other_gtin: Option<Gtin>,
    /// The pharmacy product number.
    pub ppn: Option<Ppn>,
    /// The National Drug Code, where its segments are known.
    pub ndc: Option<Ndc>,
    /// The serial number.
    pub serial: Option<String>,
    /// The batch.
    pub lot: Option<String>,
    /// The expiry.
    pub expiry: Option<Date>,
    /// The date of manufacture.
    pub made: Option<Date>,
    /// National numbers that it holds, each with what its check digit says.
    pub national: Vec<NationalNumber>,
    /// The National Drug Codes that it may mean.
    pub candidates: Vec<Candidate>,
    /// How an envelope departs from its standard.
    pub tolerated: Vec<Tolerance>,
    /// The link character of a HIBC secondary code, and its place.
    pub link: Option<(char, Span)>,
    /// The check character of a HIBC.
    pub check: Option<char>,
}

impl Identified {
    pub(crate) fn new(kind: Kind) -> Self {
        Identified {
            kind,
            symbology: None,
            elements: Vec::new(),
            key: None,
            gtin: None,
            other_gtin: None,
            ppn: None,
            ndc: None,
            serial: None,
            lot: None,
            expiry: None,
            made: None,
            national: Vec::new(),
            candidates: Vec::new(),
            tolerated: Vec::new(),
            link: None,
            check: None,
        }
    }

    /// The value of the first element that states this.
    #[must_use]
    pub fn stated(&self, fact: Fact) -> Option<&Element> {
        self.elements.iter().find(|element| element.fact == fact)
    }
}
