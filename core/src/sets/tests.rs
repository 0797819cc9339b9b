use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use proptest::prelude::*;

use super::*;
use crate::diagnostic::Code;
use crate::item::Item;
use crate::keys::{Gtin, Serial, Sgtin, Sscc};

/// GTIN, serial and state of a row, as texts; few of each, so that they meet.
pub(super) type TextRow = (Option<&'static str>, Option<String>, Option<&'static str>);

const GTINS: [Option<&str>; 5] =
    [Some("09506000134352"), Some("9506000134352"), Some("00012345678905"), Some("9506000134353"), None];
const STATES: [Option<&str>; 4] =
    [None, Some(""), Some("Commissioned"), Some("a word of more than sixteen bytes")];

pub(super) fn text_rows() -> impl Strategy<Value = Vec<TextRow>> {
    let serial = prop_oneof![
        20 => "[A-C]{1,2}".prop_map(Some),
        1 => "[A-Z0-9]{18,21}".prop_map(Some),
        1 => prop::sample::select(&["a b", "", "A\0"][..]).prop_map(|text| Some(text.to_owned())),
        1 => Just(None),
    ];
    prop::collection::vec(
        (prop::sample::select(&GTINS[..]), serial, prop::sample::select(&STATES[..])),
        0..60,
    )
}

pub(super) fn pack(rows: &[TextRow]) -> SerialSet {
    let gtins: Vec<_> = rows.iter().map(|row| row.0).collect();
    let serials: Vec<_> = rows.iter().map(|row| row.1.as_deref()).collect();
    let states: Vec<_> = rows.iter().map(|row| row.2).collect();
    Source::sgtins(&gtins, &serials).states(&states).pack()
}

pub(super) type State = Option<Arc<[u8]>>;
pub(super) type RowsByKey = BTreeMap<Key, Vec<(usize, State)>>;

/// The definition: a map from each key to its rows and states, in row order.
pub(super) fn naive(rows: &[TextRow]) -> (RowsByKey, Vec<(usize, Code)>) {
    let (mut map, mut rejected) = (BTreeMap::<_, Vec<_>>::new(), Vec::new());
    for (number, (gtin, serial, state)) in rows.iter().enumerate() {
        let key = || {
            let gtin =
                Gtin::parse(gtin.unwrap_or_default()).map_err(|e| gtin.map_or(Code::Empty, |_| e.code()))?;
            let serial = serial.as_deref().ok_or(Code::Empty)?;
            Ok(Sgtin { gtin, serial: Serial::parse(serial).map_err(|e| e.code())? })
        };
        match key() {
            Ok(key) => {
                let state = state.map(|state| state.as_bytes().into());
                map.entry(key.into()).or_default().push((number, state));
            }
            Err(code) => rejected.push((number, code)),
        }
    }
    (map, rejected)
}

fn naive_diff(a: &[TextRow], b: &[TextRow]) -> Diff {
    let (a, b) = (naive(a).0, naive(b).0);
    let only = |x: &RowsByKey, y: &RowsByKey| {
        x.iter()
            .filter(|(key, _)| !y.contains_key(key))
            .map(|(&key, rows)| Located { key, row: rows[0].0, state: rows[0].1.clone() })
            .collect()
    };
    let duplicates = |x: &RowsByKey| {
        x.iter()
            .filter(|(_, rows)| rows.len() > 1)
            .map(|(&key, rows)| Duplicate { key, rows: rows.iter().map(|row| row.0).collect() })
            .collect()
    };
    let mut changed = Vec::new();
    for (&key, in_a) in &a {
        let Some(in_b) = b.get(&key) else { continue };
        let states = |rows: &[(usize, State)]| rows.iter().map(|row| row.1.clone()).collect::<BTreeSet<_>>();
        let (states_a, states_b) = (states(in_a), states(in_b));
        if states_a != states_b {
            let pick = |own: &BTreeSet<State>, other: &BTreeSet<State>| {
                own.difference(other).next().or(own.first()).unwrap().clone()
            };
            let row =
                |rows: &[(usize, State)], state: &State| rows.iter().find(|row| row.1 == *state).unwrap().0;
            let (a, b) = (pick(&states_a, &states_b), pick(&states_b, &states_a));
            let (row_a, row_b) = (row(in_a, &a), row(in_b, &b));
            changed.push(Changed { key, a, b, row_a, row_b });
        }
    }
    Diff {
        only_a: only(&a, &b),
        only_b: only(&b, &a),
        changed,
        duplicates_a: duplicates(&a),
        duplicates_b: duplicates(&b),
        common: a.keys().filter(|key| b.contains_key(key)).count(),
    }
}

/// The same difference without what depends on the order of the rows.
fn unordered(mut diff: Diff) -> (Diff, Vec<usize>) {
    let mut lengths = Vec::new();
    for located in diff.only_a.iter_mut().chain(&mut diff.only_b) {
        (located.row, located.state) = (0, None);
    }
    for changed in &mut diff.changed {
        (changed.row_a, changed.row_b) = (0, 0);
    }
    for duplicate in diff.duplicates_a.iter_mut().chain(&mut diff.duplicates_b) {
        lengths.push(duplicate.rows.len());
        duplicate.rows.clear();
    }
    (diff, lengths)
}

proptest! {
    #[test]
    fn diff_equals_the_definition(a in text_rows(), b in text_rows()) {
        prop_assert_eq!(diff(&pack(&a), &pack(&b)), naive_diff(&a, &b));
        prop_assert_eq!(diff::diff_by_sorting(&pack(&a), &pack(&b)), naive_diff(&a, &b));
    }

    #[test]
    fn any_parting_gives_the_same(a in text_rows(), b in text_rows(), bits in 0u32..6) {
        let fine = pack(&a).parted(bits).into_owned();
        prop_assert_eq!(diff(&fine, &pack(&b)), naive_diff(&a, &b));
    }

    #[test]
    fn row_order_changes_nothing(rows in text_rows(), b in text_rows(), seed in any::<u64>()) {
        let mut shuffled = rows.clone();
        let mut state = seed | 1;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        let b = pack(&b);
        prop_assert_eq!(unordered(diff(&pack(&rows), &b)), unordered(diff(&pack(&shuffled), &b)));
    }

    #[test]
    fn rows_in_parts_are_the_same_set(rows in text_rows(), b in text_rows(), part in 1usize..60) {
        let mut set = SerialSet::with_rows(rows.len() * 1000);
        for rows in rows.chunks(part) {
            let gtins: Vec<_> = rows.iter().map(|row| row.0).collect();
            let serials: Vec<_> = rows.iter().map(|row| row.1.as_deref()).collect();
            let states: Vec<_> = rows.iter().map(|row| row.2).collect();
            set.append(Source::sgtins(&gtins, &serials).states(&states));
        }
        prop_assert_eq!(diff(&set, &pack(&b)), naive_diff(&rows, &b));
        prop_assert_eq!(set.rows(), rows.len());
        let whole = pack(&rows);
        prop_assert_eq!(set.rejected(), whole.rejected());
    }

    #[test]
    fn every_row_is_used_or_rejected(rows in text_rows()) {
        let set = pack(&rows);
        let rejected: Vec<_> = set.rejected().iter().map(|row| (row.row, row.error.code())).collect();
        prop_assert_eq!(set.rows(), set.used() + rejected.len());
        prop_assert_eq!(rejected, naive(&rows).1);
    }

    #[test]
    fn membership_equals_the_definition(sources in prop::collection::vec(text_rows(), 0..5)) {
        let sets: Vec<SerialSet> = sources.iter().map(|rows| pack(rows)).collect();
        let found = Membership::of(&sets.iter().collect::<Vec<_>>()).unwrap();
        let maps: Vec<_> = sources.iter().map(|rows| naive(rows).0).collect();
        let keys: BTreeSet<Key> = maps.iter().flat_map(|map| map.keys().copied()).collect();
        let mut counts = BTreeMap::<Pattern, usize>::new();
        let (mut incomplete, mut repeated) = (Vec::new(), Vec::new());
        for key in keys {
            let pattern = Pattern::of((0..maps.len()).filter(|&i| maps[i].contains_key(&key)));
            *counts.entry(pattern).or_default() += 1;
            if pattern.sources().count() < maps.len() {
                incomplete.push(Member { key, pattern });
            }
            for (source, map) in maps.iter().enumerate() {
                let rows = map.get(&key).map_or(0, Vec::len);
                if rows > 1 {
                    repeated.push(Repeated { key, source, rows });
                }
            }
        }
        prop_assert_eq!(found.counts().collect::<BTreeMap<_, _>>(), counts);
        prop_assert_eq!(found.incomplete(), &incomplete[..]);
        prop_assert_eq!(found.repeated(), &repeated[..]);
    }
}

fn numbered(count: u64, skip: u64) -> SerialSet {
    let texts: Vec<_> =
        (0..count).filter(|n| *n != skip).map(|n| Some(format!("{:012}", n * 7919))).collect();
    Source::serials(Gtin::parse("09506000134352").ok(), &texts).pack()
}

#[test]
fn many_runs_and_a_small_side() {
    let (whole, lacking, few) =
        (numbered(200_000, u64::MAX), numbered(200_000, 123_456), numbered(10, u64::MAX));
    assert!(whole.bits() > few.bits());
    let found = diff(&whole, &lacking);
    assert_eq!((found.common, found.only_a.len(), found.only_b.len()), (199_999, 1, 0));
    assert_eq!(found.only_a[0].row, 123_456);
    assert_eq!(found.only_a[0].key.to_string(), format!("(01)09506000134352(21){:012}", 123_456 * 7919));
    let found = diff(&few, &whole);
    assert_eq!((found.common, found.only_a.len(), found.only_b.len()), (10, 0, 199_990));
    assert!(found.only_b.is_sorted());
    let found = Membership::of(&[&few, &whole, &lacking]).unwrap();
    assert_eq!(found.count(Pattern::of([1, 2])), 199_989);
}

#[test]
fn keys_of_every_kind_stay_apart() {
    let serial = Serial::parse("395060001340000018").unwrap();
    let gtin = Gtin::parse("09506000134352").unwrap();
    let sscc = Sscc::parse("395060001340000018").unwrap();
    let keys = [Key::Serial(serial), Sgtin { gtin, serial }.into(), Item::Sscc(sscc).into()];
    let set: SerialSet = keys.into_iter().collect();
    let mut others: Vec<Key> = keys[..2].to_vec();
    others.sort_unstable();
    let found = diff(&set, &SerialSet::from_iter([Item::Sscc(sscc)]));
    assert_eq!(found.common, 1);
    assert_eq!(found.only_a.iter().map(|l| l.key).collect::<Vec<_>>(), others);
}

#[test]
fn a_key_in_a_hundred_thousand_rows() {
    let same = vec![Some("X"); 100_000];
    let set = Source::serials(None, &same).pack();
    let found = diff(&set, &set);
    assert_eq!((found.common, found.duplicates_a.len(), found.duplicates_b[0].rows.len()), (1, 1, 100_000));
    assert!(found.changed.is_empty());
}

#[test]
fn colliding_places_end_in_a_sort() {
    let mut table = table::Table::new();
    table.reset(5000, 0).unwrap();
    let filled = (0..5000u64).take_while(|&n| table.enter(0, [1, n], 0, ()).is_ok()).count();
    assert!((100..5000).contains(&filled), "{filled}");
    assert!(table.reset(1 << 24, 0).is_err());
}

#[test]
fn all_forms_of_an_item_are_one_key() {
    let forms = vec![
        Some("(01)09506000134352(21)A1B2"),
        Some("]d2010950600013435221A1B2"),
        Some("urn:epc:id:sgtin:9506000.013435.A1B2"),
        Some("https://id.gs1.org/01/09506000134352/21/A1B2"),
        Some("(00)395060001340000018"),
        Some("(01)09506000134353(21)A1B2"),
        Some("nonsense"),
        None,
    ];
    let set = Source::identifiers(&forms).pack();
    assert_eq!((set.used(), set.rejected().len()), (5, 3));
    assert_eq!(set.rejected()[0].error.code(), Code::AiChecksum);
    let one = SerialSet::from_iter([Item::parse("(01)09506000134352(21)A1B2").unwrap()]);
    let found = diff(&set, &one);
    assert_eq!((found.common, found.only_a.len()), (1, 1));
    assert_eq!(found.duplicates_a[0].rows, [0, 1, 2, 3]);
}

#[test]
fn sources_of_unequal_columns() {
    let (gtins, serials) = (vec![Some("09506000134352")], vec![Some("A"), Some("B")]);
    let states = vec![None, None, Some("x")];
    let set = Source::sgtins(&gtins, &serials).states(&states).pack();
    assert_eq!((set.rows(), set.used()), (3, 1));
    assert_eq!(set.rejected().iter().map(|r| r.row).collect::<Vec<_>>(), [1, 2]);
    let too_many = vec![&set; 65];
    assert_eq!(Membership::of(&too_many).unwrap_err(), TooManySources { given: 65 });
    assert_eq!(Membership::of(&too_many[..64]).unwrap().count(Pattern::of(0..64)), 1);
}

/// The lists in pieces of so many rows, through parts of so little memory.
fn spilled(a: &[TextRow], b: &[TextRow], size: usize, memory: usize) -> Compared {
    let mut lists = Spilled::new(Vec::new(), 1 << 20, memory);
    for (side, rows) in [(Side::A, a), (Side::B, b)] {
        for rows in rows.chunks(size) {
            let gtins: Vec<_> = rows.iter().map(|row| row.0).collect();
            let serials: Vec<_> = rows.iter().map(|row| row.1.as_deref()).collect();
            let states: Vec<_> = rows.iter().map(|row| row.2).collect();
            lists.push(side, Source::sgtins(&gtins, &serials).states(&states)).unwrap();
        }
    }
    lists.finish(|_, _| true).unwrap().unwrap()
}

proptest! {
    #[test]
    fn lists_beyond_memory_are_compared_as_those_within(
        a in text_rows(), b in text_rows(), size in 1_usize..30, memory in 1_usize..1_000_000_000,
    ) {
        let (packed_a, packed_b) = (pack(&a), pack(&b));
        let compared = spilled(&a, &b, size, memory);
        prop_assert_eq!(&compared.diff, &diff(&packed_a, &packed_b));
        for (rows, packed) in [(&compared.a, &packed_a), (&compared.b, &packed_b)] {
            prop_assert_eq!(rows.rows, packed.rows() as u64);
            prop_assert_eq!(&rows.listed, packed.rejected());
            prop_assert_eq!(rows.rejected, packed.rejected().len() as u64);
        }
    }
}

#[test]
fn a_comparison_can_be_stopped_and_bad_bytes_are_noticed() {
    #[derive(Debug)]
    struct Short(Vec<Vec<u8>>);
    impl Spill for Short {
        fn put(&mut self, part: usize, bytes: &[u8]) -> std::io::Result<()> {
            self.0.put(part, bytes)
        }
        fn take(&mut self, part: usize) -> std::io::Result<Vec<u8>> {
            let mut bytes = self.0.take(part)?;
            bytes.pop();
            Ok(bytes)
        }
    }
    let serials: Vec<_> = (0..20_000).map(|n| Some(format!("K{n}"))).collect();
    let mut stopped = Spilled::new(Vec::new(), 1 << 30, 1);
    stopped.push(Side::A, Source::serials(None, &serials)).unwrap();
    assert!(stopped.parts() > 1000);
    assert!(stopped.finish(|done, _| done < 3).unwrap().is_none());
    let mut short = Spilled::new(Short(Vec::new()), 1 << 20, 1);
    (0..40).for_each(|_| short.push(Side::A, Source::serials(None, &serials)).unwrap());
    assert_eq!(short.finish(|_, _| true).unwrap_err().kind(), std::io::ErrorKind::InvalidData);
}
