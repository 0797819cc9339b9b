//! Where and when things happen: legal irregularities and faults, by the number of the pack at which they strike.

use super::acts::{Act, ContainerAct, Incident, Overall};
use super::faults::Kind;
use super::ids::Alphabet;
use super::nuisances::{place_nuisances, place_samples, place_verification};
use super::placing::place_fault;
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
    pub(super) overall: Vec<(u16, Overall)>,
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
pub(super) struct Zone {
    pub(super) from: u32,
    pub(super) to: u32,
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
            None => {
                let variants = kind.drawn_variants();
                variants.get(rng.below(variants.len() as u32) as usize)
            }
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

impl Plan {
    /// What holds for the whole order, with the fault that it is.
    pub(super) fn holds(&self, pass: impl Fn(Overall) -> bool) -> Option<(u16, Overall)> {
        self.overall.iter().copied().find(|&(_, overall)| pass(overall))
    }

    pub(super) fn is_quiet(&self, at: u32) -> bool {
        self.quiet.iter().any(|&(from, to)| (from..=to).contains(&at))
    }

    /// A pack number of the run at which nothing is planned yet.
    pub(super) fn free(&self, units: u32, rng: &mut Rng) -> Option<u32> {
        (0..20)
            .map(|_| units / 50 + rng.below(units - units / 25))
            .find(|&at| !self.is_quiet(at) && self.packs.iter().all(|planned| planned.at != at))
    }
}
