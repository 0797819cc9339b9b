use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::keys::Gtin;
use crate::sets::tests::{TextRow, text_rows};

const KEY: SketchKey = SketchKey::new([7; 16]);

fn add(sketch: &mut Sketch, rows: &[TextRow]) -> Vec<RejectedRow> {
    let gtins: Vec<_> = rows.iter().map(|row| row.0).collect();
    let serials: Vec<_> = rows.iter().map(|row| row.1.as_deref()).collect();
    let states: Vec<_> = rows.iter().map(|row| row.2).collect();
    sketch.add(Source::sgtins(&gtins, &serials).states(&states)).unwrap()
}

fn of(rows: &[TextRow], bits: u32) -> Sketch {
    let mut sketch = Sketch::new(KEY, bits);
    add(&mut sketch, rows);
    sketch
}

fn naive(a: &[TextRow], b: &[TextRow]) -> Vec<Surplus> {
    let mut net = BTreeMap::<(Key, Option<Arc<[u8]>>), i64>::new();
    for (rows, sign) in [(a, 1), (b, -1)] {
        for (key, rows) in crate::sets::tests::naive(rows).0 {
            rows.into_iter().for_each(|(_, state)| *net.entry((key, state)).or_default() += sign);
        }
    }
    let all = net.into_iter().filter(|one| one.1 != 0);
    all.map(|((key, state), net)| Surplus { key, state, net }).collect()
}

proptest! {
    #[test]
    fn what_remains_is_the_difference(a in text_rows(), b in text_rows(), bits in 4u32..9, part in 0usize..40) {
        let (first, second) = a.split_at(part.min(a.len()));
        let mut sketch = of(first, bits);
        sketch.merge(&of(second, 8)).unwrap();
        sketch.subtract(&of(&b, 7)).unwrap();
        prop_assert_eq!(sketch.bits(), bits.min(7));
        let rejected = crate::sets::tests::naive(&a).1.len() as u64;
        prop_assert_eq!(sketch.rows(), (a.len() as u64, rejected));
        match sketch.surplus() {
            Ok(found) => prop_assert_eq!(found, naive(&a, &b)),
            Err(error) => {
                prop_assert_eq!(error, SketchError::Overfull { cells: 3 << sketch.bits() });
                prop_assert!(naive(&a, &b).len() > 1 << (sketch.bits() - 2), "it gave up far too soon");
            }
        }
        let again = Sketch::from_bytes(KEY, &sketch.to_bytes()).unwrap();
        prop_assert_eq!(again.to_bytes(), sketch.to_bytes());
        prop_assert_eq!(again.surplus(), sketch.surplus());
    }

    #[test]
    fn damage_is_noticed(a in text_rows(), at: prop::sample::Index, flip in 1u8.., cut: prop::sample::Index) {
        let mut bytes = of(&a, 4).to_bytes();
        prop_assert!(Sketch::from_bytes(KEY, &bytes[..cut.index(bytes.len())]).is_err());
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        prop_assert!(Sketch::from_bytes(KEY, &bytes).is_err());
    }
}

fn numbered(range: std::ops::Range<u64>) -> Sketch {
    let texts: Vec<_> = range.map(|n| Some(format!("{:012}", n * 7919))).collect();
    let mut sketch = Sketch::new(KEY, 10);
    sketch.add(Source::serials(Gtin::parse("09506000134352").ok(), &texts)).unwrap();
    sketch
}

#[test]
fn many_rows_and_few_differences() {
    let mut sketch = numbered(0..200_000);
    sketch.subtract(&numbered(1000..201_000)).unwrap();
    let found = sketch.surplus().unwrap();
    assert_eq!((found.len(), found.iter().filter(|one| one.net == 1).count()), (2000, 1000));
    sketch.subtract(&numbered(300_000..302_000)).unwrap();
    assert_eq!(sketch.surplus().unwrap_err().code(), "sketch-overfull");
}

#[test]
fn repeated_rows_are_counted_up_to_a_hundred() {
    for (times, found) in
        [(2, true), (3, true), (64, true), (96, true), (127, true), (128, false), (200, false), (300, false)]
    {
        let rows = vec![Some("ZZZZZZZZZZzzzzzzzzzz"); times];
        let mut sketch = Sketch::new(KEY, 4);
        sketch.add(Source::serials(None, &rows)).unwrap();
        let surplus = sketch.surplus();
        assert_eq!(surplus.is_ok(), found, "{times}");
        if let Ok(surplus) = surplus {
            assert_eq!(surplus[0].net, times as i64);
        }
    }
}

#[test]
fn another_key_is_refused() {
    let mut sketch = Sketch::new(KEY, 4);
    let other = Sketch::new(SketchKey::new([8; 16]), 4);
    assert_eq!(sketch.merge(&other), Err(SketchError::Key));
    assert_eq!(Sketch::from_bytes(KEY, &other.to_bytes()).unwrap_err(), SketchError::Key);
    assert!(!format!("{sketch:?}").contains("7, 7"));
}

/// Serials that share every place under one key are told apart under another.
#[test]
fn serials_chosen_against_one_key_do_not_break_the_next() {
    let hashing = Hashing::new(KEY);
    let seed = hashing.seed(Owner::Bare, None);
    let shape = Shape::even(4);
    let mut by_place = HashMap::<[usize; 3], Vec<String>>::new();
    let chosen = (0..).find_map(|n: u64| {
        let text = format!("{n:08}");
        let places = shape.places(hashing.item(crate::keys::Serial::pack(text.as_bytes()).unwrap(), seed));
        let same = by_place.entry(places).or_default();
        same.push(text);
        (same.len() == 8).then(|| std::mem::take(same))
    });
    let rows: Vec<_> = chosen.unwrap().into_iter().map(Some).collect();
    let surplus = |key| {
        let mut sketch = Sketch::new(key, 4);
        sketch.add(Source::serials(None, &rows)).unwrap();
        sketch.surplus()
    };
    assert_eq!(surplus(KEY).unwrap_err().code(), "sketch-overfull");
    assert_eq!(surplus(SketchKey::new([9; 16])).unwrap().len(), 8);
}
