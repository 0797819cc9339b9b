//! What is allowed in a valid message but worth a look.

use std::fmt;

use super::carrier::CarrierData;
use super::message::{ElementString, Form, Message};
use super::scan::GS;
use super::symbology::SymbologyIdentifier;
use super::tables::Check;
use crate::diagnostic::{ApplicationIdentifier, Span};

/// Something that is allowed but worth a look; `Display` says it in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warning {
    /// What it is.
    pub worth: Worth,
    /// The AI of the element, if it is about one.
    pub ai: Option<ApplicationIdentifier>,
    /// Where in the input.
    pub span: Span,
}

/// What may be worth a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Worth {
    /// A separator stands behind a value whose length is predefined: GS1 does without it (General Specifications 7.8.5).
    NeedlessSeparator,
    /// A separator ends the data, which GS1 does without.
    SeparatorAtEnd,
    /// Day 00: the last day of the month (General Specifications 3.4).
    WholeMonth,
    /// The same element twice, with the same value.
    Repeated,
    /// A reader that verified a check digit sent fourteen digits whose last one is none: no ITF-14, or a wrong setting.
    NoItf14,
    /// The modifier of the symbology identifier is reserved (ISO/IEC 15424).
    ReservedModifier,
}

impl Worth {
    /// Its name: `needless-separator`, `separator-at-end`, `whole-month`, `repeated`, `no-itf-14` or `reserved-modifier`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Worth::NeedlessSeparator => "needless-separator",
            Worth::SeparatorAtEnd => "separator-at-end",
            Worth::WholeMonth => "whole-month",
            Worth::Repeated => "repeated",
            Worth::NoItf14 => "no-itf-14",
            Worth::ReservedModifier => "reserved-modifier",
        }
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ai) = self.ai {
            write!(f, "({ai}) ")?;
        }
        f.write_str(match self.worth {
            Worth::NeedlessSeparator => "a separator follows, although the length is predefined",
            Worth::SeparatorAtEnd => "a separator stands at the end of the data, where none is needed",
            Worth::WholeMonth => "day 00 means the last day of the month",
            Worth::Repeated => "is stated twice with the same value",
            Worth::NoItf14 => {
                "fourteen digits without a check digit are no ITF-14: check the reader's settings"
            }
            Worth::ReservedModifier => "the modifier of the symbology identifier is reserved",
        })?;
        write!(f, " [{}]", self.worth.as_str())
    }
}

impl Message<'_> {
    /// What is allowed in this message but worth a look, in the order of the input.
    ///
    /// ```
    /// let message = tallymark::Message::parse_scan(b"]d20109506000134352\x1d17281200")?;
    /// let warnings: Vec<_> = message.warnings().iter().map(|warning| warning.worth.as_str()).collect();
    /// assert_eq!(warnings, ["needless-separator", "whole-month"]);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn warnings(&self) -> Vec<Warning> {
        let mut all = Vec::new();
        if let Some(identifier) = self.symbology() {
            let about = |worth| Warning { worth, ai: None, span: Span::new(0, 3) };
            if identifier.meaning().is_none() && identifier.letter() != b'X' {
                all.push(about(Worth::ReservedModifier));
            }
            let fourteen = self.content().is_some_and(|content| content.len() == 14);
            if identifier.data() == CarrierData::CheckedDigits && fourteen && self.gtin().is_none() {
                all.push(about(Worth::NoItf14));
            }
        }
        let separated = match self.form() {
            Form::Plain => true,
            Form::Scan => self.symbology().is_some_and(SymbologyIdentifier::holds_element_strings),
            _ => false,
        };
        let mut seen = std::collections::HashSet::new();
        for element in self.elements() {
            let about = |worth, span| Warning { worth, ai: Some(element.ai), span };
            if !seen.insert(element.ai) {
                all.push(about(Worth::Repeated, element.span));
            }
            if self.names_whole_month(&element) {
                all.push(about(Worth::WholeMonth, element.span));
            }
            let end = element.span.end as usize;
            if separated && self.input().get(end) == Some(&GS) {
                let span = Span::new(end, end + 1);
                if end + 1 == self.input().len() {
                    all.push(about(Worth::SeparatorAtEnd, span));
                } else if self.dictionary().has_predefined_length(element.ai) {
                    all.push(about(Worth::NeedlessSeparator, span));
                }
            }
        }
        all
    }

    fn names_whole_month(&self, element: &ElementString<'_>) -> bool {
        let tables = self.dictionary().tables();
        let first = tables
            .definition(element.ai)
            .and_then(|known| known.components.of(tables.components).first().copied());
        first.is_some_and(|component| {
            let date = component
                .checks
                .iter()
                .flatten()
                .any(|check| matches!(check, Check::DateOrMonth | Check::LongDateOrMonth));
            let length = usize::from(component.most);
            date && element.value.get(length.saturating_sub(2)..length) == Some("00")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(form: Form, input: &str) -> Vec<(&'static str, u32, u32)> {
        let message = Message::parse(form, input.as_bytes(), &super::super::Options::new()).unwrap();
        let shown = |warning: &Warning| {
            assert!(warning.to_string().ends_with(']'));
            (warning.worth.as_str(), warning.span.start, warning.span.end)
        };
        message.warnings().iter().map(shown).collect()
    }

    #[test]
    fn what_is_worth_a_look_and_where() {
        assert_eq!(of(Form::Scan, "]d2010950600013435221A\u{1d}10B"), []);
        assert_eq!(of(Form::Scan, "]d2010950600013435221A\u{1d}"), [("separator-at-end", 22, 23)]);
        assert_eq!(of(Form::Plain, "0109506000134352\u{1d}21A"), [("needless-separator", 16, 17)]);
        assert_eq!(of(Form::Bracketed, "(01)09506000134352(17)281200"), [("whole-month", 22, 28)]);
        assert_eq!(of(Form::Bracketed, "(01)09506000134352(10)A(10)A"), [("repeated", 27, 28)]);
        assert_eq!(of(Form::Scan, "]I119506000134358"), [("no-itf-14", 0, 3)]);
        assert_eq!(of(Form::Scan, "]C9ABC"), [("reserved-modifier", 0, 3)]);
        assert_eq!(of(Form::Scan, "]E09506000134352"), []);
    }
}
