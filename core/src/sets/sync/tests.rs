use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::keys::Gtin;
use crate::sets::source::Source;
use crate::sets::tests::{State, TextRow, naive, pack, text_rows};
use crate::sets::{Key, diff};

const KEY: SketchKey = SketchKey::new([5; 16]);

/// Runs both sides, with messages cut into pieces of so many bytes.
fn exchange(mut here: Sync, mut there: Sync, cut: usize) -> Result<(Sync, Sync), SyncError> {
    for _ in 0..10_000 {
        if here.is_done() && there.is_done() {
            return Ok((here, there));
        }
        let bytes = here.pull();
        bytes.chunks(cut).try_for_each(|piece| there.push(piece))?;
        let bytes = there.pull();
        bytes.chunks(cut).try_for_each(|piece| here.push(piece))?;
    }
    panic!("they never end: {here:?} {there:?}")
}

fn of(a: &SerialSet, b: &SerialSet, tell: bool) -> (Sync, Sync) {
    let here = Sync::ask(Arc::new(a.clone()), KEY, tell, Limits::default());
    (here, Sync::answer(Arc::new(b.clone()), Limits::default()))
}

fn definition(a: &[TextRow], b: &[TextRow]) -> Vec<Difference> {
    let (a, b) = (naive(a).0, naive(b).0);
    let times = |rows: Option<&Vec<(usize, State)>>| {
        let mut times = BTreeMap::<State, u64>::new();
        rows.into_iter().flatten().for_each(|(_, state)| *times.entry(state.clone()).or_default() += 1);
        times.into_iter().map(|(state, rows)| Times { state, rows }).collect::<Vec<_>>()
    };
    let keys: BTreeSet<Key> = a.keys().chain(b.keys()).copied().collect();
    let one = |key: Key| {
        let (here, there) = (times(a.get(&key)), times(b.get(&key)));
        let rows = a.get(&key).into_iter().flatten().map(|row| row.0).collect();
        (here != there).then_some(Difference { key, here, there, rows })
    };
    keys.into_iter().filter_map(one).collect()
}

fn differences(side: &Sync) -> &[Difference] {
    side.outcome().unwrap().differences.as_deref().unwrap()
}

proptest! {
    #[test]
    fn both_sides_learn_the_differences(a in text_rows(), b in text_rows(), cut in 1usize..400) {
        let (here, there) = of(&pack(&a), &pack(&b), true);
        let (here, there) = exchange(here, there, cut).unwrap();
        prop_assert_eq!(differences(&here), &definition(&a, &b)[..]);
        prop_assert_eq!(differences(&there), &definition(&b, &a)[..]);
        let mirrored = |(sent, received)| (received, sent);
        prop_assert_eq!(here.traffic(), mirrored(there.traffic()));
    }

    #[test]
    fn changed_bytes_never_yield_a_wrong_difference(
        a in text_rows(), b in text_rows(), at: prop::sample::Index, flip in 1u8.., from_here: bool,
    ) {
        let (mut here, mut there) = of(&pack(&a), &pack(&b), true);
        let total = {
            let (here, _) = exchange_again(&a, &b);
            if from_here { here.traffic().0 } else { here.traffic().1 }
        };
        let at = at.index(total as usize) as u64;
        let (mut passed, mut failed) = (0u64, false);
        for _ in 0..1000 {
            let mut bytes = here.pull();
            if from_here {
                damage(&mut bytes, at, &mut passed, flip);
            }
            failed |= there.push(&bytes).is_err();
            let mut bytes = there.pull();
            if !from_here {
                damage(&mut bytes, at, &mut passed, flip);
            }
            failed |= here.push(&bytes).is_err();
        }
        // Whoever has a result has the right one; the other side failed, or waits for what does not come.
        for (side, wanted) in [(&here, definition(&a, &b)), (&there, definition(&b, &a))] {
            if let Some(outcome) = side.outcome() {
                prop_assert_eq!(outcome.differences.as_ref(), Some(&wanted));
            }
        }
        prop_assert!(failed || !(here.is_done() && there.is_done()));
    }
}

fn exchange_again(a: &[TextRow], b: &[TextRow]) -> (Sync, Sync) {
    let (here, there) = of(&pack(a), &pack(b), true);
    exchange(here, there, usize::MAX).unwrap()
}

fn damage(bytes: &mut [u8], at: u64, passed: &mut u64, flip: u8) {
    if let Some(byte) = at.checked_sub(*passed).and_then(|at| bytes.get_mut(at as usize)) {
        *byte ^= flip;
    }
    *passed += bytes.len() as u64;
}

/// Numbered serials of 20 characters.
fn numbered(numbers: impl IntoIterator<Item = u64>) -> SerialSet {
    let texts: Vec<_> = numbers
        .into_iter()
        .map(|n| Some(format!("{:020X}", u128::from(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)))))
        .collect();
    Source::serials(Gtin::parse("09506000134352").ok(), &texts).pack()
}

#[test]
fn about_as_many_bytes_as_differences() {
    for (differing, most) in [(2u64, 310), (16, 60), (130, 32), (300, 30), (1000, 28), (10_000, 27)] {
        let set = |skip: u64| numbered((0..50_000).filter(|n| *n >= differing || n % 2 != skip));
        let (a, b) = (Arc::new(set(0)), Arc::new(set(1)));
        let trials = 5;
        let bytes = (0..trials).map(|trial| {
            let here = Sync::ask(Arc::clone(&a), SketchKey::new([trial; 16]), false, Limits::default());
            let there = Sync::answer(Arc::clone(&b), Limits::default());
            let (here, _) = exchange(here, there, usize::MAX).unwrap();
            assert_eq!(differences(&here).len() as u64, differing);
            here.traffic().0 + here.traffic().1
        });
        let each = bytes.sum::<u64>() / (u64::from(trials) * differing);
        assert!(each <= most, "{differing} differences: {each} bytes for each");
    }
}

#[test]
fn equal_lists_take_a_hundred_bytes_and_a_full_list_is_sent_when_it_is_less() {
    let set = numbered(0..5000);
    let (here, there) = exchange_of(&set, &set);
    assert_eq!((here.outcome().unwrap().how, there.outcome().unwrap().how), (How::Equal, How::Equal));
    let (sent, received) = here.traffic();
    assert!(sent + received < 200, "{sent} {received}");
    let (few, others) = (numbered(0..300), numbered(10_000..10_300));
    let (here, there) = exchange_of(&few, &others);
    assert_eq!((here.outcome().unwrap().how, there.outcome().unwrap().how), (How::Rows, How::Rows));
    assert_eq!((differences(&here).len(), differences(&there).len()), (600, 600));
    let nothing = numbered([]);
    let (here, _) = exchange_of(&few, &nothing);
    assert_eq!(here.outcome().unwrap().how, How::Rows);
    let (_, there) = exchange_of(&nothing, &few);
    assert_eq!((differences(&there).len(), there.outcome().unwrap().disputed[0].here), (300, 300));
}

fn exchange_of(a: &SerialSet, b: &SerialSet) -> (Sync, Sync) {
    let (here, there) = of(a, b, true);
    exchange(here, there, usize::MAX).unwrap()
}

#[test]
fn many_differences_take_finer_cells() {
    let (a, b) = (numbered(0..200_000), numbered(60_000..260_000));
    let (here, there) = exchange_of(&a, &b);
    let expected = diff(&a, &b);
    let only: Vec<Key> =
        differences(&here).iter().filter(|one| one.there.is_empty()).map(|one| one.key).collect();
    assert_eq!(only, expected.only_a.iter().map(|one| one.key).collect::<Vec<_>>());
    assert_eq!(differences(&there).len(), 120_000);
    assert!(matches!(here.outcome().unwrap().how, How::Sketch { cells } if cells > 150_000));
}

#[test]
fn a_row_repeated_a_thousand_times_is_not_missed() {
    let same = vec![Some("X"); 1000];
    let set = Source::serials(None, &same).pack();
    let (here, there) = exchange_of(&set, &numbered(0..2000));
    assert_eq!(differences(&here).len(), 2001);
    assert_eq!(
        differences(&there).iter().filter(|one| one.there.iter().any(|times| times.rows == 1000)).count(),
        1
    );
}

#[test]
fn limits_hold_against_the_other_side() {
    let set = Arc::new(numbered(0..100));
    let small = Limits { groups: 1, memory: 1000 };
    let states: Vec<_> = (0..100).map(|n| Some(format!("{n}"))).collect();
    let serials = vec![Some("A"); 100];
    let many = Source::serials(None, &serials).states(&states).pack();
    let mut here = Sync::ask(Arc::new(many), KEY, true, Limits::default());
    let mut there = Sync::answer(Arc::clone(&set), small);
    assert_eq!(there.push(&here.pull()).unwrap_err().code(), "sync-limit");
    let refused = here.push(&there.pull()).unwrap_err();
    assert_eq!(refused, SyncError::Refused { code: "sync-limit".into() });
    assert_eq!((here.push(&[]), here.is_done(), here.pull()), (Err(SyncError::Over), false, Vec::new()));
    // Cells and rows beyond memory.
    let mut here = Sync::ask(Arc::clone(&set), KEY, true, small);
    let mut there = Sync::answer(Arc::new(numbered(1000..2000)), Limits::default());
    let mut error = None;
    for _ in 0..10 {
        error = error.or(there.push(&here.pull()).err()).or(here.push(&there.pull()).err());
    }
    assert_eq!(error.unwrap().code(), "sync-limit");
    // A frame that claims to be long is refused before it is there.
    let mut there = Sync::answer(set, Limits::default());
    let error = there.push(&[255, 255, 255, 255, 1]).unwrap_err();
    assert_eq!(error, SyncError::Damaged(Damaged { at: 0, what: "a frame longer than a mebibyte" }));
}

/// A peer that follows the protocol, but whose sums are not those of what it sends.
#[test]
fn a_liar_is_found_out() {
    let (mine, theirs) = (numbered(0..1000), numbered(10..1000));
    let mut here = Sync::ask(Arc::new(mine), KEY, false, Limits::default());
    let honest = here.pull();
    // The other side answers for one list and sends the cells of another.
    let answer = |set: SerialSet| {
        let mut there = Sync::answer(Arc::new(set), Limits::default());
        there.push(&honest).unwrap();
        there.pull()
    };
    let (first, second) = (answer(theirs), answer(numbered(20..1000)));
    let length = |bytes: &[u8]| u32::from_le_bytes(*bytes.first_chunk().unwrap()) as usize + 9;
    let mut mixed = first[..length(&first)].to_vec();
    mixed.extend_from_slice(&second[length(&second)..]);
    let pushed = here.push(&mixed);
    assert!(here.outcome().is_none());
    if pushed.is_ok() {
        // Not yet: it asks for more, until all rows prove it.
        assert!(!here.pull().is_empty());
    }
}

#[test]
fn rows_without_number_are_refused() {
    let set = Arc::new(numbered(0..100));
    let mut there = Sync::answer(Arc::clone(&set), Limits::default());
    let mut here = Sync::ask(Arc::new(numbered(1..100)), KEY, true, Limits::default());
    there.push(&here.pull()).unwrap();
    // The second message of the asker, which claims the same serial twice so often that the sum would overflow.
    let mut lie = Outgoing::new();
    lie.put(Some(KEY), Kind::Hello, &[]);
    lie.bytes.clear();
    let mut payload = vec![1];
    for _ in 0..2 {
        payload.push(0);
        crate::sets::bytes::put_varint(&mut payload, i64::MAX as u64);
        payload.extend_from_slice(&[0; 16]);
    }
    lie.put(Some(KEY), Kind::Differences, &payload);
    assert_eq!(there.push(&lie.bytes).unwrap_err().code(), "sync-damaged");
}
