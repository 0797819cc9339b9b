use proptest::prelude::*;

use super::*;
use crate::gs1::Message;

fn elements(link: &str) -> Vec<(String, String)> {
    let message = Message::parse_digital_link(link).unwrap();
    let mut all: Vec<_> =
        message.elements().map(|element| (element.ai.to_string(), element.value.to_owned())).collect();
    all.sort();
    all
}

const GTIN: &str = "09506000134352";

#[test]
fn every_way_of_compression_comes_back() {
    let links = [
        "https://id.gs1.org/01/09506000134352",
        "https://example.com/a/b/01/09506000134352/22/2A/10/abc%2F%22/21/0001?17=281231&3103=000195&linkType=gs1:pip",
        "http://example.com:8080/00/095060001343520004?410=9506000134352&x=1#frag",
        "https://id.gs1.org/8010/9506000A1/8011/000123",
        "https://id.gs1.org/414/9506000134352/254/32a%2Fb",
        "https://id.gs1.org/255/9506000134352000123?3902=00123",
        "https://id.gs1.org/253/9506000134352",
        "https://id.gs1.org/8003/09506000134352AF?7040=1A2B",
        "https://id.gs1.org/01/09506000134352?01=",
    ];
    for link in links.iter().take(links.len() - 1) {
        for number in 0..8 {
            let how = Compression::new()
                .optimise(number & 1 == 0)
                .keep_key(number & 2 == 0)
                .parameters(number & 4 == 0);
            let Ok(short) = compress(link, how) else { continue };
            if short == *link {
                continue;
            }
            let plain = decompress(&short).unwrap_or_else(|error| panic!("{short}: {error}"));
            assert_eq!(elements(&plain), elements(link), "{short}");
            assert_eq!(compress(&plain, how).unwrap(), short);
        }
    }
}

#[test]
fn an_error_names_the_characters_that_say_it() {
    let refused = |link: &str| {
        let error = decompress(link).unwrap_err();
        (error.code().as_str(), error.span().start, error.span().end)
    };
    let short = compress(&format!("https://a/01/{GTIN}/21/A1"), Compression::new()).unwrap();
    assert!(short.starts_with("https://a/D"), "0C is the code of 01 and 21: {short}");
    // The GTIN's 47 bits begin at bit 8: its last bits sit in the tenth character.
    let mut wrong = short.clone().into_bytes();
    wrong[10 + 8] = if wrong[18] == b'A' { b'B' } else { b'A' };
    let error = decompress(&wrong).unwrap_err();
    assert!(error.span().start >= 11 && (error.span().end as usize) <= short.len(), "{error:?}");
    assert_eq!(refused(&short[..short.len() - 2]).0, "link-compressed");
    assert_eq!(refused("https://a/"), ("link-compressed", 9, 10));
    assert_eq!(refused("https://a/b/AAA.AA"), ("link-compressed", 15, 16));
    assert_eq!(refused("https://a/b/6AAA"), ("link-compressed", 12, 14));
    assert_eq!(refused("https://a b"), ("link-uri", 9, 10));
    assert_eq!(refused(&format!("https://a/01/{GTIN}")).0, "link-plain");
    assert_eq!(refused("https://a/01/09506000134353").0, "ai-checksum");
}

#[test]
fn a_stem_is_what_may_stand_before_a_key() {
    for good in ["https://a", "HTTP://example.com:8080/x/y", "https://[::1]/a%20b", "https://a///"] {
        let stem = Stem::parse(good).unwrap();
        let message = Message::parse_bracketed("(01)09506000134352").unwrap();
        let link = DigitalLink::of(&message).unwrap().stem(&stem).to_string();
        assert_eq!(elements(&link).len(), 1, "{link}");
    }
    for (bad, start, end) in [
        ("ftp://a", 0, 7),
        ("https://", 8, 8),
        ("https:///a", 8, 10),
        ("https://a?x", 9, 11),
        ("https://a/#x", 10, 12),
        ("https://a b", 9, 10),
        ("https://a_b/c", 9, 10),
        ("https://a/%4", 10, 12),
        ("https://a/%zz/", 10, 13),
        ("", 0, 0),
    ] {
        let error = Stem::parse(bad).unwrap_err();
        let span = error.span();
        assert_eq!((error.code().as_str(), span.start, span.end), ("link-stem", start, end), "{bad}");
    }
}

proptest! {
    #[test]
    fn links_come_back(
        serial in "[!-~&&[^#$@\\[\\\\\\]^`{|}~]]{1,20}",
        lot in proptest::option::of("[0-9]{1,20}|[0-9A-F]{1,20}|[0-9a-f]{1,20}|[A-Za-z0-9_-]{1,20}"),
        expiry in proptest::bool::ANY,
        parameter in proptest::option::of(("[a-zA-Z_-]{1,9}", "[!-~&&[^#&%+]]{0,20}")),
        choice in 0u8..8,
    ) {
        let message = format!("(01){GTIN}(21){}", serial.replace('(', "\\("));
        let mut text = message;
        if let Some(lot) = &lot {
            text += &format!("(10){lot}");
        }
        if expiry {
            text += "(17)281231";
        }
        let message = Message::parse_bracketed(&text).unwrap();
        let mut link = DigitalLink::of(&message).unwrap().to_string();
        if let Some((name, value)) = parameter {
            let mark = if link.contains('?') { '&' } else { '?' };
            link += &format!("{mark}{name}={}", digital_link::Escaped(&value));
        }
        let how = Compression::new()
            .optimise(choice & 1 == 0)
            .keep_key(choice & 2 == 0)
            .parameters(choice & 4 == 0);
        let short = compress(&link, how).unwrap();
        prop_assert_eq!(decompress(&short).unwrap(), link);
    }

    #[test]
    fn whatever_is_decompressed_is_a_link(segment in "[A-Za-z0-9_-]{1,60}") {
        let link = format!("https://a/{segment}");
        if let Ok(plain) = decompress(&link) {
            prop_assert!(Message::parse_digital_link(&plain).is_ok());
            let again = compress(&plain, Compression::new().parameters(true)).unwrap();
            let twice = decompress(&again).unwrap();
            prop_assert_eq!(elements(&twice), elements(&plain));
        }
    }
}

#[test]
fn below_a_stem_that_ends_like_a_key_the_key_stays_readable() {
    for stem in ["https://a/01", "https://a/01/0950600013435a", "https://a/00/x/21", "https://a/8004/8008"] {
        let link = format!("{stem}/01/{GTIN}/21/A1");
        for how in [Compression::new(), Compression::new().keep_key(true)] {
            let short = compress(&link, how).unwrap();
            assert!(short.starts_with(&format!("{stem}/01/{GTIN}/")), "{short}");
            assert_eq!(decompress(&short).as_ref(), Ok(&link), "{short}");
        }
        let bare = format!("{stem}/01/{GTIN}");
        assert_eq!(compress(&bare, Compression::new()).as_ref(), Ok(&bare));
    }
    // A value that is an AI, below one: nothing short would be read as it is meant.
    let link = "https://a/01/8004/9506/8010/9506";
    let short = compress(link, Compression::new());
    if let Ok(short) = short {
        assert!(short == link || decompress(&short).is_ok(), "{short}");
    }
}

#[test]
fn what_is_missing_at_the_end_is_missing_there() {
    let link = "https://.org/GhFKk4iNGABhY";
    let error = decompress(link).unwrap_err();
    assert_eq!((error.code().as_str(), error.span().end as usize), ("link-compressed", link.len()));
}
