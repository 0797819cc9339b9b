//! Fault types that only a scenario asks for.

use std::collections::BTreeMap;

use super::super::faults::Kind;
use super::naive::{Folder, Row, Set, key, with_fault};

fn good(row: &Row) -> bool {
    row["decoded"] == "1" && row["match"] == "1" && row["reject"] == "0"
}

fn each(code: &str, check: impl Fn(&Folder, Set)) {
    let kind = Kind::ALL.iter().find(|kind| kind.entry().code == code).unwrap();
    for variant in kind.entry().variants {
        for seed in [401, 402, 403, 504] {
            let folder = with_fault(seed, code, variant);
            assert_eq!(folder.truth.faults.len(), 1, "{code} {variant} {seed}");
            let fault = &folder.truth.faults[0];
            assert_eq!((fault.code, fault.variant), (code, *variant));
            check(&folder, fault.entities.iter().cloned().collect());
        }
    }
}

fn parents(folder: &Folder) -> BTreeMap<String, Vec<String>> {
    let mut parents: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (container, content) in folder.contents() {
        for child in content {
            parents.entry(child).or_default().push(container.clone());
        }
    }
    parents
}

/// Containers whose verified content is not what was recorded.
fn differing(folder: &Folder) -> Set {
    let contents = folder.contents();
    let set = |list: &[String]| list.iter().cloned().collect::<Set>();
    let found = folder.found();
    found.iter().filter(|(id, found)| set(found) != set(&contents[*id])).map(|(id, _)| id.clone()).collect()
}

#[test]
fn predictable_pools() {
    each("ID-140", |folder, told| {
        assert!(told.is_empty(), "the whole pool is meant");
        let serials: Vec<String> = folder
            .serials("pool", |_| true)
            .iter()
            .map(|item| item.split("(21)").nth(1).unwrap().into())
            .collect();
        let starts: Set = serials.iter().map(|serial| serial.chars().take(2).collect()).collect();
        assert!(starts.len() <= 2, "{starts:?}");
        assert_eq!(serials.iter().collect::<std::collections::BTreeSet<_>>().len(), serials.len());
    });
}

#[test]
fn numbers() {
    each("RX-202", |folder, told| {
        let used: Set = folder.serials("printer", |_| true).into_iter().collect();
        let open = folder.serials("pool", |row| row["returned_at"].is_empty() && row["state"] != "Invalid");
        assert_eq!(open.into_iter().filter(|item| !used.contains(item)).collect::<Set>(), told);
    });
    each("RX-206", |folder, told| {
        let rejected: Set = folder.shots(|row| row["reject"] == "1").into_iter().collect();
        let verified: Set = folder.shots(good).into_iter().collect();
        assert_eq!(rejected.intersection(&verified).cloned().collect::<Set>(), told);
    });
    each("RX-209", |folder, told| {
        let parents = parents(folder);
        let kept = folder.changed("Destroyed").into_iter().filter(|item| parents.contains_key(item));
        assert_eq!(kept.collect::<Set>(), told);
    });
    each("RX-210", |folder, told| {
        let mut seen = Set::new();
        let mut again = folder.changed("Encoded");
        for (kind, action, _, items) in folder.events() {
            if kind == "Object" && action == "ADD" {
                again.extend(items.into_iter().filter(|item| !seen.insert(item.clone())));
            }
        }
        assert_eq!(again, told);
    });
    each("RX-215", |folder, told| {
        assert!(told.is_empty());
        assert_ne!(folder.quantity("good"), folder.quantity("counted_good"));
    });
    each("RX-216", |folder, told| {
        let known = ["Commissioned", "Sampled", "Destroyed", "Released"];
        let l4: Set =
            folder.serials("l4", |row| known.contains(&row["state"].as_str())).into_iter().collect();
        let line: Set = folder.shots(good).into_iter().collect();
        assert_eq!(l4.len(), line.len());
        super::naive::distinct(folder.serials("l4", |_| true)); // one row each
        assert_eq!(l4.symmetric_difference(&line).cloned().collect::<Set>(), told);
    });
    each("RX-221", |folder, told| {
        let own = format!("(01){}", folder.gtin());
        let other = folder.shots(good).into_iter().filter(|item| !item.starts_with(&own));
        assert_eq!(other.collect::<Set>(), told);
    });
    each("ID-130", |folder, told| {
        let lot = folder.batch["lot"].as_str().unwrap();
        let field = format!("10{lot}");
        assert!(folder.rows("camera").iter().all(|row| !row["raw"].contains(&field)));
        assert!(folder.rows("l4").iter().all(|row| row["lot"] == lot));
        assert_eq!(folder.shots(good).into_iter().collect::<Set>(), told);
    });
}

#[test]
fn containers() {
    each("AG-102", |folder, told| {
        let twice = parents(folder).into_iter().filter(|(_, parents)| parents.len() > 1);
        assert_eq!(twice.map(|(item, _)| item).collect::<Set>(), told);
    });
    each("AG-104", |folder, told| {
        assert_eq!(told.len(), 2);
        assert_eq!(differing(folder), told);
    });
    each("AG-105", |folder, told| {
        let own = folder.rows("agg").iter().filter(|row| !row["child"].is_empty());
        let own = own.filter(|row| key(&row["parent"]) == key(&row["child"]));
        assert_eq!(own.map(|row| key(&row["parent"])).collect::<Set>(), told);
    });
    each("AG-106", |folder, told| {
        let verified: Set = folder.shots(good).into_iter().collect();
        let packs = parents(folder).into_keys().filter(|item| item.starts_with("(01)"));
        assert_eq!(packs.filter(|item| !verified.contains(item)).collect::<Set>(), told);
    });
    each("AG-108", |folder, told| {
        let parents = parents(folder);
        let mut known = folder.changed("Sampled");
        known.extend(folder.changed("Destroyed"));
        known.extend(folder.audited("declare_loose"));
        known.extend(folder.rows("wms").iter().map(|row| key(&row["id"])));
        let stray = folder.shots(good).into_iter().filter(|item| !parents.contains_key(item));
        assert_eq!(stray.filter(|item| !known.contains(item)).collect::<Set>(), told);
    });
    each("AG-109", |folder, told| {
        assert!(told.len() > 1);
        assert_eq!(differing(folder), told);
        let rework = folder.rows("agg").iter().filter(|row| row["operator"] == "op29");
        assert_eq!(rework.map(|row| key(&row["parent"])).collect::<Set>(), told);
        assert!(!folder.batch["operators"].to_string().contains("op29"));
    });
    each("AG-111", |folder, told| {
        let mut closed: BTreeMap<String, u32> = BTreeMap::new();
        for row in folder.rows("agg").iter().filter(|row| row["op"] == "close" && row["station"] == "AGG1") {
            *closed.entry(key(&row["parent"])).or_default() += 1;
        }
        assert_eq!(closed.into_iter().filter(|(_, n)| *n > 1).map(|(id, _)| id).collect::<Set>(), told);
    });
    each("AG-113", |folder, told| {
        let declared = folder.audited("declare_partial");
        let inner = folder.contents().into_iter().filter(|(id, content)| {
            content.first().is_some_and(|child| child.starts_with("(01)")) && !declared.contains(id)
        });
        let (sizes, inner): (Vec<usize>, Set) = inner.map(|(id, content)| (content.len(), id)).unzip();
        // Rework may have added or taken one.
        let usual = sizes[sizes.len() / 2];
        assert!(usual != folder.capacity(0) && sizes.iter().all(|size| size.abs_diff(usual) <= 1));
        assert_eq!(inner, told);
    });
}
