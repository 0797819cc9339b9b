use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::inspect::holds_content_of;
use super::note::{Explained, Note};
use super::view::View;
use crate::batch::{AggOp, AggRow, Mode, Stream, Word};
use crate::findings::{Finding, FindingCode};
use crate::hierarchy::Irregular;
use crate::item::ItemId;

/// One thing that went wrong in rework, with the person who did it.
struct Mistake {
    operator: Word,
    /// What was handled: mistakes with one item count once.
    item: ItemId,
    containers: Vec<ItemId>,
    steps: Vec<u32>,
    looks: Vec<u32>,
}

/// AG-109: rework errors concentrated on one operator.
///
/// # What it says
/// Of the packs handled by hand many by one person ended up wrong (in two containers, in none, taken from where they were
/// not, in another container than recorded), and hardly any by the others. The entities are the containers concerned;
/// the single errors are not reported again.
///
/// # How it happens
/// Rework by someone who was not trained for it, or was trained wrongly.
///
/// # Example
/// Of 31 packs that op77 reworked 14 are wrong, of 52 by the others none; op77 is not on the roster.
///
/// At least five mistakes in three containers, four fifths of all, and either a probability below 1 in 1 000 that they
/// fall on one person by chance (Fisher's exact test on packs handled), or a person without valid training.
///
/// # What to do next
/// Check by hand every container that the person reworked, not only those named; look at the training record.
///
/// # Source
/// Domain study, fault 16; Fisher, *Statistical Methods for Research Workers*, section 21.02.
pub(super) fn concentrated_rework(view: &View<'_>, explained: &mut Explained) -> Vec<Finding> {
    let mistakes = mistakes(view, explained);
    if mistakes.len() < 5 {
        return Vec::new();
    }
    let handled = handled(view);
    let total: usize = handled.values().sum();
    let mut by_operator: BTreeMap<Word, Vec<&Mistake>> = BTreeMap::new();
    for mistake in &mistakes {
        by_operator.entry(mistake.operator).or_default().push(mistake);
    }
    let mut findings = Vec::new();
    for (operator, own) in by_operator {
        let items: BTreeSet<ItemId> = own.iter().map(|mistake| mistake.item).collect();
        let all: BTreeSet<ItemId> = mistakes.iter().map(|mistake| mistake.item).collect();
        let containers: BTreeSet<ItemId> =
            own.iter().flat_map(|mistake| mistake.containers.iter().copied()).collect();
        let (wrong, all_wrong) = (items.len(), all.len());
        let own_handled = handled.get(&operator).copied().unwrap_or(0).max(wrong);
        let others = total.saturating_sub(own_handled);
        if wrong < 5 || containers.len() < 3 || 5 * wrong < 4 * all_wrong {
            continue;
        }
        let chance = fisher(wrong, own_handled, all_wrong - wrong, others);
        let untrained = !is_trained(view, operator) && 3 * wrong >= own_handled;
        if !(others >= 5 && chance < 1e-3 || untrained) {
            continue;
        }
        let mut note = Note::new(FindingCode::Ag109);
        for mistake in &own {
            explained.items.insert(mistake.item);
            note.show_steps(view, mistake.steps.iter().copied());
            note.show(Stream::Verify, mistake.looks.iter().copied());
        }
        for &container in &containers {
            explained.containers.insert(container);
            note.name(container);
        }
        let message = format!(
            "{wrong} of {own_handled} packs reworked by {} are wrong, {} of {others} by others",
            view.batch.words.get(operator),
            all_wrong - wrong,
        );
        findings.push(note.finish(view, if untrained { 0.95 } else { 0.9 }, message));
    }
    findings
}

/// Packs that each person handled one by one: taken out, or put in where they were not packed at first. Filling a fresh
/// container by hand is one act.
fn handled(view: &View<'_>) -> HashMap<Word, usize> {
    let mut items: HashSet<(Word, ItemId)> = HashSet::new();
    for row in view.batch.agg.iter().flatten().filter(|row| row.mode == Some(Mode::Manual)) {
        let handled = match (row.op, row.child) {
            (AggOp::Remove, Some(item)) => item,
            (AggOp::Add, Some(item)) if view.hierarchy.stays(item).len() > 1 => item,
            (AggOp::Add, _) => row.parent,
            _ => continue,
        };
        items.insert((row.operator, handled));
    }
    let mut counts: HashMap<Word, usize> = HashMap::new();
    for (operator, _) in items {
        *counts.entry(operator).or_default() += 1;
    }
    counts
}

fn mistakes(view: &View<'_>, explained: &Explained) -> Vec<Mistake> {
    let mut mistakes: Vec<Mistake> = Vec::new();
    let manual = |step: u32| view.row(step).filter(|row| row.mode == Some(Mode::Manual));
    let known = |item: ItemId| explained.items.contains(item) || view.context.claimed(view.item(item));
    let mut note = |row: &AggRow, item: ItemId, containers: Vec<ItemId>, steps: Vec<u32>, looks: &[u32]| {
        let containers = containers.into_iter().filter(|&id| !explained.has(id)).collect();
        mistakes.push(Mistake { operator: row.operator, item, containers, steps, looks: looks.to_vec() });
    };
    for (id, _) in view.batch.items.iter() {
        if view.hierarchy.parents(id).len() < 2 || known(id) {
            continue;
        }
        let stays = view.hierarchy.stays(id);
        let last = stays.iter().rfind(|stay| stay.until.is_none());
        if let Some((last, row)) = last.and_then(|stay| Some((stay, manual(stay.from)?))) {
            let _ = last;
            note(
                row,
                id,
                view.hierarchy.parents(id).to_vec(),
                stays.iter().map(|stay| stay.from).collect(),
                &[],
            );
        }
    }
    for fault in view.hierarchy.irregularities() {
        let odd = matches!(fault.kind, Irregular::RemovedFromOutside | Irregular::AddedTwice);
        if let (true, false, Some(row)) = (odd, known(fault.item), manual(fault.step)) {
            note(row, fault.item, vec![fault.container], vec![fault.step], &[]);
        }
    }
    for &id in view.lost.iter().filter(|&&id| !known(id)) {
        let stays = view.hierarchy.stays(id);
        if let Some((stay, until, row)) =
            stays.last().and_then(|stay| Some((stay, stay.until?, manual(stay.until?)?)))
        {
            note(row, id, vec![stay.container], vec![stay.from, until], &[]);
        }
    }
    for look in view.inspections.iter().filter(|look| !look.agrees() && !explained.has(look.container)) {
        let held = view.hierarchy.held(look.container);
        let touched = held
            .iter()
            .flat_map(|stay| [Some(stay.from), stay.until])
            .flatten()
            .filter_map(manual)
            .next_back();
        if let Some(row) = touched {
            let items: Vec<ItemId> = match holds_content_of(view, look) {
                Some(_) => vec![look.container],
                None => {
                    look.missing.iter().chain(&look.extra).copied().filter(|&item| !known(item)).collect()
                }
            };
            for item in items {
                note(row, item, vec![look.container], Vec::new(), &look.rows);
            }
        }
    }
    mistakes
}

/// Whether the roster has the person with training valid on the day of the batch's first aggregation; without a roster
/// everybody counts as trained.
fn is_trained(view: &View<'_>, operator: Word) -> bool {
    let name = view.batch.words.get(operator);
    if view.batch.order.operators.is_empty() || name.is_empty() {
        return true;
    }
    let Some(entry) = view.batch.order.operators.iter().find(|entry| entry.id == name) else { return false };
    let worked =
        view.batch.agg.iter().flatten().filter(|row| row.operator == operator).map(|row| row.t).min();
    match (&entry.trained_until, worked) {
        // Days as text compare like days.
        (Some(until), Some(worked)) => worked.to_string().get(..10).is_none_or(|day| day <= until.as_str()),
        _ => true,
    }
}

/// The probability that at least `wrong` of all wrong ones fall among `handled` by chance (one-sided Fisher test).
fn fisher(wrong: usize, handled: usize, others_wrong: usize, others_handled: usize) -> f64 {
    let (all_wrong, all) = (wrong + others_wrong, handled + others_handled);
    let mut logs = vec![0.0_f64];
    for n in 1..=all {
        logs.push(logs.last().copied().unwrap_or(0.0) + (n as f64).ln());
    }
    let log = |n: usize| logs.get(n).copied().unwrap_or(0.0);
    let choose = |n: usize, k: usize| if k > n { f64::NEG_INFINITY } else { log(n) - log(k) - log(n - k) };
    (wrong..=handled.min(all_wrong))
        .map(|k| (choose(handled, k) + choose(others_handled, all_wrong - k) - choose(all, all_wrong)).exp())
        .sum()
}

#[cfg(test)]
mod tests {
    use super::fisher;

    #[test]
    fn fisher_equals_the_tea_tasting() {
        // Four of four cups right: 1 in 70; at least three: 17 in 70.
        assert!((fisher(4, 4, 0, 4) - 1.0 / 70.0).abs() < 1e-12);
        assert!((fisher(3, 4, 1, 4) - 17.0 / 70.0).abs() < 1e-12);
    }
}
