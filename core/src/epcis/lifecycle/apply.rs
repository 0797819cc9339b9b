//! What each type of event does, and what speaks against it.

use std::collections::HashSet;

use crate::batch::Word;
use crate::epcis::model::Action;
use crate::epcis::{Role, Rule};
use crate::item::Item;
use crate::keys::Gtin;

use super::Lifecycle;
use super::nodes::Node;
use super::record::{Counted, EventIndex, Named, Recorded, Step};
use super::state::{Flag, Mark};
use super::telling::Telling;

impl Lifecycle {
    /// The event that sent off the thing, or a container around it.
    pub(super) fn sent(&self, node: Node) -> Option<EventIndex> {
        std::iter::once(node)
            .chain(self.states.ancestors(node))
            .find(|&around| self.states.is(around, Flag::InTransit))
            .and_then(|around| self.states.by(around, Mark::Shipped))
    }

    /// Whether the documents say of things of this kind when they begin: many lines begin packs and not their containers.
    fn is_told(&self, node: Node) -> bool {
        self.begun.get(self.nodes.kind(node)).is_some_and(|&begun| begun)
    }

    /// Tells, once for each thing, if it is used though nothing began its life.
    fn expect_begun(&mut self, named: &Named, unknown: Rule, telling: &mut Telling) {
        if self.states.is(named.node, Flag::Alive) || !self.is_told(named.node) {
            return;
        }
        if !self.states.is(named.node, Flag::Told) {
            self.states.set(named.node, Flag::Told, true);
            match self.beginnings.get(named.node.index()).filter(|&&event| event != u32::MAX) {
                Some(&later) => telling.tell(Rule::UsedEarly, named, Some(EventIndex(later))),
                None => telling.tell(unknown, named, None),
            }
        }
    }

    /// Tells if the thing is used after its end.
    fn expect_alive(&self, named: &Named, telling: &mut Telling) -> bool {
        let ended = self.states.is(named.node, Flag::Ended);
        if ended {
            telling.tell(Rule::UsedAfterEnd, named, self.states.by(named.node, Mark::Ended));
        }
        !ended
    }

    pub(super) fn begin(
        &mut self,
        event: &Recorded,
        index: EventIndex,
        mentions: &[Named],
        amounts: &[Counted],
        telling: &mut Telling,
    ) {
        let mut expiry_told = false;
        for named in mentions {
            let node = named.node;
            let before = self.states.by(node, Mark::Begun);
            let is_sscc = matches!(self.nodes.item(node), Some(Item::Sscc(_)));
            if before == Some(index) {
                telling.tell(Rule::TwiceInEvent, named, None);
                continue;
            }
            if self.states.is(node, Flag::Ended) {
                let rule = if is_sscc { Rule::SsccReused } else { Rule::Recommissioned };
                telling.tell(rule, named, self.states.by(node, Mark::Ended));
                self.states.set(node, Flag::Ended, false);
            } else if before.is_some() {
                let reused = is_sscc && self.states.is(node, Flag::WasShipped);
                let rule = if reused { Rule::SsccReused } else { Rule::CommissionedTwice };
                telling.tell(rule, named, before);
                continue;
            }
            self.states.set(node, Flag::Alive, true);
            self.states.mark(node, Mark::Begun, index);
            self.states.set_lot(node, event.lot);
            let Some(Item::Sgtin(sgtin)) = self.nodes.item(node) else { continue };
            if expiry_told || event.lot.is_empty() || event.expiry.is_empty() {
                continue;
            }
            let (expiry, first) =
                *self.expiries.entry((sgtin.gtin, event.lot)).or_insert((event.expiry, index));
            if expiry != event.expiry {
                expiry_told = true;
                telling.tell(Rule::TwoExpiries, named, Some(first));
            }
        }
        for amount in amounts {
            if let Some(billionths) = amount.amount {
                self.balances.add(None, amount.class, amount.uom, billionths, index);
            }
        }
    }

    pub(super) fn end(
        &mut self,
        index: EventIndex,
        mentions: &[Named],
        amounts: &[Counted],
        telling: &mut Telling,
    ) {
        let mut together = None;
        for named in mentions {
            let node = named.node;
            if self.states.is(node, Flag::Ended) {
                let before = self.states.by(node, Mark::Ended);
                if before == Some(index) {
                    telling.tell(Rule::TwiceInEvent, named, None);
                } else {
                    telling.tell(Rule::EndedTwice, named, before);
                }
                continue;
            }
            self.expect_begun(named, Rule::UsedUnknown, telling);
            if let Some(parent) = self.states.parent(node) {
                let together = together.get_or_insert_with(|| all(mentions));
                if !together.contains(&parent) {
                    telling.tell(Rule::EndedPacked, named, self.states.by(node, Mark::Packed));
                }
                self.states.detach(node);
            }
            // What is ended with the container in the same event goes with it.
            let together = together.get_or_insert_with(|| all(mentions));
            let left = self.states.children(node).find(|child| !together.contains(child));
            if let Some(left) = left {
                telling.tell(Rule::EndedFull, named, self.states.by(left, Mark::Packed));
            }
            self.states.set(node, Flag::Alive, true);
            self.states.set(node, Flag::Ended, true);
            self.states.set(node, Flag::InTransit, false);
            self.states.mark(node, Mark::Ended, index);
        }
        for amount in amounts {
            self.take_loose(index, amount, telling);
        }
    }

    /// Takes an amount away from what is loose, where it is known how much that is.
    fn take_loose(&mut self, index: EventIndex, amount: &Counted, telling: &mut Telling) {
        let loose = self.balances.get(None, amount.class, amount.uom);
        let (Some(billionths), Some((held, begun))) = (amount.amount, loose) else { return };
        if held < billionths {
            telling.at(Rule::OverPacked, amount.at, Some(begun));
        }
        self.balances.add(None, amount.class, amount.uom, -billionths, index);
    }

    pub(super) fn observe(
        &mut self,
        event: &Recorded,
        index: EventIndex,
        mentions: &[Named],
        telling: &mut Telling,
    ) {
        match event.step {
            Step::Shipping => self.ship(index, mentions, telling),
            Step::Receiving => {
                for named in mentions {
                    self.receive(index, named, telling);
                }
            }
            Step::VoidShipping => {
                for named in mentions {
                    self.states.set(named.node, Flag::InTransit, false);
                }
            }
            _ => {}
        }
    }

    fn ship(&mut self, index: EventIndex, mentions: &[Named], telling: &mut Telling) {
        let mut together = None;
        for named in mentions {
            let node = named.node;
            if self.states.is(node, Flag::InTransit) {
                let before = self.states.by(node, Mark::Shipped);
                if before == Some(index) {
                    telling.tell(Rule::TwiceInEvent, named, None);
                } else {
                    telling.tell(Rule::ShippedTwice, named, before);
                }
                continue;
            }
            if !self.expect_alive(named, telling) {
                continue;
            }
            self.expect_begun(named, Rule::UsedUnknown, telling);
            let told = self.states.is(node, Flag::Told);
            let packed = self.states.by(node, Mark::Packed);
            if self.states.parent(node).is_some() {
                let together = together.get_or_insert_with(|| all(mentions));
                let both = self.states.ancestors(node).any(|around| together.contains(&around));
                telling.tell(if both { Rule::ShippedBoth } else { Rule::ShippedPacked }, named, packed);
            }
            let empty = self.states.first_child(node).is_none() && !self.balances.any_in(node);
            let is_container = matches!(self.nodes.item(node), Some(Item::Sscc(_)))
                || self.states.is(node, Flag::WasContainer);
            // If something is put in later, the order is what is wrong, and that is told then.
            let later = !self.states.is(node, Flag::WasContainer)
                && self.filled.get(node.index()).is_some_and(|&filled| filled);
            if empty && is_container && !later && !told && self.has_history() {
                telling.tell(Rule::ShippedEmpty, named, self.states.by(node, Mark::Unpacked));
            }
            self.states.set(node, Flag::InTransit, true);
            self.states.set(node, Flag::WasShipped, true);
            self.states.mark(node, Mark::Shipped, index);
        }
    }

    fn receive(&mut self, index: EventIndex, named: &Named, telling: &mut Telling) {
        let node = named.node;
        if !self.expect_alive(named, telling) {
            return;
        }
        let again = self.states.by(node, Mark::Received);
        if self.states.by(node, Mark::Begun).is_some() && self.sent(node).is_none() && again != Some(index) {
            telling.tell(Rule::ReceivedUnshipped, named, again);
        }
        self.states.set(node, Flag::InTransit, false);
        self.states.mark(node, Mark::Received, index);
    }

    pub(super) fn pack(
        &mut self,
        event: &Recorded,
        index: EventIndex,
        mentions: &[Named],
        amounts: &[Counted],
        telling: &mut Telling,
    ) {
        if mentions.is_empty() && amounts.is_empty() {
            telling.plain(Rule::ChildrenMissing);
        }
        let Some((parent, offset)) = event.parent else {
            telling.plain(Rule::ParentMissing);
            return;
        };
        let at = u32::try_from(offset.saturating_sub(event.place.offset)).unwrap_or(u32::MAX);
        let container = Named { node: parent, role: Role::Parent, at };
        self.expect_container(&container, telling);
        for named in mentions {
            self.put(index, named, &container, telling);
        }
        for amount in amounts {
            let Some(billionths) = amount.amount else { continue };
            self.balances.add(Some(parent), amount.class, amount.uom, billionths, index);
            self.states.set(parent, Flag::WasContainer, true);
            self.take_loose(index, amount, telling);
        }
    }

    /// Tells what speaks against something being put into the container.
    fn expect_container(&mut self, container: &Named, telling: &mut Telling) {
        let parent = container.node;
        if self.states.is(parent, Flag::Ended) && matches!(self.nodes.item(parent), Some(Item::Sscc(_))) {
            telling.tell(Rule::SsccReused, container, self.states.by(parent, Mark::Ended));
            return;
        }
        if !self.expect_alive(container, telling) {
            return;
        }
        self.expect_begun(container, Rule::ParentUnknown, telling);
        if let Some(sent) = self.sent(parent) {
            telling.tell(Rule::PackedInTransit, container, Some(sent));
        } else if self.states.is(parent, Flag::EmptiedAfterShipping)
            && matches!(self.nodes.item(parent), Some(Item::Sscc(_)))
        {
            telling.tell(Rule::SsccReused, container, self.states.by(parent, Mark::Shipped));
            self.states.set(parent, Flag::EmptiedAfterShipping, false);
        }
    }

    /// Puts one thing into a container.
    fn put(&mut self, index: EventIndex, named: &Named, container: &Named, telling: &mut Telling) {
        let (node, parent) = (named.node, container.node);
        if !self.expect_alive(named, telling) {
            return;
        }
        let packed = self.states.by(node, Mark::Packed);
        match self.states.parent(node) {
            Some(_) if packed == Some(index) => {
                telling.tell(Rule::ChildTwice, named, None);
                return;
            }
            Some(inside) if inside == parent => {
                telling.tell(Rule::PackedAgain, named, packed);
                self.states.mark(node, Mark::Packed, index);
                return;
            }
            Some(_) => {
                telling.tell(Rule::TwoParents, named, packed);
                self.states.detach(node);
            }
            None => {}
        }
        self.expect_begun(named, Rule::ChildUnknown, telling);
        if node == parent {
            telling.tell(Rule::Cycle, named, None);
            return;
        }
        // The last step of the way from the container up to the thing itself.
        let mut below = parent;
        for around in self.states.ancestors(parent) {
            if around == node {
                telling.tell(Rule::Cycle, named, self.states.by(below, Mark::Packed));
                return;
            }
            below = around;
        }
        if self.states.is(node, Flag::InTransit) {
            telling.tell(Rule::PackedInTransit, named, self.states.by(node, Mark::Shipped));
        }
        self.expect_kind(named, container, telling);
        self.states.attach(node, parent);
        self.states.mark(node, Mark::Packed, index);
    }

    /// Tells if the thing is of a kind that does not go into the container.
    fn expect_kind(&mut self, named: &Named, container: &Named, telling: &mut Telling) {
        let (node, parent) = (named.node, container.node);
        let Some(Item::Sgtin(case)) = self.nodes.item(parent) else { return };
        let unit = match self.nodes.item(node) {
            Some(Item::Sgtin(unit)) => unit,
            Some(Item::Sscc(_)) => {
                telling.tell(Rule::WrongLevel, named, None);
                return;
            }
            None => return,
        };
        let begun = self.states.by(node, Mark::Begun);
        let sibling = self.states.first_child(parent).filter(|_| case.gtin != unit.gtin);
        let other = sibling.and_then(|sibling| self.nodes.item(sibling)?.sgtin());
        if case.gtin == unit.gtin {
            telling.tell(Rule::WrongLevel, named, None);
        } else if other.is_some_and(|other| other.gtin != unit.gtin) {
            telling.tell(Rule::MixedGtin, named, begun);
        } else if is_built_on(case.gtin, unit.gtin) == Some(false) {
            telling.tell(Rule::CaseGtin, named, begun);
        }
        let lot = self.states.lot(node);
        let expected = match self.states.lot(parent) {
            Word::EMPTY => sibling.map_or(Word::EMPTY, |sibling| self.states.lot(sibling)),
            own => own,
        };
        if !lot.is_empty() && !expected.is_empty() && lot != expected {
            telling.tell(Rule::MixedLot, named, begun);
        }
    }

    pub(super) fn unpack(
        &mut self,
        event: &Recorded,
        index: EventIndex,
        mentions: &[Named],
        amounts: &[Counted],
        telling: &mut Telling,
    ) {
        let Some((parent, offset)) = event.parent else {
            telling.plain(Rule::ParentMissing);
            return;
        };
        let at = u32::try_from(offset.saturating_sub(event.place.offset)).unwrap_or(u32::MAX);
        let container = Named { node: parent, role: Role::Parent, at };
        if mentions.is_empty() && amounts.is_empty() {
            let inside: Vec<Node> = self.states.children(parent).collect();
            if inside.is_empty() && !self.balances.any_in(parent) && self.has_history() {
                telling.tell(Rule::NotInside, &container, self.states.by(parent, Mark::Unpacked));
            }
            for child in inside {
                self.states.detach(child);
                self.states.mark(child, Mark::Unpacked, index);
            }
            self.balances.empty(parent);
            self.emptied(parent, index);
            return;
        }
        for named in mentions {
            let node = named.node;
            if self.states.parent(node) != Some(parent) {
                self.not_inside(index, named, telling);
            }
            self.states.detach(node);
            self.states.mark(node, Mark::Unpacked, index);
        }
        for amount in amounts {
            let Some(billionths) = amount.amount else { continue };
            let held = self.balances.get(Some(parent), amount.class, amount.uom);
            let known = self.states.by(parent, Mark::Begun).is_some() || held.is_some();
            if known && held.map_or(0, |(held, _)| held) < billionths {
                telling.at(Rule::OverUnpacked, amount.at, held.map(|(_, event)| event));
            }
            if held.is_some() {
                self.balances.add(Some(parent), amount.class, amount.uom, -billionths, index);
            }
            if self.balances.get(None, amount.class, amount.uom).is_some() {
                self.balances.add(None, amount.class, amount.uom, billionths, index);
            }
        }
        self.emptied(parent, index);
    }

    fn not_inside(&mut self, index: EventIndex, named: &Named, telling: &mut Telling) {
        let node = named.node;
        let last = match self.states.parent(node) {
            Some(_) => self.states.by(node, Mark::Packed),
            None => self.states.by(node, Mark::Unpacked),
        };
        // Where nothing tells what was packed, nothing speaks against it.
        if last == Some(index) {
            telling.tell(Rule::ChildTwice, named, None);
        } else if self.has_history() || last.is_some() {
            telling.tell(Rule::NotInside, named, last);
            self.states.set(node, Flag::Told, true);
        }
    }

    fn emptied(&mut self, container: Node, index: EventIndex) {
        if self.states.first_child(container).is_none() && !self.balances.any_in(container) {
            self.states.mark(container, Mark::Unpacked, index);
            let shipped = self.states.is(container, Flag::WasShipped);
            self.states.set(container, Flag::EmptiedAfterShipping, shipped);
        }
    }

    /// Things that are linked stay what they are; only what cannot be is told.
    pub(super) fn associate(
        &mut self,
        event: &Recorded,
        index: EventIndex,
        mentions: &[Named],
        telling: &mut Telling,
    ) {
        let adds = event.action == Some(Action::Add);
        let Some((parent, _)) = event.parent else {
            if adds || event.action == Some(Action::Delete) {
                telling.plain(Rule::ParentMissing);
            }
            return;
        };
        for named in mentions {
            let node = named.node;
            if adds && node == parent {
                telling.tell(Rule::Cycle, named, None);
            } else if adds
                && self.states.parent(node).is_none()
                && !self.states.ancestors(parent).any(|a| a == node)
            {
                self.states.attach(node, parent);
                self.states.mark(node, Mark::Packed, index);
            } else if event.action == Some(Action::Delete) && self.states.parent(node) == Some(parent) {
                self.states.detach(node);
                self.states.mark(node, Mark::Unpacked, index);
            }
        }
        if event.action == Some(Action::Delete) && mentions.is_empty() {
            let inside: Vec<Node> = self.states.children(parent).collect();
            for node in inside {
                self.states.detach(node);
                self.states.mark(node, Mark::Unpacked, index);
            }
        }
    }

    pub(super) fn transform(
        &mut self,
        index: EventIndex,
        mentions: &[Named],
        amounts: &[Counted],
        telling: &mut Telling,
    ) {
        for amount in amounts {
            match (amount.role, amount.amount) {
                (Role::Input, _) => self.take_loose(index, amount, telling),
                (_, Some(billionths)) => self.balances.add(None, amount.class, amount.uom, billionths, index),
                _ => {}
            }
        }
        for named in mentions.iter().filter(|named| named.role == Role::Input) {
            if self.states.by(named.node, Mark::Ended) == Some(index) {
                telling.tell(Rule::TwiceInEvent, named, None);
                continue;
            }
            if !self.expect_alive(named, telling) {
                continue;
            }
            self.expect_begun(named, Rule::UsedUnknown, telling);
            if self.states.parent(named.node).is_some() {
                telling.tell(Rule::EndedPacked, named, self.states.by(named.node, Mark::Packed));
                self.states.detach(named.node);
            }
            self.states.set(named.node, Flag::Alive, true);
            self.states.set(named.node, Flag::Ended, true);
            self.states.mark(named.node, Mark::Ended, index);
        }
        for named in mentions.iter().filter(|named| named.role == Role::Output) {
            match self.states.by(named.node, Mark::Begun) {
                Some(before) if before == index => telling.tell(Rule::TwiceInEvent, named, None),
                Some(before) => telling.tell(Rule::CommissionedTwice, named, Some(before)),
                None => {
                    self.states.set(named.node, Flag::Alive, true);
                    self.states.mark(named.node, Mark::Begun, index);
                }
            }
        }
    }
}

/// Whether a GTIN whose indicator digit says that it is a package of another one is made of that one; `None` if its
/// indicator says nothing (GS1 General Specifications 2.1.6).
fn is_built_on(case: Gtin, unit: Gtin) -> Option<bool> {
    const INDICATOR: u64 = 10_000_000_000_000;
    let base = |gtin: Gtin| gtin.number() % INDICATOR / 10;
    (1..=8).contains(&(case.number() / INDICATOR)).then(|| base(case) == base(unit))
}

fn all(mentions: &[Named]) -> HashSet<Node> {
    mentions.iter().map(|named| named.node).collect()
}
