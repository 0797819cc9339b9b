//! The plain way to validate an element string: for every element, find its rule in a table of texts and follow the rule
//! word by word. Correct for the AIs of the corpus; it stands for parsers that interpret their table while they read.

/// The rules of the AIs that pharma labels use; `*` marks predefined length.
const RULES: &[&str] = &[
    "00 * N18 csum",
    "01 * N14 csum ex=255,37 ",
    "02 * N14 csum req=37",
    "10 X..20 req=01,02,03,8006,8026",
    "11 * N6 yymmd0 req=01,02,03,8006,8026",
    "13 * N6 yymmd0",
    "15 * N6 yymmd0 req=01,02,03,8006,8026",
    "17 * N6 yymmd0 req=01,02,03,255,8006,8026",
    "20 * N2",
    "21 X..20 req=01,03,8006",
    "22 X..20",
    "30 N..8",
    "37 N..8 req=02,8026",
    "240 X..30",
    "241 X..30",
    "400 X..30",
    "410 * N13 csum",
    "414 * N13 csum",
    "710 X..20 req=01",
    "711 X..20 req=01",
    "712 X..20 req=01",
    "713 X..20 req=01",
    "714 X..20 req=01",
    "8004 X..30",
    "8006 N14 csum",
    "90 X..30",
    "91 X..90",
    "99 X..90",
];

/// The elements of bracketed text if it is valid: written as scan data, then read so.
#[must_use]
pub fn parse_bracketed(text: &str) -> Option<Vec<(String, String)>> {
    let mut scan = String::from("]d2");
    let mut rest = text;
    while !rest.is_empty() {
        let (ai, behind) = rest.strip_prefix('(')?.split_once(')')?;
        scan.push_str(ai);
        let mut characters = behind.char_indices().peekable();
        rest = "";
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' if characters.peek().is_some_and(|(_, next)| *next == '(') => {
                    characters.next();
                    scan.push('(');
                }
                '(' => {
                    rest = &behind[at..];
                    break;
                }
                _ => scan.push(character),
            }
        }
        scan.push('\u{1d}');
    }
    parse(&scan)
}

/// The elements of a Digital Link URI if it is valid: key and qualifiers from the path, the rest from the query, written as
/// scan data, then read so.
#[must_use]
pub fn parse_link(uri: &str) -> Option<Vec<(String, String)>> {
    let (_, path) = uri.strip_prefix("https://")?.split_once('/')?;
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let segments: Vec<&str> = path.split('/').collect();
    let key = segments.iter().position(|segment| ["00", "01", "8006"].contains(segment))?;
    let path = segments[key..].chunks(2).map(|pair| Some((*pair.first()?, *pair.get(1)?)));
    let query = query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('='));
    let mut scan = String::from("]d2");
    for pair in path.chain(query) {
        let (ai, value) = pair?;
        scan.push_str(ai);
        let mut rest = value.chars();
        while let Some(character) = rest.next() {
            scan.push(match character {
                '%' => {
                    let digits: String = rest.by_ref().take(2).collect();
                    char::from(u8::from_str_radix(&digits, 16).ok()?)
                }
                _ => character,
            });
        }
        scan.push('\u{1d}');
    }
    parse(&scan)
}

/// The elements of scan data if it is valid.
#[must_use]
pub fn parse(scan: &str) -> Option<Vec<(String, String)>> {
    let identifier = scan.get(..3)?;
    if !["]C1", "]d2", "]e0", "]Q3", "]J1"].contains(&identifier) {
        return None;
    }
    let mut rest = scan.get(3..)?;
    let mut found: Vec<(String, String)> = Vec::new();
    while !rest.is_empty() {
        let words: Vec<&str> = RULES
            .iter()
            .map(|rule| rule.split_whitespace().collect::<Vec<_>>())
            .find(|words| rest.starts_with(words[0]))?;
        rest = &rest[words[0].len()..];
        let fixed = words.contains(&"*");
        let format = words.iter().find(|word| word.starts_with(['N', 'X']))?;
        let (digits, length) = (format.starts_with('N'), &format[1..]);
        let (least, most) = match length.strip_prefix("..") {
            Some(most) => (1, most.parse().ok()?),
            None => (length.parse().ok()?, length.parse().ok()?),
        };
        let end = if fixed { most } else { rest.find('\u{1d}').unwrap_or(rest.len()) };
        let value = rest.get(..end)?;
        rest = rest[end..].strip_prefix('\u{1d}').unwrap_or(&rest[end..]);
        if value.len() < least || value.len() > most {
            return None;
        }
        let legal = |c: char| {
            if digits {
                c.is_ascii_digit()
            } else {
                c.is_ascii_alphanumeric() || "!\"%&'()*+,-./:;<=>?_".contains(c)
            }
        };
        if !value.chars().all(legal) {
            return None;
        }
        if words.contains(&"csum") && !check_digit_is_right(value)
            || words.contains(&"yymmd0") && !is_date(value)
        {
            return None;
        }
        found.push((words[0].to_owned(), value.to_owned()));
    }
    for (ai, value) in &found {
        let rule = RULES.iter().find(|rule| rule.split(' ').next() == Some(ai))?;
        for word in rule.split_whitespace() {
            let has = |list: &str| list.split(',').any(|other| found.iter().any(|(ai, _)| ai == other));
            let required = word.strip_prefix("req=").is_none_or(has);
            if !required || word.strip_prefix("ex=").is_some_and(has) {
                return None;
            }
        }
        if found.iter().any(|(other, text)| other == ai && text != value) {
            return None;
        }
    }
    Some(found)
}

fn check_digit_is_right(value: &str) -> bool {
    let digits = value.chars().rev().filter_map(|c| c.to_digit(10));
    digits.enumerate().map(|(place, digit)| if place % 2 == 0 { digit } else { 3 * digit }).sum::<u32>() % 10
        == 0
}

fn is_date(value: &str) -> bool {
    let part = |range: std::ops::Range<usize>| value.get(range).and_then(|text| text.parse::<u32>().ok());
    let (Some(year), Some(month), Some(day)) = (part(0..2), part(2..4), part(4..6)) else { return false };
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 => 29,
        2 => 28,
        _ => 31,
    };
    (1..=12).contains(&month) && day <= days
}
