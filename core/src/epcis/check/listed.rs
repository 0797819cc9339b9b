use std::collections::BTreeMap;

use crate::epcis::Rule;
use crate::item::Item;

use super::checker::{Checker, Told};

/// What an independent list says: items with their lot and expiry, as far as it gives them.
#[derive(Clone, Debug, Default)]
pub struct Listed {
    items: BTreeMap<Item, (String, String)>,
}

impl Listed {
    /// Adds an item that the list has as commissioned; lot and expiry (YYMMDD or YYYY-MM-DD) may be empty.
    pub fn add(&mut self, item: Item, lot: &str, expiry: &str) {
        self.items.insert(item, (lot.to_owned(), expiry.to_owned()));
    }

    /// How many items it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether it has no item.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

/// YYMMDD of a date in either form; the last day of a month is as good as day 00.
fn six_digits(expiry: &str) -> Option<crate::gs1::Date> {
    let digits: String = expiry.chars().take(10).filter(char::is_ascii_digit).collect();
    match digits.len() {
        6 => crate::gs1::Date::parse(&digits, 2050),
        8 => crate::gs1::Date::parse_long(&digits),
        _ => None,
    }
}

pub(super) fn compare(checker: &mut Checker, listed: &Listed) {
    let life = &checker.life;
    let (mut missing, mut extra, mut differs) = (Vec::new(), Vec::new(), Vec::new());
    for (item, (lot, expiry)) in &listed.items {
        let Some(node) = life.find(*item).filter(|&node| life.commissioned_by(node).is_some()) else {
            missing.push(item.to_string());
            continue;
        };
        let (own_lot, own_expiry) = life.lot(node);
        let other_lot = !lot.is_empty() && !own_lot.is_empty() && lot != own_lot;
        let dates = (six_digits(expiry), six_digits(own_expiry));
        let other_date = matches!(dates, (Some(a), Some(b)) if a != b);
        if other_lot || other_date {
            differs.push((life.commissioned_by(node), item.to_string()));
        }
    }
    // A list of packs says nothing of containers, nor one of trade item A of trade item B.
    let gtins: std::collections::BTreeSet<_> =
        listed.items.keys().filter_map(|item| item.sgtin()).map(|sgtin| sgtin.gtin).collect();
    for node in life.nodes() {
        let Some(item) = life.item(node).filter(|item| !listed.items.contains_key(item)) else { continue };
        let begun = life.commissioned_by(node).filter(|_| !life.is_ended(node));
        if let (Some(sgtin), Some(begun)) = (item.sgtin(), begun)
            && gtins.contains(&sgtin.gtin)
        {
            extra.push((begun, item.to_string()));
        }
    }
    let last = checker.files.len().saturating_sub(1);
    let mut told = Vec::new();
    if !missing.is_empty() {
        let message = format!("{} listed items are commissioned in no document", missing.len());
        told.push(Told::new(Rule::ListMissing, last, message).naming(missing));
    }
    extra.sort();
    for group in extra.chunk_by(|a, b| a.0 == b.0) {
        let Some((index, _)) = group.first() else { continue };
        let event = checker.life.event(*index);
        let message = format!("{} items are commissioned, but not in the list", group.len());
        let names = group.iter().map(|(_, name)| name.clone());
        told.push(
            Told::new(Rule::ListExtra, event.file.into(), message)
                .at(event.place.offset)
                .of(*index)
                .naming(names),
        );
    }
    differs.sort();
    for group in differs.chunk_by(|a, b| a.0 == b.0) {
        let Some((Some(index), _)) = group.first() else { continue };
        let event = checker.life.event(*index);
        let message = format!("{} items have another lot or expiry in the list", group.len());
        let names = group.iter().map(|(_, name)| name.clone());
        told.push(
            Told::new(Rule::ListDiffers, event.file.into(), message)
                .at(event.place.offset)
                .of(*index)
                .naming(names),
        );
    }
    checker.told.append(&mut told);
}
