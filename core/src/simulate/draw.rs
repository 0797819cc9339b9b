//! Where and when things happen: legal irregularities and faults, by the number of the pack at which they strike.

use super::faults::Kind;
use super::ids::{Alphabet, Garble};
use super::rng::Rng;
use super::scenario::{FaultSpec, Scenario, ScenarioError};
use super::setting::Setting;
use super::truth::Severity;

/// Everything that is decided before the line starts. Lists are in order of the pack's number.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    pub(super) faults: Vec<Injection>,
    pub(super) packs: Vec<Planned<Act>>,
    pub(super) containers: Vec<Planned<ContainerAct>>,
    pub(super) incidents: Vec<Planned<Incident>>,
    /// Spans in which only what is planned happens to a pack.
    pub(super) quiet: Vec<(u32, u32)>,
    /// Containers (by order of opening) whose content is checked by hand.
    pub(super) verified: Vec<u32>,
}

/// A fault that will happen.
#[derive(Clone, Debug)]
pub(super) struct Injection {
    pub(super) kind: Kind,
    pub(super) variant: &'static str,
    pub(super) severity: Severity,
}

/// `fault` is 0 for what is legal, else 1 + index into [`Plan::faults`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Planned<T> {
    pub(super) at: u32,
    pub(super) fault: u16,
    pub(super) act: T,
}

/// What happens to one pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    LabelSample,
    Sample,
    /// Taken off the conveyor and kept as a loose pack.
    Divert,
    /// Damaged after the camera and destroyed, with its record.
    Destroy,
    /// The print fails and the number is given up.
    GiveUp,
    /// Printed, but the row never reaches the log.
    Unlogged,
    /// Gone between printer and camera.
    Vanish,
    /// The next label printed is this one again; `flagged` as a reprint, `stripped` before it meets a carton.
    PrintAgain {
        flagged: bool,
        stripped: bool,
    },
    /// The reel ends here and is reloaded so that the last label is printed again.
    Reload,
    /// The camera asks for a reject that does not happen.
    Reject {
        confirmed: bool,
        packed: bool,
    },
    /// A sample is taken without its paperwork.
    Forgotten {
        status: bool,
        packed: bool,
    },
    /// L4 knows the number from another lot.
    OtherLot {
        both: bool,
        requested_twice: bool,
    },
    /// A pack from elsewhere follows this one.
    Foreign {
        reported: bool,
    },
    /// The reader hands on another text than the symbol's.
    Garbled(Garble),
}

/// What happens to the first innermost container that opens from a pack on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContainerAct {
    /// Its label and the next one's are confused.
    Swap {
        both_opened: bool,
    },
    LeftOpen,
    RecordedTwice,
    NotRecorded,
    /// Closed early.
    Short {
        declared: bool,
    },
    Rework(Rework),
}

/// Legal work at the rework station after a container was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rework {
    /// Some packs out and in again.
    Inspect,
    /// One pack out as a sample, a loose one in, or the container declared partial.
    SampleOne,
    /// All packs into a container with a new label.
    Relabel,
}

/// What happens to the line as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Incident {
    Stop,
    Restart,
    Speed,
    OperatorChange,
    CartonChange,
    Link,
    Config,
}

pub(super) fn plan(scenario: &Scenario, setting: &mut Setting) -> Result<Plan, ScenarioError> {
    let rng = &mut Rng::new(setting.seed, "plan");
    let specs = match &scenario.faults {
        Some(specs) => specs.clone(),
        None => draw_faults(setting, rng),
    };
    let mut plan = Plan::default();
    place_faults(&specs, setting, &mut plan, rng)?;
    if scenario.nuisances {
        place_nuisances(setting, &mut plan, rng);
    }
    place_samples(setting, &mut plan, rng);
    place_verification(setting, &mut plan, rng);
    plan.packs.sort_by_key(|planned| planned.at);
    plan.containers.sort_by_key(|planned| planned.at);
    plan.incidents.sort_by_key(|planned| planned.at);
    plan.quiet.sort_unstable();
    Ok(plan)
}

/// None in a quarter of all seeds, else one to three different types that the streams of this folder can show.
fn draw_faults(setting: &Setting, rng: &mut Rng) -> Vec<FaultSpec> {
    let wanted = match rng.below(100) {
        0..25 => 0,
        25..70 => 1,
        70..90 => 2,
        _ => 3,
    };
    let mut kinds: Vec<Kind> = Kind::ALL
        .iter()
        .copied()
        .filter(|kind| kind.entry().drawn && kind.entry().needs.iter().all(|need| setting.delivers(need)))
        .collect();
    let room = setting.units / setting.capacity() / CONTAINERS_PER_FAULT;
    let mut specs = Vec::new();
    while specs.len() < wanted.min(room as usize) && !kinds.is_empty() {
        let kind = kinds.swap_remove(rng.below(kinds.len() as u32) as usize);
        specs.push(FaultSpec::new(kind.entry().code));
    }
    specs
}

/// How many innermost containers must pass for one fault to find its place.
const CONTAINERS_PER_FAULT: u32 = 8;

/// A share of the run that belongs to one fault, by pack numbers.
#[derive(Clone, Copy)]
struct Zone {
    from: u32,
    to: u32,
}

fn place_faults(
    specs: &[FaultSpec],
    setting: &mut Setting,
    plan: &mut Plan,
    rng: &mut Rng,
) -> Result<(), ScenarioError> {
    let mut chosen = Vec::new();
    for spec in specs {
        let refuse = |help: String| ScenarioError::Fault { fault: spec.code.clone(), help };
        let Some(kind) = Kind::of(spec) else {
            let codes: Vec<_> = Kind::ALL.iter().map(|kind| kind.entry().code).collect();
            return Err(refuse(format!("the codes are {}", codes.join(", "))));
        };
        let entry = kind.entry();
        if let Some(need) = entry.needs.iter().find(|need| !setting.delivers(need)) {
            return Err(refuse(format!("the stream {need} is missing, without which it cannot be told")));
        }
        let variant = match &spec.variant {
            None => entry.variants.get(rng.below(entry.variants.len() as u32) as usize),
            Some(name) => entry.variants.iter().find(|variant| *variant == name),
        };
        let Some(&variant) = variant else {
            return Err(refuse(format!("its variants are {}", entry.variants.join(", "))));
        };
        if spec.at.is_some_and(|at| !(5..=90).contains(&at)) {
            return Err(refuse("\"at\" may be 5 to 90 percent of the packs".to_owned()));
        }
        if kind == Kind::ReelReload && chosen.iter().any(|(_, kind, _)| *kind == Kind::ReelReload) {
            return Err(refuse("it shifts the rest of the run, so it can happen once".to_owned()));
        }
        chosen.push((spec, kind, variant));
    }
    if setting.units / setting.capacity() < CONTAINERS_PER_FAULT * chosen.len() as u32 {
        let fault = chosen.first().map(|(spec, ..)| spec.code.clone()).unwrap_or_default();
        let need = CONTAINERS_PER_FAULT * chosen.len() as u32 * setting.capacity();
        let help =
            format!("{} packs are too few for {} faults, {need} would do", setting.units, chosen.len());
        return Err(ScenarioError::Fault { fault, help });
    }
    // What lasts to the end comes last.
    chosen.sort_by_key(|(_, kind, variant)| (*kind == Kind::ReelReload, *variant == "last"));
    let reload = chosen.iter().any(|(_, kind, _)| *kind == Kind::ReelReload);
    let count = chosen.len() as u32;
    for (index, (spec, kind, mut variant)) in chosen.into_iter().enumerate() {
        if kind == Kind::PartialUndeclared && reload {
            variant = "early"; // the last container is one of the shifted ones
        }
        if kind == Kind::ScannerText && setting.ids.alphabet == Alphabet::Digits {
            if spec.variant.as_deref() == Some("case") {
                let help = "serials of digits have no case".to_owned();
                return Err(ScenarioError::Fault { fault: spec.code.clone(), help });
            }
            variant = "separators";
        }
        let share = |percent: u32| (u64::from(setting.units) * u64::from(percent) / 100) as u32;
        let zone = match spec.at {
            Some(at) => {
                let from = share(at.into());
                Zone {
                    from,
                    to: from + share(90 / count.max(1)).min(setting.capacity() * CONTAINERS_PER_FAULT),
                }
            }
            None => {
                let width = 84 / count;
                let from = 8 + width * index as u32;
                Zone { from: share(from), to: share(from + width) }
            }
        };
        let severity = spec.severity.unwrap_or(rng.pick([Severity::Low, Severity::Medium, Severity::High]));
        plan.faults.push(Injection { kind, variant, severity });
        place_fault(kind, variant, spec.count, zone, setting, plan, rng);
    }
    Ok(())
}

fn place_fault(
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
            let (flagged, stripped) = (variant == "flagged_reprint", variant == "stripped");
            packs(plan, &ats, Act::PrintAgain { flagged, stripped });
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
            plan.packs.push(Planned { at, fault, act: Act::Reload });
            plan.quiet.push((at.saturating_sub(2 * capacity), u32::MAX));
            setting.habits.last_loose = false;
        }
        Kind::PartialUndeclared if variant == "early" => {
            container(plan, early, ContainerAct::Short { declared: false });
        }
        Kind::PartialUndeclared => setting.habits.last_loose = false,
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

impl Plan {
    fn is_quiet(&self, at: u32) -> bool {
        self.quiet.iter().any(|&(from, to)| (from..=to).contains(&at))
    }

    /// A pack number of the run at which nothing is planned yet.
    fn free(&self, units: u32, rng: &mut Rng) -> Option<u32> {
        (0..20)
            .map(|_| units / 50 + rng.below(units - units / 25))
            .find(|&at| !self.is_quiet(at) && self.packs.iter().all(|planned| planned.at != at))
    }
}

fn place_nuisances(setting: &Setting, plan: &mut Plan, rng: &mut Rng) {
    let units = setting.units;
    let scale = 1 + units / 4_000;
    let pack = |plan: &mut Plan, rng: &mut Rng, times: u32, act: Act| {
        for _ in 0..times {
            if let Some(at) = plan.free(units, rng) {
                plan.packs.push(Planned { at, fault: 0, act });
            }
        }
    };
    let times = rng.below(4) * scale;
    pack(plan, rng, times, Act::LabelSample);
    let times = rng.below(2) * scale;
    pack(plan, rng, times, Act::GiveUp);
    let loose = setting.habits.loose_by_audit || setting.habits.loose_by_wms;
    let times = rng.below(6) * u32::from(loose && rng.percent(50));
    pack(plan, rng, times, Act::Divert);
    let times = rng.between(1, 3) as u32 * u32::from(rng.percent(30));
    pack(plan, rng, times, Act::Destroy);

    let containers = units / setting.capacity();
    let mut acts = Vec::new();
    for _ in 0..rng.below(3) * scale {
        acts.push(ContainerAct::Rework(rng.pick([Rework::Inspect, Rework::SampleOne, Rework::Relabel])));
    }
    for _ in 0..rng.below(2) {
        acts.push(ContainerAct::Short { declared: true });
    }
    for act in acts.into_iter().take(containers as usize / 6) {
        let Some(at) = plan.free(units, rng) else { continue };
        let reach = 3 * setting.capacity();
        let near = |planned: &Planned<ContainerAct>| planned.at.abs_diff(at) < 2 * reach;
        if at + reach < units && !plan.is_quiet(at + reach) && !plan.containers.iter().any(near) {
            plan.containers.push(Planned { at, fault: 0, act });
        }
    }
    let mut incident = |rng: &mut Rng, times: u32, act: Incident| {
        for _ in 0..times {
            let at = rng.below(units);
            plan.incidents.push(Planned { at, fault: 0, act });
        }
    };
    let times = 1 + rng.below(4) + units / 3_000;
    incident(rng, times, Incident::Stop);
    let times = rng.below(2) + units / 50_000;
    incident(rng, times, Incident::Restart);
    let times = rng.below(3) + units / 20_000;
    incident(rng, times, Incident::Speed);
    let times = rng.below(2) + units / 40_000;
    incident(rng, times, Incident::OperatorChange);
    let times = rng.below(2) + units / 6_000;
    incident(rng, times, Incident::CartonChange);
    let times = rng.below(2);
    incident(rng, times, Incident::Link);
    let times = rng.below(2);
    incident(rng, times, Incident::Config);
}

fn place_samples(setting: &mut Setting, plan: &mut Plan, rng: &mut Rng) {
    let mut taken = 0;
    for _ in 0..setting.samples {
        if let Some(at) = plan.free(setting.units, rng) {
            plan.packs.push(Planned { at, fault: 0, act: Act::Sample });
            taken += 1;
        }
    }
    setting.samples = taken;
}

fn place_verification(setting: &Setting, plan: &mut Plan, rng: &mut Rng) {
    let containers = (setting.units / setting.capacity()).max(1);
    let wanted = rng.between(3, 12).min(i64::from(containers)) + i64::from(containers / 2_000);
    let mut verified: Vec<u32> = (0..wanted).map(|_| rng.below(containers)).collect();
    verified.sort_unstable();
    verified.dedup();
    plan.verified = verified;
}
