//! The words of the Core Business Vocabulary (CBV 2.0, section 7) in their three forms.
//!
//! ```
//! use tallymark::epcis::vocabulary::{Form, Kind, Reading, read, write};
//! let Reading::Known(word, form) = read(Kind::BizStep, "urn:epcglobal:cbv:bizstep:shipping") else { panic!() };
//! assert_eq!((word, form), ("shipping", Form::Urn));
//! assert_eq!(write(Kind::BizStep, word, Form::WebUri), "https://ref.gs1.org/cbv/BizStep-shipping");
//! assert_eq!(read(Kind::BizStep, "urn:epcglobal:cbv:bizstep:shiping"), Reading::Unknown("shiping"));
//! assert_eq!(read(Kind::BizStep, "https://example.com/steps/blending"), Reading::Private);
//! ```

use std::borrow::Cow;

/// The prefixes that the JSON-LD context of EPCIS 2.0 defines, with what they stand for.
pub const CONTEXT_PREFIXES: [(&str, &str); 8] = [
    ("cbvmda", "urn:epcglobal:cbv:mda:"),
    ("cbv", "https://ref.gs1.org/cbv/"),
    ("epcis", "https://ref.gs1.org/epcis/"),
    ("gs1", "https://gs1.org/voc/"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("dcterms", "http://purl.org/dc/terms/"),
];

/// What a word says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `bizStep`
    BizStep,
    /// `disposition`, `persistentDisposition`
    Disposition,
    /// `type` of a business transaction
    BusinessTransactionType,
    /// `type` of a source or destination
    SourceDestinationType,
    /// `reason` of an error declaration
    ErrorReason,
    /// `type` of a sensor report: what was measured
    Measurement,
    /// `exception` of a sensor report
    SensorAlert,
    /// `component` of a sensor report: the part of a vector
    Component,
}

/// How a word is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Form {
    /// The word alone, as JSON has it.
    Bare,
    /// `urn:epcglobal:cbv:…`, as XML has it; the words of sensors, which have none, are written as `Compact`.
    Urn,
    /// `https://ref.gs1.org/cbv/…`, and `https://gs1.org/voc/…` for what sensors measure.
    WebUri,
    /// `cbv:…` and `gs1:…`, of JSON-LD.
    Compact,
}

/// What a text is as a word of the CBV.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reading<'a> {
    /// A word of the standard.
    Known(&'a str, Form),
    /// Written as a word of the standard, which has no such word.
    Unknown(&'a str),
    /// A URI of somebody's own.
    Private,
    /// No URI and no word.
    Nothing,
}

// CBV 2.0 section 7, and those of CBV 1.0 to 1.2 that are deprecated but in use.
const BIZ_STEPS: &[&str] = &[
    "accepting",
    "arriving",
    "assembling",
    "collecting",
    "commissioning",
    "consigning",
    "creating_class_instance",
    "cycle_counting",
    "decommissioning",
    "departing",
    "destroying",
    "disassembling",
    "dispensing",
    "encoding",
    "entering_exiting",
    "holding",
    "inspecting",
    "installing",
    "killing",
    "loading",
    "other",
    "packing",
    "picking",
    "receiving",
    "removing",
    "repackaging",
    "repairing",
    "replacing",
    "reserving",
    "retail_selling",
    "sampling",
    "sensor_reporting",
    "shipping",
    "staging_outbound",
    "stock_taking",
    "stocking",
    "storing",
    "transforming",
    "transporting",
    "unloading",
    "unpacking",
    "void_shipping",
];
const DISPOSITIONS: &[&str] = &[
    "active",
    "available",
    "completeness_inferred",
    "completeness_verified",
    "conformant",
    "container_closed",
    "container_open",
    "damaged",
    "destroyed",
    "dispensed",
    "disposed",
    "encoded",
    "expired",
    "in_progress",
    "in_transit",
    "inactive",
    "mismatch_class",
    "mismatch_instance",
    "mismatch_quantity",
    "needs_replacement",
    "no_pedigree_match",
    "non_conformant",
    "non_sellable_damaged",
    "non_sellable_disposed",
    "non_sellable_expired",
    "non_sellable_no_pedigree_match",
    "non_sellable_other",
    "non_sellable_recalled",
    "partially_dispensed",
    "recalled",
    "reserved",
    "retail_sold",
    "returned",
    "sellable_accessible",
    "sellable_not_accessible",
    "stolen",
    "unavailable",
    "unknown",
];
const TRANSACTION_TYPES: &[&str] = &[
    "bol",
    "cert",
    "desadv",
    "inv",
    "pedigree",
    "po",
    "poc",
    "prodorder",
    "recadv",
    "rma",
    "testprd",
    "testres",
    "upevt",
];
const PARTY_TYPES: &[&str] = &["location", "owning_party", "possessing_party"];
const ERROR_REASONS: &[&str] = &["did_not_occur", "incorrect_data"];
// GS1 Web Vocabulary, measurement types and sensor alerts; CBV 2.0, 7.8 for components.
const MEASUREMENTS: &[&str] = &[
    "AbsoluteHumidity",
    "AbsorbedDose",
    "AbsorbedDoseRate",
    "Acceleration",
    "Altitude",
    "AmountOfSubstance",
    "AmountOfSubstancePerUnitVolume",
    "Angle",
    "AngularAcceleration",
    "AngularMomentum",
    "AngularVelocity",
    "Area",
    "Capacitance",
    "Conductance",
    "Conductivity",
    "Count",
    "Density",
    "Dimensionless",
    "DoseEquivalent",
    "DoseEquivalentRate",
    "DynamicViscosity",
    "ElectricCharge",
    "ElectricCurrent",
    "ElectricCurrentDensity",
    "ElectricFieldStrength",
    "Energy",
    "Exposure",
    "Force",
    "Frequency",
    "Illuminance",
    "Inductance",
    "Irradiance",
    "KinematicViscosity",
    "Length",
    "LinearMomentum",
    "Luminance",
    "LuminousFlux",
    "LuminousIntensity",
    "MagneticFlux",
    "MagneticFluxDensity",
    "MagneticVectorPotential",
    "Mass",
    "MassConcentration",
    "MassFlowRate",
    "MassPerAreaTime",
    "MemoryCapacity",
    "MolalityOfSolute",
    "MolarEnergy",
    "MolarMass",
    "MolarVolume",
    "Power",
    "Pressure",
    "RadiantFlux",
    "RadiantIntensity",
    "Radioactivity",
    "RelativeHumidity",
    "Resistance",
    "Resistivity",
    "SolidAngle",
    "SpecificVolume",
    "Speed",
    "SurfaceDensity",
    "SurfaceTension",
    "Temperature",
    "Time",
    "Torque",
    "Voltage",
    "Volume",
    "VolumeFlowRate",
    "VolumeFraction",
    "VolumetricFlux",
    "Wavenumber",
];
const SENSOR_ALERTS: &[&str] = &["ALARM_CONDITION", "ERROR_CONDITION"];
const COMPONENTS: &[&str] = &[
    "altitude",
    "axial_distance",
    "azimuth",
    "easting",
    "elevation_angle",
    "height",
    "latitude",
    "longitude",
    "northing",
    "polar_angle",
    "spherical_radius",
    "x",
    "y",
    "z",
];

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 8] = [
        Kind::BizStep,
        Kind::Disposition,
        Kind::BusinessTransactionType,
        Kind::SourceDestinationType,
        Kind::ErrorReason,
        Kind::Measurement,
        Kind::SensorAlert,
        Kind::Component,
    ];

    /// Every word of this kind.
    #[must_use]
    pub const fn words(self) -> &'static [&'static str] {
        match self {
            Kind::BizStep => BIZ_STEPS,
            Kind::Disposition => DISPOSITIONS,
            Kind::BusinessTransactionType => TRANSACTION_TYPES,
            Kind::SourceDestinationType => PARTY_TYPES,
            Kind::ErrorReason => ERROR_REASONS,
            Kind::Measurement => MEASUREMENTS,
            Kind::SensorAlert => SENSOR_ALERTS,
            Kind::Component => COMPONENTS,
        }
    }

    /// The name of the element, for messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Kind::BizStep => "bizStep",
            Kind::Disposition => "disposition",
            Kind::BusinessTransactionType => "business transaction type",
            Kind::SourceDestinationType => "source or destination type",
            Kind::ErrorReason => "error reason",
            Kind::Measurement => "measurement type",
            Kind::SensorAlert => "sensor alert",
            Kind::Component => "component",
        }
    }

    /// What stands before the word: as URN if there is one, as Web URI and in its compact form.
    const fn prefixes(self) -> Prefixes {
        const fn cbv(urn: &'static str, uri: &'static str, compact: &'static str) -> Prefixes {
            Prefixes { urn: Some(urn), uri, compact }
        }
        const GS1: Prefixes = Prefixes { urn: None, uri: "https://gs1.org/voc/", compact: "gs1:" };
        match self {
            Kind::BizStep => {
                cbv("urn:epcglobal:cbv:bizstep:", "https://ref.gs1.org/cbv/BizStep-", "cbv:BizStep-")
            }
            Kind::Disposition => cbv("urn:epcglobal:cbv:disp:", "https://ref.gs1.org/cbv/Disp-", "cbv:Disp-"),
            Kind::BusinessTransactionType => {
                cbv("urn:epcglobal:cbv:btt:", "https://ref.gs1.org/cbv/BTT-", "cbv:BTT-")
            }
            Kind::SourceDestinationType => {
                cbv("urn:epcglobal:cbv:sdt:", "https://ref.gs1.org/cbv/SDT-", "cbv:SDT-")
            }
            Kind::ErrorReason => cbv("urn:epcglobal:cbv:er:", "https://ref.gs1.org/cbv/ER-", "cbv:ER-"),
            Kind::Measurement | Kind::SensorAlert => GS1,
            Kind::Component => {
                Prefixes { urn: None, uri: "https://ref.gs1.org/cbv/Comp-", compact: "cbv:Comp-" }
            }
        }
    }
}

struct Prefixes {
    urn: Option<&'static str>,
    uri: &'static str,
    compact: &'static str,
}

/// Reads a text as a word of this kind.
#[must_use]
pub fn read(kind: Kind, text: &str) -> Reading<'_> {
    let Prefixes { urn, uri, compact } = kind.prefixes();
    let known = |word: &str| kind.words().contains(&word);
    let plain = || text.strip_prefix("http://")?.strip_prefix(uri.strip_prefix("https://")?);
    let forms = [
        (urn.and_then(|urn| text.strip_prefix(urn)), Form::Urn),
        (text.strip_prefix(uri).or_else(plain), Form::WebUri),
        (text.strip_prefix(compact), Form::Compact),
        (Some(text).filter(|text| !text.contains(':')), Form::Bare),
    ];
    let Some((word, form)) = forms.into_iter().find_map(|(word, form)| Some((word?, form))) else {
        // Another kind's prefix, or other letters in ours.
        let lower = text.to_ascii_lowercase();
        let ours = ["urn:epcglobal:cbv:", "https://ref.gs1.org/cbv/", "http://ref.gs1.org/cbv/"];
        let is_ours = ours.iter().any(|prefix| lower.starts_with(prefix));
        return if is_ours { Reading::Unknown(text) } else { Reading::Private };
    };
    if known(word) {
        return Reading::Known(word, form);
    }
    let is_word = word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
    if word.is_empty() || (form == Form::Bare && !is_word) {
        Reading::Nothing
    } else {
        Reading::Unknown(word)
    }
}

/// Writes a word of this kind.
#[must_use]
pub fn write(kind: Kind, word: &str, form: Form) -> String {
    let Prefixes { urn, uri, compact } = kind.prefixes();
    match form {
        Form::Bare => word.to_owned(),
        Form::Urn => format!("{}{word}", urn.unwrap_or(compact)),
        Form::WebUri => format!("{uri}{word}"),
        Form::Compact => format!("{compact}{word}"),
    }
}

/// The same word in another form; a text that is no word of the standard stays as it is.
#[must_use]
pub fn rewrite(kind: Kind, text: &str, form: Form) -> String {
    match read(kind, text) {
        Reading::Known(word, _) => write(kind, word, form),
        _ => text.to_owned(),
    }
}

/// A text with every URN prefix of the CBV in it replaced by that of its Web URIs, whatever word follows.
#[must_use]
pub fn web_uri(text: &str) -> Cow<'_, str> {
    if !text.contains("urn:epcglobal:cbv:") {
        return Cow::Borrowed(text);
    }
    let kinds = Kind::ALL.into_iter().filter_map(|kind| Some((kind.prefixes().urn?, kind.prefixes().uri)));
    let mut found = Cow::Borrowed(text);
    for (urn, uri) in kinds {
        if found.contains(urn) {
            found = Cow::Owned(found.replace(urn, uri));
        }
    }
    found
}

/// The word that was meant, if there is one that differs by a slip of the finger only.
#[must_use]
pub fn closest(kind: Kind, word: &str) -> Option<&'static str> {
    let word = word.rsplit([':', '/']).next().unwrap_or(word);
    meant(word, kind.words().iter().copied())
}

/// The name that was meant, if there is one that differs by a slip of the finger only; capitals make no difference.
pub(super) fn meant<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_ascii_lowercase();
    let scored = known.map(|known| (distance(&name, &known.to_ascii_lowercase()), known));
    scored.min().filter(|(steps, known)| *steps <= 2 && steps * 3 <= known.len()).map(|(_, known)| known)
}

fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().take(64).enumerate() {
        let mut corner = i;
        let mut left = i + 1;
        for (above, y) in row.iter_mut().skip(1).zip(&b) {
            let best = (corner + usize::from(x != *y)).min(left + 1).min(*above + 1);
            corner = *above;
            *above = best;
            left = best;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_the_same_in_every_form() {
        for kind in Kind::ALL {
            for &word in kind.words() {
                for form in [Form::Bare, Form::Urn, Form::WebUri, Form::Compact] {
                    let told =
                        if form == Form::Urn && kind.prefixes().urn.is_none() { Form::Compact } else { form };
                    assert_eq!(read(kind, &write(kind, word, form)), Reading::Known(word, told));
                }
            }
        }
    }

    #[test]
    fn the_official_contexts_name_no_other_words() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../shared/epcis/official/Ontology/CBV.ttl");
        let Ok(text) = std::fs::read_to_string(root) else {
            println!("the official ontology is absent");
            return;
        };
        for kind in Kind::ALL {
            let Some(short) = kind.prefixes().compact.strip_prefix("cbv:") else { continue };
            for part in text.split(&format!("cbv:{short}")).skip(1) {
                let end = part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len());
                assert!(kind.words().contains(&&part[..end]), "{short}{}", &part[..end]);
            }
        }
    }

    #[test]
    fn slips_are_guessed_and_other_words_are_not() {
        assert_eq!(closest(Kind::BizStep, "comissioning"), Some("commissioning"));
        assert_eq!(closest(Kind::Disposition, "in_transport"), None);
        assert_eq!(read(Kind::BizStep, "Shipping it"), Reading::Nothing);
        assert_eq!(
            read(Kind::BizStep, "urn:epcglobal:cbv:disp:active"),
            Reading::Unknown("urn:epcglobal:cbv:disp:active")
        );
    }
}
