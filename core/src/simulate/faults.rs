//! What can go wrong: one row per fault type.

use super::FaultSpec;

macro_rules! kinds {
    ($($(#[$note:meta])* $kind:ident, $code:literal, $name:literal, $leaf:literal, $category:literal,
        needs $needs:expr, variants $variants:expr, drawn $drawn:literal;)*) => {
        /// A fault type.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Kind { $($(#[$note])* $kind,)* }

        impl Kind {
            pub(super) const ALL: &'static [Kind] = &[$(Kind::$kind,)*];

            pub(super) const fn entry(self) -> Entry {
                match self {
                    $(Kind::$kind => Entry {
                        code: $code, name: $name, leaf: $leaf, category: $category,
                        needs: &$needs, variants: &$variants, drawn: $drawn,
                    },)*
                }
            }
        }
    };
}

/// What is fixed about a fault type.
pub(super) struct Entry {
    /// The finding it should raise.
    pub(super) code: &'static str,
    pub(super) name: &'static str,
    pub(super) leaf: &'static str,
    pub(super) category: &'static str,
    /// The streams without which it cannot be told.
    pub(super) needs: &'static [&'static str],
    pub(super) variants: &'static [&'static str],
    /// Part of the draw from a seed.
    pub(super) drawn: bool,
}

kinds! {
    PrintLogLost, "RX-201", "printer prints not logged", "print_log_lost", "Machine",
        needs ["pool", "printer", "camera"], variants ["rows_lost", "never_numbered"], drawn true;
    LostOnConveyor, "RX-203", "printed pack lost before the camera", "lost_before_camera", "Machine",
        needs ["printer", "camera", "audit"], variants ["scattered", "jam"], drawn true;
    PrintedTwice, "RX-204", "label printed twice", "print_buffer_repeated", "Machine",
        needs ["printer", "camera"], variants ["rejected_by_camera", "stripped", "flagged_reprint"], drawn true;
    RejectArm, "RX-205", "reject arm fails", "reject_arm", "Machine",
        needs ["camera", "agg"], variants ["packed", "packed_though_confirmed", "removed_by_hand"], drawn true;
    SampleForgotten, "RX-208", "sample taken, status not set", "sample_status_not_set", "Man",
        needs ["events", "audit", "agg"], variants ["status_not_set", "still_aggregated", "unset_and_not_packed"],
        drawn true;
    TwoLots, "RX-212", "pool issued twice", "pool_issued_twice", "Method",
        needs ["pool", "l4"], variants ["other_lot_added", "other_lot_only", "requested_twice"], drawn true;
    ForeignInsert, "RX-220", "counterfeit or foreign pack inserted", "foreign_insert", "External",
        needs ["pool", "printer", "camera"], variants ["reported", "refused"], drawn true;
    WrongParent, "AG-101", "wrong parent scanned", "wrong_parent_scanned", "Man",
        needs ["agg", "verify"], variants ["both_opened", "one_opened"], drawn true;
    PowerLoss, "AG-103", "power loss at case close", "power_loss_at_close", "Machine",
        needs ["agg"], variants ["left_open", "recorded_twice", "not_recorded"], drawn true;
    ReelReload, "AG-107", "reel reload reprints last label", "reel_reload", "Materials",
        needs ["printer", "camera", "agg", "verify"], variants ["to_the_end"], drawn true;
    PartialUndeclared, "AG-112", "partial container not declared", "partial_not_declared", "Method",
        needs ["agg", "audit"], variants ["last", "early"], drawn true;
    ScannerText, "ID-101", "scanner drops separators or changes case", "scanner_setting", "Measurement",
        needs ["pool", "printer", "camera"], variants ["separators", "case"], drawn true;
}

impl Kind {
    /// The fault type that a scenario names by its finding code.
    pub(super) fn of(spec: &FaultSpec) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.entry().code == spec.code)
    }
}
