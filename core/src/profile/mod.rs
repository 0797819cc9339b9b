//! Market rules as dated data: what a regime asks of the symbol on a pack or a case, who says so, and how sure that is.
//!
//! A [`Profile`] is a JSON file of the schema `tallymark-profile/1`; eleven are built in (`core/data/profiles`), users
//! write their own. [`Profile::check`] gives the outcome of every rule for a message, failures first, each with its
//! source and confidence; [`Profile::accepts`] gives the verdict alone and allocates nothing.
//!
//! ```
//! use tallymark::Message;
//! use tallymark::profile::{Context, Level, Profile, Verdict, date};
//!
//! let profile = Profile::built_in("eu-fmd")?;
//! let context = Context::new(date("2026-11-25").unwrap(), Level::Unit);
//! let message = Message::parse_scan(b"]d201095060001343521728123121A1B2").unwrap();
//! let checks = profile.check(&message, &context);
//! assert_eq!((checks[0].rule.id.as_str(), checks[0].verdict), ("eu-fmd/batch", Verdict::Fail));
//! assert_eq!(checks[0].source(), "Commission Delegated Regulation (EU) 2016/161, Article 4(b)(iv)");
//! assert!(!profile.accepts(&message, &context));
//! # Ok::<(), tallymark::profile::ProfileError>(())
//! ```
//!
//! # The file
//!
//! | member | what it holds |
//! |---|---|
//! | `schema` | `tallymark-profile/1` |
//! | `name`, `title` | a short name such as `eu-fmd`, and one for people |
//! | `version` | the day on which the data were last reviewed, `YYYY-MM-DD` |
//! | `regime` | `authority`, `system`, `countries`, `status` (`active`, `inactive`, `announced`), `from`, `until`, `later` (country → day), `source`, `confidence`, `note` |
//! | `alternatives` | codes outside GS1 that the regime takes instead: `name`, `says`, `source`, `confidence`, and where a bare text can be told by its shape `content` with `one_of` (lengths), `set`, `carriers` |
//! | `rules` | the rules; the first four members and one of the kinds are required |
//!
//! | member of a rule | what it holds |
//! |---|---|
//! | `id` | stable, begins with the name of the profile: `eu-fmd/serial-length` |
//! | `says` | what is asked, as a sentence |
//! | `source`, `confidence` | document and section; `high`, `medium`, `low` or `unknown` |
//! | `severity` | `error` (the default: blocks), `warning` or `info` |
//! | `levels`, `countries`, `carriers`, `when` | where it holds: packaging levels, countries, carriers, AIs that are there; everywhere if left out |
//! | `from`, `until` | the first and the last day |
//! | `note` | whatever a reader should know |
//!
//! | kind | what is asked |
//! |---|---|
//! | `require` | one of several sets of elements: `["00", "01+21"]`; `01=04150` is an 01 that begins so |
//! | `allow`, `forbid` | only these AIs; none of these |
//! | `together` | all of these AIs or none |
//! | `order` | lists of AIs: the elements stand in the order of one of them, whatever is between |
//! | `carrier` | the symbol is one of these |
//! | `length` | `ai` with `min`, `max` or `one_of`, in characters |
//! | `characters` | `ai` with `set` and `also`, further characters |
//! | `day_zero` | `ai` and whether day 00 is `allowed` |
//! | `quantity` | `min_elements`, `max_elements`, `max_characters` of the whole symbol, AIs and separators included |
//! | `unchecked` | what is asked, but a message alone cannot show it, or nobody knows: the verdict is [`Verdict::Unknown`] |

#[macro_use]
mod names;
mod built_in;
mod check;
mod context;
mod error;
mod judge;
mod locate;
mod model;
mod read;
mod rule;
mod terms;
mod write;

#[cfg(test)]
mod case_tests;
#[cfg(test)]
mod oracle_tests;
#[cfg(test)]
mod read_tests;

pub use built_in::BUILT_IN;
pub use check::{Check, Verdict};
pub use context::{Carrier, Context, Country, Level, date};
pub use error::ProfileError;
pub use jiff::civil::Date;
pub use model::{Alternative, Confidence, Content, Profile, Regime, Status};
pub use rule::{CharacterSet, Characters, DayZero, Length, Quantity, Rule, What};
pub use terms::Term;
