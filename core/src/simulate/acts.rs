//! What can be decided to happen: to a pack, to a container, to the line, to the whole order.

use super::ids::Garble;

/// What happens to one pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    LabelSample,
    Sample,
    /// Taken off the conveyor and kept as a loose pack.
    Divert,
    /// Damaged after the camera and destroyed, with its record.
    Destroy,
    /// The print fails and the number is given up.
    GiveUp,
    /// Printed, but the row never reaches the log.
    Unlogged,
    /// Gone between printer and camera.
    Vanish,
    /// The next label printed is this one again; `flagged` as a reprint.
    PrintAgain {
        flagged: bool,
        then: Second,
    },
    /// The reel ends here and is reloaded so that the last label is printed again, on a pack or beside it.
    Reload {
        on_pack: bool,
    },
    /// The camera asks for a reject that does not happen.
    Reject {
        confirmed: bool,
        packed: bool,
    },
    /// A sample is taken without its paperwork.
    Forgotten {
        status: bool,
        packed: bool,
    },
    /// L4 knows the number from another lot.
    OtherLot {
        both: bool,
        requested_twice: bool,
    },
    /// A pack from elsewhere follows this one.
    Foreign {
        reported: bool,
    },
    /// The reader hands on another text than the symbol's.
    Garbled(Garble),
    /// The camera triggers twice and says yes and no.
    BothVerdicts,
    /// Destroyed in the record, still in its container.
    DestroyedKept,
    /// Set back to Encoded, or commissioned once more.
    Regress {
        status: bool,
    },
    /// L4 has another number in place of this one.
    NotAtL4,
    /// A pack of another product follows this one.
    OtherGtin,
    /// Put into its container without passing the camera.
    Bypass,
    /// Good, taken off behind the camera and forgotten.
    Stray,
}

/// What becomes of a label that is printed a second time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Second {
    /// It never meets a carton.
    Stripped,
    /// The camera knows the number and rejects the pack.
    Rejected,
    /// The camera does not, the aggregation station does; the pack is taken off.
    TakenOff,
}

/// What holds for the whole order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Overall {
    /// Unused numbers stay allocated: all, or those of one request.
    Unreturned { all: bool },
    /// Good packs are counted wrong by so many.
    Miscounted(i64),
    /// The station packs another number than the order says.
    OldSize,
    /// The lot on the labels is not the order's.
    Keyed,
    /// The numbers of the pool can be predicted.
    Predictable,
}

/// What happens to the first innermost container that opens from a pack on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ContainerAct {
    /// Its label and the next one's are confused.
    Swap {
        both_opened: bool,
    },
    LeftOpen,
    RecordedTwice,
    NotRecorded,
    /// Closed early.
    Short {
        declared: bool,
    },
    Rework(Rework),
    /// One of its packs is also recorded in the next container.
    ScannedTwice,
    /// After closing, one of its packs changes places with one of the next container.
    Moved,
    /// Recorded as its own child.
    SelfParent,
    /// It gets the number of an earlier one.
    LabelReused,
}

/// Legal work at the rework station after a container was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rework {
    /// Some packs out and in again.
    Inspect,
    /// One pack out as a sample, a loose one in, or the container declared partial.
    SampleOne,
    /// All packs into a container with a new label.
    Relabel,
    /// A pack out, and another one in than the record says.
    Careless,
}

/// What happens to the line as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Incident {
    Stop,
    Restart,
    Speed,
    OperatorChange,
    CartonChange,
    Link,
    Config,
}
