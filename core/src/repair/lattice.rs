//! Every way to cut a text into elements, by dynamic programming over the places where elements may begin.
//!
//! A state is a place and the set of AIs used so far. What has to be assumed on the way from a state to the end (lost
//! separators and the like) is a weight; the states keep as bits which weights are possible, so that listing the ways
//! of one weight never runs into a dead end. States times lengths of a value bound the work: linear in the text for a
//! given set of AIs.

use std::collections::HashMap;
use std::rc::Rc;

use super::cells::Cell;
use super::context::Context;
use super::frames::{identifier, is_edge};
use super::separators::token;
use crate::diagnostic::ApplicationIdentifier;
use crate::keys::Gtin;

/// An element of a way, and what leads to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    pub(super) ai: ApplicationIdentifier,
    pub(super) fixed: bool,
    /// The places of its value.
    pub(super) value: (usize, usize),
    /// Zeros that the value lacks.
    pub(super) fill: usize,
    pub(super) joint: Joint,
    /// Where the next element begins.
    pub(super) next: usize,
    set: u64,
    weight: u32,
}

/// What stands between two elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Joint {
    /// Nothing, and nothing is missing.
    Direct,
    /// A separator is missing.
    Lost,
    /// Separators, or what stands for them, so many.
    Separators(usize),
    /// Another label begins.
    Restart,
}

const LOST: u32 = 1;
const DOUBTFUL: u32 = 1;
const RESTART: u32 = 2;
const FILLED: u32 = 4;

/// Weights are positions in a word.
pub(super) const WEIGHTS: u32 = u64::BITS;

/// Ways that are looked at per text before the search counts as incomplete.
const WAYS: usize = 4096;

/// The element at a place: its AI, whether its length is predefined, ends of its value with weight and missing zeros.
struct Start {
    ai: ApplicationIdentifier,
    fixed: bool,
    ends: Vec<(usize, u32, usize)>,
}

pub(super) struct Lattice<'a, 'c> {
    cells: &'a [Cell],
    bytes: Vec<u8>,
    context: &'a Context<'c>,
    /// Elements have to agree with the facts of the batch.
    facts: bool,
    starts: HashMap<usize, Option<Rc<Start>>>,
    weights: HashMap<(usize, u64), u64>,
    /// Steps that are left.
    work: &'a mut u32,
    pub(super) truncated: bool,
}

impl<'a, 'c> Lattice<'a, 'c> {
    pub(super) fn new(cells: &'a [Cell], context: &'a Context<'c>, facts: bool, work: &'a mut u32) -> Self {
        // What is not ASCII is in no character set, as is 0x7F.
        let bytes = cells.iter().map(|cell| u8::try_from(cell.c).ok().filter(u8::is_ascii).unwrap_or(0x7F));
        let bytes = bytes.collect();
        let (starts, weights) = (HashMap::new(), HashMap::new());
        Lattice { cells, bytes, context, facts, starts, weights, work, truncated: false }
    }

    /// The weights that ways through the whole text have, as bits.
    pub(super) fn all(&mut self) -> u64 {
        if self.bytes.is_empty() { 0 } else { self.from(0, 0) }
    }

    /// The ways of this weight.
    pub(super) fn ways(&mut self, weight: u32) -> Vec<Vec<Edge>> {
        let mut found = Vec::new();
        if self.all() >> weight & 1 == 1 {
            self.walk(0, 0, weight, &mut Vec::new(), &mut found);
        }
        found
    }

    fn walk(&mut self, at: usize, set: u64, weight: u32, way: &mut Vec<Edge>, found: &mut Vec<Vec<Edge>>) {
        if at == self.bytes.len() {
            found.push(way.clone());
            return;
        }
        for edge in self.edges(at, set) {
            if found.len() >= WAYS {
                self.truncated = true;
                return;
            }
            let Some(left) = weight.checked_sub(edge.weight) else { continue };
            if self.from(edge.next, edge.set) >> left & 1 == 1 {
                way.push(edge);
                self.walk(edge.next, edge.set, left, way, found);
                way.pop();
            }
        }
    }

    fn from(&mut self, at: usize, set: u64) -> u64 {
        if at == self.bytes.len() {
            return u64::from(self.context.complete(set));
        }
        if let Some(&known) = self.weights.get(&(at, set)) {
            return known;
        }
        let mut weights = 0;
        for edge in self.edges(at, set) {
            let further = self.from(edge.next, edge.set);
            weights |= further << edge.weight;
            self.truncated |= further.leading_zeros() < edge.weight;
        }
        self.weights.insert((at, set), weights);
        weights
    }

    /// The elements that may begin at a place.
    fn edges(&mut self, at: usize, set: u64) -> Vec<Edge> {
        let mut edges = Vec::new();
        let Some(start) = self.start(at) else { return edges };
        let Some(more) = self.context.with(set, start.ai) else { return edges };
        for &(end, weight, fill) in &start.ends {
            let Some(left) = self.work.checked_sub(1) else {
                self.truncated = true;
                break;
            };
            *self.work = left;
            let value = (at + start.ai.digits(), end);
            let mut add = |next, set, joint, further| {
                let weight = weight + further;
                edges.push(Edge { ai: start.ai, fixed: start.fixed, value, fill, joint, next, set, weight });
            };
            let (next, joint, further) = self.joint(end, start.fixed);
            add(next, more, joint, further);
            let again = self.restart(end);
            let open = !self.context.is_closed();
            if self.context.complete(more) && again < self.bytes.len() && (again > end || !open) {
                add(again, 0, Joint::Restart, RESTART);
            }
        }
        edges
    }

    fn start(&mut self, at: usize) -> Option<Rc<Start>> {
        if let Some(known) = self.starts.get(&at) {
            return known.clone();
        }
        let found = self.read(at).map(Rc::new);
        self.starts.insert(at, found.clone());
        found
    }

    fn read(&self, at: usize) -> Option<Start> {
        let rest = self.bytes.get(at..)?;
        let probe = self.context.strictness().dictionary.probe(rest)?;
        self.context.with(0, probe.ai)?;
        let value = rest.get(probe.ai.digits()..)?;
        let from = at + probe.ai.digits();
        let mut ends: Vec<_> = probe.lengths.iter().map(|length| (from + length, 0, 0)).collect();
        if probe.ai == "01" || probe.ai == "02" {
            for length in [13, 12, 8] {
                if value.get(..length).is_some_and(|digits| Gtin::parse(digits).is_ok()) {
                    ends.push((from + length, FILLED, 14 - length));
                }
            }
        }
        if self.facts {
            ends.retain(|&(end, _, fill)| {
                let value = self.bytes.get(from..end).and_then(|value| std::str::from_utf8(value).ok());
                value.is_some_and(|value| {
                    self.context.allows(probe.ai, &format!("{}{value}", "0".repeat(fill)))
                })
            });
        }
        Some(Start { ai: probe.ai, fixed: probe.fixed, ends })
    }

    /// Where the next element begins, and what has to be assumed for it.
    fn joint(&self, end: usize, fixed: bool) -> (usize, Joint, u32) {
        let (mut at, mut count, mut weight) = (end, 0, 0);
        while let Some(token) = self.cells.get(at..).and_then(token) {
            if token.doubtful {
                weight = DOUBTFUL;
            }
            at += token.length;
            count += 1;
        }
        match count {
            0 if fixed || end == self.bytes.len() => (end, Joint::Direct, 0),
            0 => (end, Joint::Lost, LOST),
            _ => (at, Joint::Separators(count), weight),
        }
    }

    /// Where another label may begin behind this place.
    fn restart(&self, end: usize) -> usize {
        let mut at = end;
        loop {
            let rest = self.cells.get(at..).unwrap_or_default();
            at += match rest {
                [first, ..] if is_edge(first.c) => 1,
                [first, ..] if first.c == ']' => match identifier(rest) {
                    Some(identifier) => identifier.length,
                    None => return at,
                },
                _ => match token(rest) {
                    Some(token) => token.length,
                    None => return at,
                },
            };
        }
    }
}
