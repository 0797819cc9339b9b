//! `serials` and `predictability`: a pool is made, goes on where it stopped, and passes its own test.

mod support;

use support::{Folder, tallymark, tallymark_with};

const KEY: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

#[test]
fn a_pool_goes_on_where_it_stopped() {
    let folder = Folder::new("pool");
    folder.write("key", format!("{KEY}\n"));
    let key = folder.path().join("key");
    let make = |start: &str, count: &str| {
        let key = key.to_str().unwrap();
        let run =
            tallymark(&["serials", "--key-file", key, "--length", "12", "--start", start, "--count", count]);
        assert_eq!(run.status, 0, "{}", run.err);
        run
    };
    let whole = make("0", "40");
    assert!(whole.err.contains("the next number is 40"), "{}", whole.err);
    assert_eq!(whole.out, format!("{}{}", make("0", "15").out, make("15", "25").out));
    let tested = tallymark_with(&["predictability"], whole.out.as_bytes());
    assert_eq!(tested.status, 0);
    assert_eq!(tested.json()["predictable"], false);
    assert_eq!(tested.json()["serials"], 40);
}

#[test]
fn a_counter_is_told() {
    let counted: String = (0..200).map(|n| format!("{:010}\n", 5_000 + n)).collect();
    let run = tallymark_with(&["predictability"], counted.as_bytes());
    assert_eq!(run.status, 1);
    assert_eq!(run.json()["predictable"], true);
}

#[test]
fn no_key_and_a_pool_too_small_are_refused() {
    let without = tallymark(&["serials"]);
    assert_eq!((without.status, without.out.as_str()), (2, ""));
    assert!(without.err.contains("[pool-key]"), "{}", without.err);
    let folder = Folder::new("small-pool");
    folder.write("key", KEY);
    let key = folder.path().join("key");
    let small = ["serials", "--key-file", key.to_str().unwrap(), "--length", "4", "--count", "200"];
    let run = tallymark(&small);
    assert_eq!(run.status, 2);
    assert!(run.err.contains("pool-guess"), "{}", run.err);
}
