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
