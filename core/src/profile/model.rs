//! A profile as it is read, and the regime behind it.

use super::{Carrier, Check, Context, Country, Date, Rule, check, judge};
use super::{CharacterSet, ProfileError, built_in, read, write};
use crate::gs1::Message;

/// The rules of one market, with the day of their review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Short name, such as `eu-fmd`.
    pub name: String,
    /// The name for people.
    pub title: String,
    /// The day on which the data were last reviewed.
    pub version: Date,
    /// Who asks for it, where and when.
    pub regime: Regime,
    /// Codes outside GS1 that the regime takes instead of element strings.
    pub alternatives: Vec<Alternative>,
    /// The rules, in the order of the file.
    pub rules: Vec<Rule>,
}

/// Who asks for the rules, where and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regime {
    /// The authority.
    pub authority: Option<String>,
    /// The system that packs are reported to.
    pub system: Option<String>,
    /// The countries; empty if it is not about countries.
    pub countries: Vec<Country>,
    /// Whether it is in force, apart from the days.
    pub status: Status,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Countries that began later, with their first day.
    pub later: Vec<(Country, Date)>,
    /// Document and section.
    pub source: String,
    /// How sure that is.
    pub confidence: Confidence,
    /// Whatever a reader should know.
    pub note: Option<String>,
}

impl Regime {
    /// Whether it is in force on a day, in a country if one is given.
    ///
    /// ```
    /// use tallymark::profile::{Profile, Status, date};
    /// let regime = Profile::built_in("br-sncm")?.regime;
    /// assert_eq!(regime.status_on(date("2026-11-25").unwrap(), None), Status::Inactive);
    /// # Ok::<(), tallymark::profile::ProfileError>(())
    /// ```
    #[must_use]
    pub fn status_on(&self, date: Date, country: Option<Country>) -> Status {
        let later = self.later.iter().find(|(other, _)| Some(*other) == country).map(|(_, day)| *day);
        let from = later.or(self.from);
        if from.is_some_and(|from| date < from) || self.status == Status::Announced && from.is_none() {
            Status::Announced
        } else if self.until.is_some_and(|until| date > until)
            || self.status == Status::Inactive && self.until.is_none()
        {
            Status::Inactive
        } else {
            Status::Active
        }
    }

    /// Whether the regime is one of this country; it is one of every country if it names none.
    #[must_use]
    pub fn covers(&self, country: Country) -> bool {
        self.countries.is_empty() || self.countries.contains(&country)
    }
}

/// A code outside GS1 that a regime takes instead of element strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// Short name, such as `ifa-ppn`.
    pub name: String,
    /// What it is, as a sentence.
    pub says: String,
    /// Its shape, where a bare text can be told by it.
    pub content: Option<Content>,
    /// Document and section.
    pub source: String,
    /// How sure that is.
    pub confidence: Confidence,
}

/// The shape of a text that is no element string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Content {
    /// How many characters it has.
    pub one_of: Vec<u16>,
    /// Which characters it has.
    pub set: CharacterSet,
    /// The carriers; empty for any.
    pub carriers: Vec<Carrier>,
}

named! {
    /// Whether a regime is in force.
    Status {
        /// In force.
        Active = "active",
        /// Suspended, repealed or over: nothing is asked.
        Inactive = "inactive",
        /// Not yet in force: nothing is asked so far.
        Announced = "announced",
    }
}

named! {
    /// How sure it is that a source asks what a rule says.
    Confidence {
        /// Nobody has told: shown, never hidden.
        Unknown = "unknown",
        /// One secondary source, or inferred.
        Low = "low",
        /// Secondary sources that agree.
        Medium = "medium",
        /// The document itself, or several independent sources.
        High = "high",
    }
}

impl Profile {
    /// The built-in profile of this name, read anew; see [`BUILT_IN`](super::BUILT_IN) for the names.
    ///
    /// ```
    /// use tallymark::profile::Profile;
    /// assert_eq!(Profile::built_in("tr-its")?.regime.countries[0].to_string(), "TR");
    /// assert_eq!(Profile::built_in("atlantis").unwrap_err().code().as_str(), "profile-unknown");
    /// # Ok::<(), tallymark::profile::ProfileError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::ProfileUnknown`](crate::Code::ProfileUnknown) if there is none.
    pub fn built_in(name: &str) -> Result<Profile, ProfileError> {
        match built_in::text(name) {
            Some(text) => Profile::from_json(text.as_bytes()),
            None => Err(ProfileError::unknown(name)),
        }
    }

    /// Reads a profile of the schema `tallymark-profile/1`; `null` counts as absent.
    ///
    /// ```
    /// use tallymark::profile::Profile;
    /// let error = Profile::from_json(b"{\n  \"schema\": \"tallymark-profile/1\",\n  \"nam\": \"own\"\n}").unwrap_err();
    /// assert_eq!((error.code().as_str(), error.line(), error.member()), ("profile-member", 3, "/nam"));
    /// ```
    ///
    /// # Errors
    /// [`ProfileError`] with code, place and help for the first thing that is not as the schema says.
    pub fn from_json(bytes: &[u8]) -> Result<Profile, ProfileError> {
        read::profile(bytes)
    }

    /// Writes it as a file of the schema; reading that gives the same profile.
    ///
    /// ```
    /// use tallymark::profile::Profile;
    /// let profile = Profile::built_in("kr-kpis")?;
    /// assert_eq!(Profile::from_json(profile.to_json().as_bytes())?, profile);
    /// # Ok::<(), tallymark::profile::ProfileError>(())
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        write::text(self)
    }

    /// The outcome of every rule for a message: failures first, those that block before warnings; then what is
    /// undecided, what passes, and what does not apply.
    ///
    /// See the example of [the module](super).
    #[must_use]
    pub fn check(&self, message: &Message<'_>, context: &Context) -> Vec<Check<'_>> {
        check::all(self, message, context)
    }

    /// Whether no rule of severity error fails; nothing is allocated. Where the regime is not in force that is so for
    /// every message.
    ///
    /// ```
    /// use tallymark::Message;
    /// use tallymark::profile::{Context, Level, Profile, date};
    /// let profile = Profile::built_in("sa-rsd")?;
    /// let context = Context::new(date("2026-11-25").unwrap(), Level::Unit);
    /// let pack = |text| Message::parse_scan(text).is_ok_and(|message| profile.accepts(&message, &context));
    /// assert!(pack("]d201095060001343521728123110A7B21\u{1d}21A1B2"));
    /// assert!(!pack("]d201095060001343521728123110A7B21"));
    /// # Ok::<(), tallymark::profile::ProfileError>(())
    /// ```
    #[must_use]
    pub fn accepts(&self, message: &Message<'_>, context: &Context) -> bool {
        judge::accepts(self, message, context)
    }
}
