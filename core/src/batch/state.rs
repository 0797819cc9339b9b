use std::fmt;

use super::state_words::STATE_WORDS;
use super::vocabulary::bare_word;

/// The life of a serialised item (OPC 30260, OPEN-SCS: serial number and serialised item states).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[repr(u8)]
#[allow(clippy::exhaustive_enums)] // the standard's twelve
pub enum State {
    /// Exists in the number space, given to nobody.
    Unassigned = 0,
    /// Held by a system, not yet reserved for an order.
    Unallocated = 1,
    /// Reserved for an order.
    Allocated = 2,
    /// Must never be used.
    Invalid = 3,
    /// Printed on a label.
    Encoded = 4,
    /// The label was taken as a sample.
    LabelSampled = 5,
    /// The label was destroyed.
    LabelScrapped = 6,
    /// On a verified, good pack.
    Commissioned = 7,
    /// The pack was taken as a sample.
    Sampled = 8,
    /// Withdrawn, may come back.
    Inactive = 9,
    /// Gone for good.
    Destroyed = 10,
    /// Left the site's control.
    Released = 11,
}

impl State {
    /// The twelve, in the order of the standard's numbers.
    pub const ALL: [State; 12] = [
        State::Unassigned,
        State::Unallocated,
        State::Allocated,
        State::Invalid,
        State::Encoded,
        State::LabelSampled,
        State::LabelScrapped,
        State::Commissioned,
        State::Sampled,
        State::Inactive,
        State::Destroyed,
        State::Released,
    ];

    /// The standard's name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            State::Unassigned => "Unassigned",
            State::Unallocated => "Unallocated",
            State::Allocated => "Allocated",
            State::Invalid => "Invalid",
            State::Encoded => "Encoded",
            State::LabelSampled => "LabelSampled",
            State::LabelScrapped => "LabelScrapped",
            State::Commissioned => "Commissioned",
            State::Sampled => "Sampled",
            State::Inactive => "Inactive",
            State::Destroyed => "Destroyed",
            State::Released => "Released",
        }
    }

    /// The state that a system's word stands for: the model's own names, TraceLink's words, EPCIS business steps and
    /// dispositions (bare, URN or Web URI) and the pack states of the European system. `None` for any other word: it
    /// is for a person to say what it means.
    ///
    /// Upper and lower case, spaces, hyphens and underscores make no difference.
    ///
    /// ```
    /// use tallymark::batch::State;
    /// assert_eq!(State::from_word("LABEL_SCRAPPED"), Some(State::LabelScrapped));
    /// assert_eq!(State::from_word("urn:epcglobal:cbv:disp:active"), Some(State::Commissioned));
    /// assert_eq!(State::from_word("Checked-out"), Some(State::Inactive));
    /// assert_eq!(State::from_word("half done"), None);
    /// ```
    #[must_use]
    pub fn from_word(word: &str) -> Option<State> {
        // The longest word of the table is far shorter than this.
        let mut folded = [0u8; 40];
        let mut len = 0;
        for byte in bare_word(word.trim()).bytes().filter(|byte| !matches!(byte, b' ' | b'_' | b'-')) {
            *folded.get_mut(len)? = byte.to_ascii_lowercase();
            len += 1;
        }
        let folded = folded.get(..len)?;
        let found = STATE_WORDS.binary_search_by(|(known, _)| known.as_bytes().cmp(folded)).ok()?;
        STATE_WORDS.get(found).map(|&(_, state)| state)
    }

    /// The states that may follow directly.
    #[must_use]
    pub const fn successors(self) -> &'static [State] {
        use State::*;
        // OPC 30260 figure 4, read with the methods that cause each step: request and return of numbers,
        // SNtoEncoded, SNInvalidating, Labels Sampling and Scrapping, SID Commissioning, Destroying, Shipping,
        // Decommissioning.
        match self {
            Unassigned => &[Unallocated, Allocated, Invalid],
            Unallocated => &[Unassigned, Allocated, Invalid],
            Allocated => &[Unassigned, Unallocated, Invalid, Encoded],
            Encoded => &[LabelSampled, LabelScrapped, Commissioned],
            LabelSampled => &[LabelScrapped],
            Commissioned => &[Sampled, Inactive, Destroyed, Released],
            Sampled => &[Inactive, Destroyed],
            Inactive => &[Commissioned, Destroyed],
            Released => &[Inactive, Destroyed],
            Invalid | LabelScrapped | Destroyed => &[],
        }
    }

    /// Whether an item may go from this state to `next` in one step of the model.
    ///
    /// ```
    /// use tallymark::batch::State;
    /// assert!(State::Encoded.may_become(State::Commissioned));
    /// assert!(!State::Destroyed.may_become(State::Commissioned));
    /// ```
    #[must_use]
    pub fn may_become(self, next: State) -> bool {
        self.successors().contains(&next)
    }

    /// Whether an item in this state can be found in `later` after any number of steps, none included. No single
    /// system sees every step, so this is the question to ask of two systems' words.
    ///
    /// ```
    /// use tallymark::batch::State;
    /// assert!(State::Allocated.may_reach(State::Released));
    /// assert!(!State::Commissioned.may_reach(State::Encoded));
    /// ```
    #[must_use]
    pub fn may_reach(self, later: State) -> bool {
        let mut seen = 1u16 << self as u16;
        loop {
            let mut next = seen;
            for state in State::ALL {
                if seen & (1 << state as u16) != 0 {
                    for &successor in state.successors() {
                        next |= 1 << successor as u16;
                    }
                }
            }
            if next == seen {
                return seen & (1 << later as u16) != 0;
            }
            seen = next;
        }
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_reads_its_own_name_in_any_spelling() {
        for state in State::ALL {
            assert_eq!(State::from_word(state.as_str()), Some(state));
            assert_eq!(State::from_word(&format!("  {} ", state.as_str().to_uppercase())), Some(state));
        }
        assert_eq!(State::from_word("label-sampled"), Some(State::LabelSampled));
    }

    #[test]
    fn cbv_words_in_every_form_mean_the_same() {
        let forms = [
            "inactive",
            "urn:epcglobal:cbv:disp:inactive",
            "https://ref.gs1.org/cbv/Disp-inactive",
            "cbv:Disp-inactive",
        ];
        for form in forms {
            assert_eq!(State::from_word(form), Some(State::Inactive), "{form}");
        }
        assert_eq!(State::from_word("urn:epcglobal:cbv:bizstep:destroying"), Some(State::Destroyed));
    }

    #[test]
    fn unknown_and_ambiguous_words_are_not_guessed() {
        for word in ["", "returned", "unknown", "Commisioned", "packing", &"x".repeat(500)] {
            assert_eq!(State::from_word(word), None, "{word}");
        }
    }

    #[test]
    fn final_states_are_final_and_a_step_is_a_reach() {
        for from in State::ALL {
            assert!(from.may_reach(from));
            assert!(!from.may_become(from));
            for to in State::ALL {
                assert!(!from.may_become(to) || from.may_reach(to));
            }
        }
        for last in [State::Invalid, State::LabelScrapped, State::Destroyed] {
            assert!(State::ALL.iter().all(|&to| to == last || !last.may_reach(to)));
        }
        // Nothing comes back from a label or a pack to a number.
        assert!(!State::Commissioned.may_reach(State::Allocated));
        assert!(!State::Encoded.may_reach(State::Unallocated));
        assert!(State::Inactive.may_reach(State::Released));
    }
}
