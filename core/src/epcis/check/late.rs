use std::collections::HashSet;

use super::checker::{Checker, Told};
use crate::epcis::Rule;
use crate::epcis::lifecycle::EventIndex;

/// Shipping events that were recorded before the commissioning or packing of what they ship was: whoever asked in between
/// found goods without data. Decided only where both record times are given.
pub(super) fn uploads(checker: &mut Checker) {
    let life = &checker.life;
    let recorded = |index: EventIndex| checker.records.get(index.index()).copied().flatten();
    let mut told = Vec::new();
    for (index, event) in life.events().filter(|(_, event)| event.ships()) {
        let (Some(shipped), Some(known)) = (event.time, recorded(index)) else { continue };
        let mut late: Vec<(EventIndex, String)> = Vec::new();
        let (mut open, mut seen): (Vec<_>, HashSet<_>) = (life.named(event).collect(), HashSet::new());
        while let Some(node) = open.pop() {
            if !seen.insert(node) {
                continue;
            }
            let begun = life.commissioned_by(node);
            let after =
                |begun: &EventIndex| recorded(*begun).is_some_and(|then| then > known && then > shipped);
            late.extend(begun.filter(after).map(|begun| (begun, life.name(node))));
            open.extend(life.children(node));
        }
        late.sort();
        for group in late.chunk_by(|a, b| a.0 == b.0) {
            let Some((begun, first)) = group.first() else { continue };
            let more = match group.len() - 1 {
                0 => "was",
                _ => "and others were",
            };
            let message = format!(
                "{first} {more} shipped at {shipped}, but the commissioning was recorded at {}",
                recorded(*begun).map(|time| time.to_string()).unwrap_or_default()
            );
            let told_of =
                Told::new(Rule::LateUpload, event.file.into(), message).at(event.place.offset).of(index);
            told.push(told_of.against(Some(*begun)).naming(group.iter().map(|(_, name)| name.clone())));
        }
    }
    checker.told.append(&mut told);
}
