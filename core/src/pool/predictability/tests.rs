use super::*;

/// SplitMix64: good enough to stand for chance, and nothing the tests know of.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        (0..length).map(|_| char::from(alphabet[(self.next() % alphabet.len() as u64) as usize])).collect()
    }
}

const ALPHABETS: [&[u8]; 5] = [
    b"0123456789",
    b"0123456789ABCDEFGHJKMNPQRSTVWXYZ",
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
    b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz",
];

/// A number in the alphabet, with zeros in front.
fn written(mut number: u128, alphabet: &[u8], length: usize) -> String {
    let mut text = vec![alphabet[0]; length];
    for place in text.iter_mut().rev() {
        *place = alphabet[(number % alphabet.len() as u128) as usize];
        number /= alphabet.len() as u128;
    }
    String::from_utf8(text).unwrap()
}

fn silent(serials: &[String], what: &str) {
    let result = Predictability::of(serials);
    assert!(!result.is_predictable(), "{what}: {:?}", result.failures);
}

fn loud(serials: &[String], what: &str, test: Test) {
    let result = Predictability::of(serials);
    let found = result.failures.iter().any(|failure| failure.test == test);
    assert!(found, "{what}: {test:?} not in {:?}", result.failures);
    assert!(result.guess_probability >= LIMIT, "{what}: {}", result.guess_probability);
}

#[test]
fn pools_drawn_at_random_pass() {
    for (kind, alphabet) in ALPHABETS.into_iter().enumerate() {
        let length = [14, 9, 9, 8, 8][kind];
        for (count, seeds) in [(1, 3), (10, 20), (16, 60), (40, 60), (60, 60), (600, 20), (5_000, 2)] {
            for seed in 0..seeds {
                let mut dice = Dice(seed * 1000 + count as u64 * 7 + kind as u64);
                let longer = length + (seed % 6) as usize;
                let mut serials: Vec<String> = (0..count).map(|_| dice.text(alphabet, longer)).collect();
                silent(&serials, &format!("{kind} {count} {seed}"));
                serials.sort();
                silent(&serials, &format!("{kind} {count} {seed}, sorted"));
            }
        }
    }
}

#[test]
fn a_large_pool_drawn_at_random_passes() {
    let mut dice = Dice(5);
    let serials: Vec<String> = (0..60_000).map(|_| dice.text(ALPHABETS[1], 12)).collect();
    silent(&serials, "60 000 of base32");
}

#[test]
fn random_parts_behind_what_firms_put_in_front_pass() {
    let mut dice = Dice(77);
    let fronts = ["", "A", "DE25", "2511", "2512", "2601"];
    for front in fronts {
        let serials: Vec<String> =
            (0..2_000).map(|_| format!("{front}{}", dice.text(ALPHABETS[1], 10))).collect();
        silent(&serials, front);
    }
    let mixed: Vec<String> = (0..3_000)
        .map(|n| format!("{}{}", ["DE25", "FR26", "IT31"][n % 3], dice.text(ALPHABETS[0], 14)))
        .collect();
    silent(&mixed, "three fronts");
    // Requests of fifty, each sorted.
    let mut blocks = Vec::new();
    for _ in 0..60 {
        let mut block: Vec<String> = (0..50).map(|_| dice.text(ALPHABETS[0], 15)).collect();
        block.sort();
        blocks.extend(block);
    }
    silent(&blocks, "sorted requests");
    // Numbers without zeros in front: lengths differ.
    let numbers: Vec<String> =
        (0..4_000).map(|_| (dice.next() % 1_000_000_000_000_000).to_string()).collect();
    silent(&numbers, "numbers");
    let numbers: Vec<String> = (0..4_000).map(|_| dice.next().to_string()).collect();
    silent(&numbers, "64-bit numbers");
}

#[test]
fn counters_and_steps_fail() {
    for (kind, alphabet) in ALPHABETS.into_iter().enumerate() {
        for count in [20u128, 100, 3_000] {
            let from = 123_456_789u128;
            let counted: Vec<String> = (0..count).map(|n| written(from + n, alphabet, 12)).collect();
            loud(&counted, &format!("counter {kind} {count}"), Test::Steps);
            if count < 100 {
                // So few serials do not show the whole alphabet, without which a wide step is none.
                continue;
            }
            let stepped: Vec<String> = (0..count)
                .map(|n| written((from + n * 31_415_926_535) % 10u128.pow(12), alphabet, 14))
                .collect();
            loud(&stepped, &format!("steps {kind} {count}"), Test::Steps);
        }
    }
}

#[test]
fn order_does_not_hide_a_counter() {
    let mut dice = Dice(3);
    let mut counted: Vec<String> =
        (0..2_000u128).map(|n| written(555_000_000 + n, ALPHABETS[0], 12)).collect();
    for at in (1..counted.len()).rev() {
        counted.swap(at, (dice.next() % (at as u64 + 1)) as usize);
    }
    loud(&counted, "shuffled counter", Test::Range);
    // Lanes take blocks of fifty from far apart, and mix.
    let mut lanes: Vec<u128> = (0..40).map(|_| u128::from(dice.next() % 10u64.pow(15))).collect();
    let mixed: Vec<String> = (0..2_000)
        .map(|_| {
            let lane = (dice.next() % 40) as usize;
            lanes[lane] += 1;
            written(lanes[lane], ALPHABETS[0], 15)
        })
        .collect();
    loud(&mixed, "mixed lanes", Test::Gaps);
    let small_steps: Vec<String> = (0..3_000)
        .scan(10u128.pow(11), |number, _| {
            *number += 1 + u128::from(dice.next() % 900);
            Some(written(*number, ALPHABETS[0], 14))
        })
        .collect();
    loud(&small_steps, "small random steps", Test::Range);
}

#[test]
fn a_counter_behind_a_random_front_fails() {
    let mut dice = Dice(9);
    for count in [700u128, 5_000] {
        let serials: Vec<String> =
            (0..count).map(|n| format!("{}{:05}", dice.text(ALPHABETS[0], 3), 20_000 + n)).collect();
        loud(&serials, "random front", Test::Order);
    }
    let behind: Vec<String> = (0..5_000u128).map(|n| format!("K7QZ{:08}", 20_000 + n)).collect();
    loud(&behind, "one random front", Test::Steps);
}

#[test]
fn congruences_fail() {
    // Modulo a power of ten and of two: the low digits have short periods.
    let mut state = 12_345u128;
    let ten: Vec<String> = (0..4_000)
        .map(|_| {
            state = (state * 6_364_136_223_846_793_005 + 1_442_695_040_888_963_407) % 10u128.pow(12);
            written(state, ALPHABETS[0], 12)
        })
        .collect();
    let result = Predictability::of(&ten);
    assert!(result.failures.iter().any(|failure| failure.test == Test::Order), "{:?}", result.failures);
    let two: Vec<String> = (0..20_000)
        .map(|_| {
            state = (state * 1_103_515_245 + 12_345) % (1 << 60);
            written(state, ALPHABETS[1], 12)
        })
        .collect();
    let result = Predictability::of(&two);
    assert!(result.failures.iter().any(|failure| failure.test == Test::Order), "{:?}", result.failures);
}

#[test]
fn too_little_room_fails() {
    let mut dice = Dice(4);
    let few: Vec<String> = (0..1_000).map(|_| dice.text(ALPHABETS[0], 6)).collect();
    loud(&few, "a million for a thousand", Test::Guess);
    let fixed: Vec<String> =
        (0..1_000).map(|_| format!("9506000134{}", dice.text(ALPHABETS[1], 3))).collect();
    loud(&fixed, "a long front", Test::FixedPart);
    let skewed: Vec<String> = (0..5_000)
        .map(|_| {
            let any = dice.text(ALPHABETS[0], 14);
            any.chars().map(|c| if dice.next() % 10 < 7 { '0' } else { c }).collect()
        })
        .collect();
    let result = Predictability::of(&skewed);
    assert!(result.failures.iter().any(|failure| failure.test == Test::Skew), "{:?}", result.failures);
    let grid: Vec<String> = (0..2_000u128)
        .map(|n| {
            written(
                (n * 777 % 2_000) * 10u128.pow(9) + u128::from(dice.next() % 10u64.pow(8)),
                ALPHABETS[0],
                14,
            )
        })
        .collect();
    let result = Predictability::of(&grid);
    assert!(result.failures.iter().any(|failure| failure.test == Test::Even), "{:?}", result.failures);
}

#[test]
fn a_few_serials_are_not_judged() {
    let result = Predictability::of((0..15).map(|n| n.to_string()));
    assert!(!result.is_judged() && !result.is_predictable());
    assert!(!Predictability::of(Vec::<String>::new()).is_predictable());
    let wild: Vec<Vec<u8>> = (0..300u32).map(|n| vec![n as u8; (n % 40) as usize]).collect();
    assert_eq!(Predictability::of(&wild).serials, 300);
}
