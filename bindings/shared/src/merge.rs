//! Several carriers of one package, judged over their union: the operation `merge`.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallymark::pharma::{Conflict, Identified, Package, Place};

use crate::Failure;
use crate::ask::{data, read};
use crate::identify::{self, ElementReport, IdentifyReport, NationalReport};

/// The carriers of one package.
#[derive(Debug, Deserialize)]
struct Request {
    inputs: Vec<identify::Request>,
}

/// What the carriers say together.
#[derive(Debug, Serialize)]
struct MergeReport {
    /// Whether nothing conflicts.
    ok: bool,
    /// The first conflict.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ConflictReport>,
    key: Option<String>,
    gtin: Option<String>,
    ppn: Option<String>,
    serial: Option<String>,
    lot: Option<String>,
    /// A day, the last of the month where no day is stated.
    expiry: Option<String>,
    national: Vec<NationalReport>,
    elements: Vec<MergedReport>,
    conflicts: Vec<ConflictReport>,
    /// Pairs of carriers whose products no rule connects: only a mapping can say whether they are the same.
    unconfirmed: Vec<(usize, usize)>,
    /// What each carrier says by itself.
    carriers: Vec<IdentifyReport>,
}

/// An element of the union.
#[derive(Debug, Serialize)]
struct MergedReport {
    #[serde(flatten)]
    element: ElementReport,
    /// The carriers that state it, from 0, each with the place there.
    places: Vec<PlaceReport>,
}

/// Where something stands.
#[derive(Clone, Debug, Serialize)]
struct PlaceReport {
    carrier: usize,
    id: String,
    value: String,
    span: [u32; 2],
}

/// What does not go together.
#[derive(Clone, Debug, Serialize)]
struct ConflictReport {
    code: &'static str,
    /// What it is about: `product`, `serial`, `lot`, `expiry`, `made`, `quantity` or `other`.
    fact: &'static str,
    message: String,
    help: &'static str,
    places: Vec<PlaceReport>,
}

/// Answers a request.
pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    let request: Request = read(request)?;
    if request.inputs.is_empty() {
        return Err(Failure::new("request-json", "`inputs` holds no carrier")
            .with_help("give the text of each carrier as {\"input\": ...}"));
    }
    let carriers = request.inputs.iter().enumerate().map(|(number, input)| {
        input.identified(false).map_err(|failure| {
            let place = failure.place.as_ref().map(|place| format!(".{place}")).unwrap_or_default();
            failure.at(format!("inputs[{number}]{place}"))
        })
    });
    let carriers: Vec<Identified> = carriers.collect::<Result<_, _>>()?;
    let package = Package::merge(&carriers);
    let conflicts: Vec<ConflictReport> = package.conflicts.iter().map(conflict).collect();
    data(&MergeReport {
        ok: conflicts.is_empty(),
        error: conflicts.first().cloned(),
        key: package.key.as_ref().map(ToString::to_string),
        gtin: package.gtin.map(|gtin| gtin.to_string()),
        ppn: package.ppn.as_ref().map(ToString::to_string),
        serial: package.serial,
        lot: package.lot,
        expiry: package.expiry.map(|date| date.to_string()),
        national: package.national.iter().map(identify::national).collect(),
        elements: package
            .elements
            .iter()
            .map(|merged| MergedReport {
                element: identify::element(&merged.element),
                places: merged.places.iter().map(place).collect(),
            })
            .collect(),
        conflicts,
        unconfirmed: package.unconfirmed,
        carriers: carriers.iter().map(identify::report).collect(),
    })
}

fn place(place: &Place) -> PlaceReport {
    PlaceReport {
        carrier: place.carrier,
        id: place.id.clone(),
        value: place.value.clone(),
        span: [place.span.start, place.span.end],
    }
}

fn conflict(conflict: &Conflict) -> ConflictReport {
    ConflictReport {
        code: conflict.code.as_str(),
        fact: conflict.fact.as_str(),
        message: conflict.message.clone(),
        help: conflict.help,
        places: conflict.places.iter().map(place).collect(),
    }
}
