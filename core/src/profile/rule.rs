//! One rule: what is asked, where, since when, and who says so.

use super::{Carrier, Confidence, Country, Date, Level, Term};
use crate::diagnostic::Severity;
use crate::gs1::ApplicationIdentifier;
use crate::keys::charset::{CSET_39, CSET_82, NUMERIC, SETS};

/// One rule of a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable name, such as `eu-fmd/serial-length`.
    pub id: String,
    /// What is asked, as a sentence.
    pub says: String,
    /// The same for a program.
    pub what: What,
    /// Whether breaking it blocks.
    pub severity: Severity,
    /// The levels for which it holds; empty for all.
    pub levels: Vec<Level>,
    /// The countries for which it holds; empty for all of the regime.
    pub countries: Vec<Country>,
    /// The carriers for which it holds; empty for all.
    pub carriers: Vec<Carrier>,
    /// It holds where all of these elements are there.
    pub when: Vec<Term>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Document and section.
    pub source: String,
    /// How sure it is that the source asks this.
    pub confidence: Confidence,
    /// Whatever a reader should know.
    pub note: Option<String>,
}

/// What a rule asks of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum What {
    /// All elements of one of these sets are there.
    Require(Vec<Vec<Term>>),
    /// No other AIs are there.
    Allow(Vec<ApplicationIdentifier>),
    /// None of these AIs is there.
    Forbid(Vec<ApplicationIdentifier>),
    /// All of these AIs are there, or none.
    Together(Vec<ApplicationIdentifier>),
    /// The elements stand in the order of one of these lists.
    Order(Vec<Vec<ApplicationIdentifier>>),
    /// The carrier is one of these.
    Carrier(Vec<Carrier>),
    /// A value has so many characters.
    Length(Length),
    /// A value has only these characters.
    Characters(Characters),
    /// A date may have day 00, or may not.
    DayZero(DayZero),
    /// The message has so many elements and characters.
    Quantity(Quantity),
    /// A message alone cannot show it, for this reason.
    Unchecked(String),
}

impl What {
    /// The names of the kinds, as the data write them.
    pub const NAMES: [&'static str; 11] = [
        "require",
        "allow",
        "forbid",
        "together",
        "order",
        "carrier",
        "length",
        "characters",
        "day_zero",
        "quantity",
        "unchecked",
    ];

    /// Its name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            What::Require(_) => "require",
            What::Allow(_) => "allow",
            What::Forbid(_) => "forbid",
            What::Together(_) => "together",
            What::Order(_) => "order",
            What::Carrier(_) => "carrier",
            What::Length(_) => "length",
            What::Characters(_) => "characters",
            What::DayZero(_) => "day_zero",
            What::Quantity(_) => "quantity",
            What::Unchecked(_) => "unchecked",
        }
    }
}

/// How long a value may be, in characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Length {
    /// The element.
    pub ai: ApplicationIdentifier,
    /// The least.
    pub min: Option<u16>,
    /// The most.
    pub max: Option<u16>,
    /// Nothing but these; empty if there is no such list.
    pub one_of: Vec<u16>,
}

impl Length {
    pub(super) fn fits(&self, length: usize) -> bool {
        self.min.is_none_or(|min| length >= usize::from(min))
            && self.max.is_none_or(|max| length <= usize::from(max))
            && (self.one_of.is_empty() || self.one_of.iter().any(|&one| usize::from(one) == length))
    }
}

/// Which characters a value may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Characters {
    /// The element.
    pub ai: ApplicationIdentifier,
    /// The set.
    pub set: CharacterSet,
    /// Further characters.
    pub also: String,
}

impl Characters {
    pub(super) fn stranger(&self, value: &str) -> Option<usize> {
        value.bytes().position(|byte| !self.set.holds(byte) && !self.also.as_bytes().contains(&byte))
    }
}

named! {
    /// A set of characters.
    CharacterSet {
        /// 0 to 9.
        Digits = "digits",
        /// Digits and letters of both cases.
        Alphanumeric = "alphanumeric",
        /// Digits and capital letters.
        UpperAlphanumeric = "upper-alphanumeric",
        /// Digits, letters, `+`, `/` and `=` (RFC 4648, section 4).
        Base64 = "base64",
        /// The 82 characters of most element strings (GS1 General Specifications, figure 7.11-1).
        Gs1Set82 = "gs1-82",
        /// The 39 characters of component and part identifiers (figure 7.11-2).
        Gs1Set39 = "gs1-39",
    }
}

impl CharacterSet {
    /// Whether a byte belongs to it.
    #[must_use]
    pub fn holds(self, byte: u8) -> bool {
        let of = |set| SETS.get(usize::from(byte)).is_some_and(|sets| sets & set != 0);
        match self {
            CharacterSet::Digits => of(NUMERIC),
            CharacterSet::Alphanumeric => byte.is_ascii_alphanumeric(),
            CharacterSet::UpperAlphanumeric => byte.is_ascii_digit() || byte.is_ascii_uppercase(),
            CharacterSet::Base64 => byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='),
            CharacterSet::Gs1Set82 => of(CSET_82),
            CharacterSet::Gs1Set39 => of(CSET_39),
        }
    }
}

/// Whether the day of a date may be 00, which stands for the last day of the month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayZero {
    /// The element.
    pub ai: ApplicationIdentifier,
    /// Whether it may.
    pub allowed: bool,
}

/// How much one symbol may hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Quantity {
    /// The fewest elements.
    pub min_elements: Option<u16>,
    /// The most elements.
    pub max_elements: Option<u16>,
    /// The most characters: AIs, values, and separators between elements.
    pub max_characters: Option<u16>,
}
