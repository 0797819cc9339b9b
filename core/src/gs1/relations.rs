//! How the elements of a message relate: excluded pairs, needs, repetitions, signatures.

use super::reader::{Flow, Reader, Sink};
use super::tables::{Bits, Rule};
use crate::diagnostic::{ApplicationIdentifier, Code, Detail, ParseError};

/// The signature, and the keys that it covers together with their serial component: the AI and the digits before it.
const SIGNATURE: ApplicationIdentifier = ApplicationIdentifier::from_parts(8030, 4);
const SERIAL_KEYS: [(ApplicationIdentifier, usize); 3] = [
    (ApplicationIdentifier::from_parts(253, 3), 13),
    (ApplicationIdentifier::from_parts(255, 3), 13),
    (ApplicationIdentifier::from_parts(8003, 4), 14),
];

/// Reports every broken relation.
pub(crate) fn judge<S: Sink>(reader: &mut Reader<'_, '_, S>) -> Flow {
    let tables = reader.tables;
    let ais: Vec<ApplicationIdentifier> =
        reader.elements.as_slice().iter().map(|element| element.ai).collect();
    let rules: Vec<Option<&Rule>> =
        ais.iter().map(|&ai| tables.definition(ai).and_then(|known| tables.rule(known))).collect();
    let repeats = Repeats::of(&ais);
    let (mut seen, mut twice): (Bits, Bits) = (0, 0);
    for (index, rule) in rules.iter().enumerate() {
        let member = rule.map_or(0, |rule| rule.member);
        if repeats.first(index) == index {
            twice |= seen & member;
        }
        seen |= member;
    }
    let firsts = || (0..ais.len()).filter(|&index| repeats.first(index) == index);
    let of = |index: usize| ais.get(index).copied().zip(rules.get(index).copied().flatten());

    for index in firsts() {
        let Some((ai, rule)) = of(index) else { continue };
        let clash = rule.excludes & seen | rule.rivals & twice;
        if clash != 0 {
            let other = firsts()
                .find_map(|other| of(other).filter(|(_, known)| known.member & clash != 0 && other != index));
            let detail = other.map_or(Detail::None, |(other, _)| Detail::Other(other));
            let place = reader.place_of(index);
            reader.report(ParseError::new(Code::AiExcluded, place).about(ai).with(detail))?;
        }
    }
    if !reader.options.no_requisite_check && !reader.incomplete {
        for index in firsts() {
            let Some((ai, rule)) = of(index) else { continue };
            for need in rule.needs.of(tables.needs) {
                if !need.met(&tables, seen) {
                    let place = reader.place_of(index);
                    let detail = Detail::Needs(need.described(&tables));
                    reader.report(ParseError::new(Code::AiRequired, place).about(ai).with(detail))?;
                }
            }
        }
    }
    for (index, &ai) in ais.iter().enumerate() {
        let first = repeats.first(index);
        let elements = reader.elements.as_slice();
        let (Some(one), Some(two)) = (elements.get(first), elements.get(index)) else { continue };
        let values = reader.values();
        if one.value(values) != two.value(values) {
            let place = reader.place_of(index);
            reader.report(ParseError::new(Code::AiRepeat, place).about(ai))?;
        }
    }
    if ais.contains(&SIGNATURE) {
        for (index, ai) in ais.iter().enumerate() {
            let element = reader.elements.as_slice().get(index);
            let len = element.map_or(0, |element| (element.end - element.start) as usize);
            if SERIAL_KEYS.iter().any(|(key, digits)| key == ai && len <= *digits) {
                let error = ParseError::new(Code::AiSerialMissing, reader.place_of(index));
                reader.report(error.about(*ai).with(Detail::Other(SIGNATURE)))?;
            }
        }
    }
    Flow::Continue(())
}

/// For each element the first one with the same AI, in linear time.
struct Repeats(Vec<usize>);

impl Repeats {
    fn of(ais: &[ApplicationIdentifier]) -> Self {
        let mut order: Vec<usize> = (0..ais.len()).collect();
        order.sort_by_key(|&index| (ais.get(index), index));
        let mut firsts = vec![0; ais.len()];
        let mut first = 0;
        for window in 0..order.len() {
            let index = order.get(window).copied().unwrap_or_default();
            let before =
                window.checked_sub(1).and_then(|before| order.get(before)).and_then(|&at| ais.get(at));
            if before != ais.get(index) {
                first = index;
            }
            if let Some(slot) = firsts.get_mut(index) {
                *slot = first;
            }
        }
        Repeats(firsts)
    }

    fn first(&self, index: usize) -> usize {
        self.0.get(index).copied().unwrap_or(index)
    }
}
