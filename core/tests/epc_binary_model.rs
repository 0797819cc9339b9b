//! Tags against a model that is written straight from the coding tables, with texts of zeros and ones.

use proptest::prelude::*;
use tallymark::epc::{Coding, Encoding, Filter, Tag};
use tallymark::gs1::ApplicationIdentifier;
use tallymark::keys::check_digit;

fn ai(digits: &str) -> ApplicationIdentifier {
    ApplicationIdentifier::new(digits).unwrap()
}

fn bin(value: u64, width: usize) -> String {
    let text = format!("{value:0width$b}");
    if width == 0 { String::new() } else { text }
}

/// Decimal digits in binary by halving the text, in the fewest bits that hold that many digits.
fn long(digits: &str) -> String {
    fn halved(digits: &str) -> String {
        let mut text = digits.to_owned();
        let mut bits = String::new();
        while text.bytes().any(|digit| digit != b'0') {
            let mut rest = 0;
            let half: String = text
                .bytes()
                .map(|digit| {
                    let value = rest * 10 + u32::from(digit - b'0');
                    rest = value % 2;
                    char::from_digit(value / 2, 10).unwrap()
                })
                .collect();
            bits.insert(0, char::from_digit(rest, 2).unwrap());
            text = half;
        }
        bits
    }
    let width = halved(&"9".repeat(digits.len())).len();
    format!("{:0>width$}", halved(digits))
}

fn position(alphabet: &str, character: char) -> Option<u64> {
    alphabet.find(character).map(|at| at as u64)
}

const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Encoding indicator, length, value: the first of the shortest.
fn alphanumeric(value: &str, length_bits: usize) -> String {
    let all = |set: &str| value.chars().all(|c| set.contains(c));
    let each =
        |set: &str, width| value.chars().map(|c| bin(position(set, c).unwrap(), width)).collect::<String>();
    let lower = UPPER.to_lowercase();
    let digits = "0123456789";
    let base64 = format!("{UPPER}{lower}{digits}-_");
    let mut choices = Vec::new();
    if all(digits) {
        choices.push(bin(0, 3) + &bin(value.len() as u64, length_bits) + &long(value));
    }
    for (indicator, set) in [(1, "0123456789ABCDEF"), (2, "0123456789abcdef")] {
        if all(set) {
            choices.push(bin(indicator, 3) + &bin(value.len() as u64, length_bits) + &each(set, 4));
        }
    }
    if all(&base64) {
        choices.push(bin(3, 3) + &bin(value.len() as u64, length_bits) + &each(&base64, 6));
    }
    let ascii: String = value.bytes().map(|byte| bin(byte.into(), 7)).collect();
    choices.push(bin(4, 3) + &bin(value.len() as u64, length_bits) + &ascii);
    let forty = format!("~{UPPER}-.:{digits}");
    if all(&forty) {
        let padded: Vec<u64> = value.chars().map(|c| position(&forty, c).unwrap()).collect();
        let groups = padded.chunks(3).map(|group| {
            let at = |index: usize| group.get(index).copied().unwrap_or(0);
            bin(1600 * at(0) + 40 * at(1) + at(2) + 1, 16)
        });
        choices.push(bin(5, 3) + &bin(value.len() as u64, length_bits) + &groups.collect::<String>());
    }
    let least = choices.iter().map(String::len).min().unwrap();
    choices.into_iter().find(|choice| choice.len() == least).unwrap()
}

fn nibbles(digits: &str) -> String {
    digits.bytes().map(|digit| bin((digit - b'0').into(), 4)).collect()
}

fn delimited(value: &str) -> String {
    let rest = value.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = nibbles(&value[..value.len() - rest.len()]);
    if rest.is_empty() { digits + "1111" } else { digits + "1110" + &alphanumeric(rest, 5) }
}

/// What is to be written, as its parts.
#[derive(Clone, Debug)]
struct Thing {
    filter: u8,
    prefix: String,
    reference: String,
    pieces: String,
    serial: String,
}

/// The bits of a classic coding; `None` where a value does not fit.
fn classic(name: &str, thing: &Thing) -> Option<String> {
    let length = thing.prefix.len();
    let mut bits = String::new();
    let integer = |text: &str, width: usize| {
        let canonical = text == "0" || !text.starts_with('0');
        let value: u64 =
            text.parse().ok().filter(|_| canonical && text.bytes().all(|b| b.is_ascii_digit()))?;
        (width >= 64 || value < 1 << width).then(|| bin(value, width))
    };
    let seven = |text: &str, most: usize, width: usize| {
        let bits: String = text.bytes().map(|byte| bin(byte.into(), 7)).collect();
        (!text.is_empty() && text.len() <= most).then(|| format!("{bits:0<width$}"))
    };
    bits += &bin(Coding::from_name(name).unwrap().header().into(), 8);
    bits += &bin(thing.filter.into(), 3);
    bits += &bin(12 - length as u64, 3);
    bits += &long(&thing.prefix);
    let left = |both: usize| both - long(&thing.prefix).len();
    let key = name.split('-').next().unwrap();
    bits += &match (key, name) {
        ("sgtin" | "itip" | "grai", _) => bin(thing.reference.parse().unwrap_or(0), left(44)),
        ("sscc" | "gsrn" | "gsrnp", _) => bin(thing.reference.parse().unwrap_or(0), left(58)),
        ("sgln" | "gdti" | "sgcn", _) => bin(thing.reference.parse().unwrap_or(0), left(41)),
        (_, "giai-96") => integer(&thing.reference, left(82))?,
        (_, "giai-202") => seven(&thing.reference, 30 - length, left(188))?,
        (_, "cpi-96") => integer(&thing.reference, left(51))?,
        _ => {
            let code = |byte: u8| if byte > 64 { byte - 64 } else { byte };
            if thing.reference.len() + length > 30 {
                return None;
            }
            thing.reference.bytes().map(|byte| bin(code(byte).into(), 6)).collect::<String>() + "000000"
        }
    };
    if key == "itip" {
        bits += &(bin(thing.pieces[..2].parse().unwrap(), 7) + &bin(thing.pieces[2..].parse().unwrap(), 7));
    }
    let ones = |width| {
        let digits = thing.serial.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| bin(format!("1{}", thing.serial).parse().unwrap(), width))
    };
    bits += &match name {
        "sgtin-96" | "grai-96" | "itip-110" => integer(&thing.serial, 38)?,
        "sgln-96" | "gdti-96" => integer(&thing.serial, 41)?,
        "sgtin-198" | "sgln-195" | "itip-212" => seven(&thing.serial, 20, 140)?,
        "grai-170" => seven(&thing.serial, 16, 112)?,
        "gdti-174" => seven(&thing.serial, 17, 119)?,
        "gdti-113" => ones(58)?,
        "sgcn-96" => ones(41)?,
        "cpi-96" => integer(&thing.serial, 31)?,
        "cpi-var" => integer(&thing.serial, 40)?,
        "giai-96" | "giai-202" => String::new(),
        _ => "0".repeat(24),
    };
    Some(bits)
}

/// The bits of a '+' coding without domain and date.
fn plus(name: &str, filter: u8, key: &str, serial: &str, more: &str) -> String {
    let toggle = if more.is_empty() { "0" } else { "1" };
    let head = bin(Coding::from_name(name).unwrap().header().into(), 8) + toggle + &bin(filter.into(), 3);
    let numeric = |serial: &str| bin(serial.len() as u64, 4) + &long(serial);
    let body = match name.trim_end_matches('+') {
        "sgtin" | "sgln" | "itip" => nibbles(key) + &alphanumeric(serial, 5),
        "grai" => nibbles(&key[..14]) + &alphanumeric(&key[14..], 5),
        "gdti" => nibbles(&key[..13]) + &alphanumeric(&key[13..], 5),
        "sgcn" => nibbles(&key[..13]) + &numeric(&key[13..]),
        "giai" => delimited(key),
        "cpi" => delimited(key) + &numeric(serial),
        _ => nibbles(key),
    };
    head + &body + more
}

/// The bits of a tag as a text.
fn text_of(tag: &Tag) -> String {
    let bits: String = tag.as_bytes().iter().map(|byte| format!("{byte:08b}")).collect();
    assert!(bits[tag.bit_count()..].bytes().all(|bit| bit == b'0'));
    bits[..tag.bit_count()].to_owned()
}

/// The elements of a thing.
fn elements(key: &str, thing: &Thing) -> Vec<(ApplicationIdentifier, String)> {
    let Thing { prefix, reference, pieces, serial, .. } = thing;
    let checked = |body: String| {
        let digit = char::from(check_digit(body.as_bytes()).unwrap());
        body + &digit.to_string()
    };
    let (first, rest) = reference.split_at(reference.len().min(1));
    match key {
        "sgtin" => vec![(ai("01"), checked(format!("{first}{prefix}{rest}"))), (ai("21"), serial.clone())],
        "itip" => {
            let gtin = checked(format!("{first}{prefix}{rest}"));
            vec![(ai("8006"), gtin + pieces), (ai("21"), serial.clone())]
        }
        "sscc" => vec![(ai("00"), checked(format!("{first}{prefix}{rest}")))],
        "sgln" if serial == "0" => vec![(ai("414"), checked(format!("{prefix}{reference}")))],
        "sgln" => vec![(ai("414"), checked(format!("{prefix}{reference}"))), (ai("254"), serial.clone())],
        "grai" => vec![(ai("8003"), checked(format!("0{prefix}{reference}")) + serial)],
        "giai" => vec![(ai("8004"), format!("{prefix}{reference}"))],
        "gsrn" => vec![(ai("8018"), checked(format!("{prefix}{reference}")))],
        "gsrnp" => vec![(ai("8017"), checked(format!("{prefix}{reference}")))],
        "gdti" => vec![(ai("253"), checked(format!("{prefix}{reference}")) + serial)],
        "sgcn" => vec![(ai("255"), checked(format!("{prefix}{reference}")) + serial)],
        _ => vec![(ai("8010"), format!("{prefix}{reference}")), (ai("8011"), serial.clone())],
    }
}

const CSET_82: &str = "[!\"%&'()*+,./0-9:;<=>?A-Z_a-z-]";

fn digits(most: usize) -> impl Strategy<Value = String> {
    proptest::string::string_regex(&format!("[0-9]{{1,{most}}}")).unwrap()
}

fn serial_of(key: &'static str) -> BoxedStrategy<String> {
    let characters = |most: usize| {
        let narrow = ["[0-9A-F]", "[0-9a-f]", "[0-9A-Za-z_-]", "[A-Z0-9.:-]", CSET_82];
        let texts =
            narrow.map(|set| proptest::string::string_regex(&format!("{set}{{1,{most}}}")).unwrap().boxed());
        let near = (274_877_906_930u64..274_877_906_960).prop_map(|n| n.to_string());
        let near41 = (2_199_023_255_540u64..2_199_023_255_560).prop_map(|n| n.to_string());
        prop_oneof![
            proptest::strategy::Union::new(texts),
            digits(most),
            (0u64..300_000_000_000).prop_map(|n| n.to_string()),
            near,
            near41,
        ]
    };
    match key {
        "sgtin" | "sgln" | "itip" => characters(20).boxed(),
        "grai" => characters(16).boxed(),
        "gdti" => characters(17).boxed(),
        "sgcn" => digits(12).boxed(),
        "cpi" => {
            prop_oneof![digits(12), (2_147_483_640u64..2_147_483_656).prop_map(|n| n.to_string())].boxed()
        }
        _ => Just(String::new()).boxed(),
    }
}

fn thing(key: &'static str) -> impl Strategy<Value = Thing> {
    (6usize..=12).prop_flat_map(move |length| {
        let fixed = |digits: usize| {
            let digits = digits.saturating_sub(length);
            proptest::string::string_regex(&format!("[0-9]{{{digits}}}")).unwrap().boxed()
        };
        let reference = match key {
            "sgtin" | "itip" => fixed(13),
            "sscc" | "gsrn" | "gsrnp" => fixed(17),
            "giai" => prop_oneof![
                digits(30 - length),
                proptest::string::string_regex(&format!("{CSET_82}{{1,{}}}", 30 - length)).unwrap()
            ]
            .boxed(),
            "cpi" => prop_oneof![
                digits(30 - length),
                digits(4),
                proptest::string::string_regex(&format!("[0-9A-Z#/-]{{1,{}}}", 30 - length)).unwrap()
            ]
            .boxed(),
            _ => fixed(12),
        };
        let prefix = proptest::string::string_regex(&format!("[0-9]{{{length}}}")).unwrap();
        (0u8..8, prefix, reference, "[0-9]{4}", serial_of(key)).prop_map(
            |(filter, prefix, reference, pieces, serial)| Thing { filter, prefix, reference, pieces, serial },
        )
    })
}

const KEYS: [&str; 11] =
    ["sgtin", "sscc", "sgln", "grai", "giai", "gsrn", "gsrnp", "gdti", "sgcn", "cpi", "itip"];

fn any_thing() -> impl Strategy<Value = (&'static str, Thing)> {
    proptest::sample::select(&KEYS[..]).prop_flat_map(|key| thing(key).prop_map(move |thing| (key, thing)))
}

/// Further elements and what they add.
fn further() -> impl Strategy<Value = (&'static str, String, String)> {
    let date = (0u64..100, 1u64..=12, 0u64..=28);
    let text = |(year, month, day): (u64, u64, u64)| format!("{year:02}{month:02}{day:02}");
    let bits = |(year, month, day): (u64, u64, u64)| bin(year, 7) + &bin(month, 4) + &bin(day, 5);
    let lot = proptest::string::string_regex(&format!("{CSET_82}{{1,20}}")).unwrap();
    prop_oneof![
        lot.prop_map(|lot| ("10", lot.clone(), "00010000".to_owned() + &alphanumeric(&lot, 5))),
        date.clone().prop_map(move |date| ("17", text(date), "00010111".to_owned() + &bits(date))),
        "[0-9]{6}".prop_map(|value| ("3103", value.clone(), nibbles("3103") + &long(&value))),
        "[0-9]{1,8}".prop_map(|value| {
            ("37", value.clone(), nibbles("37") + &bin(value.len() as u64, 4) + &long(&value))
        }),
        (date, 0u64..24, 0u64..60).prop_map(move |(date, hour, minute)| {
            let value = text(date) + &format!("{hour:02}{minute:02}");
            ("7003", value, nibbles("7003") + &bits(date) + &bin(hour, 5) + &bin(minute, 6))
        }),
        ("[0-9]{6}", any::<bool>()).prop_map(|(value, minus)| {
            let bits = nibbles("4330") + &long(&value) + if minus { "1" } else { "0" };
            ("4330", value + if minus { "-" } else { "" }, bits)
        }),
        proptest::string::string_regex("[0-9]{1,90}").unwrap().prop_map(|value| (
            "92",
            value.clone(),
            nibbles("92") + &alphanumeric(&value, 7)
        )),
    ]
}

/// A tag written again from what it says.
fn again(tag: &Tag) -> Tag {
    let contents = tag.contents();
    let elements: Vec<_> = contents.elements().map(|(ai, value)| (ai, value.to_owned())).collect();
    let mut encoding = Encoding::new(tag.coding()).filter(tag.filter()).data(true);
    if let Some(length) = tag.prefix_length() {
        encoding = encoding.prefix_length(length);
    }
    if let Some(hostname) = contents.hostname() {
        encoding = encoding.hostname(hostname);
    }
    encoding.encode_elements(&elements).unwrap_or_else(|error| panic!("{tag:?} {contents:?}: {error}"))
}

/// What holds for every tag that is read.
fn holds(tag: &Tag) {
    assert_eq!(Tag::from_hex(tag.hex()), Ok(*tag));
    assert_eq!(Tag::from_bytes(tag.as_bytes()), Ok(*tag));
    assert_eq!(Tag::parse_uri(tag.raw_uri()), Ok(*tag));
    let again = again(tag);
    if tag.coding().is_classic() {
        assert_eq!(again, *tag);
        assert_eq!(Tag::parse_uri(tag.tag_uri().unwrap()), Ok(*tag));
    } else {
        // A method that needs more bits is allowed, a second date or key may be among the further elements.
        assert!(again.bit_count() <= tag.bit_count(), "{tag:?} {again:?}");
        assert_eq!(tag.tag_uri(), None);
        if tag.contents().key_elements() == tag.contents().elements().len() {
            assert_eq!(again.contents(), tag.contents());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn classic_codings_are_those_of_the_model((key, thing) in any_thing()) {
        let elements = elements(key, &thing);
        for coding in Coding::ALL.iter().copied().filter(|coding| coding.is_classic()) {
            let name = coding.as_str();
            if name.split('-').next() != Some(key) {
                continue;
            }
            let encoding = Encoding::new(coding)
                .filter(Filter::new(thing.filter).unwrap())
                .prefix_length(thing.prefix.len() as u8);
            let tag = encoding.encode_elements(&elements);
            match classic(name, &thing) {
                Some(bits) => {
                    let tag = tag.unwrap();
                    prop_assert_eq!(text_of(&tag), bits, "{}", name);
                    let contents = tag.contents();
                    let read: Vec<_> = contents.elements().map(|(ai, value)| (ai, value.to_owned())).collect();
                    prop_assert_eq!(&read, &elements);
                    holds(&tag);
                }
                None => prop_assert_eq!(tag.unwrap_err().code().as_str(), "tag-fit", "{}", name),
            }
        }
    }

    #[test]
    fn plus_codings_are_those_of_the_model(
        (key, thing) in any_thing(),
        further in proptest::collection::vec(further(), 0..3),
        host in "[bcfhjklpvxyz]{1,20}",
    ) {
        let mut further = further;
        further.dedup_by_key(|element| element.0);
        let base = elements(key, &thing);
        let mut all = base.clone();
        all.extend(further.iter().map(|(name, value, _)| (ai(name), value.clone())));
        let serial = if key == "sgln" { thing.serial.as_str() } else { base.get(1).map_or("", |element| &element.1) };
        let name = format!("{key}+");
        let more: String = further.iter().map(|element| element.2.as_str()).collect();
        let bits = plus(&name, thing.filter, &base[0].1, serial, &more);
        let encoding = Encoding::new(Coding::from_name(&name).unwrap())
            .filter(Filter::new(thing.filter).unwrap())
            .data(true);
        match encoding.encode_elements(&all) {
            Ok(tag) => {
                prop_assert_eq!(text_of(&tag), bits);
                let contents = tag.contents();
                let read: Vec<_> = contents.elements().map(|(ai, value)| (ai, value.to_owned())).collect();
                prop_assert_eq!(&read, &all);
                holds(&tag);
            }
            Err(error) => {
                prop_assert_eq!(error.code().as_str(), "tag-length");
                prop_assert!(bits.len() > 496);
            }
        }
        // The same with a domain of characters that no frequent part has.
        let name = format!("{key}++");
        let bits = plus(&name, thing.filter, &base[0].1, serial, "");
        let ascii: String = host.bytes().map(|byte| bin(byte.into(), 7)).collect();
        let bits = bits + "1" + &bin(host.len() as u64, 6) + &ascii;
        let encoding = Encoding::new(Coding::from_name(&name).unwrap())
            .filter(Filter::new(thing.filter).unwrap())
            .hostname(&host);
        let tag = encoding.encode_elements(&base);
        match tag {
            Ok(tag) => {
                prop_assert_eq!(text_of(&tag), bits);
                let contents = tag.contents();
        prop_assert_eq!(contents.hostname(), Some(host.as_str()));
                holds(&tag);
            }
            Err(_) => prop_assert!(bits.len() > 496),
        }
    }

    #[test]
    fn domains_are_read_as_they_were_written(
        host in "(www\\.|id\\.|qr\\.)?[a-z0-9-]{1,12}(\\.[a-z]{1,4}){0,2}(\\.com|\\.co\\.uk|\\.de|\\.tech|\\.org\\.cn|\\.COM)?",
    ) {
        let elements = [(ai("01"), "09506000134352"), (ai("21"), "1")];
        let tag = Encoding::new(Coding::SgtinPlusPlus).hostname(&host).encode_elements(&elements).unwrap();
        let contents = tag.contents();
        prop_assert_eq!(contents.hostname(), Some(host.as_str()));
        prop_assert!(tag.bit_count() <= 80 + 7 + 7 * host.len());
        holds(&tag);
    }

    #[test]
    fn any_bits_are_read_or_refused(
        coding in proptest::sample::select(Coding::ALL),
        bytes in proptest::collection::vec(any::<u8>(), 0..70),
        sparse in any::<bool>(),
    ) {
        let mut bytes = bytes;
        if let Some(first) = bytes.first_mut() {
            *first = coding.header();
        }
        if sparse {
            // Bytes of few bits get further: no partition 7, digits below ten.
            bytes.iter_mut().skip(1).for_each(|byte| *byte &= 0x91);
        }
        match Tag::from_bytes(&bytes) {
            Ok(tag) => holds(&tag),
            Err(error) => {
                prop_assert!(error.span().end as usize <= bytes.len());
                prop_assert!(!error.message().is_empty() && error.code().as_str().starts_with("tag-"));
            }
        }
    }

    #[test]
    fn a_changed_bit_is_read_or_refused((key, thing) in any_thing(), place in 0usize..240, wide in any::<bool>()) {
        let elements = elements(key, &thing);
        for coding in Coding::ALL.iter().copied().filter(|coding| !coding.has_date()) {
            let name = coding.as_str();
            if name.split(['-', '+']).next() != Some(key) {
                continue;
            }
            let mut encoding = Encoding::new(coding).prefix_length(thing.prefix.len() as u8);
            if coding.has_hostname() {
                encoding = encoding.hostname("id.example.com");
            }
            let Ok(tag) = encoding.encode_elements(&elements) else { continue };
            let mut bytes = tag.as_bytes().to_vec();
            if wide {
                bytes.extend([0; 4]);
            }
            if let Some(byte) = bytes.get_mut(place / 8) {
                *byte ^= 0x80 >> (place % 8);
            }
            if let Ok(changed) = Tag::from_bytes(&bytes) {
                holds(&changed);
            }
        }
    }

    #[test]
    fn the_short_way_is_the_long_one(
        thing in thing("sgtin"),
        bytes in any::<[u8; 12]>(),
        head in any::<bool>(),
    ) {
        use tallymark::epc::sgtin96;
        use tallymark::{Gtin, Serial, Sgtin};
        let elements = elements("sgtin", &thing);
        let pack = Sgtin { gtin: Gtin::parse(&elements[0].1).unwrap(), serial: Serial::parse(&elements[1].1).unwrap() };
        let filter = Filter::new(thing.filter).unwrap();
        let length = thing.prefix.len() as u8;
        let long = Encoding::new(Coding::Sgtin96).filter(filter).prefix_length(length).encode_elements(&elements);
        let short = sgtin96::encode(pack, length, filter);
        match (short, long) {
            (Ok(bytes), Ok(tag)) => {
                prop_assert_eq!(&bytes[..], tag.as_bytes());
                prop_assert_eq!(sgtin96::decode(bytes), Ok((pack, filter, length)));
            }
            (short, long) => prop_assert_eq!(short.unwrap_err(), long.unwrap_err()),
        }
        let mut bytes = bytes;
        if head {
            bytes[0] = 0x30;
        }
        match (sgtin96::decode(bytes), Tag::from_bytes(&bytes)) {
            (Ok((pack, filter, length)), Ok(tag)) => {
                let contents = tag.contents();
                let read: Vec<_> = contents.elements().map(|(_, value)| value.to_owned()).collect();
                prop_assert_eq!(read, [pack.gtin.to_string(), pack.serial.to_string()]);
                prop_assert_eq!((tag.filter(), tag.prefix_length()), (filter, Some(length)));
                prop_assert_eq!(sgtin96::encode(pack, length, filter), Ok(bytes));
            }
            (Err(short), Err(long)) => prop_assert_eq!(short, long),
            (short, long) => {
                // Another coding of twelve bytes.
                prop_assert!(bytes[0] != 0x30 && short.is_err() && long.is_ok(), "{bytes:?}");
            }
        }
        prop_assert!(sgtin96::encode(pack, 5, filter).is_err() && sgtin96::encode(pack, 13, filter).is_err());
    }
}
