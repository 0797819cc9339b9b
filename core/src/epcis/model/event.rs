use std::hash::{Hash, Hasher};

use super::Extension;

/// The five types of event (EPCIS 2.0, 7.4).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// Something happened to things.
    #[default]
    Object,
    /// Things were put into, seen in or taken out of a container.
    Aggregation,
    /// Things were linked with a business transaction.
    Transaction,
    /// Inputs were used up and outputs were made of them.
    Transformation,
    /// Things were linked with an asset or location.
    Association,
}

impl EventKind {
    /// All of them, in the order of the standard.
    pub const ALL: [EventKind; 5] = [
        EventKind::Object,
        EventKind::Aggregation,
        EventKind::Transaction,
        EventKind::Transformation,
        EventKind::Association,
    ];

    /// The name in XML and JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            EventKind::Object => "ObjectEvent",
            EventKind::Aggregation => "AggregationEvent",
            EventKind::Transaction => "TransactionEvent",
            EventKind::Transformation => "TransformationEvent",
            EventKind::Association => "AssociationEvent",
        }
    }

    /// The type of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        EventKind::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// How an event relates to the life of what it names (EPCIS 2.0, 7.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// It begins.
    Add,
    /// It goes on.
    Observe,
    /// It ends.
    Delete,
}

impl Action {
    /// The word in XML and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Action::Add => "ADD",
            Action::Observe => "OBSERVE",
            Action::Delete => "DELETE",
        }
    }

    /// The action of this word.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
        [Action::Add, Action::Observe, Action::Delete].into_iter().find(|action| action.word() == word)
    }
}

/// A text and the byte of the document at which it begins (0 if the event was not read from one).
#[derive(Clone, Debug, Default)]
pub struct Identifier {
    /// As written.
    pub text: String,
    /// Where.
    pub offset: u64,
}

/// The place is not part of what an identifier says.
impl PartialEq for Identifier {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Hash for Identifier {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl From<&str> for Identifier {
    fn from(text: &str) -> Self {
        Identifier { text: text.to_owned(), offset: 0 }
    }
}

/// An event. Texts are kept as written (a CBV word may be bare, a URN or a Web URI; an identifier a URN or a Digital Link);
/// absent and empty lists differ, because documents differ in them.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
#[allow(missing_docs)] // The names are those of EPCIS 2.0, 7.4; their meaning is defined there.
pub struct Event {
    pub kind: EventKind,
    pub event_id: Option<Identifier>,
    pub event_time: Option<Identifier>,
    pub record_time: Option<Identifier>,
    pub event_time_zone_offset: Option<Identifier>,
    pub certification_info: Vec<String>,
    pub error_declaration: Option<ErrorDeclaration>,
    /// As written; [`Action::of`] reads it.
    pub action: Option<Identifier>,
    pub parent_id: Option<Identifier>,
    pub epc_list: Option<Vec<Identifier>>,
    pub child_epcs: Option<Vec<Identifier>>,
    pub input_epc_list: Option<Vec<Identifier>>,
    pub output_epc_list: Option<Vec<Identifier>>,
    pub quantity_list: Option<Vec<Quantity>>,
    pub child_quantity_list: Option<Vec<Quantity>>,
    pub input_quantity_list: Option<Vec<Quantity>>,
    pub output_quantity_list: Option<Vec<Quantity>>,
    pub transformation_id: Option<Identifier>,
    pub biz_step: Option<Identifier>,
    pub disposition: Option<Identifier>,
    pub persistent_disposition: Option<PersistentDisposition>,
    /// The identifier, and extensions of the element.
    pub read_point: Option<(Identifier, Vec<Extension>)>,
    /// The identifier, and extensions of the element.
    pub biz_location: Option<(Identifier, Vec<Extension>)>,
    pub biz_transaction_list: Option<Vec<BusinessTransaction>>,
    pub source_list: Option<Vec<Typed>>,
    pub destination_list: Option<Vec<Typed>>,
    pub sensor_element_list: Option<Vec<SensorElement>>,
    pub ilmd: Option<Vec<Extension>>,
    /// Elements that the standard does not define, in the order of the document.
    pub extensions: Vec<Extension>,
    /// Of JSON-LD: the event's own `@context`, as written.
    pub context: Option<super::Value>,
    /// Of XML: namespaces declared on the event's element or on an element of the standard in it: prefix and name.
    pub namespaces: Vec<(String, String)>,
}

/// A declaration that an earlier event was wrong (EPCIS 2.0, 7.4.1.3).
#[derive(Clone, Debug, Default, PartialEq, Hash)]
#[allow(missing_docs)]
pub struct ErrorDeclaration {
    pub declaration_time: Option<Identifier>,
    pub reason: Option<Identifier>,
    pub corrective_event_ids: Option<Vec<Identifier>>,
    pub extensions: Vec<Extension>,
}

/// An amount of a class (EPCIS 2.0, 7.3.3.3).
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Quantity {
    /// The class: a GTIN or a lot of it.
    pub epc_class: Identifier,
    /// The decimal as written; absent when it is not known.
    pub quantity: Option<Identifier>,
    /// The unit of measure (UN/ECE Recommendation 20), absent when pieces are counted.
    pub uom: Option<Identifier>,
    /// Further elements or members.
    pub extensions: Vec<Extension>,
}

/// A business transaction; `type` may be absent.
pub type BusinessTransaction = Typed;

/// An identifier with a type of the CBV: a business transaction, a source or a destination.
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct Typed {
    /// The type as written.
    pub kind: Option<Identifier>,
    /// The identifier.
    pub id: Identifier,
    /// Further attributes, whose names begin with `@`, or members.
    pub extensions: Vec<Extension>,
}

/// Dispositions that stay until they are unset (EPCIS 2.0, 7.3.5.5).
#[derive(Clone, Debug, Default, PartialEq, Hash)]
#[allow(missing_docs)]
pub struct PersistentDisposition {
    pub set: Option<Vec<Identifier>>,
    pub unset: Option<Vec<Identifier>>,
    pub extensions: Vec<Extension>,
}

/// What sensors reported (EPCIS 2.0, 7.3.7).
#[derive(Clone, Debug, Default, PartialEq, Hash)]
pub struct SensorElement {
    /// The attributes of `sensorMetadata`, by name, vendor attributes too, in the order of the document.
    pub metadata: Option<Vec<Extension>>,
    /// Each report.
    pub reports: Vec<SensorReport>,
    /// Further elements.
    pub extensions: Vec<Extension>,
}

/// One report: its attributes by name, vendor attributes too, in the order of the document.
pub type SensorReport = Vec<Extension>;
