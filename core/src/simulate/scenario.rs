use thiserror::Error;

use super::ids::{Alphabet, IdentifierForm};
use super::setting::Setting;
use super::truth::Severity;

/// What to simulate. Every member may be left out of the JSON form; what is not said is drawn from the seed.
///
/// ```
/// # #[cfg(feature = "json")] {
/// use std::collections::BTreeMap;
/// use tallymark::simulate::Scenario;
///
/// let scenario = Scenario::from_json(r#"{"seed": 7, "units": 300, "faults": [{"code": "RX-203"}]}"#)?;
/// let mut folder = BTreeMap::new();
/// let truth = scenario.write(&mut folder)?;
/// assert_eq!(truth.faults[0].code, "RX-203");
/// assert!(folder.contains_key("batch.json") && folder.contains_key("truth.json"));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
#[non_exhaustive]
pub struct Scenario {
    /// Decides everything that is not said below. Default 0.
    pub seed: u64,
    /// Packs to print, 1 to 100 million. Default 2 000.
    pub units: u32,
    /// Printer and camera pairs that feed the aggregation station, 1 or 2.
    pub lanes: Option<u8>,
    /// Container levels from the inside out, 1 to 4.
    pub levels: Option<Vec<Level>>,
    /// Speed of the line, 60 to 600.
    pub packs_per_minute: Option<u32>,
    /// Standard time of the site: `Z`, `+01:00` and `-05:00` (both with daylight saving), or another fixed `±HH:MM`.
    pub site_offset: Option<String>,
    /// Whether daylight saving begins or ends within the run.
    pub daylight_saving: Option<bool>,
    /// Form of the EPCIS documents.
    pub epcis: Option<EpcisForm>,
    /// Form of the identifiers in `parent`, `child`, `id` and `target` columns.
    pub identifiers: Option<IdentifierForm>,
    /// The characters of the serials.
    pub alphabet: Option<Alphabet>,
    /// Length of the serials, 8 to 20, and at least 12 for digits.
    pub serial_length: Option<u8>,
    /// Packs that the cameras reject, per million; 3 000 to 15 000 when drawn.
    pub rejects_per_million: Option<u32>,
    /// Packs taken as planned samples.
    pub samples: Option<u32>,
    /// Whether legal irregularities happen: stops, samples, rework, partial containers and more. Default true.
    pub nuisances: bool,
    /// Streams that are not delivered, by name (`wms`).
    pub streams_missing: Option<Vec<String>>,
    /// What goes wrong: left out, none in a quarter of all seeds and one to three of the drawn types in the others;
    /// an empty list for a batch without faults.
    pub faults: Option<Vec<FaultSpec>>,
}

/// One level of containers.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[allow(clippy::exhaustive_structs)] // as in `batch.json`
pub struct Level {
    /// `bundle`, `case`, `pallet`.
    pub level: String,
    /// Items of the level below that fill it, 2 to 1 000.
    pub capacity: u32,
}

/// A fault to inject.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct FaultSpec {
    /// The code of the finding it should raise, such as `AG-107`; see the [table](super#faults).
    pub code: String,
    /// The way it happens, one of those in the table.
    #[cfg_attr(feature = "serde", serde(default))]
    pub variant: Option<String>,
    /// How many items, where it concerns single items.
    #[cfg_attr(feature = "serde", serde(default))]
    pub count: Option<u32>,
    /// How large, where `count` is not given.
    #[cfg_attr(feature = "serde", serde(default))]
    pub severity: Option<Severity>,
    /// Where in the run, in percent of the packs; 5 to 90.
    #[cfg_attr(feature = "serde", serde(default))]
    pub at: Option<u8>,
}

impl FaultSpec {
    /// A fault of this code; all else is drawn.
    #[must_use]
    pub fn new(code: &str) -> Self {
        FaultSpec { code: code.to_owned(), ..FaultSpec::default() }
    }
}

/// Version and syntax of the EPCIS documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum EpcisForm {
    /// EPCIS 1.2, XML.
    #[cfg_attr(feature = "serde", serde(rename = "xml-1.2"))]
    Xml12,
    /// EPCIS 2.0, XML.
    #[cfg_attr(feature = "serde", serde(rename = "xml-2.0"))]
    Xml20,
    /// EPCIS 2.0, JSON-LD.
    #[cfg_attr(feature = "serde", serde(rename = "json-2.0"))]
    Json20,
}

/// Why a scenario cannot be simulated.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScenarioError {
    /// `scenario-json`: not JSON, or a member is unknown or of the wrong type.
    #[error("scenario-json: {message} (line {line}, column {column})")]
    Json {
        /// 1-based.
        line: usize,
        /// 1-based.
        column: usize,
        /// What was wrong there.
        message: String,
    },
    /// `scenario-value`: a member is out of its range.
    #[error("scenario-value: {member} is {value}; {help}")]
    Value {
        /// The member.
        member: &'static str,
        /// What it holds.
        value: String,
        /// What it may hold.
        help: String,
    },
    /// `scenario-fault`: a fault cannot be injected into this scenario.
    #[error("scenario-fault: {fault} cannot be injected: {help}")]
    Fault {
        /// The code as given.
        fault: String,
        /// Why not.
        help: String,
    },
}

impl ScenarioError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            ScenarioError::Json { .. } => "scenario-json",
            ScenarioError::Value { .. } => "scenario-value",
            ScenarioError::Fault { .. } => "scenario-fault",
        }
    }
}

impl Default for Scenario {
    fn default() -> Self {
        Scenario {
            seed: 0,
            units: 2_000,
            lanes: None,
            levels: None,
            packs_per_minute: None,
            site_offset: None,
            daylight_saving: None,
            epcis: None,
            identifiers: None,
            alphabet: None,
            serial_length: None,
            rejects_per_million: None,
            samples: None,
            nuisances: true,
            streams_missing: None,
            faults: None,
        }
    }
}

impl Scenario {
    /// 2 000 packs; everything is drawn from the seed.
    #[must_use]
    pub fn with_seed(seed: u64) -> Self {
        Scenario { seed, ..Scenario::default() }
    }

    /// With another number of packs.
    #[must_use]
    pub fn units(self, units: u32) -> Self {
        Scenario { units, ..self }
    }

    /// With exactly these faults.
    #[must_use]
    pub fn faults(self, faults: impl IntoIterator<Item = FaultSpec>) -> Self {
        Scenario { faults: Some(faults.into_iter().collect()), ..self }
    }

    /// Reads the JSON form.
    ///
    /// # Errors
    /// [`ScenarioError`], with the place in the text or the member at fault.
    #[cfg(feature = "json")]
    pub fn from_json(text: &str) -> Result<Self, ScenarioError> {
        let scenario: Scenario = serde_json::from_str(text).map_err(|error| ScenarioError::Json {
            line: error.line(),
            column: error.column(),
            message: {
                let text = error.to_string();
                text.split(" at line ").next().unwrap_or_default().to_owned()
            },
        })?;
        Setting::resolve(&scenario)?;
        Ok(scenario)
    }
}
