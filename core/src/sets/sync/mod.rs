//! Comparing lists across a network, with about as many bytes as there are differences.
#![doc = include_str!("wire.md")]

mod answering;
mod asking;
mod frame;
mod groups;
mod outcome;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use self::answering::Answering;
use self::asking::Asking;
use self::frame::{Frame, Incoming, Kind, Outgoing};
use self::groups::{Dispute, Net, Own};
pub use self::outcome::{Difference, Disputed, How, Synced, Times};
use super::bytes::Damaged;
use super::set::SerialSet;
use super::sketch::SketchKey;

const MAGIC: &[u8; 6] = b"TMSYNC";
const VERSION: u8 = 1;

/// What the other side may make this one hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Trade items and states together; 65,536.
    pub groups: usize,
    /// Bytes of cells, rows and differences; 256 MiB. What is about the own list comes on top.
    pub memory: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Limits { groups: 1 << 16, memory: 1 << 28 }
    }
}

impl Limits {
    fn check(self, what: &'static str, count: u64, bytes_each: usize) -> Result<(), SyncError> {
        let most = (self.memory / bytes_each.max(1)) as u64;
        if count > most { Err(SyncError::Limit { what, given: count, most }) } else { Ok(()) }
    }
}

/// Why an exchange ended without a result.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// What the other side sent is no message.
    #[error("what the other side sent is damaged: {0}")]
    Damaged(#[from] Damaged),
    /// The other side speaks another version.
    #[error("the other side speaks version {theirs} of the exchange, this one version 1")]
    Version {
        /// Which.
        theirs: u8,
    },
    /// A message at a time at which it means nothing.
    #[error("byte {at}: a message that is out of turn")]
    Turn {
        /// Where.
        at: u64,
    },
    /// More than the limits allow.
    #[error("{given} {what} are more than the {most} that are allowed")]
    Limit {
        /// Of what.
        what: &'static str,
        /// How many.
        given: u64,
        /// How many are allowed.
        most: u64,
    },
    /// Two trade items or states look alike under this key.
    #[error("two trade items or states look alike under this key; exchange again with another key")]
    Alike,
    /// What the other side sent does not agree with the sums that it sent at first.
    #[error("the differences do not agree with the sums of the other side: it changed meanwhile, or lies")]
    Unproven,
    /// The other side gave up.
    #[error("the other side gave up: {code}")]
    Refused {
        /// Its code.
        code: String,
    },
    /// The exchange ended by an error before.
    #[error("the exchange has failed before")]
    Over,
}

impl SyncError {
    /// The stable code, such as `sync-turn`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            SyncError::Damaged(_) => "sync-damaged",
            SyncError::Version { .. } => "sync-version",
            SyncError::Turn { .. } => "sync-turn",
            SyncError::Limit { .. } => "sync-limit",
            SyncError::Alike => "sync-alike",
            SyncError::Unproven => "sync-unproven",
            SyncError::Refused { .. } => "sync-refused",
            SyncError::Over => "sync-over",
        }
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        match self {
            SyncError::Damaged(_) | SyncError::Turn { .. } => "see that the other side speaks this protocol",
            SyncError::Version { .. } => "use the same version on both sides",
            SyncError::Limit { .. } => "allow more, or exchange fewer lots at a time",
            SyncError::Alike => "exchange again",
            SyncError::Unproven => "exchange again; if it stays so, do not trust the other side's list",
            SyncError::Refused { .. } => "see what the other side says of it",
            SyncError::Over => "start a new exchange",
        }
    }
}

/// One side of an exchange between two parties, each with its own list: both learn in what the lists differ, proven by sums over
/// each trade item and state. Handed bytes, it gives bytes; how those get to the other side is the caller's.
///
/// The asker asks, the answerer sends cells of a [`Sketch`](super::Sketch), coarse ones first, until the differences can be read
/// from them: nobody has to guess how many there are, and nothing is sent twice. Where all rows are fewer bytes, those are sent.
///
/// ```
/// use std::sync::Arc;
/// use tallymark::sets::{Limits, SketchKey, Source, Sync};
/// let ours = Arc::new(Source::serials(None, &vec![Some("A1"), Some("A2")]).pack());
/// let theirs = Arc::new(Source::serials(None, &vec![Some("A2"), Some("A3")]).pack());
/// let mut here = Sync::ask(ours, SketchKey::new(*b"sixteen secrets."), true, Limits::default());
/// let mut there = Sync::answer(theirs, Limits::default());
/// while !(here.is_done() && there.is_done()) {
///     there.push(&here.pull())?;
///     here.push(&there.pull())?;
/// }
/// let differences = here.outcome().unwrap().differences.as_ref().unwrap();
/// assert_eq!(differences[0].key.to_string(), "A1");
/// assert_eq!((differences[1].here.len(), differences[1].there.len()), (0, 1));
/// # Ok::<(), tallymark::sets::SyncError>(())
/// ```
#[derive(Debug)]
pub struct Sync {
    inside: Inside,
    role: Role,
}

#[derive(Debug)]
enum Role {
    Asking(Box<Asking>),
    Answering(Box<Answering>),
    Failed,
}

/// What both roles have.
#[derive(Debug)]
struct Inside {
    set: Arc<SerialSet>,
    limits: Limits,
    key: Option<SketchKey>,
    incoming: Incoming,
    outgoing: Outgoing,
    outcome: Option<Synced>,
}

impl Inside {
    const fn new(set: Arc<SerialSet>, limits: Limits, key: Option<SketchKey>) -> Self {
        Inside { set, limits, key, incoming: Incoming::new(), outgoing: Outgoing::new(), outcome: None }
    }

    fn put(&mut self, kind: Kind, payload: &[u8]) {
        self.outgoing.put(self.key, kind, payload);
    }

    /// Proves the nets and says what they mean; `own` is this side's.
    fn conclude(&mut self, own: &Own, dispute: &Dispute, how: How, nets: &[Net]) -> Result<(), SyncError> {
        if !dispute.proves(&own.hashing, nets.iter().copied()) {
            return Err(SyncError::Unproven);
        }
        let differences = outcome::differences(&self.set, dispute, nets).ok_or(SyncError::Unproven)?;
        self.outcome = Some(Synced::new(how, &self.set, dispute, Some(differences)));
        Ok(())
    }
}

impl Sync {
    /// The side that asks. `key` is a secret of both sides, fresh and random for each exchange; `tell` says whether the other
    /// side is told the differences as well.
    #[must_use]
    pub fn ask(set: Arc<SerialSet>, key: SketchKey, tell: bool, limits: Limits) -> Self {
        let mut inside = Inside::new(set, limits, Some(key));
        let asking = Asking::new(&mut inside, key, tell);
        Sync { inside, role: Role::Asking(Box::new(asking)) }
    }

    /// The side that answers.
    #[must_use]
    pub fn answer(set: Arc<SerialSet>, limits: Limits) -> Self {
        Sync { inside: Inside::new(set, limits, None), role: Role::Answering(Box::default()) }
    }

    /// Takes bytes from the other side, cut anyhow.
    ///
    /// # Errors
    /// [`SyncError`]; the exchange is over then, but what [`Sync::pull`] gives tells the other side why.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), SyncError> {
        if matches!(self.role, Role::Failed) {
            return Err(SyncError::Over);
        }
        // A frame at a time, so that no more is held than that.
        for bytes in bytes.chunks(frame::MOST) {
            self.inside.incoming.push(bytes);
            loop {
                match self.step() {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => return Err(self.fail(error)),
                }
            }
        }
        Ok(())
    }

    /// Handles the next frame, if there is one.
    fn step(&mut self) -> Result<bool, SyncError> {
        let Some(frame) = self.inside.incoming.frame(self.inside.key)? else { return Ok(false) };
        if frame.kind == Kind::Refusal {
            let code = frame.payload.iter().take(64).filter(|byte| byte.is_ascii_graphic());
            return Err(SyncError::Refused { code: code.map(|&byte| char::from(byte)).collect() });
        }
        match &mut self.role {
            Role::Asking(asking) => asking.take(&mut self.inside, &frame),
            Role::Answering(answering) => answering.take(&mut self.inside, &frame),
            Role::Failed => Err(SyncError::Over),
        }?;
        Ok(true)
    }

    fn fail(&mut self, error: SyncError) -> SyncError {
        if !matches!(error, SyncError::Refused { .. }) {
            self.inside.put(Kind::Refusal, error.code().as_bytes());
        }
        self.inside.outcome = None;
        self.role = Role::Failed;
        error
    }

    /// Bytes for the other side, all that there are now; empty if this side waits.
    pub fn pull(&mut self) -> Vec<u8> {
        if self.inside.outgoing.bytes.is_empty()
            && let Role::Answering(answering) = &mut self.role
        {
            answering.further(&mut self.inside);
        }
        std::mem::take(&mut self.inside.outgoing.bytes)
    }

    /// Whether the result is there, and all that this side says was pulled.
    #[must_use]
    pub fn is_done(&self) -> bool {
        let over = match &self.role {
            Role::Asking(asking) => asking.is_over(),
            Role::Answering(answering) => answering.is_over(),
            Role::Failed => false,
        };
        over && self.inside.outgoing.bytes.is_empty()
    }

    /// The result, once it is there.
    #[must_use]
    pub fn outcome(&self) -> Option<&Synced> {
        self.inside.outcome.as_ref()
    }

    /// Bytes sent (those that were not pulled yet included) and received.
    #[must_use]
    pub fn traffic(&self) -> (u64, u64) {
        (self.inside.outgoing.sent, self.inside.incoming.received)
    }
}

const fn out_of_turn(frame: &Frame) -> SyncError {
    SyncError::Turn { at: frame.at as u64 }
}
