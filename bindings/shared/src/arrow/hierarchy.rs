//! What is in what by EPCIS documents, asked for whole columns of keys.

use std::sync::Arc;

use arrow_array::{ArrayRef, BooleanArray};
use tallymark::batch::parse_time;
use tallymark::epcis::Facts;
use tallymark::epcis::lifecycle::{Lifecycle, Node, Order, difference};
use tallymark::epcis::read::Reader;
use tallymark::epcis::tree::Limits;
use tallymark::item::{Item, ItemId};

use super::reports::{counts, texts};
use super::{Table, TextColumn};
use crate::Failure;
use crate::columns::Texts;
use crate::document::Source;

/// Events replayed into a hierarchy.
#[derive(Clone, Debug)]
pub struct EventHierarchy {
    life: Lifecycle,
    files: u16,
    rejected: usize,
}

impl EventHierarchy {
    /// No event yet; `order` is `time` or `document`.
    ///
    /// # Errors
    /// If there is no such order.
    pub fn new(order: &str) -> Result<Self, Failure> {
        let order = match order {
            "time" => Order::Time,
            "document" => Order::Document,
            other => {
                return Err(Failure::new("request-json", format!("there is no order `{other}`"))
                    .with_help("the orders are `time` and `document`"));
            }
        };
        Ok(EventHierarchy { life: Lifecycle::new(order), files: 0, rejected: 0 })
    }

    /// Reads a document and replays its events with those before; gives how many there are. If they are all later, only
    /// they are replayed.
    ///
    /// # Errors
    /// If its file cannot be opened. Events that cannot be read are counted by [`EventHierarchy::rejected`].
    pub fn add(&mut self, document: Source) -> Result<usize, Failure> {
        let before = self.life.len();
        for found in Reader::new(document.into_reader()?, Limits::default()) {
            match found {
                Ok(found) => {
                    self.life.push(self.files, &Facts::of(&found.event, found.place, found.number), None);
                }
                Err(_) => self.rejected += 1,
            }
        }
        self.files = self.files.saturating_add(1);
        self.life.replay();
        Ok(self.life.len() - before)
    }

    /// How many events are replayed.
    #[must_use]
    pub fn events(&self) -> usize {
        self.life.len()
    }

    /// How many things are named.
    #[must_use]
    pub fn things(&self) -> usize {
        self.life.nodes().len()
    }

    /// How many events could not be read.
    #[must_use]
    pub const fn rejected(&self) -> usize {
        self.rejected
    }

    /// What held at a moment, after the events that happened by then.
    ///
    /// # Errors
    /// If it is no time with a zone.
    pub fn at(&self, moment: &str) -> Result<Self, Failure> {
        let time = parse_time(moment.as_bytes()).map_err(|error| {
            Failure::new("time", format!("`{moment}`: {error}")).with_help("write it as 2026-03-04T10:01:07Z")
        })?;
        let mut then = self.clone();
        then.life.replay_until(Some(time));
        Ok(then)
    }

    /// Where each of these is, a row for each: `key` (the element string, the text itself where it is none), `known`,
    /// `parent`, `top`, `depth` (containers around it), `contents` (things directly in it), `state`, `lot`, `expiry`.
    #[must_use]
    pub fn locate(&self, keys: &TextColumn) -> Table {
        let nodes: Vec<(Option<String>, Option<Node>)> =
            (0..keys.len()).map(|row| self.find(keys.get(row))).collect();
        let name = |node: Node| self.life.name(node);
        let each =
            |of: &dyn Fn(Node) -> Option<String>| texts(nodes.iter().map(|(_, node)| node.and_then(of)));
        let number = |of: &dyn Fn(Node) -> u64| counts(nodes.iter().map(|(_, node)| node.map(of)));
        let said = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        let known: ArrayRef =
            Arc::new(BooleanArray::from_iter(nodes.iter().map(|(_, node)| Some(node.is_some()))));
        Table::new([
            ("key", texts(nodes.iter().map(|(key, _)| key.as_deref()))),
            ("known", known),
            ("parent", each(&|node| self.life.parent(node).map(name))),
            ("top", each(&|node| self.life.path_to_top(node).last().copied().map(name))),
            ("depth", number(&|node| self.life.path_to_top(node).len() as u64)),
            ("contents", number(&|node| self.life.count(node) as u64)),
            ("state", each(&|node| Some(self.state(node).to_owned()))),
            ("lot", each(&|node| said(self.life.lot(node).0))),
            ("expiry", each(&|node| said(self.life.lot(node).1))),
        ])
    }

    /// Everything inside each of these at any depth: `row` (of the key, from 0), `key`, `parent`, `depth` (from 1).
    #[must_use]
    pub fn contents(&self, keys: &TextColumn) -> Table {
        let (mut rows, mut inside, mut parents, mut depths) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for row in 0..keys.len() {
            let Some(top) = self.find(keys.get(row)).1 else { continue };
            let mut open = vec![(top, 0_u64)];
            while let Some((node, depth)) = open.pop() {
                if depth > 0 {
                    rows.push(Some(row as u64));
                    inside.push(self.life.name(node));
                    parents.push(self.life.parent(node).map(|parent| self.life.name(parent)));
                    depths.push(Some(depth));
                }
                // In the order in which they were named.
                open.extend(self.life.children(node).into_iter().rev().map(|child| (child, depth + 1)));
            }
        }
        Table::new([
            ("row", counts(rows.into_iter())),
            ("key", texts(inside.iter().map(Some))),
            ("parent", texts(parents.into_iter())),
            ("depth", counts(depths.into_iter())),
        ])
    }

    /// What a fault of these reaches, they and all inside them: `key`, `role` (`unit` or `container`), and `cover`: whether
    /// it belongs to the fewest keys that name exactly that set. Keys that no event names are left out.
    #[must_use]
    pub fn reach(&self, keys: &TextColumn) -> Table {
        let tree = self.life.compact();
        let items = (0..keys.len()).filter_map(|row| Item::parse(keys.get(row)?).ok());
        let seeds: Vec<ItemId> = items.filter_map(|item| tree.items().find(item)).collect();
        let reach = tree.reach(&seeds);
        // A cover may be a container that is full only because all in it is reached.
        let around =
            reach.cover.iter().filter(|id| !reach.units.contains(id) && !reach.containers.contains(id));
        let containers = reach.containers.iter().chain(around);
        let mut rows: Vec<(ItemId, &str)> = containers.map(|&id| (id, "container")).collect();
        rows.extend(reach.units.iter().map(|&id| (id, "unit")));
        let name = |id: ItemId| tree.items().get(id).map(|item| item.to_string());
        Table::new([
            ("key", texts(rows.iter().map(|&(id, _)| name(id)))),
            ("role", texts(rows.iter().map(|&(_, role)| Some(role)))),
            (
                "cover",
                Arc::new(BooleanArray::from_iter(
                    rows.iter().map(|(id, _)| Some(reach.cover.binary_search(id).is_ok())),
                )),
            ),
        ])
    }

    /// What is in another container here than there, or named by one of the two only: `key`, `here`, `there` (the
    /// containers), `known_here`, `known_there`.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Table {
        let moved = difference(&self.life, &other.life);
        let flags = |of: &dyn Fn(usize) -> bool| -> ArrayRef {
            Arc::new(BooleanArray::from_iter((0..moved.len()).map(|at| Some(of(at)))))
        };
        Table::new([
            ("key", texts(moved.iter().map(|one| Some(&one.thing)))),
            ("here", texts(moved.iter().map(|one| one.first.as_ref().and_then(Option::as_ref)))),
            ("there", texts(moved.iter().map(|one| one.second.as_ref().and_then(Option::as_ref)))),
            ("known_here", flags(&|at| moved.get(at).is_some_and(|one| one.first.is_some()))),
            ("known_there", flags(&|at| moved.get(at).is_some_and(|one| one.second.is_some()))),
        ])
    }

    /// What is in what now, packs and logistic units only, as bytes that [`tallymark::hierarchy::CompactHierarchy`] reads.
    #[must_use]
    pub fn checkpoint(&self) -> Vec<u8> {
        self.life.compact().to_bytes()
    }

    fn state(&self, node: Node) -> &'static str {
        if self.life.is_ended(node) {
            "ended"
        } else if self.life.is_in_transit(node) {
            "in_transit"
        } else if self.life.is_alive(node) {
            "commissioned"
        } else {
            "named"
        }
    }

    /// The canonical form of a key, and the thing that it names.
    fn find(&self, key: Option<&[u8]>) -> (Option<String>, Option<Node>) {
        let Some(key) = key else { return (None, None) };
        if let Ok(item) = Item::parse(key) {
            return (Some(item.to_string()), self.life.find(item));
        }
        let text = String::from_utf8_lossy(key).into_owned();
        let node = self.life.find_text(&text);
        (Some(text), node)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{TextChunk, Value};
    use super::*;

    fn source(text: &str) -> Source {
        Source { input: Some(text.to_owned()), ..Source::default() }
    }

    fn column(keys: &[&str]) -> TextColumn {
        let mut offsets = vec![0];
        let mut data = Vec::new();
        for key in keys {
            data.extend_from_slice(key.as_bytes());
            offsets.push(data.len() as i64);
        }
        std::iter::once(Ok::<_, super::super::ColumnError>(TextChunk::gathered(data, offsets, &[])))
            .collect::<Result<_, _>>()
            .unwrap()
    }

    const PACK: &str = "(01)09506000134352(21)A1";
    const CASE: &str = "(00)095060000000000015";

    fn packed(hour: u8, action: &str) -> String {
        format!(
            r#"[{{"type": "AggregationEvent", "action": "{action}", "eventTime": "2026-03-04T{hour:02}:00:00Z", "bizStep": "packing",
            "parentID": "urn:epc:id:sscc:9506000.0000000001", "childEPCs": ["urn:epc:id:sgtin:9506000.013435.A1", "urn:x:y"]}}]"#
        )
    }

    #[test]
    fn columns_of_keys_are_answered_at_any_moment() {
        let mut tree = EventHierarchy::new("time").unwrap();
        assert_eq!(tree.add(source(&packed(10, "ADD"))).unwrap(), 1);
        let keys = column(&["urn:epc:id:sgtin:9506000.013435.A1", "urn:x:y", "(01)09506000134352(21)A2"]);
        let found = tree.locate(&keys);
        assert_eq!((found.value("key", 0), found.value("parent", 0)), (Value::Text(PACK), Value::Text(CASE)));
        assert_eq!((found.value("top", 1), found.value("depth", 1)), (Value::Text(CASE), Value::Integer(1)));
        assert_eq!((found.value("known", 2), found.value("parent", 2)), (Value::Flag(false), Value::Null));
        assert_eq!(tree.contents(&column(&[PACK, CASE])).rows(), 2);
        let reach = tree.reach(&column(&[PACK]));
        assert_eq!((reach.rows(), reach.value("cover", 0)), (2, Value::Flag(true)));

        tree.add(source(&packed(12, "DELETE"))).unwrap();
        assert_eq!(tree.locate(&keys).value("parent", 0), Value::Null);
        let then = tree.at("2026-03-04T11:00:00Z").unwrap();
        assert_eq!(then.locate(&keys).value("parent", 0), Value::Text(CASE));
        let moved = then.difference(&tree);
        assert_eq!(
            (moved.rows(), moved.value("here", 0), moved.value("there", 0)),
            (2, Value::Text(CASE), Value::Null)
        );
        assert_eq!(tree.at("yesterday").unwrap_err().code, "time");
        assert!(tallymark::hierarchy::CompactHierarchy::from_bytes(&tree.checkpoint()).is_ok());
    }
}
