//! What may begin at a place of a text, for readers that do not know where values end.

use super::Dictionary;
use super::checks::judge_value;
use super::tables::Found;
use crate::diagnostic::ApplicationIdentifier;
use crate::keys::charset::{CSET_82, stranger};

/// An element that may begin at some place, with every length that its value may have there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Probe {
    pub(crate) ai: ApplicationIdentifier,
    /// The length is predefined: no separator follows.
    pub(crate) fixed: bool,
    /// Lengths of valid values, in bytes, ascending.
    pub(crate) lengths: Vec<usize>,
}

impl Dictionary {
    /// The element with which `text` begins; `None` if no AI begins there.
    pub(crate) fn probe(&self, text: &[u8]) -> Option<Probe> {
        let tables = self.tables();
        let Found::Known(definition) = tables.find(text) else { return None };
        let rest = text.get(definition.ai.digits()..)?;
        // No set has more characters than these two together.
        let reach = rest.iter().position(|&byte| byte != b'#' && stranger(&[byte], CSET_82).is_some());
        let most = usize::from(definition.most).min(reach.unwrap_or(rest.len()));
        let least = usize::from(if definition.fixed { definition.most } else { definition.least }).max(1);
        let good =
            |&length: &usize| rest.get(..length).is_some_and(|v| judge_value(&tables, definition, v).is_ok());
        let lengths = (least..=most).filter(good).collect();
        Some(Probe { ai: definition.ai, fixed: definition.fixed, lengths })
    }

    /// Whether this is a valid value of an assigned AI.
    pub(crate) fn holds(&self, ai: ApplicationIdentifier, value: &[u8]) -> bool {
        let tables = self.tables();
        let Some(definition) = tables.definition(ai) else { return false };
        let (least, most) = (usize::from(definition.least), usize::from(definition.most));
        let least = if definition.fixed { most } else { least };
        (least..=most).contains(&value.len()) && judge_value(&tables, definition, value).is_ok()
    }

    /// Whether a separator follows the AI's value where another element comes after it; `None` if it is not assigned.
    pub(crate) fn fixed(&self, ai: ApplicationIdentifier) -> Option<bool> {
        self.tables().definition(ai).map(|definition| definition.fixed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_that_a_value_may_have() {
        let dictionary = Dictionary::built_in();
        let lengths = |text: &str| dictionary.probe(text.as_bytes()).map(|probe| probe.lengths);
        assert_eq!(lengths("10A7\u{1d}21"), Some(vec![1, 2]));
        assert_eq!(lengths("17281231x"), Some(vec![6]));
        assert_eq!(lengths("17281331"), Some(Vec::new()));
        assert_eq!(lengths("0109506000134353"), Some(Vec::new()));
        assert_eq!(lengths("x"), None);
        let ai = ApplicationIdentifier::new("01").unwrap();
        assert!(dictionary.holds(ai, b"09506000134352") && !dictionary.holds(ai, b"9506000134352"));
        assert_eq!(dictionary.fixed(ai), Some(true));
    }
}
