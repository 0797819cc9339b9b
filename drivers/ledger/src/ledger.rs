use std::collections::{BTreeSet, VecDeque};

use tallymark::sets::{Key, Known};

use crate::journal::{Damaged, STEP, Step, steps};
use crate::state::{Reason, State};

/// The serials of an order and what became of them. See the [crate's page](crate) for what it guarantees.
///
/// ```
/// use tallymark::{Serial, sets::Key};
/// use tallymark_ledger::{Ledger, State, Verdict};
/// let key = |text: &str| Key::Serial(Serial::parse(text).unwrap());
/// let mut ledger = Ledger::new(["K7", "Q2", "M9"].map(key), 2);
/// ledger.connected();
/// ledger.cleared();
/// assert_eq!(ledger.reserve(), 2);
/// assert_eq!(ledger.send(), None); // not before the disk has it
/// let bytes = ledger.journal().len() as u64;
/// ledger.durable(bytes);
/// assert_eq!(ledger.send(), Some((0, key("K7"))));
/// ledger.printed(0)?;
/// assert_eq!(ledger.seen(&key("K7"), true), Verdict::Accept);
/// assert_eq!(ledger.seen(&key("K7"), true), Verdict::Duplicate);
/// let account = ledger.close();
/// assert_eq!((account.verified, account.returned), (1, 1));
/// # Ok::<(), tallymark_ledger::Refused>(())
/// ```
#[derive(Debug)]
pub struct Ledger {
    keys: Vec<Key>,
    known: Known,
    slots: Vec<Slot>,
    window: usize,
    /// The next serial that was never reserved.
    next: usize,
    /// Reserved and not sent.
    waiting: VecDeque<u32>,
    /// Sent and not known to be printed, in the order of sending.
    under_way: VecDeque<u32>,
    /// Printed and not read, in the order of printing.
    expected: VecDeque<u32>,
    /// Packs that passed without a read since the last one that was read.
    unread: usize,
    epoch: u32,
    cleared: bool,
    /// The journal has to be durable up to here before anything of this epoch is sent.
    barrier: u64,
    journal: Vec<u8>,
    handed_out: usize,
    written: u64,
    durable: u64,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    state: State,
    reason: Reason,
    /// Where in the journal its last step ends.
    mark: u64,
}

/// What is to be done with a pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Let it pass.
    Accept,
    /// Divert it.
    Reject(Reason),
    /// Divert it and stop: the serial was seen before, or can no longer be on a pack.
    Duplicate,
    /// Divert it and stop: the serial is not of this order, or no mark of it was made here.
    Foreign,
}

/// Why something that was reported cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("serial {position} is {state:?}: that cannot have happened to it")]
pub struct Refused {
    /// The number of the serial in the order.
    pub position: u32,
    /// Where it stands.
    pub state: State,
}

impl Refused {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "ledger-refused"
    }
}

/// How an order ended. Reserved = verified + void + sampled + returned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Account {
    /// Serials that were never reserved.
    pub allocated: usize,
    /// On packs that were accepted.
    pub verified: usize,
    /// Never to be used.
    pub void: usize,
    /// On packs that were taken out.
    pub sampled: usize,
    /// Back to the pool.
    pub returned: usize,
}

impl Ledger {
    /// The serials of an order, each once, in the order in which they are to be printed; at most `window` of them may be on their
    /// way to a mark at any time.
    ///
    /// Serials must not be guessable: against sequential ones no order of events protects from a misread to the next.
    #[must_use]
    pub fn new(serials: impl IntoIterator<Item = Key>, window: usize) -> Self {
        let mut seen = BTreeSet::new();
        let keys: Vec<Key> = serials.into_iter().filter(|key| seen.insert(*key)).collect();
        let known: Known = keys.iter().copied().collect();
        let slot = Slot { state: State::Allocated, reason: Reason::Plan, mark: 0 };
        Ledger {
            slots: vec![slot; keys.len()],
            keys,
            known,
            window: window.max(1),
            next: 0,
            waiting: VecDeque::new(),
            under_way: VecDeque::new(),
            expected: VecDeque::new(),
            unread: 0,
            epoch: 0,
            cleared: false,
            barrier: 0,
            journal: Vec::new(),
            handed_out: 0,
            written: 0,
            durable: 0,
        }
    }

    /// The same after the program ended somehow, from what the disk has. Everything that was under way is suspect. The journal goes
    /// on behind [`Ledger::recovered`] bytes of the old one.
    ///
    /// # Errors
    /// [`Damaged`] if no crash leaves such a journal.
    pub fn recover(
        serials: impl IntoIterator<Item = Key>,
        window: usize,
        journal: &[u8],
    ) -> Result<Self, Damaged> {
        let mut ledger = Ledger::new(serials, window);
        for (index, step) in steps(journal)?.into_iter().enumerate() {
            let at = (index * STEP) as u64;
            let Some(slot) = ledger.slots.get_mut(step.position as usize) else {
                return Err(Damaged { at, what: "a serial that is not of this order" });
            };
            if slot.state.is_terminal() {
                return Err(Damaged { at, what: "a step after the last" });
            }
            *slot = Slot { state: step.state, reason: step.reason, mark: at + STEP as u64 };
            ledger.epoch = ledger.epoch.max(step.epoch);
            if step.state == State::Reserved {
                ledger.next = ledger.next.max(step.position as usize + 1);
            }
            ledger.written = at + STEP as u64;
        }
        ledger.durable = ledger.written;
        for position in 0..ledger.next as u32 {
            if matches!(
                ledger.state(position),
                State::Reserved | State::Sent | State::Queued | State::Printed
            ) {
                ledger.put(position, State::Suspect, Reason::Restart);
            }
        }
        ledger.barrier = ledger.written;
        Ok(ledger)
    }

    /// How many bytes of the old journal are good: it is to be cut there.
    #[must_use]
    pub const fn recovered(&self) -> u64 {
        self.durable
    }

    /// Where a serial stands.
    #[must_use]
    pub fn state(&self, position: u32) -> State {
        self.slots.get(position as usize).map_or(State::Allocated, |slot| slot.state)
    }

    /// Why it stands there.
    #[must_use]
    pub fn reason(&self, position: u32) -> Reason {
        self.slots.get(position as usize).map_or(Reason::Plan, |slot| slot.reason)
    }

    /// Bytes for the journal that were not handed out before.
    pub fn journal(&mut self) -> &[u8] {
        self.journal.drain(..self.handed_out);
        self.handed_out = self.journal.len();
        &self.journal
    }

    /// So many bytes of the journal, from its beginning, will be there whatever happens.
    pub fn durable(&mut self, bytes: u64) {
        self.durable = self.durable.max(bytes.min(self.written));
    }

    fn put(&mut self, position: u32, state: State, reason: Reason) {
        let Some(slot) = self.slots.get_mut(position as usize) else { return };
        Step { position, epoch: self.epoch, state, reason }.write(self.written, &mut self.journal);
        self.written += STEP as u64;
        *slot = Slot { state, reason, mark: self.written };
    }

    /// A connection stands, or stands again: what was sent over the one before is suspect. Nothing is sent before the disk knows
    /// that and the device is known to hold nothing ([`Ledger::cleared`]).
    pub fn connected(&mut self) {
        self.epoch += 1;
        self.cleared = false;
        for position in std::mem::take(&mut self.under_way) {
            self.put(position, State::Suspect, Reason::Epoch);
        }
        self.barrier = self.written;
    }

    /// The device holds no job, repeats no mark by itself, and prints each once.
    pub fn cleared(&mut self) {
        self.cleared = true;
    }

    /// Reserves serials until the window is full; says how many.
    pub fn reserve(&mut self) -> usize {
        let open = self.waiting.len() + self.under_way.len();
        let most = self.window.saturating_sub(open);
        let mut reserved = 0;
        while reserved < most && self.next < self.keys.len() {
            let position = self.next as u32;
            self.next += 1;
            if self.state(position) == State::Allocated {
                self.put(position, State::Reserved, Reason::Plan);
                self.waiting.push_back(position);
                reserved += 1;
            }
        }
        reserved
    }

    /// The next serial of which bytes may leave; they are to be written at most once, whatever comes of it.
    pub fn send(&mut self) -> Option<(u32, Key)> {
        let position = *self.waiting.front()?;
        let slot = self.slots.get(position as usize)?;
        if !self.cleared || slot.mark > self.durable || self.barrier > self.durable {
            return None;
        }
        self.waiting.pop_front();
        self.put(position, State::Sent, Reason::Plan);
        self.under_way.push_back(position);
        Some((position, *self.keys.get(position as usize)?))
    }

    /// The device has it.
    ///
    /// # Errors
    /// [`Refused`] if it was not sent in this epoch; nothing changes.
    pub fn queued(&mut self, position: u32) -> Result<(), Refused> {
        match self.state(position) {
            State::Sent => self.put(position, State::Queued, Reason::Plan),
            State::Queued => {}
            state => return Err(Refused { position, state }),
        }
        Ok(())
    }

    /// The device says that it was printed: those sent before it and not known to be are suspect.
    ///
    /// # Errors
    /// [`Refused`] if it was not sent in this epoch; nothing changes.
    pub fn printed(&mut self, position: u32) -> Result<(), Refused> {
        let state = self.state(position);
        let Some(at) = self.under_way.iter().position(|&one| one == position) else {
            return if state == State::Printed { Ok(()) } else { Err(Refused { position, state }) };
        };
        for _ in 0..at {
            if let Some(earlier) = self.under_way.pop_front() {
                self.put(earlier, State::Suspect, Reason::Gap);
            }
        }
        self.under_way.pop_front();
        self.put(position, State::Printed, Reason::Plan);
        self.expected.push_back(position);
        Ok(())
    }

    /// A pack was read: what is to be done with it. Nothing here waits for the disk.
    pub fn seen(&mut self, key: &Key, good: bool) -> Verdict {
        let Some(position) = self.known.position(key) else { return Verdict::Foreign };
        let reject = |ledger: &mut Self, reason| {
            ledger.put(position, State::Rejected, reason);
            Verdict::Reject(reason)
        };
        match self.state(position) {
            State::Printed => {
                let skipped = self.expected.iter().position(|&one| one == position).unwrap_or(0);
                if skipped > self.unread {
                    self.expected.retain(|&one| one != position);
                    return reject(self, Reason::Order);
                }
                for _ in 0..skipped {
                    if let Some(earlier) = self.expected.pop_front() {
                        self.put(earlier, State::Rejected, Reason::Skipped);
                    }
                }
                self.expected.pop_front();
                self.unread = 0;
                if !good {
                    return reject(self, Reason::Quality);
                }
                self.put(position, State::Verified, Reason::Plan);
                Verdict::Accept
            }
            State::Sent | State::Queued => {
                self.under_way.retain(|&one| one != position);
                reject(self, Reason::Unprinted)
            }
            State::Suspect => {
                let reason = self.reason(position);
                reject(self, reason)
            }
            // Somebody else made this mark, so this line must not make it again.
            State::Allocated | State::Reserved => {
                self.waiting.retain(|&one| one != position);
                self.put(position, State::Void, Reason::Unprinted);
                Verdict::Foreign
            }
            _ => Verdict::Duplicate,
        }
    }

    /// A pack passed without a read: it is to be diverted.
    pub fn unread(&mut self) {
        self.unread += 1;
    }

    /// A pack that was to be diverted was not seen to go: stop the line.
    ///
    /// # Errors
    /// [`Refused`] if it was not rejected.
    pub fn escaped(&mut self, position: u32) -> Result<(), Refused> {
        match self.state(position) {
            State::Rejected => self.put(position, State::Suspect, Reason::Gate),
            state => return Err(Refused { position, state }),
        }
        Ok(())
    }

    /// An operator took a pack out.
    ///
    /// # Errors
    /// [`Refused`] if it has no mark, or ended before.
    pub fn sampled(&mut self, position: u32) -> Result<(), Refused> {
        match self.state(position) {
            State::Printed | State::Suspect | State::Rejected => {
                self.expected.retain(|&one| one != position);
                self.put(position, State::Sampled, Reason::Operator);
                Ok(())
            }
            state => Err(Refused { position, state }),
        }
    }

    /// Ends the order: every serial that was reserved gets its last state.
    pub fn close(&mut self) -> Account {
        for position in 0..self.next as u32 {
            match self.state(position) {
                // Nothing of it left: a write would have been recorded, and after a restart it would be suspect.
                State::Reserved => self.put(position, State::Returned, Reason::Close),
                state if !state.is_terminal() && state != State::Allocated => {
                    self.put(position, State::Void, Reason::Close);
                }
                _ => {}
            }
        }
        self.waiting.clear();
        self.under_way.clear();
        self.expected.clear();
        self.account()
    }

    /// How many serials stand where, as far as they ended.
    #[must_use]
    pub fn account(&self) -> Account {
        let count = |state| self.slots.iter().filter(|slot| slot.state == state).count();
        Account {
            allocated: count(State::Allocated),
            verified: count(State::Verified),
            void: count(State::Void),
            sampled: count(State::Sampled),
            returned: count(State::Returned),
        }
    }
}
