//! Sets that are kept, sketched, exchanged and asked: `cargo bench -p tallymark-benches --bench sets -- --rows 10000000`

use std::collections::HashSet;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use tallymark::sets::{
    About, Kept, Key, Known, Limits, SerialSet, Sketch, SketchKey, StatePlane, Sync, Use, diff,
};
use tallymark::{Gtin, Serial, Sgtin};
use tallymark_benches::peers::rateless::{Item, decode, encode, hash};
use tallymark_benches::race::{Race, argument};
use tallymark_benches::random::Random;
use tallymark_benches::serials::two_lists;

const KEY: SketchKey = SketchKey::new(*b"a secret of ours");

fn main() {
    let rows = argument("--rows", 1_000_000);
    let rounds = argument("--rounds", 5);
    kept(rows, rounds);
    sketched(rows, rounds);
    exchanged(argument("--exchange", 1_000_000));
    known(argument("--pool", 10_000_000), rounds);
    planes(argument("--plane", 100_000_000), rounds);
}

/// Sort once, compare many times.
fn kept(rows: usize, rounds: usize) {
    let [a, b] = two_lists(rows, 20_260_101);
    let (packed_a, packed_b) = (a.pack(), b.pack());
    let (bytes_a, bytes_b) = (packed_a.keep(&About::new()), packed_b.keep(&About::new()));
    println!("kept: {:.2} bytes a row", bytes_a.len() as f64 / rows as f64);
    let (kept_a, kept_b) = (Kept::open(&bytes_a).unwrap(), Kept::open(&bytes_b).unwrap());
    Race::new("two lists compared", 2 * rows)
        .lane("kept sets, one scan of both", || kept_a.diff(&kept_b).unwrap().common)
        .lane("packed lists, parted before", || diff(&packed_a, &packed_b).common)
        .lane("from text columns", || diff(&a.pack(), &b.pack()).common)
        .run(rounds);
    Race::new("to be kept", rows)
        .lane("sorted and packed", || black_box(packed_a.keep(&About::new())).len())
        .run(rounds);
}

/// One pass of sums against one pass of packing.
fn sketched(rows: usize, rounds: usize) {
    let [a, b] = two_lists(rows, 20_260_101);
    let of = &|bits| {
        let mut sketches = [Sketch::new(KEY, bits), Sketch::new(KEY, bits)];
        a.add_to(&mut sketches[0]);
        b.add_to(&mut sketches[1]);
        let [mut first, second] = sketches;
        first.subtract(&second).unwrap();
        first
    };
    let found = of(14).surplus().map_or(0, |surplus| surplus.len());
    let mut race = Race::new("differences by sketch, from text columns", 2 * rows);
    for bits in [12, 14, 17] {
        race = race.lane(format!("3 x 2^{bits} cells"), move || {
            of(bits).surplus().map_or(found, |surplus| surplus.len())
        });
    }
    race.run(rounds);
    let mut many = Sketch::new(KEY, Sketch::bits_for(100_000));
    let serials: Vec<_> = (0..100_000u64).map(|n| Some(format!("{:020}", n * 7919))).collect();
    many.add(tallymark::sets::Source::serials(None, &serials)).unwrap();
    Race::new("a hundred thousand differences read", 100_000)
        .lane("surplus", || many.surplus().unwrap().len())
        .run(rounds);
}

fn numbered(range: std::ops::Range<u64>) -> SerialSet {
    let gtin = Gtin::parse("09506000134352").ok();
    let text = |n: u64| format!("{:020X}", u128::from(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let texts: Vec<_> = range.map(|n| Some(text(n))).collect();
    tallymark::sets::Source::serials(gtin, &texts).pack()
}

/// Bytes and time of exchanges, beside rateless symbols of the same items.
fn exchanged(rows: usize) {
    let rows = rows as u64;
    println!(
        "\nan exchange of {rows} serials of 20 characters with one difference in so many; no side tells the other"
    );
    println!(
        "  {:>11} {:>12} {:>12} {:>10} {:>10} {:>26}",
        "differences", "bytes each", "messages", "asker ms", "answer ms", "rateless: bytes each, ms"
    );
    for differing in [2u64, 16, 128, 1000, 10_000, 100_000] {
        let half = differing / 2;
        let (a, b) = (Arc::new(numbered(0..rows)), Arc::new(numbered(half..rows + half)));
        let mut milliseconds = [0.0; 2];
        let timed = |slot: &mut f64, job: &mut dyn FnMut()| {
            let start = Instant::now();
            job();
            *slot += start.elapsed().as_secs_f64() * 1e3;
        };
        let mut here = None;
        timed(&mut milliseconds[0], &mut || {
            here = Some(Sync::ask(Arc::clone(&a), KEY, false, Limits::default()));
        });
        let (mut here, mut there) = (here.unwrap(), Sync::answer(Arc::clone(&b), Limits::default()));
        let mut messages = 0;
        while !(here.is_done() && there.is_done()) {
            let question = here.pull();
            timed(&mut milliseconds[1], &mut || there.push(&question).unwrap());
            let answer = there.pull();
            timed(&mut milliseconds[0], &mut || here.push(&answer).unwrap());
            messages += usize::from(!question.is_empty()) + usize::from(!answer.is_empty());
        }
        let found = here.outcome().unwrap().differences.as_ref().unwrap().len() as u64;
        assert_eq!(found, differing);
        let (sent, received) = here.traffic();

        let item = |n: u64| {
            let value = u128::from(n.wrapping_mul(0x9e37_79b9_7f4a_7c15)) << 40 | 0xffff;
            Item { value, hash: hash(value) }
        };
        let (theirs, ours): (Vec<_>, Vec<_>) =
            ((half..rows + half).map(item).collect(), (0..rows).map(item).collect());
        let count = (differing * 2 + 64) as usize;
        let start = Instant::now();
        let (coded_a, coded_b) = (encode(&ours, count), encode(&theirs, count));
        let encoded = start.elapsed().as_secs_f64() * 1e3 / 2.0;
        let start = Instant::now();
        let (symbols, read) = decode(&coded_a, &coded_b).unwrap();
        assert_eq!(read as u64, differing);
        let decoded = start.elapsed().as_secs_f64() * 1e3;
        println!(
            "  {differing:>11} {:>12.1} {messages:>12} {:>10.1} {:>10.1} {:>11.1}, {encoded:.0} + {decoded:.1}",
            (sent + received) as f64 / differing as f64,
            milliseconds[0],
            milliseconds[1],
            symbols as f64 * 21.0 / differing as f64,
        );
    }
}

/// A line asks whether a serial is in the pool.
fn known(pool: usize, rounds: usize) {
    let gtin = Gtin::parse("09506000134352").unwrap();
    let mut random = Random::new(7);
    let mut key = |sign: &str| {
        let serial = Serial::parse(format!("{:016X}{sign}", random.number())).unwrap();
        Key::from(Sgtin { gtin, serial })
    };
    let keys: Vec<Key> = (0..pool).map(|_| key("P")).collect();
    let strangers: Vec<Key> = (0..1_000_000).map(|_| key("S")).collect();
    let start = Instant::now();
    let mut known: Known = keys.iter().copied().collect();
    println!("\na pool of {pool} keys made in {:.1} s", start.elapsed().as_secs_f64());
    let plain: HashSet<Key> = keys.iter().copied().collect();
    let asked: Vec<Key> = (0..1_000_000).map(|n: usize| keys[n.wrapping_mul(2_654_435_761) % pool]).collect();
    Race::new("serials of the pool", asked.len())
        .lane("Known", || asked.iter().filter(|key| known.contains(key)).count())
        .lane("HashSet", || asked.iter().filter(|key| plain.contains(key)).count())
        .run(rounds);
    Race::new("strangers", strangers.len())
        .lane("Known", || strangers.iter().filter(|key| known.contains(key)).count())
        .lane("HashSet", || strangers.iter().filter(|key| plain.contains(key)).count())
        .run(rounds);
    let start = Instant::now();
    let first = asked.iter().filter(|key| known.use_up(key) == Use::First).count();
    println!("used up: {first}, {:.1} ns each", start.elapsed().as_secs_f64() * 1e9 / asked.len() as f64);
}

/// Two sides that share a pool.
fn planes(pool: usize, rounds: usize) {
    let mut planes = [StatePlane::new(pool as u64), StatePlane::new(pool as u64)];
    for plane in &mut planes {
        assert!((0..pool as u64).all(|at| plane.set(at, (at % 7) as u8)));
    }
    let [a, mut b] = planes;
    assert!((0..100_000u64).all(|n| b.set(n * 997 % pool as u64, 15)));
    let plain = |plane: &StatePlane| (0..pool as u64).map(|at| plane.get(at).unwrap()).collect::<Vec<u8>>();
    let (bytes_a, bytes_b) = (plain(&a), plain(&b));
    Race::new("states of a pool compared", pool)
        .lane("StatePlane", || a.differences(&b).len())
        .lane("a byte each, one by one", || bytes_a.iter().zip(&bytes_b).filter(|(a, b)| a != b).count())
        .run(rounds);
}
