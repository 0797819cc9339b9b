use super::contents::LevelCount;
use super::item_set::{ItemSet, imbalance};
use super::{Equation, Sets};
use crate::batch::Batch;

/// An equation evaluated; the items are still a set.
pub(super) struct Outcome {
    pub(super) equation: Equation,
    pub(super) lhs: u64,
    pub(super) terms: Vec<(&'static str, u64)>,
    /// The residual of a set equation.
    pub(super) items: ItemSet,
    /// The residual of a count equation.
    pub(super) difference: Option<i64>,
    pub(super) limit: Option<String>,
    pub(super) evaluable: bool,
}

/// E1 to E8, in order.
pub(super) fn equations(batch: &Batch, sets: &Sets, levels: &[LevelCount]) -> Vec<Outcome> {
    vec![
        pool(batch, sets),
        labels(batch, sets),
        product(batch, sets),
        hierarchy(batch, sets),
        cases(batch, sets, levels),
        systems(batch, sets),
        physical(batch, sets),
        material(batch, sets),
    ]
}

fn pool(batch: &Batch, sets: &Sets) -> Outcome {
    let needed = [("pool", batch.pool.is_some()), ("printer", batch.printer.is_some())];
    let terms = [
        ("Encoded", &sets.encoded),
        ("UnusedReturned", &sets.unused_returned),
        ("Invalidated", &sets.invalidated),
    ];
    sets_agree(Equation::E1, &sets.pool, &terms, &needed, &[])
}

fn labels(batch: &Batch, sets: &Sets) -> Outcome {
    let needed = [("printer", batch.printer.is_some()), ("camera", batch.camera.is_some())];
    let terms = [
        ("Commissioned", &sets.commissioned),
        ("LabelSampled", &sets.label_sampled),
        ("LabelScrapped", &sets.label_scrapped),
        ("VerifyReject", &sets.verify_reject),
    ];
    let limits = [without_audit(batch, "sampled and scrapped labels")];
    sets_agree(Equation::E2, &sets.encoded, &terms, &needed, &limits)
}

fn product(batch: &Batch, sets: &Sets) -> Outcome {
    let needed = [("camera", batch.camera.is_some())];
    let destroyed = sets.destroyed.and(&sets.commissioned);
    let terms = [("ActiveGood", &sets.active_good), ("Sampled", &sets.sampled), ("Destroyed", &destroyed)];
    let limits = [without_audit(batch, "sampled and destroyed packs")];
    sets_agree(Equation::E3, &sets.commissioned, &terms, &needed, &limits)
}

fn hierarchy(batch: &Batch, sets: &Sets) -> Outcome {
    let needed = [("camera", batch.camera.is_some()), ("agg", batch.agg.is_some())];
    let terms = [("Aggregated", &sets.aggregated), ("LooseDeclared", &sets.loose_declared)];
    let without_wms =
        batch.wms.is_none().then(|| "without wms, loose units that only it lists are unknown".to_owned());
    let limits = [without_audit(batch, "sampled, destroyed and loose packs"), without_wms];
    sets_agree(Equation::E4, &sets.active_good, &terms, &needed, &limits)
}

fn cases(batch: &Batch, sets: &Sets, levels: &[LevelCount]) -> Outcome {
    let innermost = levels.first();
    let terms = vec![
        ("Full", innermost.map_or(0, |level| level.full)),
        ("Partial", innermost.map_or(0, |level| level.partial)),
    ];
    let outer = levels.iter().skip(1).filter(|level| level.residual() != 0).map(|level| {
        format!(
            "{} level: {} below it are in exactly one, {} are counted inside",
            level.level,
            level.aggregated,
            level.full + level.partial
        )
    });
    let limits: Vec<Option<String>> = outer.map(Some).collect();
    counts_agree(Equation::E5, sets.aggregated.len() as u64, terms, &[("agg", batch.agg.is_some())], &limits)
}

fn systems(batch: &Batch, sets: &Sets) -> Outcome {
    let systems = [
        ("Commissioned", batch.camera.is_some(), &sets.commissioned, "camera"),
        ("L4", batch.l4.is_some(), &sets.l4, "l4"),
        ("EpcisAdd", batch.epcis.is_some(), &sets.epcis_add, "epcis"),
    ];
    let present: Vec<_> = systems.iter().filter(|(_, present, ..)| *present).collect();
    let absent: Vec<&str> =
        systems.iter().filter(|(_, present, ..)| !present).map(|&(.., stream)| stream).collect();
    let mut any = ItemSet::default();
    let mut all = present.first().map_or_else(ItemSet::default, |(_, _, set, _)| (*set).clone());
    for (_, _, set, _) in &present {
        any = any.or(set);
        all = all.and(set);
    }
    let evaluable = present.len() > 1;
    let limit = match absent.as_slice() {
        [] => None,
        absent if evaluable => {
            Some(format!("without {}, the other systems are compared", absent.join(" and ")))
        }
        absent => Some(format!("not evaluable without {}", absent.join(" and "))),
    };
    Outcome {
        equation: Equation::E6,
        lhs: present.first().map_or(0, |(_, _, set, _)| set.len() as u64),
        terms: present.iter().skip(1).map(|&&(name, _, set, _)| (name, set.len() as u64)).collect(),
        items: if evaluable { any.less(&all) } else { ItemSet::default() },
        difference: None,
        limit,
        evaluable,
    }
}

fn physical(batch: &Batch, sets: &Sets) -> Outcome {
    let quantity = batch.order.quantity;
    let good = sets.active_good.len() as u64;
    let terms: Vec<(&'static str, u64)> =
        [("CountedGood", quantity.counted_good), ("BatchRecordYield", quantity.good)]
            .into_iter()
            .filter_map(|(name, count)| count.map(|count| (name, count)))
            .collect();
    let needed =
        [("camera", batch.camera.is_some()), ("quantity.counted_good or quantity.good", !terms.is_empty())];
    // Three figures are to be equal: the first of the two counts that differs speaks.
    let differing = terms.iter().map(|&(_, count)| count).find(|&count| count != good).unwrap_or(good);
    let limits = [without_audit(batch, "sampled and destroyed packs")];
    let mut outcome = counts_agree(Equation::E7, good, terms, &needed, &limits);
    if outcome.evaluable {
        outcome.difference = Some(minus(good, differing));
    }
    outcome
}

fn material(batch: &Batch, sets: &Sets) -> Outcome {
    let quantity = batch.order.quantity;
    let cartons = quantity.cartons;
    let good = quantity.good.or(quantity.counted_good);
    let terms: Vec<(&'static str, u64)> = vec![
        ("Good", good.unwrap_or(sets.active_good.len() as u64)),
        ("Reject", (sets.verify_reject.len() + sets.label_scrapped.len()) as u64),
        ("Sample", (sets.sampled.len() + sets.label_sampled.len()) as u64),
        ("Documentation", cartons.documentation.unwrap_or(0)),
        ("Damaged", cartons.damaged.unwrap_or(0)),
        ("Returned", cartons.returned.unwrap_or(0)),
    ];
    let destroyed = sets.destroyed.and(&sets.commissioned).len();
    let needed = [
        ("camera", batch.camera.is_some()),
        ("audit", batch.audit.is_some()),
        ("quantity.cartons_issued", cartons.issued.is_some()),
        ("quantity.cartons_documentation", cartons.documentation.is_some()),
        ("quantity.cartons_damaged", cartons.damaged.is_some()),
        ("quantity.cartons_returned", cartons.returned.is_some()),
        ("carton counts of packs destroyed after commissioning", destroyed == 0),
    ];
    counts_agree(Equation::E8, cartons.issued.unwrap_or(0), terms, &needed, &[])
}

fn sets_agree(
    equation: Equation,
    left: &ItemSet,
    terms: &[(&'static str, &ItemSet)],
    needed: &[(&str, bool)],
    limits: &[Option<String>],
) -> Outcome {
    let (evaluable, limit) = limit(needed, limits);
    let right: Vec<&ItemSet> = terms.iter().map(|&(_, set)| set).collect();
    Outcome {
        equation,
        lhs: left.len() as u64,
        terms: terms.iter().map(|&(name, set)| (name, set.len() as u64)).collect(),
        items: if evaluable { imbalance(left, &right) } else { ItemSet::default() },
        difference: None,
        limit,
        evaluable,
    }
}

fn counts_agree(
    equation: Equation,
    lhs: u64,
    terms: Vec<(&'static str, u64)>,
    needed: &[(&str, bool)],
    limits: &[Option<String>],
) -> Outcome {
    let (evaluable, limit) = limit(needed, limits);
    let right: u64 = terms.iter().map(|&(_, count)| count).fold(0, u64::saturating_add);
    let difference = Some(if evaluable { minus(lhs, right) } else { 0 });
    Outcome { equation, lhs, terms, items: ItemSet::default(), difference, limit, evaluable }
}

/// Whether everything needed is there, and what to say if not.
fn limit(needed: &[(&str, bool)], limits: &[Option<String>]) -> (bool, Option<String>) {
    let missing: Vec<&str> = needed.iter().filter(|(_, there)| !there).map(|&(name, _)| name).collect();
    if !missing.is_empty() {
        return (false, Some(format!("not evaluable without {}", missing.join(" and "))));
    }
    let limits: Vec<&str> = limits.iter().flatten().map(String::as_str).collect();
    (true, (!limits.is_empty()).then(|| limits.join("; ")))
}

fn without_audit(batch: &Batch, what: &str) -> Option<String> {
    batch
        .audit
        .is_none()
        .then(|| format!("without audit, {what} are known only as far as the other streams say"))
}

fn minus(left: u64, right: u64) -> i64 {
    let magnitude = i64::try_from(left.abs_diff(right)).unwrap_or(i64::MAX);
    if left < right { -magnitude } else { magnitude }
}
