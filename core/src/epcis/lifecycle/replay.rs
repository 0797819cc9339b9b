use std::collections::{HashMap, HashSet};

use crate::batch::{Time, Word, Words};
use crate::epcis::model::{Action, EventKind};
use crate::epcis::tree::Place;
use crate::epcis::{Facts, Role, Rule};
use crate::item::Item;
use crate::keys::Gtin;

use super::amounts::{Balances, decimal};
use super::nodes::{Node, Nodes};
use super::record::{Counted, EventIndex, Named, Order, Recorded, Step};
use super::state::{Flag, Mark, States};
use super::telling::Telling;

/// Something that cannot have happened as the events say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What is wrong.
    pub rule: Rule,
    /// The event that says so.
    pub event: EventIndex,
    /// The byte of its document at which the first of the things is named.
    pub offset: u64,
    /// The earlier event that says otherwise.
    pub contradicts: Option<EventIndex>,
    /// The things, in the order in which the event names them.
    pub nodes: Vec<Node>,
}

/// Events, and what became of the things they name.
#[derive(Clone, Debug)]
pub struct Lifecycle {
    order: Order,
    complete: bool,
    pub(super) nodes: Nodes,
    words: Words,
    events: Vec<Recorded>,
    mentions: Vec<Named>,
    amounts: Vec<Counted>,
    correctives: Vec<(EventIndex, Word)>,
    pub(super) states: States,
    pub(super) balances: Balances,
    /// By GTIN and lot: the expiry and the event that said it first.
    pub(super) expiries: HashMap<(Gtin, Word), (Word, EventIndex)>,
    /// By node: the first event that begins its life.
    pub(super) beginnings: Vec<u32>,
    /// By node: whether anything is put into it at any time.
    pub(super) filled: Vec<bool>,
    /// Whether any event begins the life of a pack, of a logistic unit, of anything else.
    pub(super) begun: [bool; 3],
    /// Of the events replayed, and of all events together.
    told: Vec<Fault>,
    faults: Vec<Fault>,
    /// How many events are replayed, and the place of the last one in the order.
    replayed: usize,
    last: Option<Key>,
}

/// The place of an event in the order.
type Key = (Option<Time>, bool, u32);

impl Lifecycle {
    /// Nothing happened yet.
    #[must_use]
    pub fn new(order: Order) -> Self {
        Lifecycle {
            order,
            complete: false,
            nodes: Nodes::default(),
            words: Words::default(),
            events: Vec::new(),
            mentions: Vec::new(),
            amounts: Vec::new(),
            correctives: Vec::new(),
            states: States::default(),
            balances: Balances::default(),
            expiries: HashMap::new(),
            beginnings: Vec::new(),
            filled: Vec::new(),
            begun: [false; 3],
            told: Vec::new(),
            faults: Vec::new(),
            replayed: 0,
            last: None,
        }
    }

    /// Takes every item that no event begins for a fault, even if nothing is begun at all: the documents are the whole
    /// history.
    #[must_use]
    pub fn complete(mut self) -> Self {
        self.complete = true;
        self
    }

    /// Remembers an event of a document. `digest` tells events with equal content apart from others; without it the
    /// event is never taken for a duplicate.
    pub fn push(&mut self, file: u16, facts: &Facts<'_>, digest: Option<u128>) -> EventIndex {
        let index = EventIndex(u32::try_from(self.events.len()).unwrap_or(u32::MAX));
        let place = facts.place.unwrap_or(Place::START);
        let at = |offset: u64| u32::try_from(offset.saturating_sub(place.offset)).unwrap_or(u32::MAX);
        let count = |length: usize| u32::try_from(length).unwrap_or(u32::MAX);
        let (mentions, amounts) = (count(self.mentions.len()), count(self.amounts.len()));
        for epc in &facts.epcs {
            let node = self.nodes.insert(epc.item, epc.text);
            self.mentions.push(Named { node, role: epc.role, at: at(epc.offset) });
        }
        for amount in &facts.quantities {
            self.amounts.push(Counted {
                role: amount.role,
                class: self.words.insert(amount.class),
                uom: self.words.insert(amount.uom),
                amount: decimal(amount.quantity),
                at: at(amount.offset),
            });
        }
        for id in &facts.corrective_event_ids {
            let id = self.words.insert(id);
            self.correctives.push((index, id));
        }
        self.events.push(Recorded {
            file,
            number: facts.number,
            place,
            kind: facts.kind,
            action: facts.action,
            // An event whose time cannot be read happened when the one before it did.
            time: facts.time.or_else(|| self.events.last().and_then(|event| event.time)),
            timed: facts.time.is_some(),
            step: Step::of(facts.biz_step),
            lot: self.words.insert(facts.lot),
            expiry: self.words.insert(facts.expiry),
            id: self.words.insert(facts.event_id),
            parent: facts.parent.map(|parent| (self.nodes.insert(parent.item, parent.text), parent.offset)),
            mentions: mentions..count(self.mentions.len()),
            amounts: amounts..count(self.amounts.len()),
            declaration: facts.error_declaration,
            digest,
            void: false,
        });
        index
    }

    /// How many events are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether no event is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// An event whose number this life cycle, or a copy of it, gave out.
    ///
    /// # Panics
    /// For a number of another life cycle: only [`Lifecycle::push`] makes them, and no event is ever taken away.
    #[must_use]
    pub fn event(&self, index: EventIndex) -> &Recorded {
        &self.events[index.0 as usize]
    }

    /// The name of a thing: its canonical element string, or the text as it was written.
    #[must_use]
    pub fn name(&self, node: Node) -> String {
        self.nodes.name(node)
    }

    /// The pack or logistic unit that it is, if it is one.
    #[must_use]
    pub fn item(&self, node: Node) -> Option<Item> {
        self.nodes.item(node)
    }

    /// The thing of this key, if it was named.
    #[must_use]
    pub fn find(&self, item: Item) -> Option<Node> {
        self.nodes.find(item)
    }

    /// The thing of this text that is no pack and no logistic unit, if it was named.
    #[must_use]
    pub fn find_text(&self, text: &str) -> Option<Node> {
        self.nodes.find_text(text)
    }

    /// All events, in the order in which they were pushed.
    pub fn events(&self) -> impl Iterator<Item = (EventIndex, &Recorded)> {
        (0..).map(EventIndex).zip(&self.events)
    }

    /// The things that an event names, its container first.
    pub fn named<'a>(&'a self, event: &'a Recorded) -> impl Iterator<Item = Node> + 'a {
        let parent = event.parent.map(|(parent, _)| parent);
        parent.into_iter().chain(slice(&self.mentions, &event.mentions).iter().map(|named| named.node))
    }

    /// The event that sent off a thing, or a container around it, which did not arrive since.
    #[must_use]
    pub fn shipped_by(&self, node: Node) -> Option<EventIndex> {
        self.sent(node)
    }

    /// How many things are directly in a container, after the events replayed.
    #[must_use]
    pub fn count(&self, node: Node) -> usize {
        self.states.children(node).count()
    }

    /// Everything that was named.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = Node> + use<> {
        (0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)).map(Node)
    }

    /// The container in which a thing is, after the events replayed.
    #[must_use]
    pub fn parent(&self, node: Node) -> Option<Node> {
        self.states.parent(node)
    }

    /// What is directly in a container, after the events replayed.
    #[must_use]
    pub fn children(&self, node: Node) -> Vec<Node> {
        let mut children: Vec<Node> = self.states.children(node).collect();
        children.sort_unstable();
        children
    }

    /// The containers around a thing, the innermost first.
    #[must_use]
    pub fn path_to_top(&self, node: Node) -> Vec<Node> {
        self.states.ancestors(node).collect()
    }

    /// Whether an event began the life of the thing, and none ended it.
    #[must_use]
    pub fn is_alive(&self, node: Node) -> bool {
        self.states.by(node, Mark::Begun).is_some() && !self.states.is(node, Flag::Ended)
    }

    /// Whether its life was ended.
    #[must_use]
    pub fn is_ended(&self, node: Node) -> bool {
        self.states.is(node, Flag::Ended)
    }

    /// Whether the thing, or a container around it, was shipped and did not arrive.
    #[must_use]
    pub fn is_in_transit(&self, node: Node) -> bool {
        self.sent(node).is_some()
    }

    /// The event that commissioned it, if one did.
    #[must_use]
    pub fn commissioned_by(&self, node: Node) -> Option<EventIndex> {
        self.states.by(node, Mark::Begun)
    }

    /// The lot and expiry that its commissioning gave it, empty if none.
    #[must_use]
    pub fn lot(&self, node: Node) -> (&str, &str) {
        match self.states.by(node, Mark::Begun) {
            Some(event) => (self.words.get(self.event(event).lot), self.words.get(self.event(event).expiry)),
            None => ("", ""),
        }
    }

    /// Whether any event begins the life of anything.
    #[must_use]
    pub fn has_history(&self) -> bool {
        self.begun.contains(&true)
    }

    /// Replays the events that were pushed since, and gives everything that is wrong, in the order of the replay.
    ///
    /// If they are all later than what was replayed before, only they are looked at; else all is replayed anew.
    pub fn replay(&mut self) -> &[Fault] {
        self.replay_until(None)
    }

    /// The same with those events only that happened at or before a moment: what held then.
    pub fn replay_until(&mut self, moment: Option<Time>) -> &[Fault] {
        self.withdraw();
        let mut order: Vec<Key> =
            (0..).zip(&self.events).map(|(index, event)| self.key(index, event)).collect();
        if moment.is_some() {
            order.retain(|&(_, _, index)| {
                self.events
                    .get(index as usize)
                    .is_some_and(|event| event.time.is_none() || event.time <= moment)
            });
        }
        order.sort_unstable();
        let fresh = order.iter().filter(|key| key.2 as usize >= self.replayed);
        let continues = moment.is_none()
            && self.replayed > 0
            && fresh.min().is_none_or(|&first| Some(first) > self.last)
            && !self.events.iter().skip(self.replayed).any(|event| event.declaration || event.void);
        if continues {
            order.retain(|key| key.2 as usize >= self.replayed);
            self.states.grow(self.nodes.len());
        } else {
            self.states.reset(self.nodes.len());
            self.balances.clear();
            self.expiries.clear();
            self.told.clear();
        }
        self.look_ahead();
        for &(_, _, index) in &order {
            self.apply(EventIndex(index));
        }
        self.last = order.last().copied().or(self.last);
        self.replayed = if moment.is_some() { 0 } else { self.events.len() };
        self.faults = self.corrections();
        self.faults.extend_from_slice(&self.told);
        &self.faults
    }

    fn key(&self, index: u32, event: &Recorded) -> Key {
        match self.order {
            Order::Time => (event.time, !event.begins(), index),
            Order::Document => (None, false, index),
        }
    }

    /// Finds the events that do not count.
    fn withdraw(&mut self) {
        let withdrawn: HashSet<Word> = self
            .events
            .iter()
            .filter(|event| event.declaration && !event.id.is_empty())
            .map(|event| event.id)
            .collect();
        for event in &mut self.events {
            event.void = event.declaration || withdrawn.contains(&event.id);
        }
        let mut known: HashMap<u128, usize> = HashMap::new();
        for index in 0..self.events.len() {
            let Some(event) = self.events.get(index) else { continue };
            let (false, Some(digest)) = (event.void, event.digest) else { continue };
            if let std::collections::hash_map::Entry::Vacant(entry) = known.entry(digest) {
                entry.insert(index);
            } else if let Some(event) = self.events.get_mut(index) {
                event.void = true;
            }
        }
    }

    /// What the whole set of events says of corrections and repetitions.
    fn corrections(&self) -> Vec<Fault> {
        let mut told = Vec::new();
        let mut digests: HashMap<u128, EventIndex> = HashMap::new();
        let mut ids: HashMap<Word, EventIndex> = HashMap::new();
        for (index, event) in (0..).map(EventIndex).zip(&self.events) {
            let mut fault = |rule, contradicts| {
                told.push(Fault {
                    rule,
                    event: index,
                    offset: event.place.offset,
                    contradicts,
                    nodes: Vec::new(),
                });
            };
            if event.declaration {
                continue;
            }
            if let Some(&first) = event.digest.as_ref().and_then(|digest| digests.get(digest)) {
                fault(Rule::Duplicate, Some(first));
                continue;
            }
            event.digest.map(|digest| digests.insert(digest, index));
            if event.id.is_empty() {
                continue;
            }
            match ids.get(&event.id) {
                Some(&first) => fault(Rule::EventIdReused, Some(first)),
                None => {
                    ids.insert(event.id, index);
                }
            }
        }
        for &(index, id) in &self.correctives {
            if !ids.contains_key(&id)
                && let Some(event) = self.events.get(index.0 as usize)
            {
                let offset = event.place.offset;
                told.push(Fault {
                    rule: Rule::CorrectionMissing,
                    event: index,
                    offset,
                    contradicts: None,
                    nodes: Vec::new(),
                });
            }
        }
        told.dedup();
        told
    }

    /// What later events say, so that an order that cannot be is told as one.
    fn look_ahead(&mut self) {
        self.beginnings.clear();
        self.beginnings.resize(self.nodes.len(), u32::MAX);
        self.filled.clear();
        self.filled.resize(self.nodes.len(), false);
        self.begun = [self.complete; 3];
        for (index, event) in (0u32..).zip(&self.events).filter(|(_, event)| !event.void) {
            let outputs = event.kind == EventKind::Transformation;
            if event.begins() || outputs {
                for named in slice(&self.mentions, &event.mentions) {
                    if outputs && named.role != Role::Output {
                        continue;
                    }
                    if !outputs && let Some(begun) = self.begun.get_mut(self.nodes.kind(named.node)) {
                        *begun = true;
                    }
                    let known = self.beginnings.get(named.node.index()).copied();
                    let first = known.and_then(|known| self.events.get(known as usize).map(|e| (known, e)));
                    let earlier = first.is_none_or(|(known, e)| self.key(index, event) < self.key(known, e));
                    if let Some(entry) = self.beginnings.get_mut(named.node.index()).filter(|_| earlier) {
                        *entry = index;
                    }
                }
            }
            if event.aggregates()
                && event.action == Some(Action::Add)
                && let Some(filled) = event.parent.and_then(|(parent, _)| self.filled.get_mut(parent.index()))
            {
                *filled = true;
            }
        }
    }

    fn apply(&mut self, index: EventIndex) {
        let Some(event) = self.events.get(index.0 as usize) else { return };
        if event.void {
            return;
        }
        let event = event.clone();
        let mentions = slice(&self.mentions, &event.mentions).to_vec();
        let amounts = slice(&self.amounts, &event.amounts).to_vec();
        let mut telling = Telling::new(index, event.place.offset);
        match event.kind {
            _ if event.begins() => self.begin(&event, index, &mentions, &amounts, &mut telling),
            _ if event.ends() => self.end(index, &mentions, &amounts, &mut telling),
            EventKind::Object => self.observe(&event, index, &mentions, &mut telling),
            EventKind::Association => self.associate(&event, index, &mentions, &mut telling),
            EventKind::Aggregation => match event.action {
                Some(Action::Add) => self.pack(&event, index, &mentions, &amounts, &mut telling),
                Some(Action::Delete) => {
                    self.unpack(&event, index, &mentions, &amounts, &mut telling);
                }
                _ => {}
            },
            EventKind::Transformation => self.transform(index, &mentions, &amounts, &mut telling),
            EventKind::Transaction => {}
        }
        self.told.append(&mut telling.faults);
    }
}

pub(super) fn slice<'a, T>(all: &'a [T], range: &std::ops::Range<u32>) -> &'a [T] {
    all.get(range.start as usize..range.end as usize).unwrap_or_default()
}
