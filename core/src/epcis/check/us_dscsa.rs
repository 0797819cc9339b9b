//! What trading partners under the DSCSA ask for: GS1 US, Implementation Guideline: Applying GS1 Standards for DSCSA and
//! Traceability, as far as samples and partners' published refusals show. What is law or leads to refusal is an error,
//! what may be given by other means a warning.

use crate::batch::{Time, bare_word, parse_time};
use crate::epcis::lifecycle::EventIndex;
use crate::epcis::model::{Event, EventKind, Head, Typed};
use crate::epcis::vocabulary::{Kind, Reading, read};
use crate::epcis::{Facts, Rule};
use crate::item::Item;

use super::checker::{Checker, Told};
use super::document::{child, party, text};

type Tell<'a> = dyn FnMut(Rule, String) + 'a;

/// The disposition that goes with each step.
const PAIRS: [(&str, &str); 5] = [
    ("commissioning", "active"),
    ("packing", "in_progress"),
    ("shipping", "in_transit"),
    ("decommissioning", "inactive"),
    ("destroying", "destroyed"),
];

pub(super) fn event(event: &Event, facts: &Facts<'_>, tell: &mut Tell<'_>) {
    if facts.error_declaration {
        return;
    }
    let step = bare_word(facts.biz_step);
    let disposition = bare_word(facts.disposition);
    if let Some((_, pair)) = PAIRS.iter().find(|(known, _)| *known == step)
        && *pair != disposition
    {
        let found = if disposition.is_empty() { "no disposition" } else { disposition };
        tell(Rule::Pair, format!("{step} goes with {pair}, not with {found}"));
    }
    match (event.kind, step) {
        (EventKind::Object, "commissioning") => commissioning(facts, tell),
        (EventKind::Object, "shipping") => shipping(event, tell),
        _ => {}
    }
    let located = matches!(step, "commissioning" | "packing" | "unpacking");
    let mut missing = Vec::new();
    if (located || step == "shipping") && facts.read_point.is_empty() {
        missing.push("readPoint");
    }
    if located && facts.biz_location.is_empty() {
        missing.push("bizLocation");
    }
    if !missing.is_empty() {
        tell(Rule::LocationMissing, format!("the {step} event has no {}", missing.join(" and no ")));
    }
    if step == "shipping" && !facts.biz_location.is_empty() {
        tell(Rule::LocationGiven, "the shipping event has a bizLocation".to_owned());
    }
}

fn commissioning(facts: &Facts<'_>, tell: &mut Tell<'_>) {
    let mut gtins: Vec<_> =
        facts.epcs.iter().filter_map(|epc| epc.item?.sgtin()).map(|sgtin| sgtin.gtin).collect();
    if gtins.is_empty() {
        return;
    }
    if facts.lot.is_empty() {
        tell(Rule::LotMissing, "trade items are commissioned without a lot".to_owned());
    }
    if facts.expiry.is_empty() {
        tell(Rule::ExpiryMissing, "trade items are commissioned without an expiry".to_owned());
    }
    gtins.sort_unstable();
    gtins.dedup();
    if gtins.len() > 1 {
        tell(Rule::SeveralGtins, format!("{} trade items are commissioned in one event", gtins.len()));
    }
}

fn shipping(event: &Event, tell: &mut Tell<'_>) {
    if event.biz_transaction_list.as_ref().is_none_or(Vec::is_empty) {
        tell(Rule::TransactionMissing, "the shipping event names no business transaction".to_owned());
    }
    let owner = |list: &Option<Vec<Typed>>| {
        list.iter().flatten().any(|party| {
            let kind = party.kind.as_ref().map_or("", |kind| kind.text.as_str());
            matches!(read(Kind::SourceDestinationType, kind), Reading::Known("owning_party", _))
        })
    };
    let mut missing = Vec::new();
    if !owner(&event.source_list) {
        missing.push("sourceList");
    }
    if !owner(&event.destination_list) {
        missing.push("destinationList");
    }
    if !missing.is_empty() {
        tell(
            Rule::PartyMissing,
            format!("the shipping event names no owning_party in {}", missing.join(" and ")),
        );
    }
}

pub(super) fn head(head: &Head, is_xml: bool, tell: &mut Tell<'_>) {
    match &head.sbdh {
        // JSON has no place of its own for the header.
        None if is_xml => tell(Rule::Sbdh, "there is no business document header".to_owned()),
        None => {}
        Some(sbdh) => {
            for side in ["Sender", "Receiver"] {
                let named = party(sbdh, side).map_or("", text);
                if !named.is_empty() && named.bytes().all(|byte| byte.is_ascii_digit()) && named.len() != 13 {
                    tell(Rule::Sbdh, format!("{side} \"{named}\" is no GLN"));
                }
            }
        }
    }
    let statement = head.header.iter().find(|part| part.name.local == "dscsaTransactionStatement");
    match statement {
        None => tell(Rule::Statement, "the header holds no DSCSA transaction statement".to_owned()),
        Some(statement) => {
            let affirmed = child(statement, "affirmTransactionStatement").map_or("", text);
            if affirmed != "true" && affirmed != "1" {
                tell(Rule::Statement, "the transaction statement is not affirmed".to_owned());
            }
            if statement.name.namespace != "http://epcis.gs1us.org/hc/ns" {
                let message =
                    format!("the transaction statement is in the namespace \"{}\"", statement.name.namespace);
                tell(Rule::Statement, message);
            }
            if child(statement, "legalNotice").is_none_or(|notice| text(notice).is_empty()) {
                tell(Rule::Statement, "the transaction statement has no legalNotice".to_owned());
            }
        }
    }
}

/// Trade items that were shipped on the day of their expiry or later, whatever the partner.
pub(super) fn expired(checker: &mut Checker) {
    let mut found: Vec<(EventIndex, String)> = Vec::new();
    for node in checker.life.nodes() {
        let Some(Item::Sgtin(_)) = checker.life.item(node) else { continue };
        let Some(shipped) = checker.life.shipped_by(node) else { continue };
        let (_, expiry) = checker.life.lot(node);
        // The product may be used until the end of that day, wherever it is.
        let Some(end) = end_of(expiry) else { continue };
        if checker.life.event(shipped).time.is_some_and(|time| time > end) {
            found.push((shipped, checker.life.name(node)));
        }
    }
    found.sort();
    for group in found.chunk_by(|a, b| a.0 == b.0) {
        let Some((event, first)) = group.first() else { continue };
        let recorded = checker.life.event(*event);
        let message = format!("{first} and {} more were shipped after their expiry", group.len() - 1);
        let message =
            if group.len() == 1 { format!("{first} was shipped after its expiry") } else { message };
        let told = Told::new(Rule::Expired, recorded.file.into(), message)
            .at(recorded.place.offset)
            .of(*event)
            .naming(group.iter().map(|(_, name)| name.clone()));
        checker.told.push(told);
    }
}

fn end_of(expiry: &str) -> Option<Time> {
    let day = expiry.get(..10).filter(|_| super::event::is_date(expiry))?;
    parse_time(format!("{day}T23:59:59-12:00").as_bytes()).ok()
}
