//! What can go wrong: one row per fault type.

use super::FaultSpec;

macro_rules! kinds {
    ($($(#[$note:meta])* $kind:ident, $code:literal, $name:literal, $leaf:literal, $categories:expr,
        needs $needs:expr, variants $variants:expr, drawn $drawn:literal;)*) => {
        /// A fault type.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Kind { $($(#[$note])* $kind,)* }

        impl Kind {
            pub(super) const ALL: &'static [Kind] = &[$(Kind::$kind,)*];

            pub(super) const fn entry(self) -> Entry {
                match self {
                    $(Kind::$kind => Entry {
                        code: $code, name: $name, leaf: $leaf, categories: &$categories,
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
    /// The branches of the cause; the first is the physical one, the others look the same in the data.
    pub(super) categories: &'static [&'static str],
    /// The streams without which it cannot be told.
    pub(super) needs: &'static [&'static str],
    pub(super) variants: &'static [&'static str],
    /// Part of the draw from a seed.
    pub(super) drawn: bool,
}

kinds! {
    PrintLogLost, "RX-201", "printer prints not logged", "printer_log_lost", ["Machine"],
        needs ["pool", "printer", "camera"], variants ["rows_lost", "never_numbered"], drawn true;
    LostOnConveyor, "RX-203", "printed pack lost before the camera", "lost_on_conveyor", ["Machine"],
        needs ["printer", "camera", "audit"], variants ["scattered", "jam"], drawn true;
    PrintedTwice, "RX-204", "label printed twice", "printer_repeat", ["Machine", "Materials"],
        needs ["printer", "camera"],
        variants ["rejected_by_camera", "stripped", "flagged_reprint", "read_twice"], drawn true;
    RejectArm, "RX-205", "reject arm fails", "reject_arm", ["Machine"],
        needs ["camera", "agg"], variants ["packed", "packed_though_confirmed", "removed_by_hand"], drawn true;
    SampleForgotten, "RX-208", "sample taken, status not set", "sample_not_booked", ["Man"],
        needs ["events", "audit", "agg"], variants ["status_not_set", "still_aggregated", "unset_and_not_packed"],
        drawn true;
    TwoLots, "RX-212", "pool issued twice", "issued_twice", ["Method"],
        needs ["pool", "l4"], variants ["other_lot_added", "other_lot_only", "requested_twice"], drawn true;
    ForeignInsert, "RX-220", "counterfeit or foreign pack inserted", "foreign_item", ["External"],
        needs ["pool", "printer", "camera"], variants ["reported", "refused"], drawn true;
    WrongParent, "AG-101", "wrong parent scanned", "wrong_parent_scanned", ["Man"],
        needs ["agg", "verify"], variants ["both_opened", "one_opened"], drawn true;
    PowerLoss, "AG-103", "power loss at case close", "power_loss_at_close", ["Machine"],
        needs ["agg"], variants ["left_open", "recorded_twice", "not_recorded"], drawn true;
    ReelReload, "AG-107", "reel reload reprints last label", "reel_reload", ["Materials", "Machine"],
        needs ["printer", "camera", "agg", "verify"], variants ["pack_too_many", "record_too_many"], drawn true;
    PartialUndeclared, "AG-112", "partial container not declared", "partial_not_declared", ["Method"],
        needs ["agg", "audit"], variants ["last", "early"], drawn true;
    ScannerText, "ID-101", "scanner drops separators or changes case", "scanner_settings", ["Measurement"],
        needs ["pool", "printer", "camera"], variants ["separators", "case"], drawn true;
    KeyedWrong, "ID-130", "wrong lot keyed", "keyed_wrong", ["Man", "Method"],
        needs ["camera"], variants ["whole_lot"], drawn false;
    PoolPredictable, "ID-140", "sequential or low-entropy pool", "weak_serial_generator", ["Method"],
        needs ["pool"], variants ["sequential", "steps", "long_front"], drawn false;
    CloseOutSkipped, "RX-202", "unused numbers not returned", "close_out_skipped", ["Method"],
        needs ["pool", "printer"], variants ["all", "one_request"], drawn false;
    TwoVerdicts, "RX-206", "verified and rejected at once", "two_verdicts", ["Measurement"],
        needs ["camera"], variants ["double_trigger"], drawn false;
    DestroyedKept, "RX-209", "destroyed pack stays in its case", "decommission_not_passed_on", ["Method"],
        needs ["audit", "agg"], variants ["aggregated"], drawn false;
    Regression, "RX-210", "commissioned serial used again", "rework_reuse", ["Method"],
        needs ["audit", "epcis"], variants ["status", "commissioned_twice"], drawn false;
    CountEntry, "RX-215", "count entered wrong", "count_entry", ["Man"],
        needs ["printer", "camera", "audit"], variants ["counted"], drawn false;
    UploadLost, "RX-216", "upload lost, count made right", "upload_lost", ["Method", "Environment"],
        needs ["camera", "l4"], variants ["same_count"], drawn false;
    OtherProduct, "RX-221", "pack of another product inserted", "line_clearance", ["Man", "Materials"],
        needs ["camera"], variants ["packed"], drawn false;
    ScannedTwice, "AG-102", "pack scanned into a second case", "scanned_twice", ["Method", "Man"],
        needs ["agg"], variants ["next_case"], drawn false;
    MovedAfterClose, "AG-104", "pack moved after close without unpack", "moved_after_close", ["Man"],
        needs ["agg", "verify"], variants ["exchanged"], drawn false;
    SelfParent, "AG-105", "container scanned into itself", "wrong_level_scanned", ["Method"],
        needs ["agg"], variants ["self_parent"], drawn false;
    AroundCamera, "AG-106", "pack packed without passing the camera", "commission_skipped", ["Method"],
        needs ["printer", "camera", "agg"], variants ["packed"], drawn false;
    StationMissed, "AG-108", "good pack neither packed nor declared", "station_missed", ["Machine", "Man"],
        needs ["camera", "agg", "audit", "wms"], variants ["set_aside"], drawn false;
    CarelessRework, "AG-109", "rework by one untrained operator goes wrong", "untrained_operator", ["Man"],
        needs ["agg", "verify"], variants ["put_into_another"], drawn false;
    LabelReused, "AG-111", "container number used again", "number_range_reused", ["Method"],
        needs ["agg"], variants ["label_copied"], drawn false;
    OldPackSize, "AG-113", "pack configuration outdated", "pack_configuration_outdated", ["Method"],
        needs ["agg"], variants ["smaller", "larger"], drawn false;
}

impl Kind {
    /// The variants that are drawn where the scenario names none.
    pub(super) fn drawn_variants(self) -> &'static [&'static str] {
        let variants = self.entry().variants;
        match self {
            // A record without a pack is the rarer way to a shift: only on demand.
            Kind::ReelReload => variants.get(..1).unwrap_or(variants),
            _ => variants,
        }
    }

    /// The fault type that a scenario names by its finding code.
    pub(super) fn of(spec: &FaultSpec) -> Option<Kind> {
        Kind::ALL.iter().copied().find(|kind| kind.entry().code == spec.code)
    }
}
