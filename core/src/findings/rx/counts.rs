use std::collections::{BTreeMap, BTreeSet};

use crate::batch::{Read, Stream};
use crate::findings::{Context, Draft, Finding, FindingCode};
use crate::reconcile::{Equation, ItemSet};

/// RX-216: counts agree while sets differ between systems.
pub(in crate::findings) fn rx216(context: &Context<'_>) -> Vec<Finding> {
    let (batch, sets) = (context.batch, context.sets());
    let systems = [
        (batch.camera.is_some(), &sets.commissioned),
        (batch.l4.is_some(), &sets.l4),
        (batch.epcis.is_some(), &sets.epcis_add),
    ];
    let systems: Vec<&ItemSet> =
        systems.into_iter().filter(|(present, _)| *present).map(|(_, set)| set).collect();
    let mut swapped = ItemSet::default();
    for (at, one) in systems.iter().enumerate() {
        for other in systems.iter().skip(at + 1) {
            let only_one = context.unclaimed(&one.less(other));
            let only_other = context.unclaimed(&other.less(one));
            if only_one.len() == only_other.len() {
                swapped = swapped.or(&only_one).or(&only_other);
            }
        }
    }
    let mut draft = Draft::new(FindingCode::Rx216);
    swapped.iter().for_each(|id| draft.item(context.item(id)));
    context.cite_reads(&mut draft, &swapped);
    context.cite_enterprise(&mut draft, &swapped);
    context.cite_messages(&mut draft, &swapped);
    let message = |count| {
        format!(
            "the systems hold the same number of commissioned serials and not the same serials: {count} are in some only"
        )
    };
    draft.finish(0.95, message).into_iter().collect()
}

/// RX-215: counted quantity differs while sets agree.
///
/// Items that other findings or the residuals name may be counted or not; a count is wrong if no choice among them
/// makes it right.
pub(in crate::findings) fn rx215(context: &Context<'_>) -> Vec<Finding> {
    let (batch, recorded) = (context.batch, context.reconciliation);
    if batch.camera.is_none() || batch.audit.is_none() {
        return Vec::new();
    }
    let sets = context.sets();
    let good = sets.active_good.len() as i64;
    let quantity = batch.order.quantity;
    let counts = [("counted", quantity.counted_good), ("batch record", quantity.good)];
    let groups = uncertain(context);
    let slack = slack(context);
    let wrong: Vec<(&str, i64)> = counts
        .into_iter()
        .filter_map(|(name, count)| Some((name, i64::try_from(count?).ok()?)))
        .filter(|&(_, count)| count != good && !explained(count - good, &groups, slack))
        .collect();
    if wrong.is_empty() {
        return Vec::new();
    }
    let agree = [Equation::E2, Equation::E3, Equation::E4, Equation::E6].iter().all(|which| {
        recorded.equations().iter().any(|residual| residual.equation == *which && residual.residual == 0)
    });
    let draft = Draft::new(FindingCode::Rx215);
    let figures: Vec<String> =
        wrong.iter().map(|&(name, count)| format!("{name} {count} ({:+})", count - good)).collect();
    let mut finding = draft.finish_anyway(if agree { 0.97 } else { 0.85 }, |_| {
        format!("the sets hold {good} good packs; {}", figures.join(", "))
    });
    finding.count = wrong.iter().map(|&(_, count)| count.abs_diff(good)).max().unwrap_or(0);
    vec![finding]
}

/// Sizes of groups of packs of which it is open whether the count holds them: for each finding its packs, and its
/// packs in and out of containers, and what is left of the residuals of labels and product.
fn uncertain(context: &Context<'_>) -> Vec<Vec<i64>> {
    let sets = context.sets();
    let codes = [
        FindingCode::Rx203,
        FindingCode::Rx204,
        FindingCode::Rx205,
        FindingCode::Rx206,
        FindingCode::Rx208,
        FindingCode::Rx209,
        FindingCode::Rx210,
        FindingCode::Rx220,
        FindingCode::Rx221,
    ];
    let mut groups: BTreeMap<FindingCode, ItemSet> = BTreeMap::new();
    for code in codes {
        let entities = context.found(code).flat_map(|finding| finding.entities.iter());
        groups.insert(code, entities.filter_map(|&item| context.batch.items.find(item)).collect());
    }
    let mut sizes: Vec<Vec<i64>> = groups
        .values()
        .filter(|group| !group.is_empty())
        .map(|group| {
            let packed = group.and(&sets.packed).len() as i64;
            let commissioned = group.and(&sets.commissioned).len() as i64;
            let all = group.len() as i64;
            vec![all, packed, all - packed, commissioned, all - commissioned]
        })
        .collect();
    // The label that a reel change repeats is one pack more, whatever the other double prints are.
    sizes.extend(context.found(FindingCode::Ag107).map(|_| vec![1]));
    // Labels that are unaccounted for without a finding, one by one.
    let residual = sets
        .encoded
        .less(&sets.commissioned)
        .less(&sets.verify_reject)
        .less(&sets.label_sampled)
        .less(&sets.label_scrapped);
    // What the line alone calls product may be foreign: without the pool nobody can say.
    let others = [(context.batch.l4.is_some(), &sets.l4), (context.batch.epcis.is_some(), &sets.epcis_add)];
    let others = others.iter().filter(|(present, _)| *present).map(|(_, set)| sets.commissioned.less(set));
    let line_only = others.reduce(|one, other| one.and(&other)).unwrap_or_default();
    let open = context.unclaimed(&residual.or(&sets.sampled.less(&sets.commissioned)).or(&line_only));
    sizes.extend(std::iter::repeat_n(vec![1], open.len().min(MOST)));
    sizes
}

/// More single packs than this are not weighed one by one.
const MOST: usize = 64;

/// How many packs fewer and more than the sets hold may have been counted because a stream or row is not there.
fn slack(context: &Context<'_>) -> (i64, i64) {
    let (batch, sets) = (context.batch, context.sets());
    let (mut fewer, mut more) = (0, context.rejected_rows(Stream::Camera).len());
    if batch.events.is_none() {
        // Samples that were taken and not booked show there only.
        fewer += usize::try_from(batch.order.quantity.samples_planned.unwrap_or(20)).unwrap_or(usize::MAX);
    }
    if batch.agg.is_none() {
        // Rejected packs may have been packed.
        let unread = batch.camera.iter().flatten().filter(|row| row.reject && row.read == Read::None).count();
        more += sets.verify_reject.less(&sets.commissioned).len() + unread;
    }
    if batch.printer.is_none() {
        // Two packs may carry one serial.
        let mut once = ItemSet::default();
        let good = batch.camera.iter().flatten().filter(|row| row.decoded && row.matched && !row.reject);
        more += good.filter_map(|row| context.readings.seen(row)).filter(|&id| !once.insert(id)).count();
    }
    let signed = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    (signed(fewer), signed(more))
}

/// Whether a difference is the sum of a choice of groups, each counted too much, too little or right.
fn explained(difference: i64, groups: &[Vec<i64>], (fewer, more): (i64, i64)) -> bool {
    let mut sums = BTreeSet::from([0_i64]);
    for group in groups {
        let mut next = sums.clone();
        for &sum in &sums {
            next.extend(group.iter().flat_map(|&size| [sum + size, sum - size]));
        }
        // Rather explain too much than hang on a batch full of faults.
        if next.len() > 4096 {
            return true;
        }
        sums = next;
    }
    sums.range(difference.saturating_sub(more)..=difference.saturating_add(fewer)).next().is_some()
}
