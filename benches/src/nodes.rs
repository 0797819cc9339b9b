//! The aggregation history of a large batch.

use tallymark::hierarchy::{Aggregation, Step};
use tallymark::item::{Item, ItemId, Items};
use tallymark::{Gtin, Serial, Sgtin, Sscc};

use crate::random::Random;

/// Packs in cases of 20, 40 cases to a pallet, in the order in which a line makes them.
///
/// # Panics
/// Never: the keys it makes are valid.
pub fn packed(nodes: usize, items: &mut Items) -> Vec<Aggregation> {
    const CASE: usize = 20;
    const PALLET: usize = 40;
    let mut random = Random::new(20_260_103);
    let gtin = Gtin::parse("09506000134352").expect("a valid GTIN");
    let mut containers = 0;
    let mut container = |items: &mut Items| {
        containers += 1;
        let body = format!("39506000{containers:09}");
        let digit = tallymark::keys::check_digit(body.as_bytes()).map_or('0', char::from);
        items.insert(Item::Sscc(Sscc::parse(format!("{body}{digit}")).expect("a valid SSCC")))
    };
    let mut steps = Vec::with_capacity(nodes + nodes / 20);
    let mut push = |parent: ItemId, step: Step| {
        let row = steps.len() as u32;
        steps.push(Aggregation { parent, step, row });
    };
    while items.len() < nodes {
        let pallet = container(items);
        for _ in 0..PALLET {
            let case = container(items);
            for _ in 0..CASE {
                let serial = Serial::parse(format!("{:016X}", random.number())).expect("a valid serial");
                push(case, Step::Add(items.insert(Item::Sgtin(Sgtin { gtin, serial }))));
            }
            push(case, Step::Close);
            push(pallet, Step::Add(case));
        }
        push(pallet, Step::Close);
    }
    steps
}
