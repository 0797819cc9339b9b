//! Questions about what is in what, for a batch and for bare EPCIS documents alike.

use std::collections::HashSet;
use std::io::{BufRead, Read};

use tallymark::batch::{Batch, Builder, Order, Tally};
use tallymark::epcis;
use tallymark::hierarchy::{Hierarchy, Levels};
use tallymark::item::{Item, ItemId, Items};

use tallymark::keys::Gtin;

use crate::Failure;
use crate::report::{ErrorReport, InsideReport, PathReport, RowsReport, TreeCounts, TreeReport, rows};

/// Items and what they are in.
pub(crate) struct Forest<'a> {
    pub(crate) items: &'a Items,
    pub(crate) hierarchy: &'a Hierarchy,
    /// Names of the container levels from the inside out, as far as there are any.
    pub(crate) levels: Vec<&'a str>,
}

impl Forest<'_> {
    /// The item that a text in any form names, if any record does.
    pub(crate) fn find(&self, text: &str) -> Result<(ItemId, Item), Failure> {
        let item = Item::parse(text).map_err(|error| Failure::from(ErrorReport::from(&error)).at(text))?;
        let id = self.items.find(item).ok_or_else(|| {
            Failure::new("unknown-item", format!("no record names {item}"))
                .with_help("compare the identifier with the label; the records may be those of another order")
        })?;
        Ok((id, item))
    }

    pub(crate) fn contains(&self, id: &str) -> Result<TreeReport, Failure> {
        let (id, item) = self.find(id)?;
        let named = |id: ItemId| self.items.get(id).to_string();
        let (mut contains, mut seen) = (Vec::new(), HashSet::from([id]));
        let mut open: Vec<(ItemId, u32)> =
            self.hierarchy.children(id).iter().rev().map(|&child| (child, 1)).collect();
        while let Some((inside, depth)) = open.pop() {
            // An item in two containers, or in itself, is listed once.
            if seen.insert(inside) {
                contains.push(InsideReport { id: named(inside), depth });
                let children = self.hierarchy.children(inside).iter().rev();
                open.extend(children.map(|&child| (child, depth.saturating_add(1))));
            }
        }
        Ok(TreeReport {
            id: item.to_string(),
            children: self.hierarchy.children(id).iter().map(|&child| named(child)).collect(),
            contains,
        })
    }

    pub(crate) fn path(&self, id: &str) -> Result<PathReport, Failure> {
        let (id, item) = self.find(id)?;
        let around = self.hierarchy.path_to_top(id).into_iter().map(|id| self.items.get(id).to_string());
        Ok(PathReport {
            id: item.to_string(),
            path: std::iter::once(item.to_string()).chain(around).collect(),
        })
    }

    pub(crate) fn counts(&self) -> TreeCounts {
        // Deeper packaging than this is not known anywhere.
        let depth = if self.levels.is_empty() { 8 } else { self.levels.len() };
        let levels = Levels::of_hierarchy(self.hierarchy, depth, |id| {
            self.items.get(id).sgtin().is_some() && !self.hierarchy.is_container(id)
        });
        let names = std::iter::once("unit").chain(self.levels.iter().copied());
        let mut counts: Vec<(String, u64)> = names.map(|level| (level.to_owned(), 0)).collect();
        let mut roots = 0;
        for (id, _) in self.items.iter() {
            let inside = !self.hierarchy.parents(id).is_empty();
            let holds = !self.hierarchy.children(id).is_empty();
            if !inside && !holds {
                continue;
            }
            roots += u64::from(!inside);
            let level = usize::from(levels.of(id).unwrap_or(u8::from(holds)));
            while counts.len() <= level {
                counts.push((format!("level {}", counts.len()), 0));
            }
            if let Some((_, count)) = counts.get_mut(level) {
                *count += 1;
            }
        }
        TreeCounts { counts, roots }
    }
}

/// An EPCIS document that was read on its own: its aggregation events, replayed.
#[derive(Debug)]
pub struct Document {
    batch: Batch,
    hierarchy: Hierarchy,
}

impl Document {
    /// Reads EPCIS 1.2 or 2.0, XML or JSON; the first character tells which.
    ///
    /// Events that cannot be read are no failure; [`Document::rows`] lists them.
    ///
    /// # Errors
    /// `epcis-unreadable` if it is neither, or if not one event of it can be read.
    pub fn read(name: &str, input: impl Read) -> Result<Self, Failure> {
        let refuse = |message: String| {
            Failure::new("epcis-unreadable", message)
                .at(name)
                .with_help("give a batch folder, or an EPCIS 1.2 or 2.0 document as XML or JSON")
        };
        let mut input = std::io::BufReader::new(input);
        let first = input.fill_buf().map_err(|error| refuse(error.to_string()))?;
        let text = first.strip_prefix(b"\xef\xbb\xbf").unwrap_or(first);
        let mark = text.iter().copied().find(|byte| !byte.is_ascii_whitespace());
        // Events name their items in full: no order lends them its GTIN.
        let nobody = Gtin::parse("09506000134352").map_err(|error| refuse(error.to_string()))?;
        let mut builder = Builder::new(Order::new("", nobody, "", ""));
        let mut events = builder.events(name);
        match mark {
            Some(b'<') => epcis::read_xml(input, &mut events),
            Some(b'{' | b'[') => epcis::read_json(input, &mut events),
            _ => return Err(refuse("this is neither XML nor JSON".to_owned())),
        }
        let batch = builder.finish();
        let events = batch.epcis.as_deref().unwrap_or_default();
        let reason = batch.tallies.iter().flat_map(|tally| &tally.rejected).next();
        if let (true, Some(reason)) = (events.is_empty(), reason) {
            return Err(refuse(format!("{} [{}]", reason.message, reason.code)));
        }
        let hierarchy = epcis::hierarchy(batch.items.len(), events);
        Ok(Document { batch, hierarchy })
    }

    /// What became of the document's events.
    #[must_use]
    pub fn rows(&self) -> Option<RowsReport> {
        self.batch.tallies.first().map(|tally: &Tally| rows(tally))
    }

    /// What is in a container, directly and at any depth.
    ///
    /// # Errors
    /// `unknown-item` if no event names it; the code of the identifier error if it is none.
    pub fn contains(&self, id: &str) -> Result<TreeReport, Failure> {
        self.forest().contains(id)
    }

    /// The item, then each container around it, outermost last.
    ///
    /// # Errors
    /// `unknown-item` if no event names it; the code of the identifier error if it is none.
    pub fn path(&self, id: &str) -> Result<PathReport, Failure> {
        self.forest().path(id)
    }

    /// How many packs are in containers, and how many containers of each level hold anything.
    #[must_use]
    pub fn counts(&self) -> TreeCounts {
        self.forest().counts()
    }

    fn forest(&self) -> Forest<'_> {
        Forest { items: &self.batch.items, hierarchy: &self.hierarchy, levels: Vec::new() }
    }
}
