use crate::keys::Gtin;

use super::Time;

/// The order as `batch.json` states it.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Number of the packaging order.
    pub order: String,
    /// The trade item packed.
    pub gtin: Gtin,
    /// The lot.
    pub lot: String,
    /// Expiry, YYMMDD.
    pub expiry: String,
    /// Market profile, such as `eu-fmd`.
    pub profile: Option<String>,
    /// GLN of the site.
    pub site: Option<String>,
    /// The line.
    pub line: Option<String>,
    /// Counts.
    pub quantity: Quantity,
    /// Container levels from the inside out.
    pub packaging: Vec<PackagingLevel>,
    /// The recipe the line ran.
    pub recipe: Option<Recipe>,
    /// The roster.
    pub operators: Vec<Operator>,
    /// The devices of the line.
    pub devices: Vec<Device>,
    /// Materials used, with the time each was in use.
    pub material_lots: Vec<MaterialLot>,
    /// Names of the streams that this site is expected to deliver.
    pub streams: Vec<String>,
    /// Lowest accepted grade by device.
    pub grade_threshold: Vec<(String, f64)>,
    /// How many containers were to be opened and checked.
    pub verification_plan: Option<VerificationPlan>,
    /// Printer and camera pairs.
    pub lanes: Vec<Lane>,
}

impl Order {
    /// An order of which nothing else is known.
    #[must_use]
    pub fn new(order: &str, gtin: Gtin, lot: &str, expiry: &str) -> Self {
        Order {
            order: order.to_owned(),
            gtin,
            lot: lot.to_owned(),
            expiry: expiry.to_owned(),
            profile: None,
            site: None,
            line: None,
            quantity: Quantity::default(),
            packaging: Vec::new(),
            recipe: None,
            operators: Vec::new(),
            devices: Vec::new(),
            material_lots: Vec::new(),
            streams: Vec::new(),
            grade_threshold: Vec::new(),
            verification_plan: None,
            lanes: Vec::new(),
        }
    }
}

/// Counts of the order; every member may be absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Quantity {
    /// Packs ordered.
    pub planned: Option<u64>,
    /// Batch record yield.
    pub good: Option<u64>,
    /// Good packs counted.
    pub counted_good: Option<u64>,
    /// Samples planned.
    pub samples_planned: Option<u64>,
    /// Carton material.
    pub cartons: CartonCounts,
}

/// Carton material (equation E8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CartonCounts {
    /// Given to the line.
    pub issued: Option<u64>,
    /// Handed back.
    pub returned: Option<u64>,
    /// Damaged.
    pub damaged: Option<u64>,
    /// Kept in the batch documentation.
    pub documentation: Option<u64>,
}

/// One container level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackagingLevel {
    /// `bundle`, `case`, `pallet`.
    pub level: String,
    /// Items of the level below that fill it.
    pub capacity: u32,
}

/// The line's recipe.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipe {
    /// Identifier.
    pub id: String,
    /// Version.
    pub version: String,
}

/// A person on the roster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Operator {
    /// Identifier as it stands in the streams.
    pub id: String,
    /// Last day of valid training, YYYY-MM-DD.
    pub trained_until: Option<String>,
    /// Stations the person may work at.
    pub stations: Vec<String>,
}

/// A device of the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Identifier as it stands in the streams.
    pub id: String,
    /// `printer`, `camera`, …
    pub kind: String,
    /// Where it stands.
    pub station: Option<String>,
    /// Day, YYYY-MM-DD.
    pub maintenance_due: Option<String>,
}

/// A lot of packaging material and the time it was in use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaterialLot {
    /// `label_reel`, `carton`, …
    pub kind: String,
    /// Identifier.
    pub id: String,
    /// First use.
    pub from: Option<Time>,
    /// Last use.
    pub to: Option<Time>,
    /// The device it fed.
    pub device: Option<String>,
}

/// How many containers were to be checked by hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VerificationPlan {
    /// Containers.
    pub containers: u64,
}

/// A printer and the camera behind it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Device id.
    pub printer: String,
    /// Device id.
    pub camera: String,
}
