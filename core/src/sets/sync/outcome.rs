use std::collections::HashMap;
use std::sync::Arc;

use super::groups::{Dispute, Net};
use crate::keys::Gtin;
use crate::sets::few::Few;
use crate::sets::key::{Key, Limbs, Owner};

use crate::sets::set::SerialSet;
use crate::sets::sketch::Group;

/// How the differences got across.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum How {
    /// The sums of all trade items and states are equal: no more was needed.
    Equal,
    /// By cells of a sketch.
    Sketch {
        /// How many cells.
        cells: usize,
    },
    /// All rows of the disputed trade items and states were sent, because that was less.
    Rows,
    /// The other side knows them and did not tell.
    Untold,
}

/// What both sides agree on at the end of an exchange.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synced {
    /// How.
    pub how: How,
    /// Rows of this side that name something.
    pub rows: u64,
    /// Trade items and states in which the sides are not equal.
    pub disputed: Vec<Disputed>,
    /// All differences, sorted by key and proven by the sums; `None` if the other side did not tell them.
    pub differences: Option<Vec<Difference>>,
}

/// A trade item in a state, in which the sides are not equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disputed {
    /// The trade item; `None` for bare serials and logistic units.
    pub gtin: Option<Gtin>,
    /// The state.
    pub state: Option<Arc<[u8]>>,
    /// Rows of this side.
    pub here: u64,
    /// Rows of the other side.
    pub there: u64,
}

/// A key that the sides do not have equally often in the same states.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Difference {
    /// The key.
    pub key: Key,
    /// Its states on this side; empty if this side lacks it.
    pub here: Vec<Times>,
    /// Its states on the other side.
    pub there: Vec<Times>,
    /// Its rows on this side, in order.
    pub rows: Vec<usize>,
}

/// In how many rows a key is in a state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Times {
    /// The state.
    pub state: Option<Arc<[u8]>>,
    /// How many rows.
    pub rows: u64,
}

impl Synced {
    pub(super) fn new(
        how: How,
        set: &SerialSet,
        dispute: &Dispute,
        differences: Option<Vec<Difference>>,
    ) -> Self {
        let totals = dispute.here.iter().zip(&dispute.there);
        let disputed = dispute.groups.iter().zip(totals).map(|((owner, state), (here, there))| Disputed {
            gtin: owner.gtin(),
            state: state.clone(),
            here: here.rows,
            there: there.rows,
        });
        Synced { how, rows: set.used() as u64, disputed: disputed.collect(), differences }
    }
}

/// By state, the rows of a key on this side.
type Own = HashMap<(Owner, Limbs), Vec<(Option<Arc<[u8]>>, usize)>>;

/// By state, in how many rows more this side has a key.
type Nets<'a> = HashMap<(Owner, Limbs), Vec<(&'a Group, i64)>>;

/// All that is known of the keys that differ; `None` if the other side would have fewer rows than none.
pub(super) fn differences(set: &SerialSet, dispute: &Dispute, nets: &[Net]) -> Option<Vec<Difference>> {
    let mut of: Nets<'_> = HashMap::new();
    for net in nets {
        let group = dispute.groups.get(net.group)?;
        of.entry((group.0, net.limbs)).or_default().push((group, net.net));
    }
    let few = Few::new(of.keys().copied());
    let mut rows: Own = HashMap::new();
    for piece in set.pieces() {
        for record in piece.runs.iter().flatten() {
            let Some(tag) = piece.tags.get(record.tag as usize) else { continue };
            let key = (tag.owner, record.limbs);
            if few.contains(tag.owner, record.limbs) {
                let state = tag.state.and_then(|state| piece.words.get(state as usize)).cloned();
                rows.entry(key).or_default().push((state, piece.first_row + record.row as usize));
            }
        }
    }
    let mut differences = Vec::with_capacity(of.len());
    for ((owner, limbs), nets) in of {
        let own = rows.remove(&(owner, limbs)).unwrap_or_default();
        let mut times: HashMap<Option<Arc<[u8]>>, (i64, i64)> = HashMap::new();
        for (state, _) in &own {
            let (here, there) = times.entry(state.clone()).or_default();
            (*here, *there) = (*here + 1, *there + 1);
        }
        for ((_, state), net) in nets {
            let (_, there) = times.entry(state.clone()).or_default();
            *there = there.checked_sub(net).filter(|&rows| rows >= 0)?;
        }
        let side = |of: fn(&(i64, i64)) -> i64| {
            let present = times.iter().filter(|(_, times)| of(times) > 0);
            let mut side: Vec<Times> = present
                .map(|(state, times)| Times { state: state.clone(), rows: of(times) as u64 })
                .collect();
            side.sort_unstable();
            side
        };
        let (here, there) = (side(|times| times.0), side(|times| times.1));
        let mut rows: Vec<usize> = own.into_iter().map(|(_, row)| row).collect();
        rows.sort_unstable();
        differences.push(Difference { key: owner.key(limbs)?, here, there, rows });
    }
    differences.sort_unstable();
    Some(differences)
}
