use super::assemble::{bracketed, read_again, readings, scan};
use super::cells::{Cells, step, text};
use super::context::Context;
use super::frames::{frames, identifier, trimmed};
use super::lattice::{Lattice, WEIGHTS};
use super::reading::{Reading, Repair, StepKind};
use super::{hri, layouts};

/// Texts of more bytes than this are not searched: no symbol that names a pack is as long.
pub const LONGEST: usize = 1024;

/// Steps of one search: enough for every text of up to three hundred characters under a pharmaceutical context.
const WORK: u32 = 400_000;

/// The most characters before and behind the data that are left out in the end.
const JUNK: (usize, usize) = (3, 2);

/// Every reading of a text that the context accepts, ranked; see the [module](crate::repair).
///
/// ```
/// use tallymark::repair::{Context, repair};
///
/// // Four places would do for the lost separator; the lot decides.
/// let fused = b"01095060001343521728123110A2121B2121C";
/// let found = repair(fused, &Context::pharma());
/// assert!(!found.unique && found.readings.len() == 4);
/// let found = repair(fused, &Context::pharma().lots(["A2121B"]));
/// assert!(found.unique);
/// assert_eq!(found.readings[0].key.as_deref(), Some("(01)09506000134352(21)21C"));
/// ```
#[must_use]
pub fn repair(input: &[u8], context: &Context<'_>) -> Repair {
    let as_it_is = read_again(input.to_vec(), Vec::new(), context);
    if let Some(reading) = as_it_is.clone().filter(|reading| reading.fits) {
        return Repair { readings: vec![reading], unique: true, truncated: false, valid: true };
    }
    let mut search = Search { context, work: WORK, truncated: input.len() > LONGEST };
    let mut found = Found { lighter: as_it_is.into_iter().collect(), fitting: Vec::new() };
    if !search.truncated {
        search.stages(input, &mut found);
    }
    search.settle(found)
}

struct Search<'a, 'c> {
    context: &'a Context<'c>,
    work: u32,
    truncated: bool,
}

#[derive(Default)]
struct Found {
    /// What explains the text more lightly, but contradicts the facts of the batch.
    lighter: Vec<Reading>,
    fitting: Vec<Reading>,
}

/// What is assumed of the text as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    AsItIs,
    /// Another keyboard layout, or caps lock.
    OtherLayout,
    /// Both at once.
    Locked,
    /// Characters before and behind the data.
    Junk,
}

impl Search<'_, '_> {
    /// From the lightest explanation to the heaviest, until there is one; or, where items are known, until one is named.
    fn stages(&mut self, input: &[u8], found: &mut Found) {
        let cells = Cells::read(input);
        for stage in [Stage::AsItIs, Stage::OtherLayout, Stage::Locked, Stage::Junk] {
            let texts = variants(stage, &cells);
            for heavy in [false, true] {
                let mut some: Vec<Reading> = Vec::new();
                for text in &texts {
                    for reading in self.explain(text, stage, heavy, self.context.has_facts()) {
                        merge(&mut some, reading);
                    }
                }
                if !found.fitting.is_empty() {
                    // Only what names a known item is worth more than what was found before.
                    some.retain(|reading| reading.known == Some(true));
                }
                for reading in some {
                    merge(&mut found.fitting, reading);
                }
                let known = found.fitting.iter().any(|reading| reading.known != Some(false));
                if known {
                    return;
                }
                if found.fitting.is_empty() && found.lighter.is_empty() && self.context.has_facts() {
                    for text in &texts {
                        for reading in self.explain(text, stage, heavy, false) {
                            merge(&mut found.lighter, reading);
                        }
                    }
                }
            }
        }
    }

    /// The readings of one text; light ones assume nothing lost, heavy ones do.
    fn explain(&mut self, cells: &Cells, stage: Stage, heavy: bool, facts: bool) -> Vec<Reading> {
        let context = self.context;
        let (inner, edges) = trimmed(&cells.cells);
        let before: Vec<_> = cells.steps.iter().chain(&edges).cloned().collect();
        let mut found = Vec::new();
        if !heavy && !before.is_empty() {
            found.extend(read_again(text(inner).into_bytes(), before.clone(), context));
        }
        if let Some(read) = hri::read(inner, context)
            && read.heavy == heavy
        {
            let text = if read.identifier.is_empty() {
                bracketed(&read.elements)
            } else {
                scan(&read.identifier, &read.elements, context)
            };
            let steps = before.iter().chain(&read.steps).cloned().collect();
            found.extend(read_again(text, steps, context));
        }
        let (mut all, more) = frames(inner, context);
        self.truncated |= more;
        if stage == Stage::Junk {
            // The identifier was looked for everywhere before.
            all.truncate(1);
        }
        for frame in &all {
            if frame.heavy && !heavy {
                continue;
            }
            let mut lattice = Lattice::new(&frame.cells, context, facts, &mut self.work);
            let least = if heavy && !frame.heavy { 1 } else { 0 };
            let most = if heavy { WEIGHTS } else { 1 };
            for weight in least..most {
                for way in lattice.ways(weight) {
                    found.extend(readings(frame, &way, &before, context));
                }
            }
            self.truncated |= lattice.truncated;
        }
        if facts {
            found.retain(|reading| reading.fits);
        }
        found
    }

    fn settle(self, found: Found) -> Repair {
        let Found { mut lighter, fitting: mut all } = found;
        lighter.retain(|reading| all.iter().all(|other| other.text != reading.text));
        let order = |reading: &Reading| (reading.known == Some(false), reading.cost, reading.text.clone());
        all.sort_by_cached_key(order);
        lighter.sort_by_cached_key(order);
        let known = all.iter().filter(|reading| reading.known == Some(true)).count();
        let limit = self.context.most();
        let truncated = self.truncated || all.len() + lighter.len() > limit;
        let alone = all.len() == 1 && lighter.is_empty();
        let unique = !self.truncated && (known == 1 || known == 0 && alone);
        all.extend(lighter);
        all.truncate(limit);
        Repair { unique: unique && !all.is_empty(), readings: all, truncated, valid: false }
    }
}

/// The texts that a stage looks at.
fn variants(stage: Stage, cells: &Cells) -> Vec<Cells> {
    match stage {
        Stage::AsItIs => {
            let mut texts = vec![cells.clone()];
            let (inner, _) = trimmed(&cells.cells);
            let fault = identifier(inner).and_then(|identifier| identifier.fault);
            if fault.is_some_and(|(kind, _)| kind == StepKind::SymbologyCase) {
                // Was the case of the data changed as well?
                texts.extend(layouts::caps_lock().and_then(|typing| typing.undo(cells)));
            }
            texts
        }
        Stage::OtherLayout | Stage::Locked => {
            let typings = layouts::typings().into_iter();
            typings
                .filter(|typing| typing.both == (stage == Stage::Locked))
                .filter_map(|typing| typing.undo(cells))
                .filter(|text| {
                    // A letter that has the wrong case then says that it was not this.
                    let fault = identifier(trimmed(&text.cells).0).and_then(|identifier| identifier.fault);
                    fault.is_none_or(|(kind, _)| kind != StepKind::SymbologyCase)
                })
                .collect()
        }
        Stage::Junk => {
            let (inner, edges) = trimmed(&cells.cells);
            let mut texts = Vec::new();
            for front in 0..=JUNK.0.min(inner.len()) {
                for back in 0..=JUNK.1.min(inner.len() - front) {
                    let end = inner.len() - back;
                    // Digits before and letters behind may belong to the data: leaving them out would be a guess.
                    let ahead = inner.get(..front).unwrap_or_default();
                    let behind = inner.get(end..).unwrap_or_default();
                    if ahead.iter().any(|cell| cell.c.is_ascii_digit())
                        || behind.iter().any(|cell| cell.c.is_ascii_alphanumeric())
                    {
                        continue;
                    }
                    let steps = cells.steps.iter().chain(&edges).cloned().collect();
                    let mut text = Cells { cells: inner.get(front..end).unwrap_or_default().to_vec(), steps };
                    if front > 0 {
                        let place = inner.get(..front).unwrap_or_default();
                        text.steps.push(step(
                            StepKind::Prefix,
                            place,
                            "other characters stand before the data",
                        ));
                    }
                    if back > 0 {
                        let place = inner.get(end..).unwrap_or_default();
                        text.steps.push(step(
                            StepKind::Suffix,
                            place,
                            "other characters stand behind the data",
                        ));
                    }
                    if front + back > 0 {
                        texts.push(text);
                    }
                }
            }
            texts
        }
    }
}

/// Keeps of readings with one text the cheapest.
fn merge(all: &mut Vec<Reading>, reading: Reading) {
    match all.iter_mut().find(|other| other.text == reading.text) {
        Some(other) if other.cost > reading.cost => *other = reading,
        Some(_) => {}
        None => all.push(reading),
    }
}
