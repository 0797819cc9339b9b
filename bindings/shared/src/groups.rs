//! Differences counted by what a column says of them.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use tallymark::sets::{Diff, Key};
use tallymark::{Item, batch};
use tallymark_folder::list::{ListError, texts_of};

use crate::lists::text;

/// Differences counted by one column.
#[derive(Clone, Debug, Serialize)]
pub struct Grouping {
    /// The column, or `gtin` or `state`.
    pub by: String,
    /// Its values, in order; those without one first.
    pub groups: Vec<Group>,
}

/// Differences of one value.
#[derive(Clone, Debug, Serialize)]
pub struct Group {
    /// The value; a time is cut to its hour.
    pub value: Option<String>,
    /// How many of each kind.
    #[serde(flatten)]
    pub counts: Counts,
}

/// How many differences of each kind.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Counts {
    /// Keys that only the first list has.
    pub only_a: usize,
    /// Keys that only the second list has.
    pub only_b: usize,
    /// Keys in another state.
    pub changed: usize,
    /// Keys in more than one row of the first list.
    pub duplicates_a: usize,
    /// Keys in more than one row of the second list.
    pub duplicates_b: usize,
}

type Count = fn(&mut Counts) -> &mut usize;

/// A difference: where it stands, what it is named, and as what it counts.
struct One<'d> {
    in_a: bool,
    row: usize,
    key: &'d Key,
    state: Option<String>,
    count: Count,
}

fn all(diff: &Diff) -> Vec<One<'_>> {
    let mut all = Vec::new();
    for (in_a, list, count) in [
        (true, &diff.only_a, (|counts| &mut counts.only_a) as Count),
        (false, &diff.only_b, |counts| &mut counts.only_b),
    ] {
        let state = |state: &Option<_>| text(state.as_ref());
        all.extend(list.iter().map(|one| One {
            in_a,
            row: one.row,
            key: &one.key,
            state: state(&one.state),
            count,
        }));
    }
    all.extend(diff.changed.iter().map(|one| One {
        in_a: true,
        row: one.row_a,
        key: &one.key,
        state: text(one.a.as_ref()),
        count: |counts| &mut counts.changed,
    }));
    for (in_a, list, count) in [
        (true, &diff.duplicates_a, (|counts| &mut counts.duplicates_a) as Count),
        (false, &diff.duplicates_b, |counts| &mut counts.duplicates_b),
    ] {
        all.extend(list.iter().filter_map(|one| {
            Some(One { in_a, row: *one.rows.first()?, key: &one.key, state: None, count })
        }));
    }
    all
}

impl Grouping {
    /// Counts differences by a column, which is read again in the rows that differ.
    pub(crate) fn of(by: &str, diff: &Diff, a: &Path, b: &Path) -> Result<Self, ListError> {
        let all = all(diff);
        let values: Vec<Option<String>> = match by {
            "gtin" => all.iter().map(|one| gtin(one.key)).collect(),
            "state" => all.iter().map(|one| one.state.clone()).collect(),
            column => {
                let mut values = vec![None; all.len()];
                for (path, in_a) in [(a, true), (b, false)] {
                    let mut rows: Vec<(usize, usize)> = all
                        .iter()
                        .enumerate()
                        .filter(|(_, one)| one.in_a == in_a)
                        .map(|(at, one)| (one.row, at))
                        .collect();
                    rows.sort_unstable();
                    let mut numbers: Vec<usize> = rows.iter().map(|row| row.0).collect();
                    numbers.dedup();
                    let texts = texts_of(path, column, &numbers)?;
                    for (row, at) in rows {
                        let text =
                            numbers.binary_search(&row).ok().and_then(|at| texts.get(at)).cloned().flatten();
                        if let Some(value) = values.get_mut(at) {
                            *value = text.map(|text| hour(&text));
                        }
                    }
                }
                values
            }
        };
        let mut groups = BTreeMap::<Option<String>, Counts>::new();
        for (one, value) in all.iter().zip(values) {
            *(one.count)(groups.entry(value).or_default()) += 1;
        }
        let groups = groups.into_iter().map(|(value, counts)| Group { value, counts }).collect();
        Ok(Grouping { by: by.to_owned(), groups })
    }
}

fn gtin(key: &Key) -> Option<String> {
    match key {
        Key::Item(Item::Sgtin(sgtin)) => Some(sgtin.gtin.to_string()),
        _ => None,
    }
}

/// A time without minutes; anything else as it is.
fn hour(text: &str) -> String {
    match (batch::parse_time(text.as_bytes()), text.get(..13)) {
        (Ok(_), Some(hour)) => format!("{hour}h"),
        _ => text.to_owned(),
    }
}
