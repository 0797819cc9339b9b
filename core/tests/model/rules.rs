//! The rules for contents, each in the most obvious way.

use super::table::{DIGITS, Entry, SET_64, SET_82};

/// Coupons follow grammars of their own, which the reference's vectors cover; the model leaves them out.
pub(crate) fn judged(entry: &Entry) -> bool {
    entry.parts.iter().flat_map(|part| &part.checks).all(|check| !check.starts_with("coupon"))
}

fn number(text: &str) -> u64 {
    text.parse().unwrap()
}

fn day(year: u64, month: u64, day: u64, whole_month: bool) -> bool {
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(400) || year.is_multiple_of(4) && !year.is_multiple_of(100) => 29,
        2 => 28,
        _ => return false,
    };
    day <= days && (day > 0 || whole_month)
}

/// The codes of a list of `core/data`.
fn listed(list: &str, code: &str) -> bool {
    let text = include_str!("../../data/code_lists.txt");
    let section = text.split_once(&format!("[{list}]")).unwrap().1;
    let section = section.split("\n[").next().unwrap();
    section
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .any(|one| one == code)
}

fn percent_escapes(text: &str) -> bool {
    let mut pieces = text.split('%');
    let _ = pieces.next();
    pieces.all(|piece| piece.len() >= 2 && piece.chars().take(2).all(|c| c.is_ascii_hexdigit()))
}

fn iban(text: &str) -> bool {
    if text.len() < 11 || !listed("country-letters", &text[..2]) {
        return false;
    }
    let moved = format!("{}{}", &text[4..], &text[..4]);
    let digits: Option<String> = moved
        .chars()
        .map(|c| (c.is_ascii_digit() || c.is_ascii_uppercase()).then(|| c.to_digit(36).unwrap().to_string()))
        .collect();
    digits.is_some_and(|digits| {
        digits.chars().fold(0, |rest, c| (rest * 10 + u64::from(c.to_digit(10).unwrap())) % 97) == 1
    })
}

/// The check characters of a Global Model Number.
pub(crate) fn pair(body: &str) -> String {
    let primes = (2..200u64).filter(|n| (2..*n).all(|d| n % d != 0));
    let values = body.chars().rev().map(|c| SET_82.find(c).unwrap() as u64);
    let sum: u64 = values.zip(primes).map(|(value, prime)| value * prime).sum::<u64>() % 1021;
    let letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let letter = |index: u64| letters.chars().nth(index as usize).unwrap();
    [letter(sum / 32), letter(sum % 32)].iter().collect()
}

fn place_in_sequence(text: &str) -> bool {
    let digits =
        |part: &str| !part.is_empty() && part.chars().all(|c| DIGITS.contains(c)) && !part.starts_with('0');
    match text.split('/').collect::<Vec<_>>().as_slice() {
        [place, total] => digits(place) && digits(total) && number(place) <= number(total),
        _ => false,
    }
}

pub(crate) fn passes(check: &str, text: &str) -> bool {
    match check {
        "csum" => {
            let weigh = |(at, c): (usize, char)| c.to_digit(10).unwrap() * if at % 2 == 1 { 3 } else { 1 };
            text.chars().rev().enumerate().map(weigh).sum::<u32>().is_multiple_of(10)
        }
        "csumalpha" => text.len() >= 2 && pair(&text[..text.len() - 2]) == text[text.len() - 2..],
        "gcppos1" => text.len() >= 4 && text[..4].chars().all(|c| c.is_ascii_digit()),
        "gcppos2" => text.len() >= 5 && text[1..5].chars().all(|c| c.is_ascii_digit()),
        "yymmd0" | "yymmdd" => {
            day(2000 + number(&text[..2]), number(&text[2..4]), number(&text[4..]), check == "yymmd0")
        }
        "yyyymmd0" | "yyyymmdd" => {
            day(number(&text[..4]), number(&text[4..6]), number(&text[6..]), check == "yyyymmd0")
        }
        "hh" => number(text) < 24,
        "mi" | "ss" => number(text) < 60,
        "hhmi" => number(&text[..2]) < 24 && number(&text[2..]) < 60,
        "iso3166" => listed("country", text),
        "iso3166999" => text == "999" || listed("country", text),
        "iso3166alpha2" => listed("country-letters", text),
        "iso4217" => listed("currency", text),
        "packagetype" => listed("package", text),
        "mediatype" => matches!(number(text), 1..=10 | 80..=99),
        "iso5218" => ["0", "1", "2", "9"].contains(&text),
        "yesno" => ["0", "1"].contains(&text),
        "winding" => ["0", "1", "9"].contains(&text),
        "zero" => text.chars().all(|c| c == '0'),
        "nonzero" => text.chars().any(|c| c != '0'),
        "nozeroprefix" => !text.starts_with('0'),
        "latitude" => number(text) <= 1_800_000_000,
        "longitude" => number(text) <= 3_600_000_000,
        "pieceoftotal" => {
            let (piece, total) = text.split_at(text.len() / 2);
            number(piece) > 0 && number(piece) <= number(total)
        }
        "posinseqslash" => place_in_sequence(text),
        "importeridx" => text.chars().all(|c| SET_64.contains(c) && c != '='),
        "iban" => iban(text),
        "pcenc" => percent_escapes(text),
        "hyphen" => text.chars().all(|c| c == '-'),
        "hasnondigit" => text.chars().any(|c| !c.is_ascii_digit()),
        check => panic!("{check}: not in the model"),
    }
}

/// Whether the contents of a value are right.
pub(crate) fn contents(entry: &Entry, value: &str) -> bool {
    let mut rest = value;
    for part in &entry.parts {
        if rest.is_empty() && part.optional {
            return true;
        }
        let Some((text, after)) = rest.split_at_checked(rest.len().min(part.most)) else { return false };
        let characters = text.chars().all(|c| part.set.contains(c));
        let padding = part.set != SET_64 || {
            let body = text.trim_end_matches('=');
            let signs = text.len() - body.len();
            !body.contains('=') && (signs == 0 || signs <= 2 && text.len() % 4 == 0 && !body.is_empty())
        };
        let right = text.len() >= part.least && characters && padding;
        if !right || !part.checks.iter().all(|check| passes(check, text)) {
            return false;
        }
        rest = after;
    }
    rest.is_empty() && !value.is_empty()
}
