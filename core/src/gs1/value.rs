//! What the text of an element means: keys, dates, numbers with their units, amounts of money, countries.

use std::fmt;

use super::date::{Date, Time, number};
use super::decimal::Decimal;
use super::dictionary::Dictionary;
use super::message::Message;
use super::tables::{Check, Component, Definition, Tables};
use crate::diagnostic::ApplicationIdentifier;
use crate::keys::{Gln, Gtin, Sscc};

/// The value of an element as a value of its own, exact.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value<'m> {
    /// A trade item (AIs 01, 02, 03).
    Gtin(Gtin),
    /// A logistic unit (00).
    Sscc(Sscc),
    /// A party or location (410 to 417).
    Gln(Gln),
    /// A day or a whole month (11 to 17, 7006, 7250).
    Date(Date),
    /// The days from one to another, both included (7007).
    DateRange(Date, Date),
    /// A day with a time (7003, 7011, 8008, 4324, 4325, 7251).
    DateTime(Date, Time),
    /// A number of things (20, 30, 37).
    Count(u64),
    /// A measure with the unit that the data title names (310n to 369n).
    Measure {
        /// How much.
        number: Decimal,
        /// The unit as the data title has it, such as `kg`.
        unit: &'m str,
    },
    /// An amount of money or a price (390n to 393n, 395n).
    Amount {
        /// How much.
        number: Decimal,
        /// Numeric code of ISO 4217; `None` where the currency is that of the place (390n, 392n, 395n).
        currency: Option<u16>,
    },
    /// A percentage (394n).
    Percentage(Decimal),
    /// A temperature in hundredths of a degree (4330 to 4333).
    Temperature {
        /// How much, without its sign.
        number: Decimal,
        /// Below zero.
        negative: bool,
        /// `F` or `C`.
        scale: char,
    },
    /// One or more countries by their numeric codes of ISO 3166-1, and what follows them (421 to 426, 7030 to 7039); 999
    /// stands for several countries.
    Countries {
        /// The codes, in order.
        codes: Vec<u16>,
        /// The text behind them: a postal code, an approval number.
        rest: Option<&'m str>,
    },
    /// Yes or no (4321 to 4323).
    Flag(bool),
    /// Text that stands for itself.
    Text(&'m str),
}

impl<'m> Value<'m> {
    /// What `text`, a valid value of the AI by this dictionary, means; the century of two-digit years is that nearest to
    /// `reference_year`, see [`Date::parse`]. What has no other meaning, or is not valid, is [`Value::Text`].
    ///
    /// ```
    /// use tallymark::gs1::{ApplicationIdentifier, Dictionary, Value};
    ///
    /// let dictionary = Dictionary::built_in();
    /// let of = |ai, text| Value::of(&dictionary, ApplicationIdentifier::new(ai).unwrap(), text, 2026).to_string();
    /// assert_eq!(of("17", "280200"), "2028-02-29");
    /// assert_eq!(of("3103", "001250"), "1.250 kg");
    /// assert_eq!(of("3932", "9781050"), "10.50 (ISO 4217: 978)");
    /// assert_eq!(of("10", "A7B21"), "A7B21");
    /// ```
    #[must_use]
    pub fn of(
        dictionary: &'m Dictionary,
        ai: ApplicationIdentifier,
        text: &'m str,
        reference_year: u16,
    ) -> Self {
        let tables = dictionary.tables();
        let meaning = tables.definition(ai).and_then(|known| typed(&tables, known, text, reference_year));
        meaning.unwrap_or(Value::Text(text))
    }

    /// The kind of the value in a word: `gtin`, `sscc`, `gln`, `date`, `date-range`, `date-time`, `count`, `measure`,
    /// `amount`, `percentage`, `temperature`, `countries`, `flag` or `text`.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Value::Gtin(_) => "gtin",
            Value::Sscc(_) => "sscc",
            Value::Gln(_) => "gln",
            Value::Date(_) => "date",
            Value::DateRange(..) => "date-range",
            Value::DateTime(..) => "date-time",
            Value::Count(_) => "count",
            Value::Measure { .. } => "measure",
            Value::Amount { .. } => "amount",
            Value::Percentage(_) => "percentage",
            Value::Temperature { .. } => "temperature",
            Value::Countries { .. } => "countries",
            Value::Flag(_) => "flag",
            Value::Text(_) => "text",
        }
    }
}

impl Message<'_> {
    /// What every element means, in order; see [`Value::of`].
    ///
    /// ```
    /// use tallymark::gs1::{Message, Value};
    ///
    /// let message = Message::parse_bracketed("(01)09506000134352(17)281200(10)A7B21")?;
    /// let expiry = message.typed_values(2026).find_map(|(ai, value)| match value {
    ///     Value::Date(date) if ai == "17" => Some(date),
    ///     _ => None,
    /// });
    /// assert_eq!(expiry.map(|date| date.to_string()).as_deref(), Some("2028-12-31"));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn typed_values(
        &self,
        reference_year: u16,
    ) -> impl ExactSizeIterator<Item = (ApplicationIdentifier, Value<'_>)> {
        let dictionary = self.dictionary();
        self.elements().map(move |element| {
            (element.ai, Value::of(dictionary, element.ai, element.value, reference_year))
        })
    }
}

/// The meaning by the components of the AI and, where the standard gives the digits of the AI a meaning, by those.
fn typed<'m>(
    tables: &Tables<'m>,
    known: &Definition,
    text: &'m str,
    reference_year: u16,
) -> Option<Value<'m>> {
    let components = known.components.of(tables.components);
    if let Some(value) = decimal(tables, known, components, text) {
        return Some(value);
    }
    let mut parts = parts(components, text)?.into_iter();
    let (first, digits) = parts.next()?;
    let second = parts.next();
    let date = |component: &Component, digits: &str| {
        component.checks.iter().flatten().find_map(|check| match check {
            Check::Date | Check::DateOrMonth => Date::parse(digits, reference_year),
            Check::LongDate | Check::LongDateOrMonth => Date::parse_long(digits),
            _ => None,
        })
    };
    if let Some(day) = date(first, digits) {
        let Some((component, digits)) = second else { return Some(Value::Date(day)) };
        if let Some(end) = date(component, digits) {
            return Some(Value::DateRange(day, end));
        }
        if has(component, &[Check::Hour, Check::HourMinute]) {
            let time: String = std::iter::once(digits).chain(parts.map(|(_, digits)| digits)).collect();
            return Some(Value::DateTime(day, Time::parse(time.as_bytes())?));
        }
        return None;
    }
    if has(first, &[Check::Country, Check::CountryOr999]) {
        let mut codes = vec![number(digits.as_bytes())?];
        let mut rest = None;
        for (component, text) in second.into_iter().chain(parts) {
            if has(component, &[Check::Country, Check::CountryOr999]) {
                codes.push(number(text.as_bytes())?);
            } else {
                rest = Some(text);
            }
        }
        return Some(Value::Countries { codes, rest });
    }
    if let Some((_, sign)) = second {
        return temperature(known.ai, digits, sign);
    }
    if components.len() > 1 {
        return temperature(known.ai, digits, "");
    }
    match (first.set, first.most, first.checks) {
        (b'N', 14, [Some(Check::Digit), ..]) => Gtin::parse(text).ok().map(Value::Gtin),
        (b'N', 18, [Some(Check::Digit), ..]) if known.ai == "00" => Sscc::parse(text).ok().map(Value::Sscc),
        (b'N', 13, [Some(Check::Digit), ..]) => Gln::parse(text).ok().map(Value::Gln),
        (b'N', 1, [Some(Check::YesNo), ..]) => Some(Value::Flag(text == "1")),
        _ if known.ai == "30" || known.ai == "37" => text.parse().ok().map(Value::Count),
        _ => None,
    }
}

fn has(component: &Component, sought: &[Check]) -> bool {
    component.checks.iter().flatten().any(|check| sought.contains(check))
}

/// The text cut into its components.
fn parts<'c, 'm>(components: &'c [Component], text: &'m str) -> Option<Vec<(&'c Component, &'m str)>> {
    let mut rest = text;
    let mut parts = Vec::with_capacity(components.len());
    for component in components {
        if rest.is_empty() {
            break;
        }
        let (part, after) = rest.split_at_checked(rest.len().min(usize::from(component.most)))?;
        parts.push((component, part));
        rest = after;
    }
    rest.is_empty().then_some(parts)
}

/// Numbers whose point the last digit of the AI places (GS1 General Specifications 3.6, 3.8).
fn decimal<'m>(
    tables: &Tables<'m>,
    known: &Definition,
    components: &[Component],
    text: &'m str,
) -> Option<Value<'m>> {
    let ai = known.ai;
    let (family, places) = (ai.value() / 10, (ai.value() % 10) as u8);
    if ai.digits() != 4 || components.iter().any(|component| component.set != b'N') {
        return None;
    }
    let of = |digits: &str| digits.parse().ok().map(|digits| Decimal::new(digits, places));
    match (family, components) {
        (310..=369, [_]) => {
            let unit = unit(tables.title(known));
            Some(Value::Measure { number: of(text)?, unit })
        }
        (390 | 392 | 395, [_]) => Some(Value::Amount { number: of(text)?, currency: None }),
        (391 | 393, [_, _]) => {
            let (currency, digits) = text.split_at_checked(3)?;
            Some(Value::Amount { number: of(digits)?, currency: Some(number(currency.as_bytes())?) })
        }
        (394, [_]) => of(text).map(Value::Percentage),
        _ => None,
    }
}

/// The unit that a data title names: `kg` of `NET WEIGHT (kg)`, `kg/m²` of `KG PER m²`.
fn unit(title: &str) -> &str {
    let inner = title.find('(').and_then(|start| {
        let end = title.rfind(')')?;
        title.get(start + 1..end)
    });
    inner.unwrap_or(if title.starts_with("KG PER") { "kg/m²" } else { "" })
}

/// AIs 4330 to 4333: hundredths of a degree, and a hyphen if below zero.
fn temperature(ai: ApplicationIdentifier, digits: &str, sign: &str) -> Option<Value<'static>> {
    let scale = match (ai.digits(), ai.value()) {
        (4, 4330 | 4332) => 'F',
        (4, 4331 | 4333) => 'C',
        _ => return None,
    };
    Some(Value::Temperature { number: Decimal::new(digits.parse().ok()?, 2), negative: sign == "-", scale })
}

/// The value for people; dates and times as ISO 8601 has them.
impl fmt::Display for Value<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Gtin(gtin) => gtin.fmt(f),
            Value::Sscc(sscc) => sscc.fmt(f),
            Value::Gln(gln) => gln.fmt(f),
            Value::Date(date) => date.fmt(f),
            Value::DateRange(from, to) => write!(f, "{from}/{to}"),
            Value::DateTime(date, time) => write!(f, "{date}T{time}"),
            Value::Count(count) => count.fmt(f),
            Value::Measure { number, unit: "" } => number.fmt(f),
            Value::Measure { number, unit } => write!(f, "{number} {unit}"),
            Value::Amount { number, currency: None } => number.fmt(f),
            Value::Amount { number, currency: Some(currency) } => {
                write!(f, "{number} (ISO 4217: {currency:03})")
            }
            Value::Percentage(number) => write!(f, "{number} %"),
            Value::Temperature { number, negative, scale } => {
                write!(f, "{}{number} °{scale}", if *negative { "-" } else { "" })
            }
            Value::Countries { codes, rest } => {
                for (position, code) in codes.iter().enumerate() {
                    write!(f, "{}{code:03}", if position > 0 { " " } else { "" })?;
                }
                rest.map_or(Ok(()), |rest| write!(f, " {rest}"))
            }
            Value::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
            Value::Text(text) => f.write_str(text),
        }
    }
}

/// An object with `type`, as [`Value::kind`] names it, and the members of that type. Numbers that must stay exact are texts.
#[cfg(feature = "serde")]
impl serde::Serialize for Value<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", self.kind())?;
        let three = |code: &u16| format!("{code:03}");
        match self {
            Value::Gtin(_) | Value::Sscc(_) | Value::Gln(_) => {
                map.serialize_entry("key", &self.to_string())?;
            }
            Value::Date(date) => {
                map.serialize_entry("date", &date.to_string())?;
                map.serialize_entry("whole_month", &date.is_whole_month())?;
            }
            Value::DateRange(from, to) => {
                map.serialize_entry("from", &from.to_string())?;
                map.serialize_entry("to", &to.to_string())?;
            }
            Value::DateTime(date, time) => {
                map.serialize_entry("date", &date.to_string())?;
                map.serialize_entry("time", &time.to_string())?;
            }
            Value::Count(count) => map.serialize_entry("count", count)?,
            Value::Measure { number, unit } => {
                map.serialize_entry("number", &number.to_string())?;
                map.serialize_entry("unit", unit)?;
            }
            Value::Amount { number, currency } => {
                map.serialize_entry("number", &number.to_string())?;
                map.serialize_entry("currency", &currency.as_ref().map(three))?;
            }
            Value::Percentage(number) => map.serialize_entry("number", &number.to_string())?,
            Value::Temperature { number, negative, scale } => {
                let sign = if *negative { "-" } else { "" };
                map.serialize_entry("number", &format!("{sign}{number}"))?;
                map.serialize_entry("unit", &format!("°{scale}"))?;
            }
            Value::Countries { codes, rest } => {
                map.serialize_entry("codes", &codes.iter().map(three).collect::<Vec<_>>())?;
                map.serialize_entry("rest", rest)?;
            }
            Value::Flag(flag) => map.serialize_entry("flag", flag)?,
            Value::Text(text) => map.serialize_entry("value", text)?,
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ai: &str, text: &str) -> String {
        let dictionary = Dictionary::built_in();
        let value = Value::of(&dictionary, ApplicationIdentifier::new(ai).unwrap(), text, 2026);
        format!("{}: {value}", value.kind())
    }

    #[test]
    fn values_mean_what_the_specifications_say() {
        for (ai, text, meaning) in [
            ("00", "395060001340000018", "sscc: 395060001340000018"),
            ("01", "09506000134352", "gtin: 09506000134352"),
            ("02", "09506000134352", "gtin: 09506000134352"),
            ("414", "9521234000013", "gln: 9521234000013"),
            ("17", "281231", "date: 2028-12-31"),
            ("17", "280200", "date: 2028-02-29"),
            ("7250", "19800229", "date: 1980-02-29"),
            ("7251", "198002291405", "date-time: 1980-02-29T14:05"),
            ("7003", "2812311430", "date-time: 2028-12-31T14:30"),
            ("7007", "281201", "date: 2028-12-01"),
            ("7007", "281201281224", "date-range: 2028-12-01/2028-12-24"),
            ("7011", "281201", "date: 2028-12-01"),
            ("7011", "2812010800", "date-time: 2028-12-01T08:00"),
            ("8008", "28120108", "date-time: 2028-12-01T08"),
            ("8008", "281201080910", "date-time: 2028-12-01T08:09:10"),
            ("30", "0012", "count: 12"),
            ("37", "24", "count: 24"),
            ("3103", "001250", "measure: 1.250 kg"),
            ("3160", "000007", "measure: 7 m³"),
            ("3371", "000015", "measure: 1.5 kg/m²"),
            ("3622", "000100", "measure: 1.00 qt (US)"),
            ("3902", "1050", "amount: 10.50"),
            ("3912", "9781050", "amount: 10.50 (ISO 4217: 978)"),
            ("3933", "0081", "amount: 0.001 (ISO 4217: 008)"),
            ("3942", "1250", "percentage: 12.50 %"),
            ("3953", "012345", "amount: 12.345"),
            ("4330", "003200-", "temperature: -32.00 °F"),
            ("4331", "000850", "temperature: 8.50 °C"),
            ("422", "276", "countries: 276"),
            ("423", "276250004", "countries: 276 250 004"),
            ("421", "276D-10115", "countries: 276 D-10115"),
            ("7030", "999A1", "countries: 999 A1"),
            ("4321", "1", "flag: yes"),
            ("10", "A7B21", "text: A7B21"),
            ("20", "01", "text: 01"),
            ("8006", "095060001343520102", "text: 095060001343520102"),
            ("253", "9521234000013A1", "text: 9521234000013A1"),
            ("8018", "952123400000000019", "text: 952123400000000019"),
        ] {
            assert_eq!(of(ai, text), meaning, "({ai}){text}");
        }
    }

    #[test]
    fn what_is_not_valid_is_text() {
        for (ai, text) in
            [("01", "09506000134353"), ("17", "281301"), ("3103", "é"), ("391", "1"), ("423", "é")]
        {
            assert!(of(ai, text).starts_with("text: "), "({ai}){text}");
        }
    }

    #[test]
    fn every_assigned_ai_takes_any_text() {
        let dictionary = Dictionary::built_in();
        for ai in dictionary.ais() {
            for text in ["", "0", "é", "999999", "99999999999999999999999999", "12é34"] {
                let _ = Value::of(&dictionary, ai, text, 2026).to_string();
            }
        }
    }
}
