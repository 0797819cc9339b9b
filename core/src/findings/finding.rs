use crate::batch::{Stream, Time};
use crate::diagnostic::Severity;
use crate::item::Item;

macro_rules! finding_codes {
    ($($name:ident = $text:literal, $title:literal;)*) => {
        /// The stable code of a finding. A code is never reused for another meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum FindingCode { $(#[doc = $title] $name,)* }

        impl FindingCode {
            /// Every code, by family and number.
            pub const ALL: &'static [FindingCode] = &[$(FindingCode::$name,)*];

            /// The code as text, such as `AG-107`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(FindingCode::$name => $text,)* }
            }

            /// What it says, in a line.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(FindingCode::$name => $title,)* }
            }
        }
    };
}

finding_codes! {
    Id101 = "ID-101", "scanner dropped separators or changed case: the text is another reading of a known item";
    Id130 = "ID-130", "lot or expiry in the symbol differs from the batch record or L4";
    Id140 = "ID-140", "serial pool is sequential or too predictable (guess probability or entropy test fails)";
    Rx201 = "RX-201", "verified by camera, no print record";
    Rx202 = "RX-202", "allocated numbers neither used, returned nor invalidated";
    Rx203 = "RX-203", "printed, never verified nor rejected";
    Rx204 = "RX-204", "same serial printed twice";
    Rx205 = "RX-205", "rejected without confirmed ejection, or rejected and later packed";
    Rx206 = "RX-206", "verified and rejected at once (conflicting verdicts)";
    Rx208 = "RX-208", "sample taken, status not set; or sampled and still aggregated";
    Rx209 = "RX-209", "destroyed or decommissioned, later shipped or aggregated";
    Rx210 = "RX-210", "state regression or second commissioning of a serial";
    Rx212 = "RX-212", "serial issued to or used in two lots";
    Rx215 = "RX-215", "counted quantity differs while sets agree";
    Rx216 = "RX-216", "counts agree while sets differ between systems";
    Rx220 = "RX-220", "serial not in the pool (foreign or counterfeit)";
    Rx221 = "RX-221", "foreign GTIN in the stream";
    Ag101 = "AG-101", "contents of two containers swapped or wrong parent scanned";
    Ag102 = "AG-102", "item in two active parents";
    Ag103 = "AG-103", "container left open, or children recorded twice or not at all at close";
    Ag104 = "AG-104", "physical content differs from the record: moved after close without unpack";
    Ag105 = "AG-105", "cycle, self-parent or wrong packaging level";
    Ag106 = "AG-106", "child aggregated that was never commissioned";
    Ag107 = "AG-107", "aggregation shifted by one from a point on";
    Ag108 = "AG-108", "commissioned, good, but without parent and not declared loose";
    Ag109 = "AG-109", "rework errors concentrated on one operator";
    Ag110 = "AG-110", "mixed lot or mixed GTIN in a homogeneous container";
    Ag111 = "AG-111", "SSCC reused within its retention time";
    Ag112 = "AG-112", "partial container not declared";
    Ag113 = "AG-113", "contents follow another (old) pack size throughout";
}

impl std::fmt::Display for FindingCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The time in which something happened, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// First.
    pub from: Time,
    /// Last.
    pub to: Time,
}

/// Rows that show a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The stream.
    pub stream: Stream,
    /// 1-based data rows of the stream's file, ascending, each once.
    pub rows: Vec<u32>,
}

/// One thing that went wrong, with everything it concerns.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What.
    pub code: FindingCode,
    /// How much it matters.
    pub severity: Severity,
    /// What happened here, in a sentence with the figures of this case.
    pub message: String,
    /// How many items, containers or rows it counts.
    pub count: u64,
    /// When; `None` if no row has a time.
    pub window: Option<Window>,
    /// The items (for most AG findings the containers), in canonical order, each once.
    pub entities: Vec<Item>,
    /// The rows that show it.
    pub evidence: Vec<Evidence>,
    /// How sure, 0 to 1; 1 where the data decide it.
    pub confidence: f64,
}
