//! How a value is cut into parts where a compressed link writes it in bits, and where elements stand in a link.

use super::Dictionary;
use crate::diagnostic::ApplicationIdentifier;

/// A part of a value: neighbouring components of one kind taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// Exactly so many digits.
    Digits(u8),
    /// At most so many digits.
    DigitsUpTo(u8),
    /// Exactly so many characters.
    Text(u8),
    /// At most so many characters.
    TextUpTo(u8),
}

impl Part {
    /// How many characters it has if that is fixed, and at most.
    pub(crate) const fn length(self) -> (Option<usize>, usize) {
        match self {
            Part::Digits(length) | Part::Text(length) => (Some(length as usize), length as usize),
            Part::DigitsUpTo(most) | Part::TextUpTo(most) => (None, most as usize),
        }
    }

    /// The two taken together, if they are of one kind.
    fn join(self, next: Part) -> Option<Part> {
        Some(match (self, next) {
            (Part::Digits(a), Part::Digits(b)) => Part::Digits(a.saturating_add(b)),
            (Part::DigitsUpTo(a), Part::DigitsUpTo(b)) => Part::DigitsUpTo(a.saturating_add(b)),
            (Part::Text(a), Part::Text(b)) => Part::Text(a.saturating_add(b)),
            (Part::TextUpTo(a), Part::TextUpTo(b)) => Part::TextUpTo(a.saturating_add(b)),
            _ => return None,
        })
    }
}

impl Dictionary {
    /// The parts of an AI's value; `None` if it is not assigned.
    pub(crate) fn parts(&self, ai: ApplicationIdentifier) -> Option<Vec<Part>> {
        let tables = self.tables();
        let definition = tables.definition(ai)?;
        let mut parts: Vec<Part> = Vec::new();
        for component in definition.components.of(tables.components) {
            let fixed = !component.optional && component.least == component.most;
            let part = match (component.set == b'N', fixed) {
                (true, true) => Part::Digits(component.most),
                (true, false) => Part::DigitsUpTo(component.most),
                (false, true) => Part::Text(component.most),
                (false, false) => Part::TextUpTo(component.most),
            };
            match parts.last_mut() {
                Some(last) if last.join(part).is_some() => *last = last.join(part).unwrap_or(part),
                _ => parts.push(part),
            }
        }
        Some(parts)
    }

    /// How many digits the AIs have that begin with these two; `None` if there is none.
    pub(crate) fn ai_digits(&self, two: u16) -> Option<usize> {
        let prefix = self.tables().prefixes.get(usize::from(two))?;
        (prefix.digits > 0).then_some(usize::from(prefix.digits))
    }

    /// Whether the AI is the primary key of a Digital Link.
    pub(crate) fn is_link_key(&self, ai: ApplicationIdentifier) -> bool {
        self.tables().definition(ai).is_some_and(|definition| definition.key.is_some())
    }

    /// Where the elements stand in a link whose key is element number `key`: the path and the query, by position.
    ///
    /// Of the key's sequences of qualifiers the one that leaves only attributes for the query, the longest if there
    /// are several; `None` if none does.
    pub(crate) fn link_order(
        &self,
        key: usize,
        ais: &[ApplicationIdentifier],
    ) -> Option<(Vec<usize>, Vec<usize>)> {
        let tables = self.tables();
        let definition = tables.definition(*ais.get(key)?).filter(|definition| definition.key.is_some())?;
        let attribute = |index: &usize| {
            let known = ais.get(*index).and_then(|&ai| tables.definition(ai));
            known.is_some_and(|definition| definition.attribute)
        };
        let position = |ai: &ApplicationIdentifier| ais.iter().position(|other| other == ai);
        let mut best: Option<(Vec<usize>, Vec<usize>)> = None;
        for sequence in std::iter::once(&[][..]).chain(tables.sequences(definition)) {
            let qualifiers = sequence.iter().filter_map(position);
            let path: Vec<usize> = std::iter::once(key).chain(qualifiers).collect();
            let query: Vec<usize> = (0..ais.len()).filter(|index| !path.contains(index)).collect();
            if query.iter().all(attribute) && best.as_ref().is_none_or(|best| path.len() > best.0.len()) {
                best = Some((path, query));
            }
        }
        best
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(ai: &str) -> Vec<Part> {
        Dictionary::built_in().parts(ApplicationIdentifier::new(ai).unwrap()).unwrap()
    }

    #[test]
    fn components_of_one_kind_are_one_part() {
        assert_eq!(parts("01"), [Part::Digits(14)]);
        assert_eq!(parts("10"), [Part::TextUpTo(20)]);
        assert_eq!(parts("8003"), [Part::Digits(14), Part::TextUpTo(16)]);
        assert_eq!(parts("423"), [Part::Digits(3), Part::DigitsUpTo(12)]);
        assert_eq!(parts("7040"), [Part::Digits(1), Part::Text(3)]);
        assert_eq!(parts("8008"), [Part::Digits(8), Part::DigitsUpTo(4)]);
    }

    #[test]
    fn only_the_last_part_of_any_value_has_an_open_length() {
        let dictionary = Dictionary::built_in();
        for ai in dictionary.ais() {
            let parts = dictionary.parts(ai).unwrap();
            let open = parts.iter().rev().skip(1).filter(|part| part.length().0.is_none()).count();
            assert_eq!(open, 0, "{ai}: {parts:?}");
            assert!(parts.iter().all(|part| part.length().1 <= 127), "{ai}");
        }
    }
}
