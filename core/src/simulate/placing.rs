//! Where one fault strikes: its packs, containers and incidents within its share of the run.

use super::acts::{Act, ContainerAct, Incident, Overall, Rework, Second};
use super::draw::{Plan, Planned, Zone};
use super::faults::Kind;
use super::ids::{Alphabet, Garble};
use super::rng::Rng;
use super::setting::Setting;
use super::truth::Severity;

pub(super) fn place_fault(
    kind: Kind,
    variant: &'static str,
    count: Option<u32>,
    zone: Zone,
    setting: &mut Setting,
    plan: &mut Plan,
    rng: &mut Rng,
) {
    let fault = plan.faults.len() as u16;
    let severity = plan.faults.last().map_or(Severity::Low, |fault| fault.severity);
    let capacity = setting.capacity();
    let width = zone.to - zone.from;
    let several = |rng: &mut Rng, low: [i64; 3], high: [i64; 3]| {
        let step = severity as usize;
        let drawn = rng.between(low.get(step).copied().unwrap_or(1), high.get(step).copied().unwrap_or(1));
        count.unwrap_or(drawn as u32).clamp(1, (width / 4).max(1))
    };
    let packs = |plan: &mut Plan, ats: &[u32], act: Act| {
        plan.packs.extend(ats.iter().map(|&at| Planned { at, fault, act }));
        if let (Some(first), Some(last)) = (ats.first(), ats.last()) {
            plan.quiet.push((first.saturating_sub(2 * capacity), last + 2 * capacity));
        }
    };
    let container = |plan: &mut Plan, at: u32, act: ContainerAct| {
        plan.containers.push(Planned { at, fault, act });
        plan.quiet.push((at.saturating_sub(capacity), at + 5 * capacity));
    };
    // A container needs up to four capacities after the pack that arms it.
    let early = zone.from + rng.below(width.saturating_sub(5 * capacity).max(1));
    match kind {
        Kind::PrintLogLost => {
            let ats = run(zone, several(rng, [1, 4, 12], [3, 11, 40]), rng);
            packs(plan, &ats, Act::Unlogged);
        }
        Kind::LostOnConveyor => {
            let count = several(rng, [1, 2, 5], [1, 4, 9]);
            let ats = if variant == "jam" { run(zone, count, rng) } else { scattered(zone, count, rng) };
            packs(plan, &ats, Act::Vanish);
        }
        Kind::PrintedTwice => {
            let ats = scattered(zone, several(rng, [1, 2, 4], [1, 3, 8]), rng);
            let then = match variant {
                "stripped" => Second::Stripped,
                "read_twice" => Second::TakenOff,
                _ => Second::Rejected,
            };
            packs(plan, &ats, Act::PrintAgain { flagged: variant == "flagged_reprint", then });
        }
        Kind::RejectArm => {
            let ats = scattered(zone, several(rng, [1, 2, 5], [1, 4, 12]), rng);
            let act = Act::Reject {
                confirmed: variant == "packed_though_confirmed",
                packed: variant != "removed_by_hand",
            };
            packs(plan, &ats, act);
        }
        Kind::SampleForgotten => {
            let ats = scattered(zone, several(rng, [1, 2, 4], [1, 3, 6]), rng);
            let act = Act::Forgotten {
                status: variant == "still_aggregated",
                packed: variant != "unset_and_not_packed",
            };
            packs(plan, &ats, act);
        }
        Kind::TwoLots => {
            let ats = scattered(zone, several(rng, [1, 3, 8], [2, 7, 25]), rng);
            let act = Act::OtherLot {
                both: variant != "other_lot_only",
                requested_twice: variant == "requested_twice",
            };
            packs(plan, &ats, act);
        }
        Kind::ForeignInsert => {
            let ats = scattered(zone, several(rng, [1, 2, 5], [1, 4, 12]), rng);
            packs(plan, &ats, Act::Foreign { reported: variant == "reported" });
        }
        Kind::ScannerText => {
            let ats = run(zone, several(rng, [3, 10, 30], [9, 29, 120]), rng);
            let garble = match (variant, setting.ids.alphabet) {
                ("separators", _) => Garble::DropSeparators,
                (_, Alphabet::Base62) => rng.pick([Garble::Lower, Garble::Upper, Garble::Swap]),
                (_, Alphabet::Cset82) => rng.pick([Garble::Lower, Garble::Upper, Garble::Swap]),
                (_, _) => rng.pick([Garble::Lower, Garble::Swap]),
            };
            packs(plan, &ats, Act::Garbled(garble));
        }
        Kind::WrongParent => {
            container(plan, early, ContainerAct::Swap { both_opened: variant == "both_opened" });
            // Near a change of operators.
            let at = early.saturating_sub(rng.below(capacity));
            plan.incidents.push(Planned { at, fault, act: Incident::OperatorChange });
        }
        Kind::PowerLoss => {
            let act = match variant {
                "left_open" => ContainerAct::LeftOpen,
                "recorded_twice" => ContainerAct::RecordedTwice,
                _ => ContainerAct::NotRecorded,
            };
            container(plan, early, act);
        }
        Kind::ReelReload => {
            // Late enough for a reel to have been used, early enough for a shift to show.
            let at = zone.from + rng.below((width / 2).max(1));
            let act = Act::Reload { on_pack: variant == "pack_too_many" };
            plan.packs.push(Planned { at, fault, act });
            plan.quiet.push((at.saturating_sub(2 * capacity), u32::MAX));
            setting.habits.last_loose = false;
        }
        Kind::PartialUndeclared if variant == "early" => {
            container(plan, early, ContainerAct::Short { declared: false });
        }
        Kind::PartialUndeclared => setting.habits.last_loose = false,
        Kind::TwoVerdicts
        | Kind::DestroyedKept
        | Kind::Regression
        | Kind::UploadLost
        | Kind::OtherProduct
        | Kind::AroundCamera
        | Kind::StationMissed => {
            let ats = scattered(zone, several(rng, [1, 2, 5], [1, 4, 12]), rng);
            let act = match kind {
                Kind::TwoVerdicts => Act::BothVerdicts,
                Kind::DestroyedKept => Act::DestroyedKept,
                Kind::Regression => Act::Regress { status: variant == "status" },
                Kind::UploadLost => Act::NotAtL4,
                Kind::OtherProduct => Act::OtherGtin,
                Kind::AroundCamera => Act::Bypass,
                _ => Act::Stray,
            };
            packs(plan, &ats, act);
        }
        Kind::ScannedTwice => container(plan, early, ContainerAct::ScannedTwice),
        Kind::MovedAfterClose => container(plan, early, ContainerAct::Moved),
        Kind::SelfParent => container(plan, early, ContainerAct::SelfParent),
        Kind::LabelReused => container(plan, early, ContainerAct::LabelReused),
        Kind::CarelessRework => {
            // Several containers, each with room around it.
            let most = (width / (2 * capacity)).clamp(2, 6);
            let from = zone.from + rng.below(width.saturating_sub(2 * capacity * most).max(1));
            for n in 0..most {
                container(plan, from + n * 2 * capacity, ContainerAct::Rework(Rework::Careless));
            }
        }
        Kind::CloseOutSkipped => {
            plan.overall.push((fault, Overall::Unreturned { all: variant == "all" }));
        }
        Kind::PoolPredictable => {
            plan.overall.push((fault, Overall::Predictable));
            setting.ids.weaken(variant, setting.pool);
        }
        Kind::CountEntry => {
            let by = i64::from(count.unwrap_or(rng.between(1, 30) as u32)) * rng.pick([-1, 1]);
            plan.overall.push((fault, Overall::Miscounted(by)));
        }
        Kind::KeyedWrong => {
            plan.overall.push((fault, Overall::Keyed));
            let (lot, _) = setting.other_lot();
            setting.record_lot = lot;
        }
        Kind::OldPackSize => {
            plan.overall.push((fault, Overall::OldSize));
            setting.habits.last_loose = false;
            if let Some(level) = setting.levels.first_mut() {
                let step = (level.capacity / 4).max(1);
                let larger = variant == "larger" || level.capacity < 3;
                level.capacity = if larger { level.capacity + step } else { level.capacity - step };
            }
        }
    }
}

/// Packs that follow one another.
fn run(zone: Zone, count: u32, rng: &mut Rng) -> Vec<u32> {
    let first = zone.from + rng.below((zone.to - zone.from).saturating_sub(count).max(1));
    (first..first + count).collect()
}

/// Packs with some distance, ascending.
fn scattered(zone: Zone, count: u32, rng: &mut Rng) -> Vec<u32> {
    let step = ((zone.to - zone.from) / (count + 1)).max(1);
    // A burst spans at most half its zone, seldom all of it.
    let step = rng.between(1 + i64::from(step) / 4, i64::from(step)) as u32;
    let first = zone.from + rng.below((zone.to - zone.from).saturating_sub(step * count).max(1));
    (0..count).map(|n| first + n * step + rng.below(step)).collect()
}
