//! What EPCIS 1.2 and 2.0 have in common (EPCIS 1.2, clauses 9.3 and 9.5; EPCIS 2.0, clauses 11 and 13).

use super::grammar::{Attribute, Content, Home, Part, Simple, Slot, Type, slot, slots};

pub(super) static TEXT: Type = Type::simple(Simple::Text);
pub(super) static URI: Type = Type::simple(Simple::Uri);
/// A type of its own, so that `xsi:type` cannot make a plain URI of it: what EPCIS names things by.
pub(super) static NAME: Type = Type::simple(Simple::Uri);
pub(super) static TIME: Type = Type::simple(Simple::Time);
pub(super) static STAMP: Type = Type::simple(Simple::Stamp);
pub(super) static INT: Type = Type::simple(Simple::Int);
pub(super) static DECIMAL: Type = Type::simple(Simple::Decimal);
pub(super) static BOOLEAN: Type = Type::simple(Simple::Boolean);
pub(super) static ACTION: Type = Type::simple(Simple::Word(&["ADD", "OBSERVE", "DELETE"], false));
pub(super) static ANYTHING: Type = Type { content: Content::Anything, attributes: &[], open: true };

const fn wild(parts: &'static [Part]) -> Slot {
    Slot { parts, required: true, many: true, after: false }
}

/// Room for what later versions add: elements without a namespace.
pub(super) static LATER: Type = Type::open(&[wild(&[Part::Unnamed])]);
pub(super) static LATER_CLOSED: Type = Type::closed(&[wild(&[Part::Unnamed])]);
/// Room for others: elements of other namespaces.
pub(super) static OTHERS: Type = Type::open(&[wild(&[Part::Other(Home::Epcis)])]);

/// The attributes of every document.
pub(super) static DOCUMENT: [Attribute; 2] = [
    Attribute { name: "schemaVersion", simple: Simple::Decimal, required: true },
    Attribute { name: "creationDate", simple: Simple::Time, required: true },
];

pub(super) static EPC_LIST: Type = Type::closed(slots![epc * EPC]);
/// Types of their own as well.
static EPC: Type = Type::simple(Simple::Text);
static UNIT: Type = Type::simple(Simple::Text);

pub(super) static QUANTITY_LIST: Type = Type::closed(slots![quantityElement * QUANTITY_ELEMENT]);
static QUANTITY_ELEMENT: Type = Type::closed(&[
    slot!(epcClass: NAME),
    Slot { parts: &[Part::Nillable("quantity", &DECIMAL)], required: false, many: false, after: false },
    Slot { parts: &[Part::Local("uom", &UNIT)], required: false, many: false, after: true },
]);

/// A read point or a business location.
pub(super) static PLACE: Type = Type::closed(slots![id: NAME, extension? LATER; other Epcis]);

pub(super) static TRANSACTION_LIST: Type = Type::closed(slots![bizTransaction + TRANSACTION]);
static TRANSACTION: Type =
    Type::simple(Simple::Uri).with(&[Attribute { name: "type", simple: Simple::Uri, required: false }]);

pub(super) static SOURCE_LIST: Type = Type::closed(slots![source + PARTY]);
pub(super) static DESTINATION_LIST: Type = Type::closed(slots![destination + PARTY]);
static PARTY: Type =
    Type::simple(Simple::Uri).with(&[Attribute { name: "type", simple: Simple::Uri, required: true }]);

pub(super) static ILMD: Type = Type::open(slots![extension? LATER; other Epcis]);

pub(super) static CORRECTIVE: Type = Type::closed(slots![correctiveEventID * NAME]);

/// `EPCISHeader/extension`
pub(super) static HEADER_EXTENSION: Type = Type::open(slots![EPCISMasterData? MASTER_DATA, extension? LATER]);
static MASTER_DATA: Type = Type::closed(slots![VocabularyList: VOCABULARY_LIST, extension? LATER_CLOSED]);
pub(super) static VOCABULARY_LIST: Type = Type::closed(slots![Vocabulary * VOCABULARY]);
static VOCABULARY: Type =
    Type::open(slots![VocabularyElementList? VOCABULARY_ELEMENTS, extension? LATER; other Epcis])
        .with(&[Attribute { name: "type", simple: Simple::Uri, required: true }]);
static VOCABULARY_ELEMENTS: Type = Type::closed(slots![VocabularyElement + VOCABULARY_ELEMENT]);
static VOCABULARY_ELEMENT: Type =
    Type::open(slots![attribute * ATTRIBUTE, children? IDS, extension? LATER; other Epcis]).with(&ID);
static ATTRIBUTE: Type = Type { content: Content::Anything, attributes: &ID, open: true };
static IDS: Type = Type::open(slots![id * URI]);
static ID: [Attribute; 1] = [Attribute { name: "id", simple: Simple::Uri, required: true }];
