use std::fmt;

use crate::diagnostic::{ApplicationIdentifier, Span};
use crate::item::Item;

/// What a damaged text may say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repair {
    /// All readings, best first; those that name known items before all others.
    pub readings: Vec<Reading>,
    /// The first reading is the only one: the search was complete, and nothing else explains the text as lightly; or the
    /// context knows exactly one of the items that the readings name.
    pub unique: bool,
    /// The search ended before everything was tried, or there were more readings than the context's limit.
    pub truncated: bool,
    /// The input is valid as it is and was not searched.
    pub valid: bool,
}

/// One reading of a damaged text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// A complete input that parses, in the form that its beginning shows: scan data where the input had a symbology
    /// identifier or the context asks for one, otherwise a plain or bracketed element string.
    pub text: Vec<u8>,
    /// AIs and values in the order of the text.
    pub elements: Vec<(ApplicationIdentifier, String)>,
    /// The canonical key of what it names, see [`Message::key`](crate::Message::key).
    pub key: Option<String>,
    /// The single pack or logistic unit that it names.
    pub item: Option<Item>,
    /// What has to have happened, in the order of the input; none where the input was valid.
    pub steps: Vec<Step>,
    /// How much has to have happened; the less the likelier.
    pub cost: u32,
    /// Agrees with the facts of the context: GTINs, lots, expiry dates, shape of serials.
    pub fits: bool,
    /// The context knows the item; `None` if it was not asked.
    pub known: Option<bool>,
}

/// One thing that happened to a text on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What happened.
    pub kind: StepKind,
    /// Where, in bytes of the input; empty where something was lost.
    pub span: Span,
    /// What stands there.
    pub found: String,
    /// What it means, in a sentence without the place.
    pub meaning: String,
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal, cost: $cost:literal, setting: $setting:literal;)*) => {
        /// A kind of damage.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum StepKind { $($(#[$doc])* $name,)* }

        impl StepKind {
            /// Every kind.
            pub const ALL: &'static [StepKind] = &[$(StepKind::$name,)*];

            /// Its stable name, such as `separator-lost`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(StepKind::$name => $text,)* }
            }

            /// The setting of scanner or computer that prevents it.
            #[must_use]
            pub const fn setting(self) -> &'static str {
                match self { $(StepKind::$name => $setting,)* }
            }

            /// What it adds to the cost of a reading, once.
            pub(crate) const fn cost(self) -> u32 {
                match self { $(StepKind::$name => $cost,)* }
            }
        }
    };
}

kinds! {
    /// A byte-order mark before the data.
    ByteOrderMark = "byte-order-mark", cost: 1, setting: "save or send the text without byte-order mark";
    /// Invisible characters of formatted text.
    Invisible = "invisible", cost: 1, setting: "send plain text: no zero-width or direction characters";
    /// Bytes that are no UTF-8, read as Latin-1.
    Encoding = "encoding", cost: 2, setting: "send ASCII or UTF-8";
    /// Full-width or other digits and letters for those of ASCII.
    WideCharacters = "wide-characters", cost: 2, setting: "switch the input method of the computer to half-width Latin input";
    /// Line ends, tabs, blanks, STX, ETX and other control characters around the data.
    Edges = "edges", cost: 1, setting: "remove prefix and suffix (STX, ETX, CR, LF, TAB) in the scanner, or strip them where the text arrives";
    /// Other characters before the data.
    Prefix = "prefix", cost: 40, setting: "remove the prefix characters or code identifier in the scanner";
    /// Other characters behind the data.
    Suffix = "suffix", cost: 40, setting: "remove the suffix characters in the scanner";
    /// No symbology identifier where one is expected.
    SymbologyLost = "symbology-lost", cost: 1, setting: "switch on the transmission of AIM symbology identifiers in the scanner";
    /// A symbology identifier that does not fit element strings.
    SymbologyWrong = "symbology-wrong", cost: 3, setting: "let the scanner send the AIM identifier of the GS1 symbology (]d2, ]C1, ]Q3), and check that the label has FNC1 in the first position";
    /// The symbology identifier in upper instead of lower case or the reverse.
    SymbologyCase = "symbology-case", cost: 3, setting: "switch off case conversion in the scanner, and caps lock";
    /// FNC1 of the first position sent as a separator.
    LeadingSeparator = "leading-separator", cost: 1, setting: "do not transmit the FNC1 in first position; send the AIM identifier instead";
    /// A separator sent as other characters.
    SeparatorReplaced = "separator-replaced", cost: 2, setting: "let the scanner send FNC1 as GS (ASCII 29) instead of a substitute";
    /// More than one separator in one place.
    SeparatorDoubled = "separator-doubled", cost: 1, setting: "let the scanner send FNC1 once, as GS (ASCII 29)";
    /// A separator that was not sent.
    SeparatorLost = "separator-lost", cost: 10, setting: "let the scanner send FNC1 as GS (ASCII 29); as a keyboard it needs the control-character mode (Ctrl+] or Alt+029)";
    /// Brackets, blanks and data titles of the human readable interpretation.
    Brackets = "brackets", cost: 2, setting: "switch off the formatting of GS1 data in brackets; scan the symbol instead of typing the text";
    /// Zeros lost at the left of the text or of a GTIN.
    ZerosDropped = "zeros-dropped", cost: 20, setting: "treat the text as text, not as a number: format the column as text, and do not strip leading zeros";
    /// The same label read twice into one text.
    ReadTwice = "read-twice", cost: 5, setting: "end each read with one CR, and set the same-symbol timeout of the scanner";
    /// Two labels in one text.
    ReadsJoined = "reads-joined", cost: 20, setting: "end each read with one CR, and read one symbol a trigger";
    /// Upper and lower case exchanged.
    CapsLock = "caps-lock", cost: 30, setting: "switch off caps lock, or set the scanner to ignore it (caps lock override)";
    /// Typed through another keyboard layout.
    Layout = "layout", cost: 30, setting: "set the scanner's keyboard country to the layout of the computer, or use a serial (COM) connection";
}

impl fmt::Display for StepKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Reading {
    /// Why the input may be read so: what each step means, once.
    #[must_use]
    pub fn reason(&self) -> String {
        if self.steps.is_empty() {
            return "valid as it is".to_owned();
        }
        distinct(self.steps.iter().map(|step| step.meaning.as_str())).join("; ")
    }

    /// The settings to change so that it does not happen again, the weightiest first; empty where nothing happened.
    #[must_use]
    pub fn settings(&self) -> Vec<&'static str> {
        let mut kinds: Vec<StepKind> = self.steps.iter().map(|step| step.kind).collect();
        kinds.sort_by_key(|kind| std::cmp::Reverse(kind.cost()));
        distinct(kinds.into_iter().map(StepKind::setting))
    }
}

fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut found = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// What the steps cost together: each kind once, each further one of it a little.
pub(super) fn cost(steps: &[Step]) -> u32 {
    let mut seen = Vec::new();
    let mut sum = 0u32;
    for step in steps {
        let first = !seen.contains(&step.kind);
        seen.push(step.kind);
        sum = sum.saturating_add(if first { step.kind.cost() } else { 1 });
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_say_what_to_do() {
        let mut names: Vec<_> = StepKind::ALL.iter().map(|kind| kind.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), StepKind::ALL.len());
        assert!(StepKind::ALL.iter().all(|kind| kind.setting().len() > 10 && kind.cost() > 0));
    }
}
