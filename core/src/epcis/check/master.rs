use std::collections::{BTreeMap, BTreeSet};

use crate::epc::EpcUri;
use crate::epcis::lifecycle::EventIndex;
use crate::epcis::model::{Event, Head, Value};
use crate::epcis::{Facts, Rule};
use crate::keys::{Gln, Gtin};

use super::checker::{Checker, Told};

/// What is known of trade items, locations and parties, and which of them events name.
#[derive(Clone, Debug, Default)]
pub(super) struct Master {
    gtins: BTreeSet<Gtin>,
    locations: BTreeSet<String>,
    /// GTIN to NDC as the vocabulary gives it, with the place.
    ndcs: Vec<(Gtin, String)>,
    used_gtins: BTreeMap<Gtin, (usize, EventIndex)>,
    used_locations: BTreeMap<String, (usize, EventIndex)>,
}

/// The GTIN that a class or pattern of trade items names.
pub(super) fn gtin_of_class(text: &str) -> Option<Gtin> {
    if let Some(at) = text.find("/01/") {
        return Gtin::parse(text.get(at + 4..)?.split('/').next()?).ok();
    }
    let uri = EpcUri::parse(text.as_bytes()).ok()?;
    let (prefix, reference) = (uri.company_prefix()?.to_string(), uri.reference()?);
    let (indicator, rest) = reference.split_at_checked(1)?;
    Gtin::complete(format!("{indicator}{prefix}{rest}")).ok()
}

/// The GLN that an SGLN, PGLN or Digital Link names.
pub(super) fn gln_of(text: &str) -> Option<Gln> {
    for mark in ["/414/", "/417/"] {
        if let Some(at) = text.find(mark) {
            return Gln::parse(text.get(at + 5..)?.split('/').next()?).ok();
        }
    }
    if text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Gln::parse(text).ok();
    }
    let uri = EpcUri::parse(text.as_bytes()).ok()?;
    let (prefix, reference) = (uri.company_prefix()?.to_string(), uri.reference()?);
    Gln::complete(format!("{prefix}{reference}")).ok()
}

impl Master {
    pub(super) fn learn(&mut self, head: &Head) {
        for vocabulary in &head.vocabularies {
            for element in &vocabulary.elements {
                if vocabulary.kind.ends_with("EPCClass") {
                    let Some(gtin) = gtin_of_class(&element.id) else { continue };
                    self.gtins.insert(gtin);
                    let ndc = element
                        .attributes
                        .iter()
                        .find(|attribute| attribute.id.ends_with("additionalTradeItemIdentification"));
                    let kind = element.attributes.iter().find(|attribute| {
                        attribute.id.ends_with("additionalTradeItemIdentificationTypeCode")
                    });
                    let text = |value: &Value| match value {
                        Value::Text(text) => text.trim().to_owned(),
                        _ => String::new(),
                    };
                    if let (Some(ndc), Some(kind)) = (ndc, kind)
                        && text(&kind.value).contains("NDC")
                    {
                        self.ndcs.push((gtin, text(&ndc.value)));
                    }
                } else {
                    self.locations.insert(location(&element.id));
                }
            }
        }
    }

    pub(super) fn see(&mut self, event: &Event, facts: &Facts<'_>, file: usize, index: EventIndex) {
        let mut last = None;
        for epc in facts.parent.iter().chain(&facts.epcs) {
            let gtin = epc.item.and_then(crate::Item::sgtin).map(|sgtin| sgtin.gtin);
            if gtin != last
                && let Some(gtin) = gtin
            {
                self.used_gtins.entry(gtin).or_insert((file, index));
                last = Some(gtin);
            }
        }
        for amount in &facts.quantities {
            if let Some(gtin) = gtin_of_class(amount.class) {
                self.used_gtins.entry(gtin).or_insert((file, index));
            }
        }
        let places = [facts.read_point, facts.biz_location];
        let parties = event.source_list.iter().chain(&event.destination_list).flatten();
        for name in places.into_iter().chain(parties.map(|party| party.id.text.as_str())) {
            if !name.is_empty() {
                self.used_locations.entry(location(name)).or_insert((file, index));
            }
        }
    }
}

/// One name for each location: its GLN if it has one, whatever the extension.
fn location(text: &str) -> String {
    gln_of(text).map_or_else(|| text.to_owned(), |gln| gln.to_string())
}

/// Trade items and locations of which nobody says anything, and NDCs that do not go with their GTIN.
pub(super) fn unknown(checker: &mut Checker) {
    let master = std::mem::take(&mut checker.master);
    let mut tell = |rule, name: String, (file, index): (usize, EventIndex), message: String| {
        let offset = checker.life.event(index).place.offset;
        checker.told.push(Told::new(rule, file, message).at(offset).of(index).naming([name]));
    };
    #[cfg(feature = "json")]
    let partner = checker.options.partner.clone();
    #[cfg(feature = "json")]
    let (known_gtin, known_gln) =
        (|gtin: &Gtin| partner.knows_gtin(*gtin), |gln: &str| partner.knows_gln(gln));
    #[cfg(not(feature = "json"))]
    let (known_gtin, known_gln) = (|_: &Gtin| false, |_: &str| false);
    for (gtin, &place) in &master.used_gtins {
        if !master.gtins.contains(gtin) && !known_gtin(gtin) {
            let message = format!("no master data describe the trade item {gtin}");
            tell(Rule::GtinUnknown, format!("(01){gtin}"), place, message);
        }
    }
    for (name, &place) in &master.used_locations {
        if !master.locations.contains(name) && !known_gln(name) {
            let message = format!("no master data describe the location or party {name}");
            tell(Rule::GlnUnknown, name.clone(), place, message);
        }
    }
    for (gtin, ndc) in &master.ndcs {
        let Some(&(file, index)) = master.used_gtins.get(gtin) else { continue };
        let digits: String = ndc.chars().filter(char::is_ascii_digit).collect();
        let text = gtin.to_string();
        // Only ten digits stand in a GTIN as they are; eleven need the lengths of the segments.
        let expected = text.get(3..13).filter(|_| text.get(1..3) == Some("03") && digits.len() == 10);
        if expected.is_some_and(|expected| expected != digits) {
            let message = format!("the NDC {ndc} does not go with the GTIN {gtin}");
            let told = Told::new(Rule::NdcGtin, file, message).of(index).naming([format!("(01){gtin}")]);
            checker.told.push(told);
        }
    }
}
