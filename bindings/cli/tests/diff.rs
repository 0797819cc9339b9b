//! `diff`: two lists of any size, in memory or on disk.

mod support;

use std::fmt::Write as _;

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
