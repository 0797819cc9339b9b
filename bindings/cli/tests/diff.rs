//! `diff`: two lists of any size, in memory or on disk.

mod support;

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::{Folder, tallymark};

fn list(range: std::ops::Range<usize>, state: impl Fn(usize) -> &'static str) -> String {
    range.fold("serial,gtin,state\n".to_owned(), |mut text, n| {
        let _ = writeln!(text, "K{n:07},09506000134352,{}", state(n));
        text
    })
}

#[test]
fn lists_are_compared_alike_in_memory_and_on_disk() {
    let folder = Folder::new("diff");
    folder.write("a.csv", list(0..60_000, |_| "Encoded") + "K0000001,09506000134352,Encoded\n,,\n");
    folder.write("b.csv", list(3..60_001, |n| if n == 70 { "Sampled" } else { "Encoded" }));
    let file = |name: &str| format!("{}/{name}", folder.text());
    let (a, b) = (file("a.csv"), file("b.csv"));
    let whole = tallymark(&["diff", &a, &b, "--json", "--first", "2"]);
    let parts =
        tallymark(&["diff", &a, &b, "--json", "--first", "2", "--memory", "1MB", "--spill", folder.text()]);
    assert_eq!((whole.status, parts.status), (1, 1), "{}", parts.err);
    let (mut whole, mut parts) = (whole.json(), parts.json());
    assert_eq!(whole["engine"].take(), "partitioned in memory");
    assert_eq!(parts["engine"].take(), "partitioned on disk");
    assert_eq!(whole, parts);
    assert_eq!(
        (&whole["common"], &whole["a"]["only"]["count"], &whole["b"]["only"]["count"]),
        (&59_997.into(), &3.into(), &1.into())
    );
    assert_eq!(whole["a"]["duplicates"]["first"][0]["rows"], serde_json::json!([1, 60_000]));
    assert_eq!(whole["changed"]["first"][0]["b"], "Sampled");
    assert_eq!((&whole["a"]["rows"], &whole["a"]["rejected"]["count"]), (&60_002.into(), &1.into()));

    let run = tallymark(&["diff", &a, &b, "--output", &file("all.csv"), "--first", "1"]);
    assert!(run.out.contains("(01)09506000134352(21)K0000000  row 0\n  and 2 more\n"), "{}", run.out);
    assert!(run.out.ends_with(
        "60002 and 59998 rows, 59997 keys in both: the lists do not agree (partitioned in memory).\n"
    ));
    let all = folder.read("all.csv");
    assert_eq!(all.lines().count(), 1 + 3 + 1 + 1 + 2);
    assert!(
        all.contains("changed,\"(01)09506000134352(21)K0000070\",\"Encoded\",\"Sampled\",70,67"),
        "{all}"
    );

    let run = tallymark(&["diff", &b, &b]);
    assert_eq!((run.status, run.out.contains("the lists agree")), (0, true), "{}", run.out);
    let run = tallymark(&["diff", &a, &b, "--serial", "number"]);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("list-column") || run.err.contains("`number`"), "{}", run.err);
    assert_eq!(tallymark(&["diff", &a, &b, "--memory", "much"]).status, 2);
}

/// Whatever moment the program is killed at: the folder of its spill is empty, and an output is whole or not there.
#[test]
fn a_killed_comparison_leaves_nothing_behind() {
    let folder = Folder::new("killed");
    folder.write("a.csv", list(0..150_000, |_| "Encoded"));
    folder.write("b.csv", list(1000..151_000, |_| "Encoded"));
    std::fs::create_dir(folder.path().join("spill")).unwrap();
    let file = |name: &str| format!("{}/{name}", folder.text());
    let (mut killed, mut ended) = (0, 0);
    let mut wait = Duration::from_millis(2);
    while ended == 0 {
        let mut child = Command::new(env!("CARGO_BIN_EXE_tallymark"))
            .args(["diff", &file("a.csv"), &file("b.csv"), "--memory", "1MB", "--spill", &file("spill")])
            .args(["--output", &file("out.csv")])
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(wait);
        wait = wait * 3 / 2;
        if child.try_wait().unwrap().is_some() {
            ended += 1;
        } else {
            child.kill().unwrap();
            child.wait().unwrap();
            killed += 1;
        }
        let deadline = Instant::now() + Duration::from_secs(1);
        while folder.path().join("spill").read_dir().unwrap().next().is_some() {
            assert!(Instant::now() < deadline, "files of the spill are left");
        }
        if let Ok(out) = std::fs::read_to_string(file("out.csv")) {
            assert_eq!(out.lines().count(), 2001);
        }
    }
    assert!(killed > 3);
    assert_eq!(folder.read("out.csv").lines().count(), 2001);
}

#[test]
fn lists_are_kept_combined_and_counted() {
    let folder = Folder::new("kept");
    folder.write("a.csv", list(0..3000, |_| "Encoded"));
    folder.write("b.csv", list(10..3010, |n| if n % 2 == 0 { "Encoded" } else { "Shipped" }));
    let file = |name: &str| format!("{}/{name}", folder.text());
    for name in ["a", "b"] {
        let (csv, kept) = (file(&format!("{name}.csv")), file(&format!("{name}.tmset")));
        let run = tallymark(&["keep", &csv, "--output", &kept, "--about", "lot=A7"]);
        assert_eq!((run.status, run.out.contains("lot: A7")), (0, true), "{}{}", run.out, run.err);
    }
    let (a, b, c) = (file("a.tmset"), file("b.tmset"), file("c.tmset"));
    let run = tallymark(&["diff", &a, &b, "--group", "gtin,state", "--first", "0"]);
    assert!(run.out.contains("by state:") && run.out.contains("Encoded: 10, 5, 1495, 0, 0"), "{}", run.out);
    assert!(run.out.ends_with("2990 keys in both: the lists do not agree (merge of kept sets).\n"));
    let run =
        tallymark(&["diff", &file("a.csv"), &file("b.csv"), "--engine", "sketch", "--json", "--first", "1"]);
    let found = run.json();
    assert_eq!(
        (&found["engine"], &found["complete"], &found["common"]),
        (&"sketch".into(), &false.into(), &().into())
    );
    assert_eq!((&found["a"]["only"]["count"], &found["changed"]["count"]), (&10.into(), &1495.into()));
    assert_eq!(
        tallymark(&["combine", &a, &b, "--operation", "symmetric-difference", "--output", &c]).status,
        0
    );
    let run = tallymark(&["kept", &c, "--verify", "--find", "(01)09506000134352(21)K0000001", "(21)x"]);
    assert_eq!(run.status, 1);
    assert!(run.out.contains("K0000001  1 row(s), Encoded\n"), "{}", run.out);
    let run = tallymark(&["members", &a, &b, &c]);
    assert!(run.out.contains("20 keys") || run.out.contains("3010 keys are not in all lists"), "{}", run.out);
}
