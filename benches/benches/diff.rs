//! Two lists of serials from memory: ours against hash maps. `cargo bench -p tallymark-benches --bench diff -- --rows 10000000`

use tallymark::sets::{Membership, diff};
use tallymark_benches::peers::maps::{Counts, by_packed_keys, by_strings};
use tallymark_benches::race::{Race, argument};
use tallymark_benches::serials::two_lists;

fn main() {
    let rows = argument("--rows", 1_000_000);
    let rounds = argument("--rounds", 5);
    let [a, b] = two_lists(rows, 20_260_101);
    let pack = |list: &tallymark_benches::serials::List| list.with_source(true, |source| source.pack());
    let mut race = Race::new("missing both ways, duplicates, changed states, from text columns", 2 * rows)
        .lane("tallymark::sets::diff", || Counts::from(&diff(&pack(&a), &pack(&b))))
        .lane("HashMap of packed keys, fast hash", || by_packed_keys(&a, &b));
    if rows <= argument("--strings-up-to", 1_000_000) {
        race = race.lane("HashMap<String, _>", || by_strings(&a, &b));
    }
    race.run(rounds);

    let (packed_a, packed_b) = (pack(&a), pack(&b));
    Race::new("the parts", 2 * rows)
        .lane("pack both", || pack(&a).used() + pack(&b).used())
        .lane("diff of packed", || diff(&packed_a, &packed_b).only_a.len() * 0 + 2 * rows)
        .lane("membership of packed", || {
            Membership::of(&[&packed_a, &packed_b]).map_or(0, |m| m.incomplete().len()) * 0 + 2 * rows
        })
        .run(rounds);
}
