use tallymark::pharma::{Envelope, Hibc, Identified, Kind, Options, Package, Record, identify};
use tallymark::{Code, Item};

use super::text::is_told;
use crate::Verdict;

/// ISO/IEC 15434 envelopes: an accepted one is written by the standard, and that is read as the same elements.
pub fn iso15434(data: &[u8]) -> Verdict {
    let envelope = match Envelope::parse(data) {
        Ok(envelope) => envelope,
        Err(error) => {
            is_told(&error, data);
            return Verdict::Refused;
        }
    };
    assert!(Envelope::begins(data), "an envelope is known by its beginning");
    let written = envelope.to_bytes();
    let again = Envelope::parse(&written).unwrap_or_else(|error| panic!("{written:?}: {error:?}"));
    assert!(again.tolerated.is_empty(), "{written:?}: {:?}", again.tolerated);
    assert_eq!((pairs(&again), again.to_bytes()), (pairs(&envelope), written));
    for record in &envelope.records {
        match record {
            Record::DataIdentifiers(elements) => {
                for element in elements {
                    assert_eq!(element.span.of(data), element.value.as_bytes());
                }
            }
            Record::ElementStrings { elements, .. } => {
                for (_, value, span) in elements {
                    assert_eq!(span.of(data), value.as_bytes());
                }
            }
            _ => {}
        }
    }
    Verdict::Accepted
}

/// Identifiers and values of an envelope.
fn pairs(envelope: &Envelope) -> Vec<(String, String)> {
    let of = |record: &Record| match record {
        Record::DataIdentifiers(elements) => {
            elements.iter().map(|element| (element.di.to_string(), element.value.clone())).collect()
        }
        Record::ElementStrings { elements, .. } => {
            elements.iter().map(|(ai, value, _)| (ai.to_string(), value.clone())).collect::<Vec<_>>()
        }
        _ => Vec::new(),
    };
    envelope.records.iter().flat_map(of).collect()
}

/// Health Industry Bar Codes: values stand where they are said to stand; a changed check character is refused.
pub fn hibc(data: &[u8]) -> Verdict {
    let code = match Hibc::parse(data, 2026) {
        Ok(code) => code,
        Err(error) => {
            is_told(&error, data);
            return Verdict::Refused;
        }
    };
    assert!(Hibc::begins(data), "a HIBC is known by its beginning");
    if let Some(primary) = &code.primary {
        assert_eq!(primary.span.of(data), primary.to_text().as_bytes());
    }
    let second = code.secondary.clone().unwrap_or_default();
    for (value, span) in [second.lot, second.serial].into_iter().flatten() {
        assert_eq!(span.of(data), value.as_bytes());
    }
    for supplement in &code.supplements {
        assert_eq!(supplement.span.of(data), supplement.value.as_bytes());
    }
    let end = data.len() - usize::from(data.ends_with(b"*") && data.contains(&b'*') && code.check != '*');
    let mut other = data.to_vec();
    other[end - 1] = if code.check == '7' { b'8' } else { b'7' };
    assert!(Hibc::parse(&other, 2026).is_err(), "another check character");
    Verdict::Accepted
}

/// Any code: what is found is found again under its own kind, the key of an item is that item, and a package of one
/// carrier, or of the same twice, says what the carrier says.
pub fn pharma(data: &[u8]) -> Verdict {
    let options = Options::new();
    for kind in Kind::ALL {
        match identify(kind, data, &options) {
            Ok(found) => consistent(&found, data),
            Err(error) => is_told(&error, data),
        }
    }
    match identify(Kind::Auto, data, &options) {
        Ok(found) => {
            assert_eq!(
                identify(found.kind, data, &options).as_ref(),
                Ok(&found),
                "the kind that was detected"
            );
            // A carrier of other data is right, but not what to look for.
            if found.elements.iter().any(|element| element.known) {
                Verdict::Accepted
            } else {
                Verdict::Refused
            }
        }
        Err(_) => Verdict::Refused,
    }
}

fn consistent(found: &Identified, data: &[u8]) {
    for element in &found.elements {
        let (start, end) = (element.span.start as usize, element.span.end as usize);
        assert!(start <= end && end <= data.len(), "an element beyond the input");
    }
    let key = found.key.as_ref();
    if let Some(sgtin) = key.and_then(|key| key.sgtin()) {
        let text = key.map(ToString::to_string).unwrap_or_default();
        assert_eq!(Item::parse(text.as_bytes()), Ok(Item::Sgtin(sgtin)), "{text}");
    }
    let package = Package::merge(&[found.clone(), found.clone()]);
    assert_eq!(package.key.as_ref(), key, "a carrier twice");
    // Within one text only the rules that hold between the formats of an envelope can be broken.
    let agrees =
        package.conflicts.iter().all(|one| one.code != Code::MergeConflict && one.code != Code::HibcLink);
    assert!(
        agrees && (package.conflicts.is_empty() || found.kind == Kind::Iso15434),
        "{:?}",
        package.conflicts
    );
    assert_eq!(package.elements.iter().map(|one| one.places.len()).sum::<usize>(), 2 * found.elements.len());
}
