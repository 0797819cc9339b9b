use std::collections::HashMap;

use crate::epcis::Rule;

use super::record::Named;
use super::{EventIndex, Fault};

/// What an event is told of: things with the same fault and the same contradicting event are one finding.
pub(super) struct Telling {
    pub(super) faults: Vec<Fault>,
    known: HashMap<(Rule, Option<EventIndex>), usize>,
    event: EventIndex,
    start: u64,
}

impl Telling {
    pub(super) fn new(event: EventIndex, start: u64) -> Self {
        Telling { faults: Vec::new(), known: HashMap::new(), event, start }
    }

    pub(super) fn tell(&mut self, rule: Rule, named: &Named, contradicts: Option<EventIndex>) {
        match self.known.get(&(rule, contradicts)).and_then(|&known| self.faults.get_mut(known)) {
            Some(fault) => fault.nodes.push(named.node),
            None => {
                self.known.insert((rule, contradicts), self.faults.len());
                let offset = self.start + u64::from(named.at);
                let nodes = vec![named.node];
                self.faults.push(Fault { rule, event: self.event, offset, contradicts, nodes });
            }
        }
    }

    pub(super) fn at(&mut self, rule: Rule, at: u32, contradicts: Option<EventIndex>) {
        let offset = self.start + u64::from(at);
        self.faults.push(Fault { rule, event: self.event, offset, contradicts, nodes: Vec::new() });
    }

    pub(super) fn plain(&mut self, rule: Rule) {
        self.at(rule, 0, None);
    }
}
