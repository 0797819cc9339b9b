//! How the elements of a message relate: excluded pairs, needs, repetitions, signatures.

use std::collections::HashMap;

use super::elements::Element;
use super::reader::{Flow, Reader, Sink};
use super::tables::{Bits, Rule, Tables};
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
    let count = reader.elements.len();
    let repeats = Repeats::of(reader.elements.as_slice());
    let (mut seen, mut twice): (Bits, Bits) = (0, 0);
    for (index, element) in reader.elements.as_slice().iter().enumerate() {
        let member = match rule(&tables, element.ai) {
            Some(rule) => rule.member,
            None => tables.member(element.ai),
        };
        if repeats.first(index) == index {
            twice |= seen & member;
        }
        seen |= member;
    }
    let ai_at = |reader: &Reader<'_, '_, S>, index: usize| {
        let element = reader.elements.as_slice().get(index);
        element.map(|element| element.ai).filter(|_| repeats.first(index) == index)
    };

    for index in 0..count {
        let Some(ai) = ai_at(reader, index) else { continue };
        let Some(rule) = rule(&tables, ai) else { continue };
        let clash = rule.excludes & seen | rule.rivals & twice;
        if clash != 0 {
            let others = reader.elements.as_slice().iter().map(|element| element.ai);
            let other = others.into_iter().find(|&other| other != ai && tables.member(other) & clash != 0);
            let detail = other.map_or(Detail::None, Detail::Other);
            let place = reader.place_of(index);
            reader.report(ParseError::new(Code::AiExcluded, place).about(ai).with(detail))?;
        }
    }
    if !reader.options.no_requisite_check && !reader.incomplete {
        for index in 0..count {
            let Some(ai) = ai_at(reader, index) else { continue };
            let needs = rule(&tables, ai).map_or(&[][..], |rule| rule.needs.of(tables.needs));
            for need in needs.iter().filter(|need| !need.met(&tables, seen)) {
                let place = reader.place_of(index);
                let detail = Detail::Needs(need.described(&tables));
                reader.report(ParseError::new(Code::AiRequired, place).about(ai).with(detail))?;
            }
        }
    }
    let mut signed = false;
    for index in 0..count {
        let elements = reader.elements.as_slice();
        let (Some(one), Some(two)) = (elements.get(repeats.first(index)), elements.get(index)) else {
            continue;
        };
        signed |= two.ai == SIGNATURE;
        let (ai, values) = (two.ai, reader.values());
        if one.value(values) != two.value(values) {
            let place = reader.place_of(index);
            reader.report(ParseError::new(Code::AiRepeat, place).about(ai))?;
        }
    }
    for index in 0..if signed { count } else { 0 } {
        let Some(element) = reader.elements.as_slice().get(index).copied() else { continue };
        let length = (element.end - element.start) as usize;
        if SERIAL_KEYS.iter().any(|(key, digits)| *key == element.ai && length <= *digits) {
            let error = ParseError::new(Code::AiSerialMissing, reader.place_of(index));
            reader.report(error.about(element.ai).with(Detail::Other(SIGNATURE)))?;
        }
    }
    Flow::Continue(())
}

fn rule<'t>(tables: &Tables<'t>, ai: ApplicationIdentifier) -> Option<&'t Rule> {
    tables.definition(ai).and_then(|known| tables.rule(known))
}

/// For each element the first one with the same AI: in place where there are few, in linear time where there are many.
enum Repeats {
    Few([u8; Repeats::FEW]),
    Many(Vec<usize>),
}

impl Repeats {
    const FEW: usize = 16;

    fn of(elements: &[Element]) -> Self {
        if elements.len() <= Self::FEW {
            let mut firsts = [0; Self::FEW];
            for (slot, element) in firsts.iter_mut().zip(elements) {
                let first = elements.iter().position(|other| other.ai == element.ai);
                *slot = first.unwrap_or_default() as u8;
            }
            return Repeats::Few(firsts);
        }
        let mut seen = HashMap::new();
        let first = |(index, element): (usize, &Element)| *seen.entry(element.ai).or_insert(index);
        Repeats::Many(elements.iter().enumerate().map(first).collect())
    }

    fn first(&self, index: usize) -> usize {
        match self {
            Repeats::Few(firsts) => firsts.get(index).map_or(index, |&first| usize::from(first)),
            Repeats::Many(firsts) => firsts.get(index).copied().unwrap_or(index),
        }
    }
}
