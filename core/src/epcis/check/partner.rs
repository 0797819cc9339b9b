use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::batch::bare_word;
use crate::diagnostic::Severity;
use crate::epcis::model::Event;
use crate::epcis::vocabulary::{Kind, Reading, read};
use crate::epcis::{Facts, Rule};
use crate::item::Item;
use crate::keys::Gtin;

use super::checker::{Checker, Told};

/// Rules and master data of a trading partner.
///
/// ```
/// use tallymark::epcis::check::Partner;
/// let partner = Partner::from_json(br#"{
///   "schema": "tallymark-partner/1", "name": "Example Wholesale",
///   "severity": {"location-given": "off", "gtin-unknown": "error"},
///   "require": {"shipping": ["bizTransaction:desadv", "source:location"]},
///   "words": {"bizStep": ["commissioning", "packing", "shipping"]},
///   "gtins": {"09506000134352": {"name": "Example 5 mg"}},
///   "contents": {"59506000134357": 20},
///   "glns": ["9506000134000"]}"#)?;
/// assert_eq!(partner.name(), "Example Wholesale");
/// # Ok::<(), tallymark::epcis::check::PartnerError>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Partner {
    #[serde(default)]
    schema: String,
    #[serde(default)]
    name: String,
    /// Rule to `error`, `warning`, `info` or `off`.
    #[serde(default)]
    severity: BTreeMap<String, String>,
    /// Business step to what an event of it must have.
    #[serde(default)]
    require: BTreeMap<String, Vec<String>>,
    /// `bizStep` or `disposition` to the words accepted.
    #[serde(default)]
    words: BTreeMap<String, Vec<String>>,
    /// Trade items that the partner knows.
    #[serde(default)]
    gtins: BTreeMap<String, serde_json::Value>,
    /// Trade item of a container to the number of what it holds.
    #[serde(default)]
    contents: BTreeMap<String, usize>,
    /// Locations and parties that the partner knows.
    #[serde(default)]
    glns: BTreeSet<String>,
}

/// Why a partner file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct PartnerError {
    /// `partner-file`.
    pub code: &'static str,
    /// With the place.
    pub message: String,
}

impl Partner {
    /// Reads a partner file.
    ///
    /// # Errors
    /// If it is no such file, or names a rule or severity that does not exist.
    pub fn from_json(text: &[u8]) -> Result<Self, PartnerError> {
        let fault = |message: String| PartnerError { code: "partner-file", message };
        let partner: Partner = serde_json::from_slice(text).map_err(|error| fault(error.to_string()))?;
        if partner.schema != "tallymark-partner/1" {
            return Err(fault("\"schema\" has to be \"tallymark-partner/1\"".to_owned()));
        }
        for (rule, severity) in &partner.severity {
            if Rule::named(rule).is_none() {
                return Err(fault(format!("severity: there is no rule \"{rule}\"")));
            }
            if !matches!(severity.as_str(), "error" | "warning" | "info" | "off") {
                return Err(fault(format!("severity: \"{severity}\" is none of error, warning, info, off")));
            }
        }
        for gtin in partner.gtins.keys().chain(partner.contents.keys()) {
            Gtin::parse(gtin).map_err(|error| fault(format!("GTIN \"{gtin}\": {error}")))?;
        }
        for (step, demands) in &partner.require {
            if let Some(odd) = demands.iter().find(|demand| !is_demand(demand)) {
                return Err(fault(format!("require: {step}: \"{odd}\" cannot be demanded")));
            }
        }
        if let Some(odd) =
            partner.words.keys().find(|kind| !matches!(kind.as_str(), "bizStep" | "disposition"))
        {
            return Err(fault(format!("words: \"{odd}\" is none of bizStep, disposition")));
        }
        Ok(partner)
    }

    /// Whose rules they are.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the partner decided about a rule; inner none for off.
    pub(super) fn severity(&self, rule: Rule) -> Option<Option<Severity>> {
        self.severity.get(rule.as_str()).map(|word| match word.as_str() {
            "error" => Some(Severity::Error),
            "warning" => Some(Severity::Warning),
            "info" => Some(Severity::Info),
            _ => None,
        })
    }

    pub(super) fn knows_gtin(&self, gtin: Gtin) -> bool {
        self.gtins.keys().any(|known| Gtin::parse(known).is_ok_and(|known| known == gtin))
    }

    pub(super) fn knows_gln(&self, gln: &str) -> bool {
        self.glns.contains(gln)
    }

    pub(super) fn event(&self, event: &Event, facts: &Facts<'_>, tell: &mut dyn FnMut(Rule, String, u64)) {
        let step = bare_word(facts.biz_step);
        for (kind, word, field) in [
            ("bizStep", step, &event.biz_step),
            ("disposition", bare_word(facts.disposition), &event.disposition),
        ] {
            let refused = self.words.get(kind).is_some_and(|words| !words.iter().any(|known| known == word));
            if refused && !word.is_empty() {
                let offset = field.as_ref().map_or(0, |field| field.offset);
                tell(Rule::WordRefused, format!("the partner does not accept the {kind} {word}"), offset);
            }
        }
        for demand in self.require.get(step).into_iter().flatten() {
            if !has(event, facts, demand) {
                tell(Rule::Required, format!("the partner demands {demand} in {step} events"), 0);
            }
        }
    }
}

const PLAIN: [&str; 8] =
    ["eventID", "readPoint", "bizLocation", "disposition", "lot", "expiry", "recordTime", "quantity"];

fn is_demand(demand: &str) -> bool {
    PLAIN.contains(&demand)
        || ["bizTransaction:", "source:", "destination:"].iter().any(|start| demand.starts_with(start))
}

fn has(event: &Event, facts: &Facts<'_>, demand: &str) -> bool {
    let typed = |kind: Kind, list: &Option<Vec<crate::epcis::model::Typed>>, word: &str| {
        list.iter().flatten().any(|one| {
            let text = one.kind.as_ref().map_or("", |kind| kind.text.as_str());
            text == word || matches!(read(kind, text), Reading::Known(known, _) if known == word)
        })
    };
    match demand.split_once(':') {
        Some(("bizTransaction", word)) => {
            typed(Kind::BusinessTransactionType, &event.biz_transaction_list, word)
        }
        Some(("source", word)) => typed(Kind::SourceDestinationType, &event.source_list, word),
        Some(("destination", word)) => typed(Kind::SourceDestinationType, &event.destination_list, word),
        _ => match demand {
            "eventID" => event.event_id.is_some(),
            "readPoint" => event.read_point.is_some(),
            "bizLocation" => event.biz_location.is_some(),
            "disposition" => event.disposition.is_some(),
            "lot" => !facts.lot.is_empty(),
            "expiry" => !facts.expiry.is_empty(),
            "recordTime" => event.record_time.is_some(),
            _ => !facts.quantities.is_empty(),
        },
    }
}

/// Containers that hold another number than the partner's master data say.
pub(super) fn contents(checker: &mut Checker) {
    let numbers: BTreeMap<Gtin, usize> = checker
        .options
        .partner
        .contents
        .iter()
        .filter_map(|(gtin, count)| Some((Gtin::parse(gtin).ok()?, *count)))
        .collect();
    if numbers.is_empty() {
        return;
    }
    let mut told = Vec::new();
    for (index, event) in checker.life.events().filter(|(_, event)| event.aggregates() && event.adds()) {
        let Some(node) = event.container() else { continue };
        let Some(Item::Sgtin(sgtin)) = checker.life.item(node) else { continue };
        let Some(&expected) = numbers.get(&sgtin.gtin) else { continue };
        let count = checker.life.count(node);
        if count != 0 && count != expected {
            let name = checker.life.name(node);
            let message = format!("{name} holds {count} of {expected}, and is not declared partial");
            told.push(
                Told::new(Rule::CaseQuantity, event.file.into(), message)
                    .at(event.place.offset)
                    .of(index)
                    .naming([name]),
            );
        }
    }
    checker.told.append(&mut told);
}
