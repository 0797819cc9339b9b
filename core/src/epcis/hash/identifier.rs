//! Identifiers as the one Digital Link that the event hash takes of them (CBV 2.0, 8.9.3): the finest level of
//! identification, at `id.gs1.org`, without query.
//!
//! What is recognised, and how it is escaped, is what the reference implementation does; anything else stays as written.

/// The Digital Link of an EPC URN, a class, a pattern of serials, or of another Digital Link.
pub(super) fn normalised(text: &str) -> Option<String> {
    if !text.contains('.') {
        return None;
    }
    match text.strip_prefix("urn:epc:") {
        Some(rest) => urn(rest),
        None => link(text),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether these are 1 to `most` characters or escapes of EPC URNs.
fn is_serial(text: &str, most: usize) -> bool {
    count(text, |byte| matches!(byte, b'!' | b'\'' | b'('..=b'.' | b'0'..=b';' | b'=' | b'A'..=b'Z' | b'a'..=b'z' | b'_'), |high, low| {
        let hex = low.is_ascii_hexdigit();
        match high {
            b'2' => hex && !matches!(low, b'0' | b'3' | b'4'),
            b'3' => hex,
            b'4' | b'6' => hex && low != b'0',
            b'5' => matches!(low, b'0'..=b'9' | b'A' | b'F' | b'a' | b'f'),
            b'7' => matches!(low, b'0'..=b'9' | b'A' | b'a'),
            _ => false,
        }
    })
    .is_some_and(|count| (1..=most).contains(&count))
}

/// The same for the reference of a component or part.
fn is_component(text: &str, most: usize) -> bool {
    count(
        text,
        |byte| matches!(byte, b'0'..=b'9' | b'A'..=b'Z' | b'-'),
        |high, low| match high {
            b'2' => matches!(low, b'3' | b'd' | b'f' | b'D' | b'F'),
            b'3' => low.is_ascii_digit(),
            b'4' => low.is_ascii_hexdigit() && low != b'0',
            b'5' => matches!(low, b'0'..=b'9' | b'A' | b'a'),
            _ => false,
        },
    )
    .is_some_and(|count| (1..=most).contains(&count))
}

fn count(text: &str, plain: fn(u8) -> bool, escape: fn(u8, u8) -> bool) -> Option<usize> {
    let (mut rest, mut count) = (text.as_bytes(), 0);
    loop {
        rest = match rest {
            [] => return Some(count),
            [b'%', high, low, rest @ ..] if escape(*high, *low) => rest,
            [byte, rest @ ..] if plain(*byte) => rest,
            _ => return None,
        };
        count += 1;
    }
}

/// Escapes what a Digital Link may not hold and an EPC URN may.
fn escaped(text: &str, link: &mut String) {
    for character in text.chars() {
        match character {
            '!' | '(' | ')' | '*' | '+' | ',' | ':' => {
                link.push('%');
                link.push_str(match character {
                    '!' => "21",
                    '(' => "28",
                    ')' => "29",
                    '*' => "2A",
                    '+' => "2B",
                    ',' => "2C",
                    _ => "3A",
                });
            }
            _ => link.push(character),
        }
    }
}

fn check_digit(digits: &str) -> char {
    let weighted = digits.bytes().rev().zip([3u32, 1].into_iter().cycle());
    let sum: u32 = weighted.map(|(byte, weight)| u32::from(byte & 15) * weight).sum();
    char::from(b'0' + u8::try_from((10 - sum % 10) % 10).unwrap_or_default())
}

/// `start`, the digits and their check digit.
fn keyed(ai: &str, parts: &[&str]) -> String {
    let mut link = String::with_capacity(64);
    link.push_str("https://id.gs1.org/");
    link.push_str(ai);
    link.push('/');
    let from = link.len();
    parts.iter().for_each(|part| link.push_str(part));
    let check = check_digit(link.get(from..).unwrap_or_default());
    link.push(check);
    link
}

fn urn(rest: &str) -> Option<String> {
    let (kind, rest) = rest.split_once(':')?;
    let (scheme, rest) = rest.split_once(':')?;
    let (prefix, rest) = rest.split_once('.')?;
    if !(6..=12).contains(&prefix.len()) || !is_digits(prefix) {
        return None;
    }
    // A reference of this many digits, and what stands behind the full stop.
    let split = |digits: usize| {
        let length = digits.checked_sub(prefix.len())?;
        let (reference, rest) = rest.split_at_checked(length)?;
        let rest = rest.strip_prefix('.')?;
        (length == 0 || is_digits(reference)).then_some((reference, rest))
    };
    let whole = |digits: usize| {
        let length = digits.checked_sub(prefix.len())?;
        (rest.len() == length && is_digits(rest)).then_some(rest)
    };
    // Indicator or extension digit, prefix, reference.
    let rotated = |ai: &str, reference: &str| {
        let (first, others) = reference.split_at_checked(1)?;
        Some(keyed(ai, &[first, prefix, others]))
    };
    let finish = |mut link: String, between: &str, serial: &str| {
        link.push_str(between);
        escaped(serial, &mut link);
        link
    };
    let plain =
        |ai: &str, reference: &str| finish(format!("https://id.gs1.org/{ai}/{prefix}"), "", reference);
    match (kind, scheme) {
        ("id", "sgtin") | ("class", "lgtin") => {
            let (reference, serial) = split(13)?;
            let between = if kind == "id" { "/21/" } else { "/10/" };
            is_serial(serial, 20).then_some(finish(rotated("01", reference)?, between, serial))
        }
        ("id", "upui") => {
            let (reference, serial) = split(13)?;
            is_serial(serial, 28).then_some(finish(rotated("01", reference)?, "/235/", serial))
        }
        ("id" | "idpat", "itip") => {
            let (reference, rest) = split(13)?;
            let mut parts = rest.splitn(3, '.');
            let (piece, total, serial) = (parts.next()?, parts.next()?, parts.next()?);
            if [piece, total].iter().any(|part| part.len() != 2 || !is_digits(part)) {
                return None;
            }
            let mut link = rotated("8006", reference)?;
            link.push_str(piece);
            link.push_str(total);
            match kind {
                "id" => is_serial(serial, 20).then(|| finish(link, "/21/", serial)),
                _ => (serial == "*").then_some(link),
            }
        }
        ("idpat", "sgtin" | "upui") => {
            let (reference, serial) = split(13)?;
            if serial == "*" { rotated("01", reference) } else { None }
        }
        ("id", "sscc") => rotated("00", whole(17)?),
        ("id", "gsrn") => Some(keyed("8018", &[prefix, whole(17)?])),
        ("id", "gsrnp") => Some(keyed("8017", &[prefix, whole(17)?])),
        ("id", "gsin") => Some(keyed("402", &[prefix, whole(16)?])),
        ("id", "pgln") => match prefix.len() {
            12 => rest.is_empty().then(|| keyed("417", &[prefix])),
            _ => Some(keyed("417", &[prefix, whole(12)?])),
        },
        ("id", "sgln") => {
            let (reference, extension) = split(12)?;
            let link = keyed("414", &[prefix, reference]);
            match extension {
                "0" => Some(link),
                _ => is_serial(extension, 20).then(|| finish(link, "/254/", extension)),
            }
        }
        // A prefix of twelve digits is not recognised for these, except for a GDTI with a serial.
        ("id", "grai") if prefix.len() < 12 => {
            let (reference, serial) = split(12)?;
            is_serial(serial, 16).then(|| finish(keyed("8003", &["0", prefix, reference]), "", serial))
        }
        ("id", "gdti") => {
            let (reference, serial) = split(12)?;
            let most = if prefix.len() == 12 { 20 } else { 19 };
            is_serial(serial, most).then(|| finish(keyed("253", &[prefix, reference]), "", serial))
        }
        ("id", "sgcn") => {
            let (reference, serial) = split(12)?;
            (is_digits(serial) && serial.len() <= 12)
                .then(|| finish(keyed("255", &[prefix, reference]), "", serial))
        }
        ("idpat", "grai" | "gdti" | "sgcn") if prefix.len() < 12 => {
            let (reference, serial) = split(12)?;
            (serial == "*").then(|| match scheme {
                "grai" => keyed("8003", &["0", prefix, reference]),
                "gdti" => keyed("253", &[prefix, reference]),
                _ => keyed("255", &[prefix, reference]),
            })
        }
        ("id", "giai") => is_serial(rest, 30 - prefix.len()).then(|| plain("8004", rest)),
        ("id", "ginc") => is_serial(rest, 30 - prefix.len()).then(|| plain("401", rest)),
        ("id" | "idpat", "cpi") => {
            let (reference, serial) = rest.rsplit_once('.')?;
            if !is_component(reference, 30 - prefix.len()) {
                return None;
            }
            let link = plain("8010", reference);
            match kind {
                "id" => (is_digits(serial) && serial.len() <= 12).then(|| finish(link, "/8011/", serial)),
                _ => (serial == "*").then_some(link),
            }
        }
        _ => None,
    }
}

/// Keys of Digital Links, and the names that stood for them and their qualifiers before version 1.1 of the standard.
const KEYS: [&str; 14] =
    ["00", "01", "253", "255", "401", "402", "414", "417", "8003", "8004", "8006", "8010", "8017", "8018"];
const NAMES: [(&str, &str); 17] = [
    ("gtin", "01"),
    ("itip", "8006"),
    ("cpid", "8010"),
    ("gln", "414"),
    ("party", "417"),
    ("gsrnp", "8017"),
    ("gsrn", "8018"),
    ("gcn", "255"),
    ("sscc", "00"),
    ("gdti", "253"),
    ("ginc", "401"),
    ("gsin", "402"),
    ("grai", "8003"),
    ("giai", "8004"),
    ("cpv", "22"),
    ("lot", "10"),
    ("ser", "21"),
];

fn link(text: &str) -> Option<String> {
    let path = text.strip_prefix("https:").or_else(|| text.strip_prefix("http:"))?;
    let path = path.split('#').next().unwrap_or_default();
    let query = path.split('?').next().unwrap_or_default();
    // A key that four digits and more follow.
    let segments = || query.split('/').zip(query.split('/').skip(1));
    let is_key = |name: &str| KEYS.contains(&name) || NAMES.iter().take(14).any(|(known, _)| *known == name);
    let starts_with_digits = |value: &str| value.len() > 4 && value.get(..4).is_some_and(is_digits);
    if text.contains('#') || !segments().any(|(name, value)| is_key(name) && starts_with_digits(value)) {
        return None;
    }
    let mut renamed: Vec<&str> = query.split('/').collect();
    // The last segment is a value, whatever it looks like.
    let last = renamed.len().saturating_sub(1);
    for segment in renamed.iter_mut().take(last) {
        if let Some((_, ai)) = NAMES.iter().find(|(name, _)| name == segment) {
            *segment = ai;
        }
    }
    let canonical = text.starts_with("https://id.gs1.org/")
        && renamed.get(3).is_some_and(|ai| KEYS.contains(ai))
        && renamed.get(4).is_some_and(|value| starts_with_digits(value));
    let from = if canonical {
        3
    } else {
        KEYS.iter().find_map(|key| renamed.get(..last)?.iter().position(|segment| segment == key))?
    };
    finest(renamed.get(from..)?)
}

fn is_value(text: &str, most: usize) -> bool {
    text.len() <= most
        && text.bytes().all(|byte| {
            matches!(byte, b'"' | b'\'' | b'-' | b'.' | b'0'..=b'9' | b';'..=b'?' | b'A'..=b'Z' | b'_' | b'a'..=b'z')
        })
}

/// The finest level of identification of a key and its qualifiers.
fn finest(segments: &[&str]) -> Option<String> {
    let (&ai, rest) = segments.split_first()?;
    let (&key, mut qualifiers) = rest.split_first()?;
    let digits = |length: usize| key.len() == length && is_digits(key);
    let mut padded = String::new();
    if ai == "01" {
        let zeros = match key.len() {
            13 => "0",
            12 => "00",
            8 => "000000",
            _ => "",
        };
        padded = format!("{zeros}{key}");
    }
    let key = if padded.is_empty() { key } else { padded.as_str() };
    let is_class = (ai == "01" && key.len() == 14 && is_digits(key)) || (ai == "8006" && digits(18));
    if is_class {
        if let ["22", variant, others @ ..] = qualifiers {
            let length = variant.len() + others.iter().map(|other| other.len() + 1).sum::<usize>();
            if length <= 20 && is_value(variant, 20) && others.iter().all(|other| is_value(other, 20)) {
                qualifiers = others;
            }
        }
        if let ["10", lot, "21", serial] = qualifiers
            && [lot, serial].iter().all(|value| is_value(value, 20))
        {
            qualifiers = qualifiers.get(2..)?;
        }
    }
    let numeric_start = |length: usize, more: usize| {
        let (start, rest) = key.split_at_checked(length)?;
        (is_digits(start) && is_value(rest, more)).then_some(rest)
    };
    let alone = qualifiers.is_empty();
    let valid = match (ai, qualifiers) {
        ("01", []) => is_class,
        ("01" | "8006", ["21" | "10", value]) => is_class && is_value(value, 20),
        ("01", ["235", value]) => is_class && is_value(value, 28),
        ("8006", []) => digits(18),
        ("414", ["254", value]) => digits(13) && is_value(value, 20),
        ("8010", ["8011", value]) => {
            is_part(key) && (value.is_empty() || is_digits(value)) && value.len() <= 12
        }
        _ if !alone => false,
        ("00" | "8017" | "8018", _) => digits(18),
        ("253", _) => numeric_start(13, 17).is_some(),
        ("255", _) => numeric_start(13, 12).is_some_and(|rest| rest.is_empty() || is_digits(rest)),
        ("401" | "8004", _) => is_value(key, 30),
        ("402", _) => digits(17),
        ("414" | "417", _) => digits(13),
        ("8003", _) => numeric_start(14, 16).is_some(),
        ("8010", _) => is_part(key),
        _ => false,
    };
    if !valid {
        return None;
    }
    let mut link = format!("https://id.gs1.org/{ai}/{key}");
    for segment in qualifiers {
        link.push('/');
        link.push_str(segment);
    }
    Some(link)
}

fn is_part(text: &str) -> bool {
    text.len() <= 30
        && text.bytes().all(|byte| matches!(byte, b'#' | b'-' | b'/' | b'0'..=b'9' | b'A'..=b'Z'))
}
