use super::{ItemId, State, Time, Word};

/// A number allocated to the order (`pool.csv`, `sscc_pool.csv`).
#[derive(Clone, Debug, PartialEq)]
pub struct PoolRow {
    /// 1-based data row of the file.
    pub row: u32,
    /// The serial with its GTIN, or the container number.
    pub item: ItemId,
    /// The state that the issuing system's word maps to; `None` if the word is unknown.
    pub state: Option<State>,
    /// The issuing system's word as it stood.
    pub word: Word,
    /// The request that brought the number.
    pub request: Word,
    /// When it was issued.
    pub issued_at: Option<Time>,
    /// When it was handed back.
    pub returned_at: Option<Time>,
}

/// One print (`printer.csv`).
#[derive(Clone, Debug, PartialEq)]
pub struct PrintRow {
    /// 1-based data row of the file.
    pub row: u32,
    /// The file's own row counter.
    pub seq: Option<u64>,
    /// The device's time.
    pub t: Time,
    /// The printer.
    pub device: Word,
    /// What was printed.
    pub item: ItemId,
    /// Lot text as printed.
    pub lot: Word,
    /// Expiry text as printed, YYMMDD.
    pub expiry: Word,
    /// Print job.
    pub job: Word,
    /// Label reel.
    pub reel: Word,
    /// Print head temperature, degrees Celsius.
    pub head_temp: Option<f32>,
    /// `result` was `ok`.
    pub ok: bool,
    /// `reprint` was 1.
    pub reprint: bool,
}

/// What a camera saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Read {
    /// Nothing was read.
    None,
    /// The scan data parses and names an item.
    Item(ItemId),
    /// Scan data that does not parse, or names no item; the text is [`CameraRow::raw`].
    Bad,
}

/// One camera trigger (`camera.csv`).
#[derive(Clone, Debug, PartialEq)]
pub struct CameraRow {
    /// 1-based data row of the file.
    pub row: u32,
    /// The file's own row counter.
    pub seq: Option<u64>,
    /// The device's time.
    pub t: Time,
    /// The camera.
    pub device: Word,
    /// What was read.
    pub read: Read,
    /// Scan data as received, kept where it does not map to an item in the usual way; else empty.
    pub raw: Word,
    /// The Application Identifiers in the order read, such as `01,17,10,21`.
    pub layout: Word,
    /// Lot text as read (AI 10).
    pub lot: Word,
    /// Expiry text as read (AI 17).
    pub expiry: Word,
    /// Symbol grade 0.0 to 4.0.
    pub grade: Option<f32>,
    /// The symbol was decoded.
    pub decoded: bool,
    /// The content matched what the line expected.
    pub matched: bool,
    /// The camera asked for the pack to be rejected.
    pub reject: bool,
    /// The reject sensor confirmed.
    pub ejected: bool,
}

/// What an aggregation row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // the contract's three
pub enum AggOp {
    /// The child goes into the parent.
    Add,
    /// The child leaves the parent.
    Remove,
    /// The parent is complete.
    Close,
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // the contract's two
pub enum Mode {
    /// The machine.
    Auto,
    /// A person.
    Manual,
}

/// One aggregation step (`agg.csv`).
#[derive(Clone, Debug, PartialEq)]
pub struct AggRow {
    /// 1-based data row of the file.
    pub row: u32,
    /// The file's own row counter.
    pub seq: Option<u64>,
    /// The station's time.
    pub t: Time,
    /// The station.
    pub station: Word,
    /// What happened.
    pub op: AggOp,
    /// The container.
    pub parent: ItemId,
    /// The item; `None` on `close`.
    pub child: Option<ItemId>,
    /// By machine or by hand; `None` if not given.
    pub mode: Option<Mode>,
    /// The operator logged in.
    pub operator: Word,
    /// On `close`: the physical count.
    pub sensor_count: Option<u32>,
}

/// Something that happened on the line (`events.csv`).
#[derive(Clone, Debug, PartialEq)]
pub struct EventRow {
    /// 1-based data row of the file.
    pub row: u32,
    /// When.
    pub t: Time,
    /// The device or system that says so.
    pub source: Word,
    /// `start`, `stop`, `reel_change`, `sample`, …
    pub kind: Word,
    /// Free text.
    pub detail: Word,
    /// The item named in `detail`, where it is one.
    pub item: Option<ItemId>,
}

/// EPCIS event types.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // EPCIS 2.0's five
pub enum EpcisKind {
    /// ObjectEvent.
    Object,
    /// AggregationEvent.
    Aggregation,
    /// TransactionEvent.
    Transaction,
    /// TransformationEvent.
    Transformation,
    /// AssociationEvent.
    Association,
}

/// EPCIS actions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(clippy::exhaustive_enums)] // EPCIS's three
pub enum EpcisAction {
    /// ADD.
    Add,
    /// OBSERVE.
    Observe,
    /// DELETE.
    Delete,
}

/// One event of the EPCIS documents, in document order.
#[derive(Clone, Debug, PartialEq)]
pub struct EpcisRow {
    /// 1-based number of the event within its file.
    pub row: u32,
    /// The file.
    pub file: Word,
    /// The type.
    pub kind: EpcisKind,
    /// The action, where the type has one.
    pub action: Option<EpcisAction>,
    /// eventTime.
    pub t: Time,
    /// recordTime.
    pub record_time: Option<Time>,
    /// eventID.
    pub event_id: Word,
    /// bizStep in its bare word (`commissioning`).
    pub biz_step: Word,
    /// disposition in its bare word (`active`).
    pub disposition: Word,
    /// Lot in the instance/lot master data.
    pub lot: Word,
    /// Expiry in the instance/lot master data, as it stood.
    pub expiry: Word,
    /// parentID.
    pub parent: Option<ItemId>,
    /// epcList or childEPCs.
    pub items: Vec<ItemId>,
    /// Identifiers in the event that name no pack or container, as they stood.
    pub others: Vec<Word>,
    /// The event declares an earlier one wrong.
    pub error_declaration: bool,
}

/// The enterprise system's view of a serial (`l4.csv`).
#[derive(Clone, Debug, PartialEq)]
pub struct L4Row {
    /// 1-based data row of the file.
    pub row: u32,
    /// The serial with its GTIN.
    pub item: ItemId,
    /// The state that the word maps to; `None` if it is unknown.
    pub state: Option<State>,
    /// The word as it stood.
    pub word: Word,
    /// Lot text.
    pub lot: Word,
    /// Expiry text, YYMMDD.
    pub expiry: Word,
    /// When it was last changed.
    pub updated_at: Option<Time>,
}

/// The warehouse's view of a container or loose unit (`wms.csv`).
#[derive(Clone, Debug, PartialEq)]
pub struct WmsRow {
    /// 1-based data row of the file.
    pub row: u32,
    /// The container or unit.
    pub item: ItemId,
    /// The state that the word maps to; `None` if it is unknown.
    pub state: Option<State>,
    /// The word as it stood.
    pub word: Word,
    /// Where.
    pub location: Word,
    /// When.
    pub t: Option<Time>,
}

/// What was physically found in a container (`verify.csv`).
#[derive(Clone, Debug, PartialEq)]
pub struct VerifyRow {
    /// 1-based data row of the file.
    pub row: u32,
    /// When.
    pub t: Time,
    /// Who looked.
    pub operator: Word,
    /// The container.
    pub parent: ItemId,
    /// What was in it.
    pub child: ItemId,
}

/// A change of status or configuration (`audit.csv`).
#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// 1-based data row of the file.
    pub row: u32,
    /// When.
    pub t: Time,
    /// Who.
    pub actor: Word,
    /// In which role.
    pub role: Word,
    /// `status_change`, `declare_partial`, `declare_loose`, `config_change`.
    pub action: Word,
    /// What was changed, as it stood.
    pub target: Word,
    /// The item that `target` names, where it names one.
    pub item: Option<ItemId>,
    /// Value before, as it stood.
    pub old: Word,
    /// Value after, as it stood.
    pub new: Word,
    /// For `status_change`: the state that `old` maps to.
    pub old_state: Option<State>,
    /// For `status_change`: the state that `new` maps to.
    pub new_state: Option<State>,
    /// Why.
    pub reason: Word,
}
