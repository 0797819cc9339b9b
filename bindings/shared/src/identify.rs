//! Codes of medicine packs in any scheme, read into one shape: the operation `identify`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallymark::Gtin;
use tallymark::pharma::{
    Candidate, Element, Identified, Kind, NationalNumber, Ndc, NdcDirectory, Options, identify,
};

use crate::Failure;
use crate::ask::{Input, data, read};
use crate::report::ErrorReport;

/// One text, and what it is to be read as.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Request {
    #[serde(flatten)]
    text: Input,
    #[serde(default)]
    kind: Option<String>,
    /// The year near which years of two digits are meant.
    #[serde(default)]
    reference_year: Option<u16>,
    /// Which National Drug Codes there are.
    #[serde(default)]
    directory: Vec<Listed>,
}

/// An entry of the directory: a code with hyphens, or with the GTIN of its package.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub(crate) enum Listed {
    Code(String),
    Package { ndc: String, gtin: Option<String> },
}

/// What a text says about an item.
#[derive(Debug, Serialize)]
pub(crate) struct IdentifyReport {
    ok: bool,
    /// What it was read as.
    kind: &'static str,
    symbology: Option<String>,
    /// The one name of the thing, whatever the scheme.
    key: Option<String>,
    gtin: Option<String>,
    /// A second GTIN that stands beside a PPN.
    #[serde(skip_serializing_if = "Option::is_none")]
    other_gtin: Option<String>,
    ppn: Option<String>,
    /// The National Drug Code where its segments are known, in its three forms.
    ndc: Option<NdcReport>,
    serial: Option<String>,
    lot: Option<String>,
    /// A day, the last of the month where no day is stated.
    expiry: Option<String>,
    made: Option<String>,
    elements: Vec<ElementReport>,
    national: Vec<NationalReport>,
    /// The National Drug Codes that the digits may mean.
    candidates: Vec<CandidateReport>,
    /// How an envelope departs from its standard.
    tolerated: Vec<&'static str>,
}

/// One element.
#[derive(Debug, Serialize)]
pub(crate) struct ElementReport {
    /// `gs1`, `mh10`, `hibc`, `number` or `format`.
    scheme: &'static str,
    /// The AI, the data identifier, or the name of the field.
    id: String,
    /// Its name, where it is a known data identifier.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'static str>,
    value: String,
    span: [u32; 2],
    /// What it states: `product`, `serial`, `lot`, `expiry`, `made`, `quantity` or `other`.
    fact: &'static str,
    /// Whether the identifier is in the tables.
    known: bool,
}

/// A national number.
#[derive(Debug, Serialize)]
pub(crate) struct NationalReport {
    system: &'static str,
    country: &'static str,
    number: String,
    /// `valid`, `invalid`, or `unknown` where no rule is publicly known.
    check: &'static str,
    confidence: &'static str,
    source: &'static str,
}

/// A National Drug Code in its forms.
#[derive(Debug, Serialize)]
pub(crate) struct NdcReport {
    pattern: &'static str,
    ndc: String,
    ndc11: Option<String>,
    ndc12: String,
}

/// A National Drug Code that may be meant.
#[derive(Debug, Serialize)]
pub(crate) struct CandidateReport {
    system: &'static str,
    #[serde(flatten)]
    ndc: NdcReport,
    /// Whether the directory lists it; absent without a directory.
    #[serde(skip_serializing_if = "Option::is_none")]
    listed: Option<bool>,
}

/// Answers a request.
pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    let request: Request = read(request)?;
    data(&report(&request.identified(true)?))
}

impl Request {
    /// Reads the text.
    pub(crate) fn identified(&self, requisites: bool) -> Result<Identified, Failure> {
        let name = self.kind.as_deref().unwrap_or("auto");
        let kind = Kind::from_name(name).ok_or_else(|| {
            let names: Vec<&str> = Kind::ALL.iter().map(|kind| kind.as_str()).collect();
            Failure::new("request-json", format!("`{name}` is no kind of code"))
                .with_help(format!("one of {}", names.join(", ")))
        })?;
        let directory = directory(&self.directory)?;
        let mut options = Options::new().requisites(requisites);
        if let Some(year) = self.reference_year {
            options = options.reference_year(year);
        }
        if let Some(directory) = &directory {
            options = options.directory(directory);
        }
        let input = self.text.bytes()?;
        identify(kind, &input, &options).map_err(|error| Failure::from(ErrorReport::from(&error)))
    }
}

fn directory(entries: &[Listed]) -> Result<Option<NdcDirectory>, Failure> {
    if entries.is_empty() {
        return Ok(None);
    }
    let mut directory = NdcDirectory::default();
    for (index, entry) in entries.iter().enumerate() {
        let (ndc, gtin) = match entry {
            Listed::Code(ndc) => (ndc, None),
            Listed::Package { ndc, gtin } => (ndc, gtin.as_ref()),
        };
        let refused = |error| {
            let error = ErrorReport::from(&error);
            Failure::from(error).at(format!("directory[{index}]"))
        };
        let gtin = gtin.map(Gtin::parse).transpose().map_err(refused)?;
        directory.insert(Ndc::parse(ndc).map_err(refused)?, gtin);
    }
    Ok(Some(directory))
}

/// What was read, as data.
pub(crate) fn report(found: &Identified) -> IdentifyReport {
    IdentifyReport {
        ok: true,
        kind: found.kind.as_str(),
        symbology: found.symbology.map(|identifier| identifier.to_string()),
        key: found.key.as_ref().map(ToString::to_string),
        gtin: found.gtin.map(|gtin| gtin.to_string()),
        other_gtin: found.other_gtin.map(|gtin| gtin.to_string()),
        ppn: found.ppn.as_ref().map(ToString::to_string),
        ndc: found.ndc.map(ndc),
        serial: found.serial.clone(),
        lot: found.lot.clone(),
        expiry: found.expiry.map(|date| date.to_string()),
        made: found.made.map(|date| date.to_string()),
        elements: found.elements.iter().map(element).collect(),
        national: found.national.iter().map(national).collect(),
        candidates: found.candidates.iter().map(candidate).collect(),
        tolerated: found.tolerated.iter().map(|tolerance| tolerance.as_str()).collect(),
    }
}

/// One element as data.
pub(crate) fn element(element: &Element) -> ElementReport {
    ElementReport {
        scheme: element.scheme.as_str(),
        id: element.id.clone(),
        title: element.title(),
        value: element.value.clone(),
        span: [element.span.start, element.span.end],
        fact: element.fact.as_str(),
        known: element.known,
    }
}

/// A national number as data.
pub(crate) fn national(number: &NationalNumber) -> NationalReport {
    NationalReport {
        system: number.system.id,
        country: number.system.country,
        number: number.number.clone(),
        check: number.check.as_str(),
        confidence: number.system.confidence.as_str(),
        source: number.system.source,
    }
}

fn ndc(ndc: Ndc) -> NdcReport {
    NdcReport {
        pattern: ndc.pattern().as_str(),
        ndc: ndc.to_string(),
        ndc11: ndc.eleven(),
        ndc12: ndc.twelve(),
    }
}

fn candidate(candidate: &Candidate) -> CandidateReport {
    CandidateReport { system: "NDC", ndc: ndc(candidate.ndc), listed: candidate.listed }
}
