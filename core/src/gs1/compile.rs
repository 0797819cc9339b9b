//! Turns rows, one per AI or range of AIs, into [`Tables`].

use std::collections::HashMap;

use super::tables::{
    Alternative, Bits, Brief, Check, Component, Definition, Need, Prefix, Range, Rule, Shape, Tables,
};
use crate::diagnostic::{ApplicationIdentifier, Pattern};

/// One AI, or several that differ in the last digit only, as a source describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) first: ApplicationIdentifier,
    pub(crate) last: ApplicationIdentifier,
    pub(crate) components: Vec<Component>,
    pub(crate) fixed: bool,
    pub(crate) attribute: bool,
    /// All of these have to be met; each by one of its alternatives; each of those by all of its patterns.
    pub(crate) needs: Vec<Vec<Vec<Pattern>>>,
    pub(crate) excludes: Vec<Pattern>,
    /// The sequences of qualifiers, if it may be a Digital Link key.
    pub(crate) key: Option<Vec<Vec<ApplicationIdentifier>>>,
    pub(crate) title: String,
}

/// Tables that own their contents.
#[derive(Clone, Debug, Default)]
pub(crate) struct Compiled {
    release: String,
    prefixes: Vec<Prefix>,
    index: Vec<u16>,
    definitions: Vec<Definition>,
    briefs: Vec<Brief>,
    twos: Option<Box<[Brief; 256]>>,
    components: Vec<Component>,
    rules: Vec<Rule>,
    needs: Vec<Need>,
    alternatives: Vec<Alternative>,
    named: Vec<Pattern>,
    sequences: Vec<Range>,
    qualifiers: Vec<ApplicationIdentifier>,
    titles: String,
}

impl Compiled {
    pub(crate) fn tables(&self) -> Tables<'_> {
        Tables {
            release: &self.release,
            prefixes: &self.prefixes,
            index: &self.index,
            definitions: &self.definitions,
            briefs: &self.briefs,
            twos: self.twos.as_deref().unwrap_or(Brief::NO_TWOS),
            components: &self.components,
            rules: &self.rules,
            needs: &self.needs,
            alternatives: &self.alternatives,
            named: &self.named,
            sequences: &self.sequences,
            qualifiers: &self.qualifiers,
            titles: &self.titles,
        }
    }
}

/// The bit of a pattern that rules name, a new one if it is the first to do so.
fn bit(named: &mut Vec<Pattern>, pattern: Pattern) -> Result<Bits, String> {
    let position = named.iter().position(|&known| known == pattern).unwrap_or_else(|| {
        named.push(pattern);
        named.len() - 1
    });
    let shift = u32::try_from(position).unwrap_or(u32::MAX);
    (1 as Bits).checked_shl(shift).ok_or_else(|| "rules name more than 128 AIs and groups of AIs".to_owned())
}

/// Appends, or finds what is there already.
fn store<T: Clone + PartialEq>(table: &mut Vec<T>, piece: &[T]) -> Result<Range, String> {
    let start = (0..=table.len().saturating_sub(piece.len()))
        .find(|&start| table.get(start..start + piece.len()) == Some(piece))
        .unwrap_or_else(|| {
            table.extend_from_slice(piece);
            table.len() - piece.len()
        });
    let (Ok(start), Ok(len)) = (u16::try_from(start), u8::try_from(piece.len())) else {
        return Err("the dictionary is too large".to_owned());
    };
    Ok(Range { start, len })
}

/// The tables for these rows, each with the number of its line; an error names the line.
pub(crate) fn compile<'r>(
    release: &str,
    rows: impl Iterator<Item = (usize, &'r Row)> + Clone,
) -> Result<Compiled, (usize, String)> {
    let mut all = Compiled { release: release.to_owned(), ..Compiled::default() };
    all.prefixes = vec![Prefix::default(); 100];
    for (line, row) in rows.clone() {
        for pattern in row.needs.iter().flatten().flatten().chain(&row.excludes) {
            bit(&mut all.named, *pattern).map_err(|message| (line, message))?;
        }
    }
    // Groups that some member of theirs excludes.
    let mut groups = 0;
    for (line, row) in rows.clone() {
        for value in row.first.value()..=row.last.value() {
            let ai = ApplicationIdentifier::from_parts(value, row.first.digits());
            for &pattern in row.excludes.iter().filter(|pattern| pattern.matches(ai)) {
                groups |= bit(&mut all.named, pattern).map_err(|message| (line, message))?;
            }
        }
    }
    let mut rules: HashMap<Rule, u16> = HashMap::new();
    for (line, row) in rows {
        all.add(row, groups, &mut rules).map_err(|message| (line, message))?;
    }
    all.briefs = all.definitions.iter().zip(1..).map(|(one, number)| Brief::of(one, number)).collect();
    all.twos = Some(Box::new(Brief::by_twos(&all.prefixes, &all.definitions)));
    Ok(all)
}

impl Compiled {
    /// Adds the AIs of a row; `groups` are the bits of groups that some member of theirs excludes.
    fn add(&mut self, row: &Row, groups: Bits, rules: &mut HashMap<Rule, u16>) -> Result<(), String> {
        let components = store(&mut self.components, &row.components)?;
        let title = self.title(&row.title)?;
        let needs = self.needs(&row.needs)?;
        let key = row.key.as_ref().map(|sequences| self.key(sequences)).transpose()?;
        let least: usize = row.components.iter().filter(|c| !c.optional).map(|c| usize::from(c.least)).sum();
        let most: usize = row.components.iter().map(|c| usize::from(c.most)).sum();
        let (Ok(least), Ok(most)) = (u8::try_from(least), u8::try_from(most)) else {
            return Err(format!("{}: values are too long", row.first));
        };
        if row.fixed && least != most || least == 0 {
            return Err(format!("{}: a predefined length must be one length above zero", row.first));
        }
        for value in row.first.value()..=row.last.value() {
            let ai = ApplicationIdentifier::from_parts(value, row.first.digits());
            let member = self.tables().member(ai);
            let (mut excludes, mut rivals) = (0, 0);
            for &pattern in &row.excludes {
                let bit = bit(&mut self.named, pattern)?;
                *if pattern.matches(ai) { &mut rivals } else { &mut excludes } |= bit;
            }
            let any = match needs.of(&self.needs) {
                [] => Bits::MAX,
                [need] => need.any,
                _ => 0,
            };
            let grouped = member & groups != 0;
            let rule = Rule { member, excludes, rivals, grouped, any, needs };
            let next = u16::try_from(rules.len()).map_err(|_| "too many rules".to_owned())?;
            let rule = *rules.entry(rule).or_insert_with(|| {
                self.rules.push(rule);
                next
            });
            let shape = shape(&row.components);
            let (fixed, attribute) = (row.fixed, row.attribute);
            let definition =
                Definition { ai, rule, components, title, least, most, shape, fixed, attribute, key };
            self.insert(definition)?;
        }
        Ok(())
    }

    /// Adds a definition and the way to it.
    fn insert(&mut self, definition: Definition) -> Result<(), String> {
        let (ai, digits) = (definition.ai, definition.ai.digits());
        let span = 10u16.pow(digits as u32 - 2);
        let base = u16::try_from(self.index.len()).map_err(|_| "the dictionary is too large".to_owned())?;
        self.definitions.push(definition);
        let number = u16::try_from(self.definitions.len()).map_err(|_| "too many AIs".to_owned())?;
        let Some(prefix) = self.prefixes.get_mut(usize::from(ai.value() / span)) else {
            return Err(format!("{ai}: not an AI"));
        };
        if prefix.digits == 0 {
            *prefix = Prefix { digits: digits as u8, predefined: definition.most, base };
            if digits > 2 {
                self.index.resize(self.index.len() + usize::from(span), 0);
            } else {
                prefix.base = 0;
            }
        }
        if usize::from(prefix.digits) != digits {
            return Err(format!("{ai}: AIs with the same first two digits differ in length"));
        }
        if !definition.fixed || prefix.predefined != definition.most {
            prefix.predefined = 0;
        }
        let entry = match digits {
            2 => Some(&mut prefix.base),
            _ => self.index.get_mut(usize::from(prefix.base + ai.value() % span)),
        };
        match entry {
            Some(entry @ 0) => *entry = number,
            _ => return Err(format!("{ai}: defined twice")),
        }
        Ok(())
    }

    fn title(&mut self, title: &str) -> Result<Range, String> {
        let start = self.titles.find(title).unwrap_or_else(|| {
            self.titles.push_str(title);
            self.titles.len() - title.len()
        });
        let (Ok(start), Ok(len)) = (u16::try_from(start), u8::try_from(title.len())) else {
            return Err("the titles are too long".to_owned());
        };
        Ok(Range { start, len })
    }

    fn needs(&mut self, needs: &[Vec<Vec<Pattern>>]) -> Result<Range, String> {
        let mut rows = Vec::new();
        for need in needs {
            let (mut any, mut alternatives) = (0, Vec::new());
            for together in need {
                if let [single] = together.as_slice() {
                    any |= bit(&mut self.named, *single)?;
                }
                for (position, &pattern) in together.iter().enumerate() {
                    let joined = position + 1 < together.len();
                    alternatives.push(Alternative { pattern, bit: bit(&mut self.named, pattern)?, joined });
                }
            }
            rows.push(Need { any, alternatives: store(&mut self.alternatives, &alternatives)? });
        }
        store(&mut self.needs, &rows)
    }

    fn key(&mut self, sequences: &[Vec<ApplicationIdentifier>]) -> Result<Range, String> {
        let ranges =
            sequences.iter().map(|ais| store(&mut self.qualifiers, ais)).collect::<Result<Vec<_>, _>>()?;
        store(&mut self.sequences, &ranges)
    }
}

fn shape(components: &[Component]) -> Shape {
    let [component] = components else { return Shape::General };
    let fixed = component.least == component.most;
    match (component.set, component.checks) {
        // The digits of a company prefix are digits already.
        (b'N', [Some(Check::Digit), None | Some(Check::PrefixFirst | Check::PrefixSecond), None])
            if fixed =>
        {
            Shape::CheckedDigits
        }
        (b'N', [Some(Check::DateOrMonth), None, None]) if fixed && component.most == 6 => Shape::Date,
        // The short way looks for the longest text only.
        (b'X', [None, None, None]) if component.least <= 1 => Shape::Text,
        (b'N', [None, None, None]) => Shape::Digits,
        _ => Shape::General,
    }
}
