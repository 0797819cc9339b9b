use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::keys::Gtin;
use crate::sets::set::SerialSet;
use crate::sets::source::Source;
use crate::sets::tests::{State, TextRow, naive, pack, text_rows};
use crate::sets::{Diff, diff};

/// All rows of the definition in the order of a kept set.
fn ordered(rows: &[TextRow]) -> Vec<(Key, State)> {
    let mut all: Vec<(Key, State)> = naive(rows)
        .0
        .into_iter()
        .flat_map(|(key, rows)| rows.into_iter().map(move |(_, state)| (key, state)))
        .collect();
    all.sort();
    all
}

fn keep(rows: &[TextRow]) -> Vec<u8> {
    pack(rows).keep(&About::from([("lot".to_owned(), "B\u{fc}".to_owned())]))
}

/// The kept rows as a set in memory, so that rows have the same numbers.
fn again(kept: &Kept<'_>) -> SerialSet {
    let rows: Vec<(Key, State)> = kept.iter().map(Result::unwrap).collect();
    let keys: Vec<Key> = rows.iter().map(|row| row.0).collect();
    let states: Vec<State> = rows.into_iter().map(|row| row.1).collect();
    Source::keys(&keys).states(&states).pack()
}

/// What of the rows a set operation keeps, by the definition.
fn combined(a: &[TextRow], b: &[TextRow], keep: impl Fn(bool, bool) -> bool) -> Vec<(Key, State)> {
    let maps = [naive(a).0, naive(b).0];
    let mut rows = BTreeMap::new();
    for map in &maps {
        for (key, own) in map {
            if keep(maps[0].contains_key(key), maps[1].contains_key(key)) {
                rows.entry(*key).or_insert(own);
            }
        }
    }
    let mut all: Vec<_> =
        rows.into_iter().flat_map(|(key, rows)| rows.iter().map(move |row| (key, row.1.clone()))).collect();
    all.sort();
    all
}

proptest! {
    #[test]
    fn a_kept_set_is_the_set(rows in text_rows()) {
        let bytes = keep(&rows);
        let kept = Kept::open(&bytes).unwrap();
        kept.verify().unwrap();
        let found: Vec<_> = kept.iter().map(Result::unwrap).collect();
        prop_assert_eq!(&found, &ordered(&rows));
        prop_assert_eq!(kept.rows(), found.len() as u64);
        prop_assert_eq!(kept.keys(), naive(&rows).0.len() as u64);
        prop_assert_eq!(&kept.about()["lot"], "B\u{fc}");
        prop_assert_eq!(kept.trade_items().map(|item| item.rows).sum::<u64>(), kept.rows());
        for (number, (key, state)) in found.iter().enumerate() {
            prop_assert_eq!(kept.at(number as u64), Ok(Some(*key)));
            let first = found.iter().position(|row| row.0 == *key).unwrap();
            let times = found.iter().filter(|row| row.0 == *key).count();
            let hit = kept.find(key).unwrap().unwrap();
            prop_assert_eq!(hit.rows, first as u64..(first + times) as u64);
            prop_assert!(number > first || hit.state == *state);
        }
        prop_assert_eq!(kept.at(kept.rows()), Ok(None));
        prop_assert_eq!(kept.find(&Key::Serial(crate::Serial::parse("nobody").unwrap())), Ok(None));
    }

    #[test]
    fn kept_sets_differ_as_sets_do(a in text_rows(), b in text_rows()) {
        let (bytes_a, bytes_b) = (keep(&a), keep(&b));
        let (kept_a, kept_b) = (Kept::open(&bytes_a).unwrap(), Kept::open(&bytes_b).unwrap());
        prop_assert_eq!(kept_a.diff(&kept_b).unwrap(), diff(&again(&kept_a), &again(&kept_b)));
        prop_assert_eq!(kept_a.digest() == kept_b.digest(), ordered(&a) == ordered(&b));
        type Keep = fn(bool, bool) -> bool;
        let all: [(Operation, Keep); 4] = [
            (Operation::Union, |_, _| true),
            (Operation::Intersection, |a, b| a && b),
            (Operation::Difference, |a, b| a && !b),
            (Operation::SymmetricDifference, |a, b| a != b),
        ];
        for (operation, keep) in all {
            let bytes = kept_a.combine(&kept_b, operation, &About::new()).unwrap();
            let made = Kept::open(&bytes).unwrap();
            made.verify().unwrap();
            let found: Vec<_> = made.iter().map(Result::unwrap).collect();
            prop_assert_eq!(found, combined(&a, &b, keep));
        }
    }

    #[test]
    fn damage_is_noticed(rows in text_rows(), at: prop::sample::Index, flip in 1u8.., cut: prop::sample::Index) {
        let mut bytes = keep(&rows);
        prop_assert!(Kept::open(&bytes[..cut.index(bytes.len())]).is_err());
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert!(Kept::open(&bytes).and_then(|kept| kept.verify()).is_err());
    }

    #[test]
    fn any_bytes_are_refused(bytes in prop::collection::vec(any::<u8>(), 0..300), behind: bool) {
        let whole = if behind { [&MAGIC[..], &[1, 0], &bytes].concat() } else { bytes };
        prop_assert!(Kept::open(&whole).is_err());
    }
}

fn numbered(numbers: impl Iterator<Item = u64>, lower: bool) -> SerialSet {
    let text = |n: u64| {
        format!("{:013X}{}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 12, if lower { "z" } else { "Z" })
    };
    let texts: Vec<_> = numbers.map(|n| Some(text(n))).collect();
    Source::serials(Gtin::parse("09506000134352").ok(), &texts).pack()
}

#[test]
fn many_blocks_in_both_directions() {
    let kept = |set: &SerialSet| set.keep(&About::new());
    let whole = kept(&numbered(0..60_000, false));
    // Seven bytes a serial, where a text has fourteen.
    assert!(whole.len() < 60_000 * 8, "{}", whole.len());
    let some = kept(&numbered((0..60_000).filter(|n| n % 1000 != 7).chain([5, 5, 70_000]), false));
    let few = kept(&numbered([1, 2, 30_000, 99_999].into_iter(), false));
    let none = kept(&numbered(0..0, false));
    // Small letters take a larger base.
    let other = kept(&numbered(0..60_000, true));
    let all = [&whole, &some, &few, &none, &other].map(|bytes| Kept::open(bytes).unwrap());
    for a in &all {
        a.verify().unwrap();
        for b in &all {
            assert_eq!(a.diff(b).unwrap(), diff(&again(a), &again(b)));
        }
    }
    let found: Diff = all[0].diff(&all[1]).unwrap();
    assert_eq!((found.only_a.len(), found.only_b.len(), found.duplicates_b[0].rows.len()), (60, 1, 3));
    assert_eq!(all[4].diff(&all[0]).unwrap().common, 0);
}

#[test]
fn one_key_over_many_blocks() {
    let mut texts = vec![Some("M"); 2000];
    texts.extend([Some("A"), Some("Z")]);
    let bytes = Source::serials(None, &texts).pack().keep(&About::new());
    let kept = Kept::open(&bytes).unwrap();
    assert_eq!((kept.rows(), kept.keys()), (2002, 3));
    let find = |text: &str| kept.find(&Key::Serial(crate::Serial::parse(text).unwrap())).unwrap();
    assert_eq!(find("M").unwrap().rows, 1..2001);
    assert_eq!((find("A").unwrap().rows, find("Z").unwrap().rows, find("N")), (0..1, 2001..2002, None));
    let one = Source::serials(None, &vec![Some("M")]).pack().keep(&About::new());
    let found = kept.diff(&Kept::open(&one).unwrap()).unwrap();
    assert_eq!((found.common, found.duplicates_a[0].rows.len(), found.only_a.len()), (1, 2000, 2));
}

#[test]
fn the_place_of_the_damage_is_said() {
    let mut bytes = numbered(0..5000, false).keep(&About::new());
    let at = bytes.len() - 100;
    bytes[at] ^= 1;
    let kept = Kept::open(&bytes).unwrap();
    let damaged = kept.verify().unwrap_err();
    assert_eq!(damaged.what, "a block whose checksum is another");
    assert!((at - 4000..=at).contains(&(damaged.at as usize)));
    assert_eq!(kept.diff(&kept).unwrap_err(), damaged);
    // What is in other blocks is still found.
    assert!(kept.at(0).unwrap().is_some() && kept.at(4999).is_err());
    assert_eq!(Kept::open(b"PK").unwrap_err().to_string(), "byte 0: the bytes end too soon");
}

/// Files that are kept must be read for years: these bytes do not change within version 1.
#[test]
fn the_bytes_of_version_one() {
    let gtins = vec![Some("09506000134352"), Some("09506000134352"), None, Some("00012345678905")];
    let serials = vec![Some("A1"), Some("A1"), Some("X"), Some("9Z")];
    let states = vec![Some("Shipped"), None, None, Some("Shipped")];
    let set = Source::sgtins(&gtins, &serials).states(&states).pack();
    let bytes = set.keep(&About::from([("lot".to_owned(), "A7".to_owned())]));
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(hex, GOLDEN);
}

const GOLDEN: &str = "\
    544d5345540d0a1a0100250200000000f8000000000000000300000000000000020000000000000027000000020000000200\
    00000200000084120af24290d727234a527205d6929351fccb9ab7e076ee26c4dcb1c1c767cc7cd5cfc157e5b02000085368\
    697070656402391cdcdf02000000010102d0e0c249a5080000010201036c6f740241372ac20e95a93efcf696010000000000\
    000000000000000000e70000000000000000000000000000005bcaf49cd551abee99010000000000000000000000000000ef\
    0000000000000001000000000000000cc05ba517416d030cd40f5103a3eb1d0000000001000000000101000000000002\
    ";
