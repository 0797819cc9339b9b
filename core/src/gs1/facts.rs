//! What a dictionary says of one AI, for people and for forms; and which AIs may still be added to a message.

use super::dictionary::Dictionary;
use super::tables::{Alternative, Bits, Component, Definition, Tables};
use crate::diagnostic::{ApplicationIdentifier, Pattern};

/// What a dictionary says of one AI.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AiFacts {
    /// The digits of the AI.
    pub ai: String,
    /// Its data title, such as `BATCH/LOT`; empty if it has none.
    pub title: String,
    /// The components of its values as the General Specifications write them, such as `N6` or `N13+X..17`; those that may
    /// be left out stand in square brackets.
    pub format: String,
    /// The rules for the contents, component by component, by their names in GS1's Syntax Dictionary.
    pub linters: Vec<Vec<&'static str>>,
    /// Fewest characters of a value.
    pub least: usize,
    /// Most characters of a value.
    pub most: usize,
    /// The length is predefined: no separator follows.
    pub predefined_length: bool,
    /// May be a query attribute of a Digital Link.
    pub link_attribute: bool,
    /// If it may be the primary key of a Digital Link: the sequences of qualifiers in the order of the path.
    pub link_key: Option<Vec<Vec<String>>>,
    /// All of these must be met, each by one of its alternatives, each of those by all of its AIs; `31nn` stands for any
    /// AI that begins so.
    pub needs: Vec<Vec<Vec<String>>>,
    /// AIs that may not stand beside it.
    pub excludes: Vec<String>,
}

impl Dictionary {
    /// What the dictionary says of an AI; `None` if it is not assigned.
    ///
    /// ```
    /// use tallymark::gs1::{ApplicationIdentifier, Dictionary};
    ///
    /// let facts = |ai| Dictionary::built_in().facts(ApplicationIdentifier::new(ai).unwrap());
    /// let lot = facts("10").unwrap();
    /// assert_eq!((lot.title.as_str(), lot.format.as_str(), lot.predefined_length), ("BATCH/LOT", "X..20", false));
    /// assert_eq!(facts("01").unwrap().excludes, ["255", "37"]);
    /// assert!(facts("89").is_none());
    /// ```
    #[must_use]
    pub fn facts(&self, ai: ApplicationIdentifier) -> Option<AiFacts> {
        let tables = self.tables();
        let known = tables.definition(ai)?;
        let rule = tables.rule(known)?;
        let components = known.components.of(tables.components);
        let linters = |component: &Component| {
            component.checks.iter().flatten().map(|check| check.name()).collect::<Vec<_>>()
        };
        let sequence = |ais: &[ApplicationIdentifier]| ais.iter().map(ToString::to_string).collect();
        let need = |alternatives: &[Alternative]| {
            let mut all = vec![Vec::new()];
            for alternative in alternatives {
                if let Some(last) = all.last_mut() {
                    last.push(written(alternative.pattern));
                }
                if !alternative.joined {
                    all.push(Vec::new());
                }
            }
            all.retain(|together| !together.is_empty());
            all
        };
        Some(AiFacts {
            ai: ai.to_string(),
            title: tables.title(known).to_owned(),
            format: components.iter().map(format).collect::<Vec<_>>().join("+"),
            linters: components.iter().map(linters).collect(),
            least: usize::from(known.least),
            most: usize::from(known.most),
            predefined_length: known.fixed,
            link_attribute: known.attribute,
            link_key: known.key.map(|_| tables.sequences(known).map(sequence).collect()),
            needs: rule
                .needs
                .of(tables.needs)
                .iter()
                .map(|one| need(one.alternatives.of(tables.alternatives)))
                .collect(),
            excludes: patterns(&tables, rule.excludes | rule.rivals),
        })
    }

    /// The AIs that may still be added to a message with these: none of them is there already, or excluded. With each,
    /// whether all that it needs would be there.
    ///
    /// ```
    /// use tallymark::gs1::{ApplicationIdentifier, Dictionary};
    ///
    /// let dictionary = Dictionary::built_in();
    /// let there = ["01", "21"].map(|ai| ApplicationIdentifier::new(ai).unwrap());
    /// let addable = dictionary.addable(&there);
    /// let complete = |ai: &str| addable.iter().find(|(other, _)| *other == ai).map(|(_, complete)| *complete);
    /// assert_eq!(complete("10"), Some(true));
    /// assert_eq!(complete("254"), Some(false), "it needs a location");
    /// assert_eq!(complete("235"), None, "a serial excludes it");
    /// assert_eq!(complete("01"), None);
    /// ```
    #[must_use]
    pub fn addable(&self, there: &[ApplicationIdentifier]) -> Vec<(ApplicationIdentifier, bool)> {
        let tables = self.tables();
        let (mut seen, mut excluded): (Bits, Bits) = (0, 0);
        for &ai in there {
            seen |= tables.member(ai);
            let rule = tables.definition(ai).and_then(|known| tables.rule(known));
            excluded |= rule.map_or(0, |rule| rule.excludes | rule.rivals);
        }
        let addable = |known: &Definition| {
            let rule = tables.rule(known)?;
            let clash = rule.member & excluded | (rule.excludes | rule.rivals) & seen;
            if clash != 0 || there.contains(&known.ai) {
                return None;
            }
            let all = seen | rule.member;
            Some((known.ai, rule.needs.of(tables.needs).iter().all(|need| need.met(&tables, all))))
        };
        tables.definitions.iter().filter_map(addable).collect()
    }
}

/// `X..20`, `N6`, `[N12]`.
fn format(component: &Component) -> String {
    let set = char::from(component.set);
    let form = match (component.least, component.most) {
        (least, most) if least == most => format!("{set}{most}"),
        (_, most) => format!("{set}..{most}"),
    };
    if component.optional { format!("[{form}]") } else { form }
}

/// `01`, or `31nn`.
fn written(pattern: Pattern) -> String {
    format!("{}{}", pattern.fixed, "n".repeat(usize::from(pattern.open)))
}

fn patterns(tables: &Tables<'_>, bits: Bits) -> Vec<String> {
    let named = tables.named.iter().take(Bits::BITS as usize).enumerate();
    let mut all: Vec<String> =
        named.filter(|(at, _)| bits >> at & 1 == 1).map(|(_, pattern)| written(*pattern)).collect();
    all.sort();
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gs1::{Message, Options};

    #[test]
    fn facts_are_those_of_the_table() {
        let dictionary = Dictionary::built_in();
        let facts = |ai: &str| dictionary.facts(ApplicationIdentifier::new(ai).unwrap()).unwrap();
        let gdti = facts("253");
        assert_eq!((gdti.format.as_str(), gdti.least, gdti.most), ("N13+[X..17]", 13, 30));
        assert_eq!(gdti.linters, [vec!["csum", "gcppos1"], vec![]]);
        assert_eq!(
            facts("01").link_key,
            Some(vec![vec!["22".into(), "10".into(), "21".into()], vec!["235".into()]])
        );
        assert_eq!(facts("7004").needs, [[["01", "10"]]]);
        assert_eq!(facts("250").needs.len(), 2);
        assert_eq!(facts("3102").excludes, ["310n"]);
        assert!(facts("17").predefined_length && facts("17").link_attribute && !facts("21").link_attribute);
    }

    #[test]
    fn what_may_be_added_is_accepted_and_nothing_else() {
        // Only relations are asked for: the values are wrong on purpose, and their errors are left out.
        let dictionary = Dictionary::built_in();
        let ai = |digits: &&str| ApplicationIdentifier::new(digits).unwrap();
        for there in
            [&["01"][..], &["00"], &["01", "21"], &["02", "37", "00"], &["01", "3103"], &["8018"], &[]]
        {
            let present: Vec<_> = there.iter().map(ai).collect();
            let addable = dictionary.addable(&present);
            for candidate in dictionary.ais().filter(|candidate| !present.contains(candidate)) {
                let text: String = present
                    .iter()
                    .chain([&candidate])
                    .map(|ai| format!("({ai}){}", filler(&dictionary, *ai)))
                    .collect();
                let (_, errors) =
                    Message::parse_all(crate::gs1::Form::Bracketed, text.as_bytes(), &Options::new());
                let has = |code: &str, of: ApplicationIdentifier| {
                    errors.iter().any(|error| error.code().as_str() == code && error.ai() == Some(of))
                };
                let excluded = errors.iter().any(|error| error.code().as_str() == "ai-excluded");
                let found = addable.iter().find(|(ai, _)| *ai == candidate);
                assert_eq!(found.is_none(), excluded, "{candidate} beside {there:?}");
                if let Some((_, complete)) = found {
                    assert_eq!(!complete, has("ai-required", candidate), "{candidate} beside {there:?}");
                }
            }
        }
    }

    /// Characters of the right length, mostly wrong in what they say.
    fn filler(dictionary: &Dictionary, ai: ApplicationIdentifier) -> String {
        "0".repeat(dictionary.facts(ai).unwrap().least)
    }
}
