//! Two lists of serials from memory: ours against hash maps. `cargo bench -p tallymark-benches --bench diff -- --rows 10000000`

use std::hint::black_box;

use tallymark::sets::{Membership, diff};
use tallymark_benches::peers::maps::{Counts, by_packed_keys, by_strings};
use tallymark_benches::race::{Race, argument};
use tallymark_benches::serials::two_lists;

fn main() {
    let rows = argument("--rows", 1_000_000);
    let rounds = argument("--rounds", 5);
    let [a, b] = two_lists(rows, 20_260_101);
    let mut race = Race::new("missing both ways, duplicates, changed states, from text columns", 2 * rows)
        .lane("tallymark::sets::diff", || Counts::from(&diff(&a.pack(), &b.pack())))
        .lane("HashMap of packed keys, fast hash", || by_packed_keys(&a, &b));
    if rows <= argument("--strings-up-to", 1_000_000) {
        race = race.lane("HashMap<String, _>", || by_strings(&a, &b));
    }
    race.run(rounds);

    let (packed_a, packed_b) = (a.pack(), b.pack());
    Race::new("the parts", 2 * rows)
        .lane("pack both", || drop(black_box([a.pack(), b.pack()])))
        .lane("diff of packed", || drop(black_box(diff(&packed_a, &packed_b))))
        .lane("membership of packed", || drop(black_box(Membership::of(&[&packed_a, &packed_b]))))
        .run(rounds);
}
