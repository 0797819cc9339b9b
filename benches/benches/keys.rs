//! How to hold a serial: packing, hashing, sorting and size of four representations of the same texts.

use std::cmp::Ordering;
use std::hint::black_box;
use std::mem::size_of;

use tallymark::Serial;
use tallymark_benches::peers::keys::{Limb128, Padded, naive_limbs};
use tallymark_benches::peers::maps::Folded;
use tallymark_benches::race::{Race, argument};
use tallymark_benches::serials::two_lists;

fn main() {
    let rows = argument("--rows", 1_000_000);
    let rounds = argument("--rounds", 7);
    let [list, _] = two_lists(rows, 20_260_102);
    let texts: Vec<&[u8]> = list.serials.iter().collect();

    fn all<K>(texts: &[&[u8]], key: impl Fn(&[u8]) -> Option<K>) -> Vec<K> {
        texts.iter().filter_map(|text| key(text)).collect()
    }
    let string = |text: &[u8]| String::from_utf8(text.to_vec()).ok();
    let serial = |text: &[u8]| Serial::parse(text).ok();

    println!(
        "bytes: Serial {}, u128 {}, [u8; 20] and length {}, String {} and its text",
        size_of::<Serial>(),
        size_of::<Limb128>(),
        size_of::<Padded>(),
        size_of::<String>()
    );
    // Each key is used and dropped, so that memory for a column of them does not weigh in.
    Race::new("check and pack", rows)
        .lane("Serial (two limbs of base 83)", || each(&texts, serial))
        .lane("limbs digit by digit", || each(&texts, naive_limbs))
        .lane("u128 of base 83, digit by digit", || each(&texts, Limb128::parse))
        .lane("[u8; 20] and length, checked", || each(&texts, Padded::parse))
        .lane("String, unchecked", || each(&texts, string))
        .run(rounds);

    let (serials, wide) = (all(&texts, serial), all(&texts, Limb128::parse));
    let (padded, strings) = (all(&texts, Padded::parse), all(&texts, string));
    Race::new("hash (the same multiply-and-fold hasher)", rows)
        .lane("Serial", || hashes(&serials))
        .lane("u128", || hashes(&wide))
        .lane("[u8; 20] and length", || hashes(&padded))
        .lane("String", || hashes(&strings))
        .run(rounds);
    Race::new("compare with the next one", rows)
        .lane("Serial", || ascents(&serials))
        .lane("u128", || ascents(&wide))
        .lane("[u8; 20] and length", || ascents(&padded))
        .lane("String", || ascents(&strings))
        .run(rounds);
    Race::new("sort", rows)
        .lane("Serial", || order(&serials))
        .lane("u128", || order(&wide))
        .lane("[u8; 20] and length", || order(&padded))
        .lane("String", || order(&strings))
        .run(3);
}

fn each<K>(texts: &[&[u8]], key: impl Fn(&[u8]) -> Option<K>) -> usize {
    texts.iter().filter(|text| black_box(key(text)).is_some()).count()
}

fn hashes<K: std::hash::Hash>(keys: &[K]) {
    for key in keys {
        let mut hasher = Folded::default();
        key.hash(&mut hasher);
        black_box(std::hash::Hasher::finish(&hasher));
    }
}

fn ascents<K: Ord>(keys: &[K]) -> usize {
    keys.windows(2).filter(|pair| pair[0].cmp(&pair[1]) == Ordering::Less).count()
}

fn order<K: Ord + Clone>(keys: &[K]) {
    let mut sorted = keys.to_vec();
    sorted.sort_unstable();
    black_box(sorted);
}
