/// Where a serial stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// In the pool of the order.
    Allocated,
    /// Chosen to be printed.
    Reserved,
    /// A write of its bytes began.
    Sent,
    /// The device has it.
    Queued,
    /// The device says that it was printed.
    Printed,
    /// On a pack that was accepted.
    Verified,
    /// On a pack that was diverted.
    Rejected,
    /// Nobody knows what became of it.
    Suspect,
    /// On a pack that was taken out.
    Sampled,
    /// Never to be used.
    Void,
    /// Back to the pool: no byte of it ever left.
    Returned,
}

impl State {
    /// All of them, in the order of their numbers in a journal.
    pub const ALL: [State; 11] = [
        State::Allocated,
        State::Reserved,
        State::Sent,
        State::Queued,
        State::Printed,
        State::Verified,
        State::Rejected,
        State::Suspect,
        State::Sampled,
        State::Void,
        State::Returned,
    ];

    /// Whether it ends here.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(self, State::Verified | State::Sampled | State::Void | State::Returned)
    }
}

/// Why it stands there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// As it should be.
    Plan,
    /// The connection was lost, or the device began anew.
    Epoch,
    /// The program ended without closing the order.
    Restart,
    /// The device printed a later one.
    Gap,
    /// It was read on a pack although nobody knew of a mark.
    Unprinted,
    /// Its pack passed without a read.
    Skipped,
    /// It was read before those that were printed earlier.
    Order,
    /// The grade or the content of its mark.
    Quality,
    /// The pack was to be diverted, and nobody saw it go.
    Gate,
    /// An operator.
    Operator,
    /// The order was closed.
    Close,
}

impl Reason {
    /// All of them, in the order of their numbers in a journal.
    pub const ALL: [Reason; 11] = [
        Reason::Plan,
        Reason::Epoch,
        Reason::Restart,
        Reason::Gap,
        Reason::Unprinted,
        Reason::Skipped,
        Reason::Order,
        Reason::Quality,
        Reason::Gate,
        Reason::Operator,
        Reason::Close,
    ];
}
