//! The simulator is the score board of the detectors: seeds 1 to 50, every injected fault is found, nothing else is said.
//!
//! The two share no code; the truth names codes and entities, a finding matches when its entities overlap by nine tenths.

use std::collections::{BTreeMap, BTreeSet};

use tallymark::causes::Investigation;
use tallymark::findings::Finding;
use tallymark::simulate::{Fault, FaultSpec, Scenario, Truth};
use tallymark_folder::{Memory, Options, load_from};

/// The types the simulator draws by itself.
const TYPES: [&str; 12] = [
    "RX-201", "RX-203", "RX-204", "RX-205", "RX-208", "RX-212", "RX-220", "AG-101", "AG-103", "AG-107",
    "AG-112", "ID-101",
];

/// What is wrong according to truth and findings: empty where they agree.
fn disagreements(truth: &Truth, findings: &[Finding]) -> Vec<String> {
    let entities = |finding: &Finding| -> BTreeSet<String> {
        finding.entities.iter().map(ToString::to_string).collect()
    };
    let matches = |fault: &Fault, found: &BTreeSet<String>| {
        let told: BTreeSet<String> = fault.entities.iter().cloned().collect();
        let (both, either) = (told.intersection(found).count(), told.union(found).count());
        either > 0 && both * 10 >= either * 9
    };
    // Several faults of one type may be told apart or in one finding.
    let of_code = |code: &str| findings.iter().filter(|f| f.code.as_str() == code).collect::<Vec<_>>();
    let mut wrong = Vec::new();
    for fault in &truth.faults {
        let same = of_code(fault.code);
        let together: BTreeSet<String> = same.iter().flat_map(|f| entities(f)).collect();
        let alike = truth.faults.iter().filter(|other| other.code == fault.code);
        let all_told: BTreeSet<String> = alike.flat_map(|other| other.entities.iter().cloned()).collect();
        let (both, either) = (all_told.intersection(&together).count(), all_told.union(&together).count());
        let found = same.iter().any(|finding| matches(fault, &entities(finding)))
            || (either > 0 && both * 10 >= either * 9)
            // What concerns everything names nothing.
            || (fault.entities.is_empty() && either == 0 && !same.is_empty());
        if !found {
            wrong.push(format!(
                "missed {} ({}): told {:?}, found {together:?}",
                fault.code, fault.variant, fault.entities
            ));
        }
    }
    for finding in findings {
        if !truth.faults.iter().any(|fault| fault.code == finding.code.as_str()) {
            wrong.push(format!("invented {}: {}", finding.code, finding.message));
        }
    }
    wrong
}

fn run(scenario: &Scenario) -> (Truth, Vec<String>) {
    let mut files = BTreeMap::new();
    let truth = scenario.write(&mut files).expect("a scenario that can be simulated");
    let mut source = Memory::new();
    for (name, bytes) in files {
        source.insert(name, bytes);
    }
    let batch = load_from(&source, &Options::new()).expect("a folder that can be read");
    let mut wrong: Vec<String> = batch
        .tallies
        .iter()
        .flat_map(|tally| {
            tally
                .rejected
                .iter()
                .map(move |row| format!("rejected {}:{} {}", tally.file, row.row, row.message))
        })
        .collect();
    wrong.extend(disagreements(&truth, Investigation::of(&batch).findings()));
    (truth, wrong)
}

fn report(failures: &[String]) {
    assert!(failures.is_empty(), "{} disagreements\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn seeds_1_to_50() {
    let (mut drawn, mut clean, mut failures) = (BTreeSet::new(), 0, Vec::new());
    for seed in 1..=50 {
        let (truth, wrong) = run(&Scenario::with_seed(seed));
        clean += usize::from(truth.faults.is_empty());
        drawn.extend(truth.faults.iter().map(|fault| fault.code));
        failures.extend(wrong.into_iter().map(|line| format!("seed {seed}: {line}")));
    }
    report(&failures);
    assert!(clean >= 5, "{clean} seeds are free of faults");
    assert!(TYPES.iter().all(|code| drawn.contains(code)), "every type is drawn: {drawn:?}");
}

#[test]
fn every_type_alone() {
    let mut failures = Vec::new();
    for code in TYPES {
        for seed in 101..=106 {
            let (truth, wrong) = run(&Scenario::with_seed(seed).faults([FaultSpec::new(code)]));
            assert_eq!(truth.faults.len(), 1, "{code}, seed {seed}");
            failures.extend(wrong.into_iter().map(|line| format!("{code}, seed {seed}: {line}")));
        }
    }
    report(&failures);
}

#[test]
fn predictable_pools() {
    let mut failures = Vec::new();
    for variant in ["sequential", "steps", "long_front"] {
        for seed in 301..=304 {
            let mut fault = FaultSpec::new("ID-140");
            fault.variant = Some(variant.into());
            let mut scenario = Scenario::with_seed(seed).faults([fault]);
            scenario.streams_missing = Some(Vec::new());
            let (_, wrong) = run(&scenario);
            failures.extend(wrong.into_iter().map(|line| format!("{variant}, seed {seed}: {line}")));
        }
    }
    report(&failures);
}

#[test]
fn clean_lines_say_nothing() {
    let mut failures = Vec::new();
    for seed in 201..=240 {
        let (_, wrong) = run(&Scenario::with_seed(seed).faults([]));
        failures.extend(wrong.into_iter().map(|line| format!("seed {seed}: {line}")));
    }
    report(&failures);
}
