use super::{
    AggRow, AuditRow, CameraRow, EpcisRow, EventRow, Items, L4Row, Order, PoolRow, PrintRow, Stream, Tally,
    VerifyRow, WmsRow, Words,
};

/// Everything recorded of one order. A stream that was not delivered is `None`, never an empty table.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The order.
    pub order: Order,
    /// Every item that any row names.
    pub items: Items,
    /// Every repeated word.
    pub words: Words,
    /// Serials allocated to the order.
    pub pool: Option<Vec<PoolRow>>,
    /// Container numbers allocated to the order.
    pub sscc_pool: Option<Vec<PoolRow>>,
    /// Prints.
    pub printer: Option<Vec<PrintRow>>,
    /// Camera triggers.
    pub camera: Option<Vec<CameraRow>>,
    /// Aggregation steps.
    pub agg: Option<Vec<AggRow>>,
    /// Line events.
    pub events: Option<Vec<EventRow>>,
    /// EPCIS events.
    pub epcis: Option<Vec<EpcisRow>>,
    /// Enterprise system.
    pub l4: Option<Vec<L4Row>>,
    /// Warehouse.
    pub wms: Option<Vec<WmsRow>>,
    /// Hand-held audit.
    pub verify: Option<Vec<VerifyRow>>,
    /// Status and configuration changes.
    pub audit: Option<Vec<AuditRow>>,
    /// What became of each file's rows.
    pub tallies: Vec<Tally>,
    /// Streams that could not be read at all, with the reason.
    pub unreadable: Vec<(Stream, String)>,
}

impl Batch {
    /// A batch of which nothing was recorded yet.
    #[must_use]
    pub fn new(order: Order) -> Self {
        Batch {
            order,
            items: Items::default(),
            words: Words::default(),
            pool: None,
            sscc_pool: None,
            printer: None,
            camera: None,
            agg: None,
            events: None,
            epcis: None,
            l4: None,
            wms: None,
            verify: None,
            audit: None,
            tallies: Vec::new(),
            unreadable: Vec::new(),
        }
    }
}
