//! A whole batch: from the bytes of its folder to findings and causes, stage by stage, beside a script's way to get three
//! set differences from the same bytes.

use std::collections::{BTreeMap, HashSet};
use std::hint::black_box;

use tallymark::causes::Investigation;
use tallymark::findings::detect;
use tallymark::reconcile::Reconciliation;
use tallymark::simulate::Scenario;
use tallymark_benches::race::{Race, argument};
use tallymark_folder::{Memory, Options, load_from};

fn main() {
    let units = argument("--units", 20_000);
    let rounds = argument("--rounds", 5);
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let scenario = Scenario::with_seed(7).units(u32::try_from(units).unwrap_or(u32::MAX));
    scenario.write(&mut files).expect("the default scenario is sound");
    let bytes: usize = files.values().map(Vec::len).sum();
    let mut folder = Memory::new();
    for (name, content) in &files {
        folder.insert(name.as_str(), content.as_slice());
    }
    let load = || load_from(&folder, &Options::new()).expect("a simulated folder can be read");
    let batch = load();
    let rows: u64 = batch.tallies.iter().map(|tally| tally.rows_in).sum();
    println!("{units} packs, {rows} rows, {:.1} MB", bytes as f64 / 1e6);
    let reconciliation = Reconciliation::of(&batch);
    Race::new("a batch, by stage", units)
        .lane("load", || drop(black_box(load())))
        .lane("reconcile", || drop(black_box(Reconciliation::of(&batch))))
        .lane("find", || drop(black_box(detect(&batch, &reconciliation))))
        .lane("investigate: all but load", || drop(black_box(Investigation::of(&batch))))
        .lane("a script's three differences", || drop(black_box(script(&files).to_vec())))
        .run(rounds);
}

/// Printed and not verified, verified and not printed, verified and not in L4, by splitting lines at commas.
fn script(files: &BTreeMap<String, Vec<u8>>) -> [usize; 3] {
    let column = |file: &str, name: &str, keep: &dyn Fn(&str) -> bool| -> HashSet<String> {
        let text = files.get(file).map(|bytes| String::from_utf8_lossy(bytes)).unwrap_or_default();
        let mut lines = text.lines();
        let at = lines.next().unwrap_or_default().split(',').position(|column| column == name).unwrap_or(0);
        lines.filter(|line| keep(line)).filter_map(|line| line.split(',').nth(at)).map(serial).collect()
    };
    let printed = column("printer.csv", "serial", &|line| line.contains(",ok,"));
    let verified = column("camera.csv", "raw", &|line| !line.contains(",,"));
    let known = column("l4.csv", "serial", &|_| true);
    [
        printed.difference(&verified).count(),
        verified.difference(&printed).count(),
        verified.difference(&known).count(),
    ]
}

/// The serial of scan data whose last or second element is one.
fn serial(text: &str) -> String {
    let after = text.split_once('\u{1d}').map_or(text, |(_, rest)| rest);
    after.strip_prefix("21").unwrap_or(after).to_owned()
}
