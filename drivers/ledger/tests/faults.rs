//! A line on which everything fails, against what is physically on its packs.

use std::collections::{HashMap, VecDeque};

use proptest::prelude::*;
use tallymark::Serial;
use tallymark::sets::Key;
use tallymark_ledger::{Ledger, State, Verdict};

const WINDOW: usize = 4;
const SERIALS: u32 = 60;

fn key(number: u32) -> Key {
    // Not in sequence: a neighbour is no valid serial of the order.
    Key::Serial(Serial::parse(format!("Z{:07}", u64::from(number) * 7919 % 10_000_019)).unwrap())
}

fn keys() -> impl Iterator<Item = Key> {
    (0..SERIALS).map(key)
}

/// What is true, whatever the ledger believes.
struct Line {
    ledger: Ledger,
    /// What is durable, and what was handed to the disk behind it.
    disk: Vec<u8>,
    pending: Vec<u8>,
    device: VecDeque<u32>,
    packs: VecDeque<u32>,
    sent: HashMap<u32, usize>,
    accepted: HashMap<Key, usize>,
    crashes: usize,
}

impl Line {
    fn new() -> Self {
        let mut ledger = Ledger::new(keys(), WINDOW);
        ledger.connected();
        ledger.cleared();
        Line {
            ledger,
            disk: Vec::new(),
            pending: Vec::new(),
            device: VecDeque::new(),
            packs: VecDeque::new(),
            sent: HashMap::new(),
            accepted: HashMap::new(),
            crashes: 0,
        }
    }

    fn flush(&mut self) {
        self.pending.extend_from_slice(self.ledger.journal());
        self.disk.append(&mut self.pending);
        self.ledger.durable(self.disk.len() as u64);
    }

    fn reconnect(&mut self, empties: bool) {
        self.ledger.connected();
        if empties {
            self.device.clear();
            self.ledger.cleared();
        }
    }

    fn crash(&mut self, part: usize) {
        self.crashes += 1;
        let survives = part % (self.pending.len() + 1);
        self.disk.extend(self.pending.drain(..).take(survives));
        self.ledger = Ledger::recover(keys(), WINDOW, &self.disk).unwrap();
        self.disk.truncate(self.ledger.recovered() as usize);
        self.reconnect(true);
    }

    fn step(&mut self, what: u8, how: usize) {
        let every = |nth: usize| how.is_multiple_of(nth);
        match what % 12 {
            0 => {
                self.ledger.reserve();
            }
            1 | 2 => self.flush(),
            3 => self.pending.extend_from_slice(self.ledger.journal()),
            4 | 5 => {
                if let Some((position, sent)) = self.ledger.send() {
                    assert_eq!(sent, key(position));
                    *self.sent.entry(position).or_default() += 1;
                    assert_eq!(self.sent[&position], 1, "bytes of a serial leave once");
                    self.device.push_back(position);
                    assert!(self.device.len() <= WINDOW, "the window bounds what is under way");
                }
            }
            6 | 7 => {
                if let Some(position) = self.device.pop_front() {
                    let (lost, acknowledged, twice) = (every(11), !every(7), every(13));
                    if !lost {
                        self.packs.push_back(position);
                        if twice {
                            self.packs.push_back(position);
                        }
                    }
                    if acknowledged && !lost {
                        let _ = self.ledger.printed(position);
                    }
                }
            }
            8 | 9 => {
                if let Some(position) = self.packs.pop_front() {
                    if every(9) {
                        self.ledger.unread();
                    } else if every(17) {
                        let misread = Key::Serial(Serial::parse("MISREAD").unwrap());
                        assert_eq!(self.ledger.seen(&misread, true), Verdict::Foreign);
                        self.ledger.unread();
                    } else if self.ledger.seen(&key(position), !every(5)) == Verdict::Accept {
                        *self.accepted.entry(key(position)).or_default() += 1;
                        assert_eq!(self.accepted[&key(position)], 1, "a serial is accepted once");
                    }
                }
            }
            10 => self.reconnect(every(2)),
            _ if every(3) => self.crash(how),
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn no_serial_twice_and_none_lost(steps in prop::collection::vec((any::<u8>(), any::<usize>()), 0..400)) {
        let mut line = Line::new();
        for (what, how) in steps {
            line.step(what, how);
        }
        let account = line.ledger.close();
        line.flush();
        let ended = account.verified + account.void + account.sampled + account.returned;
        prop_assert_eq!(ended + account.allocated, SERIALS as usize);
        for position in 0..SERIALS {
            let state = line.ledger.state(position);
            prop_assert!(state.is_terminal() || state == State::Allocated);
            // Nothing that left is given back.
            if line.sent.contains_key(&position) {
                prop_assert!(!matches!(state, State::Returned | State::Allocated), "{position} {state:?}");
            }
            let accepted = line.accepted.contains_key(&key(position));
            if state == State::Verified {
                prop_assert!(accepted);
            } else if accepted {
                prop_assert!(line.crashes > 0, "only a crash may hide that a pack was accepted: {position} {state:?}");
            }
        }
        // Every crash point of the journal can be gone on from, and nothing that left is sent again.
        for cut in 0..=line.disk.len() {
            let mut again = Ledger::recover(keys(), WINDOW, &line.disk[..cut]).unwrap();
            prop_assert!(again.recovered() <= cut as u64 && again.recovered() + 16 > cut as u64);
            again.connected();
            again.cleared();
            again.reserve();
            prop_assert_eq!(again.send(), None, "nothing before the disk has it");
            if cut == line.disk.len() {
                let bytes = again.recovered() + again.journal().len() as u64;
                again.durable(bytes);
                while let Some((position, _)) = again.send() {
                    prop_assert!(!line.sent.contains_key(&position));
                }
            }
        }
    }

    #[test]
    fn a_damaged_journal_is_refused_or_cut(steps in prop::collection::vec((any::<u8>(), any::<usize>()), 50..200), at: prop::sample::Index, bit in 0u8..8) {
        let mut line = Line::new();
        for (what, how) in steps {
            line.step(what, how);
        }
        line.flush();
        prop_assume!(!line.disk.is_empty());
        let at = at.index(line.disk.len());
        line.disk[at] ^= 1 << bit;
        match Ledger::recover(keys(), WINDOW, &line.disk) {
            Ok(ledger) => prop_assert_eq!(ledger.recovered() as usize, (line.disk.len() - 1) / 16 * 16, "only the last step may be cut"),
            Err(error) => prop_assert_eq!(error.at as usize, at / 16 * 16),
        }
    }
}

#[test]
fn the_device_says_that_it_printed_a_later_one() {
    let mut line = Line::new();
    line.ledger.reserve();
    line.flush();
    while line.ledger.send().is_some() {}
    line.ledger.printed(2).unwrap();
    assert_eq!((line.ledger.state(0), line.ledger.state(2)), (State::Suspect, State::Printed));
    assert!(matches!(line.ledger.seen(&key(0), true), Verdict::Reject(_)));
    assert_eq!(line.ledger.printed(0).unwrap_err().code(), "ledger-refused");
}

#[test]
fn a_read_ahead_of_more_packs_than_were_unread_is_a_shift() {
    let mut line = Line::new();
    line.ledger.reserve();
    line.flush();
    while line.ledger.send().is_some() {}
    (0..4).for_each(|position| line.ledger.printed(position).unwrap());
    line.ledger.unread();
    assert_eq!(line.ledger.seen(&key(2), true), Verdict::Reject(tallymark_ledger::Reason::Order));
    assert_eq!(line.ledger.seen(&key(1), true), Verdict::Accept);
    assert_eq!(line.ledger.state(0), State::Rejected);
    line.ledger.escaped(0).unwrap();
    assert_eq!(line.ledger.state(0), State::Suspect);
    line.ledger.sampled(3).unwrap();
    assert_eq!(line.ledger.seen(&key(3), true), Verdict::Duplicate);
}
