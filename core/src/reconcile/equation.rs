use crate::batch::{Stream, Time};
use crate::item::Item;

/// The reconciliation equations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // the contract's eight
pub enum Equation {
    /// Pool = Encoded + UnusedReturned + Invalidated.
    E1,
    /// Encoded = Commissioned + LabelSampled + LabelScrapped + VerifyReject.
    E2,
    /// Commissioned = ActiveGood + Sampled + Destroyed.
    E3,
    /// ActiveGood = Aggregated + LooseDeclared.
    E4,
    /// Aggregated = sum of true contents per level.
    E5,
    /// Commissioned by line = by L4 = EPCIS ADD set.
    E6,
    /// ActiveGood = counted good = batch record yield.
    E7,
    /// Cartons issued = good + reject + sample + documentation + damaged + returned.
    E8,
}

impl Equation {
    /// All eight, in order.
    pub const ALL: [Equation; 8] = [
        Equation::E1,
        Equation::E2,
        Equation::E3,
        Equation::E4,
        Equation::E5,
        Equation::E6,
        Equation::E7,
        Equation::E8,
    ];

    /// `E1` to `E8`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Equation::E1 => "E1",
            Equation::E2 => "E2",
            Equation::E3 => "E3",
            Equation::E4 => "E4",
            Equation::E5 => "E5",
            Equation::E6 => "E6",
            Equation::E7 => "E7",
            Equation::E8 => "E8",
        }
    }

    /// What the equation is about, in a word or two.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Equation::E1 => "pool",
            Equation::E2 => "labels",
            Equation::E3 => "product",
            Equation::E4 => "hierarchy",
            Equation::E5 => "cases",
            Equation::E6 => "systems",
            Equation::E7 => "physical",
            Equation::E8 => "material",
        }
    }
}

/// One equation evaluated over a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Residual {
    /// Which.
    pub equation: Equation,
    /// The size of the left-hand side.
    pub lhs: u64,
    /// The named terms of the right-hand side with their sizes, in the order of the equation.
    pub terms: Vec<(&'static str, u64)>,
    /// For set equations the number of items listed; for counts left-hand side less right-hand side.
    pub residual: i64,
    /// The items by which the sides differ, in canonical order, each once; empty for pure counts.
    pub items: Vec<LastSeen>,
    /// Why the equation cannot be evaluated, or what limits it; `None` if nothing does.
    pub limit: Option<String>,
    /// Whether the figures mean anything: `false` if a needed stream or count is absent.
    pub evaluable: bool,
}

/// An item of a residual with the last place that recorded it.
#[derive(Clone, Debug, PartialEq)]
pub struct LastSeen {
    /// The item.
    pub item: Item,
    /// Stream and data row of the last sight.
    pub row: Option<(Stream, u32)>,
    /// Device or station of the last sight.
    pub station: String,
    /// Time of the last sight.
    pub t: Option<Time>,
    /// The items recorded just before and after it at that station.
    pub neighbours: [Option<Item>; 2],
}
