//! Health Industry Bar Codes of suppliers (ANSI/HIBC 2.x).

use super::checks::{CODE_39, hibc_check};
use super::date::{Date, Missing, number, year};
use super::mh10::{DataIdentifier, wrong_date};
use crate::diagnostic::{Code, Detail, ParseError, Span};
use crate::gs1::SymbologyIdentifier;

/// A Health Industry Bar Code: primary, secondary, or both behind each other, check character verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hibc {
    /// The symbology identifier in front, such as `]C0`.
    pub symbology: Option<SymbologyIdentifier>,
    /// Labeler, product and unit.
    pub primary: Option<Primary>,
    /// Lot or serial, date, quantity.
    pub secondary: Option<Secondary>,
    /// What follows behind slashes.
    pub supplements: Vec<Supplement>,
    /// The check character, to which the link character of a secondary code refers.
    pub check: char,
    /// The link character of a secondary code that stands alone: the check character of its primary code.
    pub link: Option<char>,
    /// The place of the link character.
    pub(crate) link_span: Span,
}

/// The product: HIBC primary data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Primary {
    /// The labeler identification code (LIC): a letter and three letters or digits.
    pub labeler: String,
    /// The labeler's product or catalogue number (PCN), 1 to 18 letters and digits.
    pub product: String,
    /// The unit of measure: 0 the unit of use, 1 to 8 packs above it, 9 a variable quantity.
    pub unit: u8,
    /// The place of labeler, product and unit.
    pub span: Span,
}

/// HIBC secondary data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Secondary {
    /// The lot, with its place.
    pub lot: Option<(String, Span)>,
    /// The serial number, with its place.
    pub serial: Option<(String, Span)>,
    /// The expiry date, with its place.
    pub expiry: Option<(Date, Span)>,
    /// The quantity, with its place.
    pub quantity: Option<(u32, Span)>,
}

/// An element behind a slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supplement {
    /// Its data identifier; `None` where none begins.
    pub di: Option<DataIdentifier>,
    /// Its value.
    pub value: String,
    /// The place of the value.
    pub span: Span,
    /// The date of 14D or 16D.
    pub date: Option<Date>,
}

impl Hibc {
    /// Whether a text is meant as a HIBC: a plus sign in front, perhaps after a symbology identifier or an asterisk.
    #[must_use]
    pub fn begins(text: &[u8]) -> bool {
        let text = match SymbologyIdentifier::read(text) {
            Some(_) => text.get(3..).unwrap_or_default(),
            None => text,
        };
        matches!(text, [b'+', ..] | [b'*', b'+', ..])
    }

    /// Reads a code; two-digit years are read near `reference_year`.
    ///
    /// The asterisks that stand around the human readable text are passed over, and `_` is then read as the space that
    /// it stands for.
    ///
    /// ```
    /// use tallymark::pharma::Hibc;
    /// let code = Hibc::parse("+A123BJC5D6E71G", 2026)?;
    /// let primary = code.primary.unwrap();
    /// assert_eq!((primary.labeler.as_str(), primary.product.as_str(), primary.unit), ("A123", "BJC5D6E7", 1));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::HibcForm`], [`Code::HibcChecksum`], [`Code::HibcDate`].
    pub fn parse(input: impl AsRef<[u8]>, reference_year: u16) -> Result<Self, ParseError> {
        let input = input.as_ref();
        let symbology = SymbologyIdentifier::read(input);
        let mut start = if symbology.is_some() { 3 } else { 0 };
        let mut end = input.len();
        let printed = matches!(input.get(start..), Some([b'*', _, .., b'*']));
        if printed {
            (start, end) = (start + 1, end - 1);
        }
        let refused = |start: usize, end: usize| ParseError::new(Code::HibcForm, Span::new(start, end));
        let mut text = input.get(start..end).unwrap_or_default().to_vec();
        if let Some(last) = text.last_mut().filter(|last| printed && **last == b'_') {
            *last = b' ';
        }
        if let Some(at) = text.iter().position(|byte| !CODE_39.contains(byte)) {
            let byte = text.get(at).copied().unwrap_or_default();
            let error = refused(start + at, start + at + 1);
            return Err(error.with(Detail::Character { byte, set: b'H' }));
        }
        let Some((&found, body)) =
            text.split_last().filter(|(_, body)| body.len() > 1 && body.starts_with(b"+"))
        else {
            return Err(refused(start, end));
        };
        let expected = hibc_check(body).unwrap_or_default();
        if found != expected {
            let error = ParseError::new(Code::HibcChecksum, Span::new(end - 1, end));
            return Err(error.with(Detail::Digit { found, expected }));
        }
        let mut code = Hibc {
            symbology,
            primary: None,
            secondary: None,
            supplements: Vec::new(),
            check: char::from(found),
            link: None,
            link_span: Span::default(),
        };
        let mut data = body.get(1..).unwrap_or_default();
        let offset = start + 1;
        let alone = !data.first().is_some_and(u8::is_ascii_uppercase);
        if alone {
            let Some((&link, rest)) = data.split_last() else { return Err(refused(start, end)) };
            code.link = Some(char::from(link));
            code.link_span = Span::new(end - 2, end - 1);
            data = rest;
        }
        let mut at = offset;
        for (index, part) in data.split(|&byte| byte == b'/').enumerate() {
            let second = if alone { index == 0 } else { index == 1 && is_secondary(part) };
            if index == 0 && !alone {
                code.primary = Some(primary(part, at)?);
            } else if second {
                code.secondary = Some(secondary(part, at, reference_year)?);
            } else {
                code.supplements.push(supplement(part, at)?);
            }
            at += part.len() + 1;
        }
        Ok(code)
    }

    /// The lot, of secondary data.
    #[must_use]
    pub fn lot(&self) -> Option<&str> {
        self.secondary.as_ref()?.lot.as_ref().map(|(lot, _)| lot.as_str())
    }

    /// The serial number, of secondary data or behind `/S`.
    #[must_use]
    pub fn serial(&self) -> Option<&str> {
        let second = self.secondary.as_ref().and_then(|secondary| secondary.serial.as_ref());
        second
            .map(|(serial, _)| serial.as_str())
            .or_else(|| self.supplement("S").map(|found| found.value.as_str()))
    }

    /// The expiry date, behind `/14D` or of secondary data; the former has a day.
    #[must_use]
    pub fn expiry(&self) -> Option<Date> {
        let second = self.secondary.as_ref().and_then(|secondary| secondary.expiry);
        self.supplement("14D").and_then(|found| found.date).or(second.map(|(date, _)| date))
    }

    /// The date of manufacture, behind `/16D`.
    #[must_use]
    pub fn made(&self) -> Option<Date> {
        self.supplement("16D")?.date
    }

    fn supplement(&self, di: &str) -> Option<&Supplement> {
        self.supplements.iter().find(|found| found.di.is_some_and(|own| own.as_str() == di))
    }
}

impl Primary {
    /// Labeler, product and unit as one text: what names the product.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}{}{}", self.labeler, self.product, self.unit)
    }
}

/// Secondary data begin with `$`, or with the five digits of a date.
fn is_secondary(part: &[u8]) -> bool {
    part.first() == Some(&b'$') || part.get(..5).is_some_and(|date| date.iter().all(u8::is_ascii_digit))
}

fn primary(part: &[u8], at: usize) -> Result<Primary, ParseError> {
    let whole = Span::new(at, at + part.len());
    let wrong = part.iter().position(|byte| !byte.is_ascii_digit() && !byte.is_ascii_uppercase());
    if let Some((place, &byte)) = wrong.and_then(|place| Some((place, part.get(place)?))) {
        let error = ParseError::new(Code::HibcForm, Span::new(at + place, at + place + 1));
        return Err(error.with(Detail::Character { byte, set: b'A' }));
    }
    if !(6..=23).contains(&part.len()) {
        let found = u32::try_from(part.len()).unwrap_or(u32::MAX);
        return Err(ParseError::new(Code::HibcForm, whole).with(Detail::Length {
            found,
            least: 6,
            most: 23,
        }));
    }
    let (labeler, rest) = part.split_at(4);
    let Some((unit, product)) = rest.split_last().filter(|(unit, _)| unit.is_ascii_digit()) else {
        let end = at + part.len();
        return Err(ParseError::new(Code::HibcForm, Span::new(end - 1, end)));
    };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ok(Primary { labeler: text(labeler), product: text(product), unit: unit - b'0', span: whole })
}

fn secondary(part: &[u8], at: usize, reference: u16) -> Result<Secondary, ParseError> {
    let mut found = Secondary::default();
    let (serial, dated, skip) = match part {
        [b'$', b'$', b'+', ..] => (true, true, 3),
        [b'$', b'$', ..] => (false, true, 2),
        [b'$', b'+', ..] => (true, false, 2),
        [b'$', ..] => (false, false, 1),
        _ => (false, true, 0),
    };
    let mut rest = Cursor { text: part, at: skip, offset: at };
    if skip == 0 {
        // The oldest form: YYJJJ and a lot.
        found.expiry = Some(rest.date(Flag::Julian, reference)?);
    } else if dated {
        if let Some(digits) = match rest.peek() {
            Some(b'8') => Some(2),
            Some(b'9') => Some(5),
            _ => None,
        } {
            rest.at += 1;
            let (value, span) = rest.digits(digits)?;
            let value = value.iter().fold(0, |value, byte| value * 10 + u32::from(byte - b'0'));
            found.quantity = Some((value, span));
        }
        let flag = match rest.peek() {
            Some(b'0' | b'1') => Some((Flag::MonthYear, 0)),
            Some(b'2') => Some((Flag::MonthDayYear, 1)),
            Some(b'3') => Some((Flag::YearMonthDay, 1)),
            Some(b'4') => Some((Flag::YearMonthDayHour, 1)),
            Some(b'5') => Some((Flag::Julian, 1)),
            Some(b'6') => Some((Flag::JulianHour, 1)),
            Some(b'7') => {
                rest.at += 1;
                None
            }
            None if found.quantity.is_some() => None,
            // No flag: a lot that begins with a letter can be nothing else.
            Some(byte) if byte.is_ascii_uppercase() && found.quantity.is_some() => None,
            _ => {
                let place = Span::new(at + rest.at.min(part.len()), at + (rest.at + 1).min(part.len()));
                return Err(ParseError::new(Code::HibcForm, place));
            }
        };
        if let Some((flag, skip)) = flag {
            rest.at += skip;
            found.expiry = Some(rest.date(flag, reference)?);
        }
    }
    let (value, span) = rest.text()?;
    if !value.is_empty() {
        *(if serial { &mut found.serial } else { &mut found.lot }) = Some((value, span));
    } else if found == Secondary::default() {
        return Err(ParseError::new(Code::HibcForm, Span::new(at, at + part.len())));
    }
    Ok(found)
}

/// How a date is written.
#[derive(Clone, Copy, Debug)]
enum Flag {
    MonthYear,
    MonthDayYear,
    YearMonthDay,
    YearMonthDayHour,
    Julian,
    JulianHour,
}

/// What is not yet read of secondary data.
struct Cursor<'a> {
    text: &'a [u8],
    at: usize,
    offset: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn digits(&mut self, count: usize) -> Result<(&'a [u8], Span), ParseError> {
        let end = (self.at + count).min(self.text.len());
        let place = Span::new(self.offset + self.at.min(end), self.offset + end);
        let digits =
            self.text.get(self.at..self.at + count).filter(|text| text.iter().all(u8::is_ascii_digit));
        self.at += count;
        digits.map(|digits| (digits, place)).ok_or_else(|| ParseError::new(Code::HibcForm, place))
    }

    fn date(&mut self, flag: Flag, reference: u16) -> Result<(Date, Span), ParseError> {
        let length = match flag {
            Flag::MonthYear => 4,
            Flag::MonthDayYear | Flag::YearMonthDay => 6,
            Flag::YearMonthDayHour => 8,
            Flag::Julian => 5,
            Flag::JulianHour => 7,
        };
        let (text, place) = self.digits(length)?;
        let two = |from: usize| number(text.get(from..from + 2).unwrap_or_default()) as u8;
        let whole_year = |digits: u8| year(digits, reference);
        let day_of_year = || number(text.get(2..5).unwrap_or_default());
        let date = match flag {
            Flag::MonthYear => Date::new(whole_year(two(2)), two(0), 0, None),
            Flag::MonthDayYear => real_day(Date::new(whole_year(two(4)), two(0), two(2), None)),
            Flag::YearMonthDay => real_day(Date::new(whole_year(two(0)), two(2), two(4), None)),
            Flag::YearMonthDayHour => real_day(Date::new(whole_year(two(0)), two(2), two(4), Some(two(6)))),
            Flag::Julian => Date::of_year(whole_year(two(0)), day_of_year(), None),
            Flag::JulianHour => Date::of_year(whole_year(two(0)), day_of_year(), Some(two(5))),
        };
        date.map(|date| (date, place)).map_err(|missing| wrong_date(Code::HibcDate, place, missing))
    }

    /// The lot or serial: what is left, at most 18 characters.
    fn text(&self) -> Result<(String, Span), ParseError> {
        let start = self.at.min(self.text.len());
        let rest = self.text.get(start..).unwrap_or_default();
        let place = Span::new(self.offset + start, self.offset + self.text.len());
        if rest.len() > 18 {
            let found = u32::try_from(rest.len()).unwrap_or(u32::MAX);
            return Err(ParseError::new(Code::HibcForm, place).with(Detail::Length {
                found,
                least: 0,
                most: 18,
            }));
        }
        let wrong = |byte: &u8| {
            !byte.is_ascii_digit() && !byte.is_ascii_uppercase() && !matches!(byte, b'-' | b'.' | b' ')
        };
        if let Some(at) = rest.iter().position(wrong) {
            let byte = rest.get(at).copied().unwrap_or_default();
            let place = Span::new(self.offset + start + at, self.offset + start + at + 1);
            return Err(ParseError::new(Code::HibcForm, place).with(Detail::Character { byte, set: b'A' }));
        }
        Ok((String::from_utf8_lossy(rest).into_owned(), place))
    }
}

/// A date that must name its day.
fn real_day(date: Result<Date, Missing>) -> Result<Date, Missing> {
    match date {
        Ok(Date { day: None, .. }) => Err(Missing::Day),
        date => date,
    }
}

fn supplement(part: &[u8], at: usize) -> Result<Supplement, ParseError> {
    if part.is_empty() {
        return Err(ParseError::new(Code::HibcForm, Span::new(at.saturating_sub(1), at)));
    }
    let di = DataIdentifier::read(part);
    let skip = di.map_or(0, |di| di.as_str().len());
    let value = part.get(skip..).unwrap_or_default();
    let span = Span::new(at + skip, at + part.len());
    let name = di.as_ref().map_or("", DataIdentifier::as_str);
    let date = match name {
        "14D" | "16D" if value.len() == 8 && value.iter().all(u8::is_ascii_digit) => {
            let date = real_day(Date::long(value));
            Some(date.map_err(|missing| wrong_date(Code::HibcDate, span, missing))?)
        }
        "14D" | "16D" => return Err(ParseError::new(Code::HibcForm, span)),
        "Q" if value.is_empty() || value.len() > 9 || !value.iter().all(u8::is_ascii_digit) => {
            return Err(ParseError::new(Code::HibcForm, span));
        }
        "S" if value.is_empty() || value.len() > 18 => return Err(ParseError::new(Code::HibcForm, span)),
        _ => None,
    };
    Ok(Supplement { di, value: String::from_utf8_lossy(value).into_owned(), span, date })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The text with its check character.
    fn checked(body: &str) -> String {
        format!("{body}{}", hibc_check(body.as_bytes()).unwrap() as char)
    }

    fn second(data: &str) -> Secondary {
        Hibc::parse(checked(&format!("+{data}G")), 2026).unwrap().secondary.unwrap()
    }

    #[test]
    fn dates_by_flag() {
        let date = |data: &str| {
            let found = second(data);
            assert_eq!(found.lot.unwrap().0, "3C001", "{data}");
            found.expiry.map(|(date, _)| date.to_string()).unwrap_or_default()
        };
        assert_eq!(date("$$09283C001"), "2028-09-30");
        assert_eq!(date("$$20928283C001"), "2028-09-28");
        assert_eq!(date("$$32809283C001"), "2028-09-28");
        assert_eq!(date("$$4280928223C001"), "2028-09-28T22");
        assert_eq!(date("$$5282723C001"), "2028-09-28");
        assert_eq!(date("$$628272223C001"), "2028-09-28T22");
        assert_eq!(date("$$73C001"), "");
        assert_eq!(date("282723C001"), "2028-09-28");
        assert_eq!(date("$3C001"), "");
        assert_eq!(date("$$82432809283C001"), "2028-09-28");
        assert_eq!(second("$$9001007X").quantity.map(|(value, _)| value), Some(100));
        assert_eq!(second("$$824").quantity.map(|(value, _)| value), Some(24));
        assert_eq!(second("$+SN1").serial.unwrap().0, "SN1");
        assert_eq!(second("$$+7SN1").serial.unwrap().0, "SN1");
    }

    #[test]
    fn a_primary_and_a_secondary_in_one() {
        let text = checked("+A123BJC5D6E71/$$3280928LOT1/16D20260101/SX77/14D20281231/Q500/99ZA");
        let code = Hibc::parse(&text, 2026).unwrap();
        assert_eq!(code.primary.as_ref().map(Primary::to_text).as_deref(), Some("A123BJC5D6E71"));
        assert_eq!((code.lot(), code.serial()), (Some("LOT1"), Some("X77")));
        assert_eq!(code.expiry().unwrap().to_string(), "2028-12-31");
        assert_eq!(code.made().unwrap().to_string(), "2026-01-01");
        let values: Vec<_> = code.supplements.iter().map(|found| found.span.of(text.as_bytes())).collect();
        assert_eq!(values, [b"20260101".as_slice(), b"X77", b"20281231", b"500", b"A"]);
        assert_eq!(Hibc::parse(format!("*{text}*"), 2026).unwrap().check, code.check);
        let scanned = Hibc::parse(format!("]C0{text}"), 2026).unwrap();
        assert_eq!(scanned.symbology.map(|own| own.to_string()).as_deref(), Some("]C0"));
    }

    #[test]
    fn what_is_wrong_is_said() {
        let error = |text: &str| {
            Hibc::parse(text, 2026).map_err(|error| (error.code(), error.span().start)).unwrap_err()
        };
        assert_eq!(error("+A123BJC5D6E71H"), (Code::HibcChecksum, 14));
        assert_eq!(error("A123BJC5D6E71G"), (Code::HibcForm, 0));
        assert_eq!(error("+a123BJC5D6E71H"), (Code::HibcForm, 1));
        assert_eq!(error(&checked("+A1231")), (Code::HibcForm, 1));
        assert_eq!(error(&checked("+A123BJC5D6E7X")), (Code::HibcForm, 13));
        assert_eq!(error(&checked("+$$1328LOTG")), (Code::HibcDate, 3));
        assert_eq!(error(&checked("+$$3280230LOTG")), (Code::HibcDate, 4));
        assert_eq!(error(&checked("+$$G")), (Code::HibcForm, 3));
        assert_eq!(error(&checked("+A123X1/$LOT/16D2026")), (Code::HibcForm, 16));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            labeler in "[A-Z][0-9A-Z]{3}", product in "[0-9A-Z]{1,18}", unit in 0u8..10,
            lot in "[A-Z0-9]{1,18}", month in 1u8..13, serial in "[A-Z0-9]{1,18}",
        ) {
            let text = checked(&format!("+{labeler}{product}{unit}/$${month:02}28{lot}/S{serial}"));
            let code = Hibc::parse(&text, 2026).unwrap();
            prop_assert_eq!(code.primary.as_ref().map(Primary::to_text), Some(format!("{labeler}{product}{unit}")));
            prop_assert_eq!((code.lot(), code.serial()), (Some(lot.as_str()), Some(serial.as_str())));
            prop_assert_eq!(code.expiry().map(|date| (date.year, date.month, date.day)), Some((2028, month, None)));
            prop_assert_eq!(code.secondary.unwrap().lot.unwrap().1.of(text.as_bytes()), lot.as_bytes());
        }

        #[test]
        fn no_bytes_are_too_odd(body in "[$+/0-9A-Z]{0,30}", raw in prop::collection::vec(any::<u8>(), 0..30)) {
            let _ = Hibc::parse(&raw, 2026);
            let text = checked(&format!("+{body}"));
            if let Err(error) = Hibc::parse(&text, 2026) {
                prop_assert!(error.span().start <= error.span().end && error.span().end as usize <= text.len());
            }
        }
    }
}
