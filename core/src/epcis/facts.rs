use super::model::{Action, EventKind};
use super::tree::Place;
use crate::batch::Time;
use crate::item::Item;

/// What one event says about things, and where it says so.
///
/// Made from a typed event or, quicker, by the scanner from the document's bytes; the two agree on every document. The
/// texts borrow from the event or the document.
#[derive(Clone, Debug, Default)]
pub struct Facts<'a> {
    /// Where the event begins.
    pub place: Option<Place>,
    /// The number of the event in its document, from 1.
    pub number: u64,
    /// Its type.
    pub kind: EventKind,
    /// What it does; none for a transformation.
    pub action: Option<Action>,
    /// When it happened.
    pub time: Option<Time>,
    /// When it was recorded.
    pub record_time: Option<Time>,
    /// `eventID` as written.
    pub event_id: &'a str,
    /// `bizStep` as written.
    pub biz_step: &'a str,
    /// `disposition` as written.
    pub disposition: &'a str,
    /// `readPoint` as written.
    pub read_point: &'a str,
    /// `bizLocation` as written.
    pub biz_location: &'a str,
    /// The container.
    pub parent: Option<Mention<'a>>,
    /// Everything named one by one, in the order of the document.
    pub epcs: Vec<Mention<'a>>,
    /// Everything named as an amount of a class.
    pub quantities: Vec<Amount<'a>>,
    /// The lot of ILMD, as written.
    pub lot: &'a str,
    /// The expiry of ILMD, as written.
    pub expiry: &'a str,
    /// Whether it declares an earlier event wrong.
    pub error_declaration: bool,
    /// The events that come in place of the one declared wrong.
    pub corrective_event_ids: Vec<&'a str>,
}

/// In which list of its event a thing is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// `parentID`
    Parent,
    /// `epcList`, `quantityList`
    Object,
    /// `childEPCs`, `childQuantityList`
    Child,
    /// `inputEPCList`, `inputQuantityList`
    Input,
    /// `outputEPCList`, `outputQuantityList`
    Output,
}

/// One thing named by an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mention<'a> {
    /// In which list.
    pub role: Role,
    /// The pack or logistic unit; none if it is something else, or no identifier at all.
    pub item: Option<Item>,
    /// As written.
    pub text: &'a str,
    /// The byte of the document at which the text begins.
    pub offset: u64,
}

/// An amount of a class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount<'a> {
    /// In which list.
    pub role: Role,
    /// The class as written.
    pub class: &'a str,
    /// The decimal as written, empty if it is not said.
    pub quantity: &'a str,
    /// The unit of measure, empty for pieces.
    pub uom: &'a str,
    /// The byte of the document at which the class begins.
    pub offset: u64,
}
