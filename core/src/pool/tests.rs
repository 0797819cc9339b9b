use std::collections::HashSet;

use super::*;

fn space(alphabet: &str, length: usize) -> Space {
    Space::new(Alphabet::named(alphabet).unwrap(), length).unwrap()
}

#[test]
fn alphabets_are_what_they_say() {
    for name in Alphabet::NAMES {
        let alphabet = Alphabet::named(name).unwrap();
        let text = String::from_utf8(alphabet.characters().to_vec()).unwrap();
        assert_eq!(Alphabet::parse(&text).unwrap(), alphabet, "{name}");
        assert_eq!(alphabet.mixes_case(), ["base62", "cset82"].contains(&name));
    }
    assert_eq!(Alphabet::named("cset82").unwrap().len(), 82);
    assert_eq!(Alphabet::base32().len(), 32);
    let refused = |text: &str| {
        let error = Alphabet::parse(text).unwrap_err();
        (error.code().as_str(), error.span().start, error.span().end)
    };
    assert_eq!(refused("AB C"), ("pool-alphabet", 2, 3));
    assert_eq!(refused("A"), ("pool-alphabet", 0, 1));
    assert_eq!(refused("ABCB"), ("pool-alphabet", 3, 4));
}

#[test]
fn spaces_have_their_limits() {
    let code = |result: Result<Space, crate::ParseError>| result.unwrap_err().code().as_str();
    assert_eq!(code(Space::new(Alphabet::base32(), 21)), "pool-length");
    assert_eq!(code(Space::new(Alphabet::base32(), 3)), "pool-length");
    assert_eq!(code(Space::new(Alphabet::base32(), 0)), "pool-length");
    assert_eq!(code(space("digits", 8).prefix("AB1")), "pool-length");
    assert_eq!(code(space("digits", 8).prefix("A B")), "pool-fixed");
    assert_eq!(code(space("digits", 8).forbid([""])), "pool-forbidden");
    assert_eq!(code(space("digits", 8).prefix("A").unwrap().forbid(["a"])), "pool-forbidden");
    assert_eq!(space("cset82", 20).size(), 82u128.pow(20));
}

#[test]
fn the_forbidden_are_counted_from_above() {
    // By hand, in a space small enough to go through: 10^6 texts.
    let digits = space("digits", 7).prefix("6").unwrap().forbid(["66", "07"]).unwrap();
    let counted = (0..1_000_000u32)
        .filter(|n| {
            let text = format!("6{n:06}");
            !text.contains("66") && !text.contains("07")
        })
        .count() as u128;
    assert!(digits.allowed_at_least() <= counted);
    assert!(digits.allowed_at_least() * 10 > counted * 9, "{} of {counted}", digits.allowed_at_least());
}

#[test]
fn the_limit_of_a_guess_is_exact() {
    let space = space("digits", 8);
    assert_eq!(space.may_issue(), 9_999);
    assert!(space.permits(9_999).is_ok() && space.permits(10_000).is_err());
    assert_eq!(space.guess_probability(10_000), Ratio { numerator: 1, denominator: 10_000 });
    assert!(!Ratio::new(1, 10_000).is_below_one_in(10_000));
    assert!(Ratio::new(9_999, 100_000_000).is_below_one_in(10_000));
    assert_eq!(Ratio::new(0, 0).to_string(), "1/1");
}

#[test]
fn a_source_that_gives_nothing_is_told() {
    let mut stuck = |bytes: &mut [u8]| bytes.fill(255);
    let space = space("digits", 8);
    assert_eq!(space.draw(&mut stuck, |_| false).unwrap_err().code().as_str(), "pool-exhausted");
    let mut zero = |bytes: &mut [u8]| bytes.fill(0);
    assert_eq!(space.draw(&mut zero, |_| false).unwrap().to_string(), "00000000");
    assert!(space.draw(&mut zero, |_| true).is_err());
}

#[cfg(feature = "pool")]
mod permutation {
    use super::*;
    use proptest::prelude::*;

    fn pool(alphabet: &str, length: usize, key: &[u8]) -> Pool {
        Pool::new(space(alphabet, length), key).unwrap()
    }

    /// NIST SP 800-38G, FF1 samples 1 and 4: AES-128 and AES-256, radix 10, empty tweak... through the digits' own values.
    #[test]
    fn the_published_samples_come_out() {
        let key: Vec<u8> = (0..16)
            .map(|n| {
                [
                    0x2B, 0x7E, 0x15, 0x16, 0x28, 0xAE, 0xD2, 0xA6, 0xAB, 0xF7, 0x15, 0x88, 0x09, 0xCF, 0x4F,
                    0x3C,
                ][n]
            })
            .collect();
        let pool = pool("digits", 10, &key);
        assert_eq!(pool.get(123_456_789).unwrap().to_string(), "2433477484");
        let labelled = pool.label([0x39, 0x38, 0x37, 0x36, 0x35, 0x34, 0x33, 0x32, 0x31, 0x30]);
        assert_eq!(labelled.get(123_456_789).unwrap().to_string(), "6124200773");
    }

    #[test]
    fn no_serial_comes_twice() {
        // The smallest space, where doubles would be most likely: random draws would make 200.
        let pool = pool("digits", 6, &[9; 32]);
        let all: HashSet<_> = pool.from(980_000).map(|(_, serial)| serial).collect();
        assert_eq!(all.len(), 20_000);
    }

    #[test]
    fn sites_share_a_pool_without_overlap() {
        let pool = pool("base32", 10, &[1; 16]);
        let mut at = 0;
        for site in 0..7 {
            let part = pool.part(site, 7);
            assert_eq!(part.start, at);
            at = part.end;
        }
        assert_eq!(at, pool.space().size());
        assert!(pool.get(at).is_none());
    }

    #[test]
    fn forbidden_serials_are_passed_over() {
        let open = pool("digits", 7, &[3; 32]);
        let closed = Pool::new(space("digits", 7).forbid(["12", "7"]).unwrap(), &[3; 32]).unwrap();
        let expected: Vec<_> = open
            .from(0)
            .take(500)
            .filter(|(_, serial)| !serial.to_string().contains("12") && !serial.to_string().contains('7'))
            .collect();
        assert!(expected.len() < 400);
        assert_eq!(closed.from(0).take(expected.len()).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_a_pool_makes_cannot_be_predicted() {
        for (name, length) in [("digits", 14), ("base32", 10), ("cset82", 20)] {
            let made: Vec<String> = pool(name, length, &[5; 32])
                .from(0)
                .take(5_000)
                .map(|(_, serial)| serial.to_string())
                .collect();
            let result = Predictability::of(&made);
            assert!(!result.is_predictable(), "{name}: {:?}", result.failures);
        }
    }

    #[test]
    fn keys_have_a_length() {
        for length in [0, 15, 17, 24, 33] {
            let error = Pool::new(space("digits", 8), &vec![1; length]).unwrap_err();
            assert_eq!(error.code().as_str(), "pool-key");
        }
        assert!(!format!("{:?}", pool("digits", 8, &[0xAB; 16])).contains("171"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn a_serial_tells_its_number(kind in 0usize..6, length in 7usize..=20, n in any::<u128>(), key in any::<[u8; 32]>()) {
            let pool = pool(Alphabet::NAMES[kind], length, &key).label("x");
            let n = n % pool.space().size();
            let serial = pool.get(n).unwrap();
            prop_assert_eq!(serial.to_string().len(), length);
            prop_assert_eq!(pool.number_of(&serial), Some(n));
        }
    }
}

#[test]
fn long_lists_of_forbidden_texts_are_counted_in_time() {
    let space = Space::new(Alphabet::base32(), 20).unwrap();
    let texts: Vec<String> = (0..5_000).map(|number| format!("{number:08}")).collect();
    let begun = std::time::Instant::now();
    let once = space.clone().forbid(&texts).unwrap();
    assert_eq!(once.allowed_at_least(), space.size() - 5_000 * 13 * 32u128.pow(12));
    assert_eq!(once.clone().forbid(&texts), Ok(once));
    assert!(begun.elapsed().as_secs() < 20);
}
