use std::ops::Range;

use crate::batch::{Time, Word, bare_word};
use crate::epcis::Role;
use crate::epcis::model::{Action, EventKind};
use crate::epcis::tree::Place;

use super::Node;

/// In which order events count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// By eventTime; at one moment a commissioning first, then as they stand.
    #[default]
    Time,
    /// As they stand in the documents, one document after the other.
    Document,
}

/// The number of an event within one life cycle, over all documents, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventIndex(pub(super) u32);

impl EventIndex {
    pub(in crate::epcis) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// What business steps mean for the life of a thing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Step {
    /// commissioning
    Commissioning,
    /// decommissioning
    Decommissioning,
    /// destroying
    Destroying,
    /// packing
    Packing,
    /// unpacking
    Unpacking,
    /// shipping
    Shipping,
    /// receiving, accepting, arriving
    Receiving,
    /// void_shipping
    VoidShipping,
    /// All others.
    #[default]
    Other,
}

impl Step {
    /// The step that a `bizStep` in any form stands for.
    #[must_use]
    pub fn of(text: &str) -> Self {
        match bare_word(text) {
            "commissioning" => Step::Commissioning,
            "decommissioning" => Step::Decommissioning,
            "destroying" => Step::Destroying,
            "packing" => Step::Packing,
            "unpacking" => Step::Unpacking,
            "shipping" => Step::Shipping,
            "receiving" | "accepting" | "arriving" => Step::Receiving,
            "void_shipping" => Step::VoidShipping,
            _ => Step::Other,
        }
    }
}

/// What is remembered of an event.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The document, as its reader counts them.
    pub file: u16,
    /// The number within the document, from 1.
    pub number: u64,
    /// Where it begins.
    pub place: Place,
    /// The type.
    pub kind: EventKind,
    /// The action.
    pub action: Option<Action>,
    /// When it happened; where that cannot be read, when the event before it did.
    pub time: Option<Time>,
    /// Whether its own time could be read.
    pub timed: bool,
    /// The business step.
    pub step: Step,
    /// Lot and expiry of its ILMD.
    pub(super) lot: Word,
    pub(super) expiry: Word,
    pub(super) id: Word,
    pub(super) parent: Option<(Node, u64)>,
    pub(super) mentions: Range<u32>,
    pub(super) amounts: Range<u32>,
    pub(super) declaration: bool,
    /// What tells it from others, if that is wanted.
    pub(super) digest: Option<u128>,
    /// It does not count: withdrawn, or said already.
    pub(super) void: bool,
}

impl Recorded {
    /// Whether it begins the life of what it names.
    pub(super) fn begins(&self) -> bool {
        let adds = self.action == Some(Action::Add) && !matches!(self.step, Step::Shipping | Step::Receiving);
        self.kind == EventKind::Object && (adds || self.step == Step::Commissioning)
    }

    /// Whether it ends the life of what it names.
    pub(super) fn ends(&self) -> bool {
        let ends = matches!(self.step, Step::Decommissioning | Step::Destroying);
        self.kind == EventKind::Object && !self.begins() && (self.action == Some(Action::Delete) || ends)
    }

    /// Whether it puts things into a container, takes them out or sees them there.
    pub(in crate::epcis) fn aggregates(&self) -> bool {
        self.kind == EventKind::Aggregation
    }
}

impl Recorded {
    pub(in crate::epcis) fn adds(&self) -> bool {
        self.action == Some(Action::Add)
    }

    pub(in crate::epcis) fn ships(&self) -> bool {
        self.kind == EventKind::Object && self.step == Step::Shipping
    }

    pub(in crate::epcis) fn container(&self) -> Option<Node> {
        self.parent.map(|(parent, _)| parent)
    }
}

/// A thing named by an event: where, counted from the event's beginning.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named {
    pub(super) node: Node,
    pub(super) role: Role,
    pub(super) at: u32,
}

/// An amount named by an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Counted {
    pub(super) role: Role,
    pub(super) class: Word,
    pub(super) uom: Word,
    /// In billionths.
    pub(super) amount: Option<i128>,
    pub(super) at: u32,
}
