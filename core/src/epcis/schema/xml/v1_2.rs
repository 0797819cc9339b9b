//! EPCIS 1.2, clause 9.5.

use super::common::{
    ACTION, CORRECTIVE, DESTINATION_LIST, DOCUMENT, EPC_LIST, HEADER_EXTENSION, ILMD, INT, LATER, NAME,
    PLACE, QUANTITY_LIST, SOURCE_LIST, TEXT, TIME, TRANSACTION_LIST,
};
use super::grammar::{Home, Part, Slot, Type, slot, slots};
use super::header::HEADER;

pub(super) static EPCIS_DOCUMENT: Type =
    Type::open(slots![EPCISHeader? EPCIS_HEADER, EPCISBody: BODY, extension? LATER; other Epcis])
        .with(&DOCUMENT);

pub(super) static EPCIS_HEADER: Type = Type::open(&[
    Slot {
        parts: &[Part::Of(Home::Header, "StandardBusinessDocumentHeader", &HEADER)],
        required: true,
        many: false,
        after: false,
    },
    slot!(extension? HEADER_EXTENSION),
    Slot { parts: &[Part::Other(Home::Epcis)], required: false, many: true, after: false },
]);

static BODY: Type = Type::open(slots![EventList? EVENT_LIST, extension? LATER; other Epcis]);

pub(super) static EVENT_LIST: Type = Type::open(&[Slot {
    parts: &[
        Part::Local("ObjectEvent", &OBJECT),
        Part::Local("AggregationEvent", &AGGREGATION),
        Part::Local("QuantityEvent", &QUANTITY),
        Part::Local("TransactionEvent", &TRANSACTION),
        Part::Local("extension", &MORE_EVENTS),
    ],
    required: false,
    many: true,
    after: false,
}]);

static MORE_EVENTS: Type = Type::closed(&[Slot {
    parts: &[Part::Local("TransformationEvent", &TRANSFORMATION), Part::Local("extension", &LATER)],
    required: true,
    many: false,
    after: false,
}]);

static EVENT: &[Slot] =
    slots![eventTime: TIME, recordTime? TIME, eventTimeZoneOffset: TEXT, baseExtension? BASE_EXTENSION];

static BASE_EXTENSION: Type =
    Type::open(slots![eventID? NAME, errorDeclaration? ERROR_DECLARATION, extension? LATER]);

static ERROR_DECLARATION: Type = Type::open(
    slots![declarationTime: TIME, reason? NAME, correctiveEventIDs? CORRECTIVE, extension? LATER; other Epcis],
);

static OBJECT: Type = Type::extends(
    EVENT,
    slots![
        epcList: EPC_LIST, action: ACTION, bizStep? NAME, disposition? NAME, readPoint? PLACE, bizLocation? PLACE,
        bizTransactionList? TRANSACTION_LIST, extension? OBJECT_EXTENSION; other Epcis
    ],
);
static OBJECT_EXTENSION: Type = Type::open(slots![
    quantityList? QUANTITY_LIST, sourceList? SOURCE_LIST, destinationList? DESTINATION_LIST, ilmd? ILMD,
    extension? LATER,
]);

static AGGREGATION: Type = Type::extends(
    EVENT,
    slots![
        parentID? NAME, childEPCs: EPC_LIST, action: ACTION, bizStep? NAME, disposition? NAME, readPoint? PLACE,
        bizLocation? PLACE, bizTransactionList? TRANSACTION_LIST, extension? AGGREGATION_EXTENSION; other Epcis
    ],
);
static AGGREGATION_EXTENSION: Type = Type::open(slots![
    childQuantityList? QUANTITY_LIST, sourceList? SOURCE_LIST, destinationList? DESTINATION_LIST, extension? LATER,
]);

static QUANTITY: Type = Type::extends(
    EVENT,
    slots![
        epcClass: NAME, quantity: INT, bizStep? NAME, disposition? NAME, readPoint? PLACE, bizLocation? PLACE,
        bizTransactionList? TRANSACTION_LIST, extension? LATER; other Epcis
    ],
);

static TRANSACTION: Type = Type::extends(
    EVENT,
    slots![
        bizTransactionList: TRANSACTION_LIST, parentID? NAME, epcList: EPC_LIST, action: ACTION, bizStep? NAME,
        disposition? NAME, readPoint? PLACE, bizLocation? PLACE, extension? TRANSACTION_EXTENSION; other Epcis
    ],
);
static TRANSACTION_EXTENSION: Type = Type::open(slots![
    quantityList? QUANTITY_LIST, sourceList? SOURCE_LIST, destinationList? DESTINATION_LIST, extension? LATER,
]);

static TRANSFORMATION: Type = Type::extends(
    EVENT,
    slots![
        inputEPCList? EPC_LIST, inputQuantityList? QUANTITY_LIST, outputEPCList? EPC_LIST,
        outputQuantityList? QUANTITY_LIST, transformationID? NAME, bizStep? NAME, disposition? NAME, readPoint? PLACE,
        bizLocation? PLACE, bizTransactionList? TRANSACTION_LIST, sourceList? SOURCE_LIST,
        destinationList? DESTINATION_LIST, ilmd? ILMD, extension? LATER; other Epcis
    ],
);
