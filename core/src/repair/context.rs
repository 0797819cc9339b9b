use std::fmt;

use crate::diagnostic::ApplicationIdentifier;
use crate::gs1::{Form, Message, Options};
use crate::item::Item;
use crate::keys::Gtin;

/// What a text has to be: the elements of the label, facts of the batch, the items that there are.
///
/// ```
/// use tallymark::repair::{Context, repair};
///
/// let fused = b"01095060001343521728123110A7BX21A1B2";
/// let found = repair(fused, &Context::pharma());
/// assert!(found.unique);
/// assert_eq!(found.readings[0].text, b"01095060001343521728123110A7BX\x1d21A1B2");
/// assert_eq!(found.readings[0].steps[0].kind.as_str(), "separator-lost");
/// ```
#[derive(Clone)]
pub struct Context<'a> {
    /// Element sets that a label may have; any set if there are none.
    shapes: Vec<Shape>,
    /// Every AI of the shapes; its position is its bit.
    ais: Vec<ApplicationIdentifier>,
    options: Options,
    gtins: Vec<Gtin>,
    lots: Vec<String>,
    expiries: Vec<String>,
    serial_length: Option<(usize, usize)>,
    serial_alphabet: Option<String>,
    accepts: Option<&'a dyn Fn(&Message<'_>) -> bool>,
    knows: Option<&'a dyn Fn(&Item) -> bool>,
    scan: bool,
    limit: usize,
}

/// AIs as bits: those that have to be there, and those that may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shape {
    required: u64,
    all: u64,
}

/// More AIs than this cannot be told apart by bits; further ones may be there any number of times.
const MOST: usize = 64;

impl<'a> Context<'a> {
    /// A pharmaceutical pack: GTIN (01), expiry (17), lot (10) and serial (21) once each, a national number (710 to 717)
    /// where the market has one; or a logistic unit (00) alone.
    #[must_use]
    pub fn pharma() -> Self {
        let national = (710..=717).filter_map(|ai: u16| ApplicationIdentifier::new(ai.to_string()));
        let pack = ["01", "17", "10", "21"].into_iter().filter_map(ApplicationIdentifier::new);
        let unit = ApplicationIdentifier::new("00");
        Context::open().or(pack, national).or(unit, [])
    }

    /// Any valid message. Where values end is then mostly a guess, so that lost separators are rarely found uniquely.
    #[must_use]
    pub const fn open() -> Self {
        Context {
            shapes: Vec::new(),
            ais: Vec::new(),
            options: Options::new(),
            gtins: Vec::new(),
            lots: Vec::new(),
            expiries: Vec::new(),
            serial_length: None,
            serial_alphabet: None,
            accepts: None,
            knows: None,
            scan: false,
            limit: 64,
        }
    }

    /// A label with the required elements, each once, and any of the optional ones.
    ///
    /// ```
    /// use tallymark::gs1::ApplicationIdentifier;
    /// use tallymark::repair::{Context, repair};
    ///
    /// let ais = ["01", "21"].map(|ai| ApplicationIdentifier::new(ai).unwrap());
    /// let found = repair(b"]D2010950600013435221123\r\n", &Context::of(ais, []));
    /// assert_eq!(found.readings[0].text, b"]d2010950600013435221123");
    /// ```
    #[must_use]
    pub fn of(
        required: impl IntoIterator<Item = ApplicationIdentifier>,
        optional: impl IntoIterator<Item = ApplicationIdentifier>,
    ) -> Self {
        Context::open().or(required, optional)
    }

    /// Another set of elements that a label may have instead.
    #[must_use]
    pub fn or(
        mut self,
        required: impl IntoIterator<Item = ApplicationIdentifier>,
        optional: impl IntoIterator<Item = ApplicationIdentifier>,
    ) -> Self {
        let required = self.bits(required);
        let all = required | self.bits(optional);
        self.shapes.push(Shape { required, all });
        self
    }

    fn bits(&mut self, ais: impl IntoIterator<Item = ApplicationIdentifier>) -> u64 {
        let mut bits = 0;
        for ai in ais {
            let place = self.ais.iter().position(|known| *known == ai).unwrap_or_else(|| {
                self.ais.push(ai);
                self.ais.len() - 1
            });
            if place < MOST {
                bits |= 1 << place;
            }
        }
        bits
    }

    /// Judges by these options and their dictionary.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// The trade items of the batch.
    #[must_use]
    pub fn gtins(mut self, gtins: impl IntoIterator<Item = Gtin>) -> Self {
        self.gtins = gtins.into_iter().collect();
        self
    }

    /// The lots of the batch.
    #[must_use]
    pub fn lots<S: Into<String>>(mut self, lots: impl IntoIterator<Item = S>) -> Self {
        self.lots = lots.into_iter().map(Into::into).collect();
        self
    }

    /// The expiry dates of the batch as YYMMDD; day 00 and the last day of the month are the same.
    #[must_use]
    pub fn expiries<S: Into<String>>(mut self, expiries: impl IntoIterator<Item = S>) -> Self {
        self.expiries = expiries.into_iter().map(Into::into).collect();
        self
    }

    /// The lengths that serials have, in characters.
    #[must_use]
    pub const fn serial_length(mut self, least: usize, most: usize) -> Self {
        self.serial_length = Some((least, most));
        self
    }

    /// The characters that serials have.
    #[must_use]
    pub fn serial_alphabet(mut self, alphabet: impl Into<String>) -> Self {
        self.serial_alphabet = Some(alphabet.into());
        self
    }

    /// A further test that every reading has to pass, such as a market profile.
    #[must_use]
    pub const fn accepts(mut self, accepts: &'a dyn Fn(&Message<'_>) -> bool) -> Self {
        self.accepts = Some(accepts);
        self
    }

    /// Tells whether an item is known, such as from the serial pool. Readings that name known items come first; where
    /// exactly one does it is unique.
    #[must_use]
    pub const fn knows(mut self, knows: &'a dyn Fn(&Item) -> bool) -> Self {
        self.knows = Some(knows);
        self
    }

    /// The text is scan data and has to have a symbology identifier.
    #[must_use]
    pub const fn scan(mut self, scan: bool) -> Self {
        self.scan = scan;
        self
    }

    /// The most readings to return, 64 if not set.
    #[must_use]
    pub const fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    pub(super) const fn strictness(&self) -> &Options {
        &self.options
    }

    pub(super) const fn wants_scan(&self) -> bool {
        self.scan
    }

    pub(super) const fn most(&self) -> usize {
        self.limit
    }

    /// Whether the elements of a label are given.
    pub(super) fn is_closed(&self) -> bool {
        !self.shapes.is_empty()
    }

    pub(super) fn has_facts(&self) -> bool {
        !(self.gtins.is_empty() && self.lots.is_empty() && self.expiries.is_empty())
            || self.serial_length.is_some()
            || self.serial_alphabet.is_some()
    }

    /// The set of elements after one more: `None` if it may not be there, or not again.
    pub(super) fn with(&self, set: u64, ai: ApplicationIdentifier) -> Option<u64> {
        if !self.is_closed() {
            return Some(0);
        }
        let place = self.ais.iter().position(|known| *known == ai)?;
        if place >= MOST {
            return Some(set);
        }
        let bit = 1 << place;
        let more = set | bit;
        let possible = set & bit == 0 && self.shapes.iter().any(|shape| more & !shape.all == 0);
        possible.then_some(more)
    }

    /// Whether a label may have just this set.
    pub(super) fn complete(&self, set: u64) -> bool {
        let whole = |shape: &Shape| set & shape.required == shape.required && set & !shape.all == 0;
        !self.is_closed() || self.shapes.iter().any(whole)
    }

    /// Whether the facts of the batch allow this element.
    pub(super) fn allows(&self, ai: ApplicationIdentifier, value: &str) -> bool {
        match (ai.digits(), ai.value()) {
            (2, 1) => {
                self.gtins.is_empty() || Gtin::parse(value).is_ok_and(|gtin| self.gtins.contains(&gtin))
            }
            (2, 10) => self.lots.is_empty() || self.lots.iter().any(|lot| lot == value),
            (2, 17) => self.expiries.is_empty() || self.expiries.iter().any(|date| same_day(date, value)),
            (2, 21) => {
                self.serial_length.is_none_or(|(least, most)| (least..=most).contains(&value.len()))
                    && self
                        .serial_alphabet
                        .as_ref()
                        .is_none_or(|alphabet| value.chars().all(|c| alphabet.contains(c)))
            }
            _ => true,
        }
    }

    /// Whether a message has the elements of a label and passes the further test.
    pub(super) fn holds(&self, message: &Message<'_>) -> bool {
        let mut set = 0;
        if self.is_closed() {
            // Nobody sends components of composite data in this form.
            let composite = message.form() == Form::Plain && message.second_component().is_some();
            if composite {
                return false;
            }
            for element in message.elements() {
                match self.with(set, element.ai) {
                    Some(more) => set = more,
                    None => return false,
                }
            }
        }
        self.complete(set)
            && !(self.scan && message.form() != Form::Scan)
            && self.accepts.is_none_or(|accepts| accepts(message))
    }

    /// Whether the facts of the batch allow the message.
    pub(super) fn fits(&self, message: &Message<'_>) -> bool {
        message.elements().all(|element| self.allows(element.ai, element.value))
    }

    /// Whether an item is known; `None` if nobody was named to ask.
    pub(super) fn known(&self, item: Option<Item>) -> Option<bool> {
        let knows = self.knows?;
        Some(item.is_some_and(|item| knows(&item)))
    }
}

/// Whether two dates of six digits are one, day 00 being the last of the month.
fn same_day(one: &str, other: &str) -> bool {
    let last = |date: &str| {
        let (month, day) = date.split_at_checked(4)?;
        if day != "00" {
            return Some(date.to_owned());
        }
        let year: u32 = month.get(..2)?.parse().ok()?;
        let days = match month.get(2..)? {
            "02" if year.is_multiple_of(4) => 29,
            "02" => 28,
            "04" | "06" | "09" | "11" => 30,
            _ => 31,
        };
        Some(format!("{month}{days}"))
    };
    one == other || last(one).is_some_and(|day| Some(day) == last(other))
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("ais", &self.ais)
            .field("lots", &self.lots)
            .field("limit", &self.limit)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_label_has_each_element_once() {
        let context = Context::pharma();
        let holds = |text: &str| context.holds(&Message::parse_any(text).unwrap());
        assert!(holds("(01)09506000134352(17)281231(10)A(21)B"));
        assert!(holds("(01)09506000134352(17)281231(10)A(21)B(712)C"));
        assert!(holds("(00)395060001340000018"));
        assert!(!holds("(01)09506000134352(17)281231(10)A"));
        assert!(!holds("(01)09506000134352(17)281231(10)A(21)B(240)C"));
        assert!(!holds("01095060001343521728123110A|21B"));
    }

    #[test]
    fn day_00_is_the_last_of_the_month() {
        assert!(
            same_day("281200", "281231") && same_day("280229", "280200") && !same_day("281230", "281200")
        );
    }
}
