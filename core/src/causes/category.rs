/// The six branches of a cause-and-effect diagram, and what comes from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[allow(clippy::exhaustive_enums)] // the contract's seven
pub enum Category {
    /// Labels, inks, cartons, templates.
    Materials,
    /// Procedures, recipes, master data.
    Method,
    /// Printers, cameras, stations.
    Machine,
    /// People.
    Man,
    /// Instruments, thresholds, clocks.
    Measurement,
    /// Network, vibration, power.
    Environment,
    /// Foreign or counterfeit items.
    External,
}

impl Category {
    /// All seven, in the order of the diagram.
    pub const ALL: [Category; 7] = [
        Category::Materials,
        Category::Method,
        Category::Machine,
        Category::Man,
        Category::Measurement,
        Category::Environment,
        Category::External,
    ];

    /// Its name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Category::Materials => "Materials",
            Category::Method => "Method",
            Category::Machine => "Machine",
            Category::Man => "Man",
            Category::Measurement => "Measurement",
            Category::Environment => "Environment",
            Category::External => "External",
        }
    }
}

/// A concrete cause of one finding with its probability among the causes considered.
#[derive(Clone, Debug, PartialEq)]
pub struct Leaf {
    /// Stable name, such as `reel_reload`.
    pub leaf: &'static str,
    /// Its branch.
    pub category: Category,
    /// 0 to 1.
    pub probability: f64,
}

/// A branch with its probability over all findings of a batch.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// The branch.
    pub category: Category,
    /// 0 to 1.
    pub probability: f64,
    /// What speaks for it.
    pub supports: Vec<String>,
    /// What speaks against it.
    pub against: Vec<String>,
    /// The next records that would tell.
    pub ask_for: Vec<String>,
}
