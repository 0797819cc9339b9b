//! Without faults every equation holds, whatever else happens on the line.

use std::collections::BTreeMap;

use super::super::Scenario;
use super::naive::{Folder, Set, disjoint, distinct, key, simulate};

fn clean(seed: u64) -> Scenario {
    Scenario::with_seed(seed).units(700).faults([])
}

/// All streams, so that every equation can be computed.
fn complete(seed: u64) -> Folder {
    let mut scenario = clean(seed);
    scenario.streams_missing = Some(Vec::new());
    simulate(&scenario)
}

fn flags(decoded: &str, matched: &str, reject: &str) -> impl Fn(&super::naive::Row) -> bool {
    move |row| row["decoded"] == decoded && row["match"] == matched && row["reject"] == reject
}

fn encoded(folder: &Folder) -> Set {
    distinct(folder.serials("printer", |row| row["result"] == "ok"))
}

fn commissioned(folder: &Folder) -> Set {
    distinct(folder.shots(flags("1", "1", "0")))
}

fn active(folder: &Folder) -> Set {
    let (sampled, destroyed) = (folder.changed("Sampled"), folder.changed("Destroyed"));
    commissioned(folder)
        .into_iter()
        .filter(|item| !sampled.contains(item) && !destroyed.contains(item))
        .collect()
}

#[test]
fn numbers_and_labels() {
    for seed in 0..30 {
        let folder = complete(seed);
        let pool = distinct(folder.serials("pool", |_| true));
        let unused = folder.serials("pool", |row| !row["returned_at"].is_empty());
        let invalid = folder.serials("pool", |row| row["state"] == "Invalid");
        let encoded = encoded(&folder);
        assert_eq!(pool, disjoint(&[&encoded, &distinct(unused), &distinct(invalid)]), "E1 of {seed}");

        let rejected = distinct(folder.shots(|row| row["reject"] == "1"));
        let (sampled, scrapped) = (folder.changed("LabelSampled"), folder.changed("LabelScrapped"));
        let commissioned = commissioned(&folder);
        let union = disjoint(&[&commissioned, &sampled, &scrapped, &rejected]);
        assert_eq!(encoded, union, "E2 of {seed}");
        let no_reads = folder.rows("camera").iter().filter(|row| row["raw"].is_empty());
        assert_eq!(no_reads.count(), scrapped.len());
        assert!(folder.rows("camera").iter().all(|row| row["reject"] == row["ejected"]));
    }
}

#[test]
fn packs_and_containers() {
    for seed in 0..30 {
        let folder = complete(seed);
        let (sampled, destroyed) = (folder.changed("Sampled"), folder.changed("Destroyed"));
        let active = active(&folder);
        assert_eq!(commissioned(&folder), disjoint(&[&active, &sampled, &destroyed]), "E3 of {seed}");

        let contents = folder.contents();
        let mut inside = Vec::new();
        for content in contents.values() {
            inside.extend(content.iter().filter(|child| child.starts_with("(01)")).cloned());
        }
        let mut loose = folder.audited("declare_loose");
        loose
            .extend(folder.rows("wms").iter().map(|row| key(&row["id"])).filter(|id| id.starts_with("(01)")));
        let aggregated = distinct(inside);
        assert_eq!(active, disjoint(&[&aggregated, &loose]), "E4 of {seed}");
        assert_eq!(folder.quantity("good"), active.len() as u64, "E7 of {seed}");
        assert_eq!(folder.quantity("counted_good"), active.len() as u64, "E7 of {seed}");

        let counts = folder.counts();
        let declared = folder.audited("declare_partial");
        let mut parents = BTreeMap::new();
        for (container, content) in &contents {
            assert_eq!(
                content.is_empty(),
                !folder.rows("wms").iter().any(|row| key(&row["id"]) == *container)
            );
            if content.is_empty() {
                continue; // packed into another container
            }
            assert_eq!(counts.get(container), Some(&content.len()), "E5 of {seed}");
            let full = (0..folder.batch["packaging"].as_array().unwrap().len())
                .any(|level| folder.capacity(level) == content.len());
            assert!(full || declared.contains(container), "{seed}: {container} holds {}", content.len());
            for child in content {
                assert_eq!(parents.insert(child, container), None, "{seed}: {child} is in two containers");
            }
        }
        for (container, found) in folder.found() {
            let recorded: Set = contents[&container].iter().cloned().collect();
            assert_eq!(distinct(found), recorded, "{seed}: verification of {container}");
        }
    }
}

#[test]
fn systems_and_material() {
    for seed in 0..30 {
        let folder = complete(seed);
        let line = commissioned(&folder);
        let known = ["Commissioned", "Sampled", "Inactive", "Destroyed", "Released"];
        let l4 = distinct(folder.serials("l4", |row| known.contains(&row["state"].as_str())));
        assert_eq!(line, l4, "E6 of {seed}");
        let mut added = Vec::new();
        let mut contents: BTreeMap<String, Set> = BTreeMap::new();
        for (kind, action, parent, items) in folder.events() {
            match (kind.as_str(), action.as_str()) {
                ("Object", "ADD") => added.extend(items.into_iter().filter(|item| item.starts_with("(01)"))),
                ("Aggregation", "ADD") => contents.entry(parent).or_default().extend(items),
                ("Aggregation", "DELETE") if items.is_empty() => contents.entry(parent).or_default().clear(),
                ("Aggregation", "DELETE") => {
                    contents.entry(parent).or_default().retain(|item| !items.contains(item));
                }
                _ => {}
            }
        }
        assert_eq!(line, distinct(added), "E6 of {seed}");
        for (container, content) in folder.contents() {
            assert_eq!(
                contents.remove(&container).unwrap_or_default(),
                content.into_iter().collect(),
                "{seed}"
            );
        }
        assert!(contents.is_empty());

        let destroyed = folder.changed("Destroyed").len() as u64;
        let rejects = folder.shots(|row| row["reject"] == "1").len() + folder.changed("LabelScrapped").len();
        let samples = folder.changed("Sampled").len() + folder.changed("LabelSampled").len();
        let used = folder.quantity("good") + (rejects + samples) as u64 + destroyed;
        let others = ["cartons_documentation", "cartons_damaged", "cartons_returned"];
        let others: u64 = others.iter().map(|member| folder.quantity(member)).sum();
        assert_eq!(folder.quantity("cartons_issued"), used + others, "E8 of {seed}");
        let taken = folder.rows("events").iter().filter(|row| row["kind"] == "sample").count();
        assert_eq!(taken, folder.changed("Sampled").len());
    }
}

#[test]
fn rows_are_numbered_and_timed() {
    for seed in 0..30 {
        let folder = simulate(&clean(seed));
        for stream in ["printer", "camera", "agg"] {
            let seq: Vec<u64> = folder.rows(stream).iter().map(|row| row["seq"].parse().unwrap()).collect();
            assert!(seq.windows(2).all(|pair| pair[0] + 1 == pair[1]), "{seed} {stream}");
        }
        for stream in ["printer", "camera", "agg", "events", "verify", "audit", "wms"] {
            for row in folder.rows(stream) {
                let t: Result<jiff::Timestamp, _> = row["t"].parse();
                assert!(t.is_ok(), "{seed} {stream}: {}", row["t"]);
            }
        }
        // One clock per device never runs backwards.
        for stream in ["printer", "camera", "agg"] {
            let mut last: BTreeMap<&str, jiff::Timestamp> = BTreeMap::new();
            for row in folder.rows(stream) {
                let device = row.get("device").or_else(|| row.get("station")).unwrap();
                let t = row["t"].parse().unwrap();
                let before = last.insert(device, t);
                assert!(before.is_none_or(|before| before <= t), "{seed} {stream} {device} {t}");
            }
        }
    }
}

#[test]
fn streams_are_listed_as_promised() {
    let mut missing = 0;
    for seed in 0..60 {
        let folder = simulate(&clean(seed));
        let listed: Vec<&str> = folder.batch["streams"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(serde_json::Value::as_str)
            .collect();
        let streams = ["pool", "printer", "camera", "agg", "events", "epcis", "l4", "wms", "verify", "audit"];
        for stream in streams {
            assert!(listed.contains(&stream) || !folder.has(stream), "{seed}: {stream} is not listed");
            missing += usize::from(!folder.has(stream));
        }
        assert!(folder.truth.faults.is_empty());
        assert!(folder.files.contains_key("truth.json"));
    }
    assert!((3..30).contains(&missing), "{missing} of 600 streams are missing");
}

#[test]
fn the_same_scenario_gives_the_same_bytes() {
    for seed in [3, 4, 5] {
        let scenario = Scenario::with_seed(seed).units(600);
        let (first, second) = (simulate(&scenario), simulate(&scenario));
        assert_eq!(first.files, second.files);
        assert_ne!(first.files, simulate(&Scenario::with_seed(seed + 100).units(600)).files);
    }
}

#[test]
fn small_and_odd_scenarios_run() {
    for units in [1, 2, 3, 17, 60] {
        for seed in 0..12 {
            let folder = simulate(&Scenario::with_seed(seed).units(units).faults([]));
            assert!(folder.rows("printer").len() as u32 >= units.min(1) || !folder.has("printer"));
        }
    }
}
