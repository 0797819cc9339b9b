//! Where legal irregularities happen, planned samples and verification included.

use super::acts::{Act, ContainerAct, Incident, Rework};
use super::draw::{Plan, Planned};
use super::rng::Rng;
use super::setting::Setting;

pub(super) fn place_nuisances(setting: &Setting, plan: &mut Plan, rng: &mut Rng) {
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

pub(super) fn place_samples(setting: &mut Setting, plan: &mut Plan, rng: &mut Rng) {
    let mut taken = 0;
    for _ in 0..setting.samples {
        if let Some(at) = plan.free(setting.units, rng) {
            plan.packs.push(Planned { at, fault: 0, act: Act::Sample });
            taken += 1;
        }
    }
    setting.samples = taken;
}

pub(super) fn place_verification(setting: &Setting, plan: &mut Plan, rng: &mut Rng) {
    let containers = (setting.units / setting.capacity()).max(1);
    let wanted = rng.between(3, 12).min(i64::from(containers)) + i64::from(containers / 2_000);
    let mut verified: Vec<u32> = (0..wanted).map(|_| rng.below(containers)).collect();
    verified.sort_unstable();
    verified.dedup();
    plan.verified = verified;
}
