use std::collections::{HashMap, HashSet};

use crate::batch::{EpcisAction, EpcisKind, EpcisRow};
use crate::hierarchy::{Aggregation, Hierarchy, Step};
use crate::item::ItemId;

/// What is in what after the aggregation events of some documents, in the order of their eventTime.
///
/// ADD puts the children into the parent, DELETE takes them out; a DELETE without children empties the parent (EPCIS 2.0,
/// 7.4.2). OBSERVE changes nothing. An event that declares an error, and the event of the same eventID that it withdraws,
/// do not count. `items` is the number of items that the rows may name.
#[must_use]
pub fn hierarchy(items: usize, rows: &[EpcisRow]) -> Hierarchy {
    let withdrawn: HashSet<_> = rows
        .iter()
        .filter(|row| row.error_declaration && !row.event_id.is_empty())
        .map(|row| row.event_id)
        .collect();
    let mut inside: HashMap<ItemId, Vec<ItemId>> = HashMap::new();
    let mut steps = Vec::new();
    let mut ordered: Vec<&EpcisRow> = rows.iter().collect();
    ordered.sort_by_key(|row| (row.t, row.row));
    for row in ordered {
        let packs = matches!(row.kind, EpcisKind::Aggregation | EpcisKind::Association);
        let (Some(parent), true) = (row.parent, packs) else { continue };
        if row.error_declaration || withdrawn.contains(&row.event_id) {
            continue;
        }
        let contents = inside.entry(parent).or_default();
        let mut step = |step| steps.push(Aggregation { parent, step, row: row.row });
        match row.action {
            Some(EpcisAction::Add) => {
                contents.extend_from_slice(&row.items);
                row.items.iter().for_each(|&child| step(Step::Add(child)));
            }
            Some(EpcisAction::Delete) if row.items.is_empty() && row.others.is_empty() => {
                contents.drain(..).for_each(|child| step(Step::Remove(child)));
            }
            Some(EpcisAction::Delete) => {
                let out: HashSet<ItemId> = row.items.iter().copied().collect();
                contents.retain(|child| !out.contains(child));
                row.items.iter().for_each(|&child| step(Step::Remove(child)));
            }
            _ => {}
        }
    }
    Hierarchy::replay(items, steps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::batch::{Time, Word, Words};
    use crate::item::{Item, Items};
    use crate::keys::{Gtin, Serial, Sgtin, Sscc};

    fn event(row: u32, second: i64, action: EpcisAction, parent: ItemId, items: &[ItemId]) -> EpcisRow {
        EpcisRow {
            row,
            file: Word::EMPTY,
            kind: EpcisKind::Aggregation,
            action: Some(action),
            t: Time::from_second(second).unwrap(),
            record_time: None,
            event_id: Word::EMPTY,
            biz_step: Word::EMPTY,
            disposition: Word::EMPTY,
            lot: Word::EMPTY,
            expiry: Word::EMPTY,
            parent: Some(parent),
            items: items.to_vec(),
            others: Vec::new(),
            error_declaration: false,
        }
    }

    fn items() -> (Items, ItemId, Vec<ItemId>) {
        let mut items = Items::default();
        let case = items.insert(Item::Sscc(Sscc::parse(b"395060001340000018").unwrap()));
        let gtin = Gtin::parse(b"09506000134352").unwrap();
        let packs = (0..4)
            .map(|n| {
                let serial = Serial::parse(format!("A{n}").as_bytes()).unwrap();
                items.insert(Item::Sgtin(Sgtin { gtin, serial }))
            })
            .collect();
        (items, case, packs)
    }

    #[test]
    fn events_count_in_order_of_time_not_of_the_document() {
        let (items, case, packs) = items();
        let rows = [
            event(1, 30, EpcisAction::Add, case, &packs[2..]),
            event(2, 20, EpcisAction::Delete, case, &[]),
            event(3, 10, EpcisAction::Add, case, &packs[..2]),
            event(4, 40, EpcisAction::Delete, case, &packs[3..]),
            event(5, 50, EpcisAction::Observe, case, &packs[..1]),
        ];
        assert_eq!(hierarchy(items.len(), &rows).children(case), &packs[2..3]);
    }

    #[test]
    fn a_withdrawn_event_does_not_count() {
        let (items, case, packs) = items();
        let id = Words::default().insert("urn:uuid:1");
        let add = EpcisRow { event_id: id, ..event(1, 10, EpcisAction::Add, case, &packs) };
        let declared = EpcisRow { error_declaration: true, row: 2, ..add.clone() };
        assert_eq!(hierarchy(items.len(), std::slice::from_ref(&add)).children(case), packs);
        assert!(hierarchy(items.len(), &[add, declared]).children(case).is_empty());
    }
}
