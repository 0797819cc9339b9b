//! EPCIS 2.0, clause 13.

use super::common::{
    ACTION, CORRECTIVE, DESTINATION_LIST, DOCUMENT, EPC_LIST, HEADER_EXTENSION, ILMD, INT, LATER, NAME,
    OTHERS, PLACE, QUANTITY_LIST, SOURCE_LIST, STAMP, TEXT, TRANSACTION_LIST, URI,
};
use super::grammar::{Attribute, Content, Home, Part, Simple, Slot, Type, slot, slots};
use super::header::HEADER;

pub(super) static EPCIS_DOCUMENT: Type =
    Type::open(slots![EPCISHeader? EPCIS_HEADER, EPCISBody: BODY, extension? LATER; other Epcis])
        .with(&DOCUMENT);

pub(super) static EPCIS_HEADER: Type = Type::open(&[
    Slot {
        parts: &[Part::Of(Home::Header, "StandardBusinessDocumentHeader", &HEADER)],
        required: false,
        many: false,
        after: false,
    },
    slot!(extension? HEADER_EXTENSION),
]);

static BODY: Type = Type::open(slots![EventList? EVENT_LIST, extension? LATER; other Epcis]);

pub(super) static EVENT_LIST: Type = Type::open(&[Slot {
    parts: &[
        Part::Local("ObjectEvent", &OBJECT),
        Part::Local("AggregationEvent", &AGGREGATION),
        Part::Local("TransformationEvent", &TRANSFORMATION),
        Part::Local("TransactionEvent", &TRANSACTION),
        Part::Local("AssociationEvent", &ASSOCIATION),
        Part::Local("extension", &OTHERS),
    ],
    required: false,
    many: true,
    after: false,
}]);

static EVENT: &[Slot] = slots![
    eventTime: STAMP, recordTime? STAMP, eventTimeZoneOffset: TEXT, eventID? NAME, errorDeclaration? ERROR_DECLARATION,
    certificationInfo? URI, baseExtension? OTHERS,
];

/// In any order and number.
static ERROR_DECLARATION: Type = Type::open(&[Slot {
    parts: &[
        Part::Local("declarationTime", &STAMP),
        Part::Local("reason", &NAME),
        Part::Local("correctiveEventIDs", &CORRECTIVE),
        Part::Local("extension", &LATER),
        Part::Other(Home::Epcis),
    ],
    required: false,
    many: true,
    after: false,
}]);

static PERSISTENT: Type = Type::closed(slots![unset * NAME, set * NAME]);

static OBJECT: Type = Type::extends(
    EVENT,
    slots![
        epcList? EPC_LIST, action: ACTION, bizStep? NAME, disposition? NAME, readPoint? PLACE, bizLocation? PLACE,
        bizTransactionList? TRANSACTION_LIST, quantityList? QUANTITY_LIST, sourceList? SOURCE_LIST,
        destinationList? DESTINATION_LIST, sensorElementList? SENSORS, persistentDisposition? PERSISTENT, ilmd? ILMD,
        extension? OTHERS; other Epcis
    ],
);

static AGGREGATION: Type = Type::extends(
    EVENT,
    slots![
        parentID? NAME, childEPCs? EPC_LIST, action: ACTION, bizStep? NAME, disposition? NAME, readPoint? PLACE,
        bizLocation? PLACE, bizTransactionList? TRANSACTION_LIST, childQuantityList? QUANTITY_LIST,
        sourceList? SOURCE_LIST, destinationList? DESTINATION_LIST, sensorElementList? SENSORS,
        persistentDisposition? PERSISTENT, extension? OTHERS; other Epcis
    ],
);

static TRANSACTION: Type = Type::extends(
    EVENT,
    slots![
        bizTransactionList: TRANSACTION_LIST, parentID? NAME, epcList? EPC_LIST, action: ACTION, bizStep? NAME,
        disposition? NAME, readPoint? PLACE, bizLocation? PLACE, quantityList? QUANTITY_LIST, sourceList? SOURCE_LIST,
        destinationList? DESTINATION_LIST, sensorElementList? SENSORS, persistentDisposition? PERSISTENT,
        extension? OTHERS; other Epcis
    ],
);

static TRANSFORMATION: Type = Type::extends(
    EVENT,
    slots![
        inputEPCList? EPC_LIST, inputQuantityList? QUANTITY_LIST, outputEPCList? EPC_LIST,
        outputQuantityList? QUANTITY_LIST, transformationID? NAME, bizStep? NAME, disposition? NAME, readPoint? PLACE,
        bizLocation? PLACE, bizTransactionList? TRANSACTION_LIST, sourceList? SOURCE_LIST,
        destinationList? DESTINATION_LIST, sensorElementList? SENSORS, persistentDisposition? PERSISTENT, ilmd? ILMD,
        extension? OTHERS; other Epcis
    ],
);

static ASSOCIATION: Type = Type::extends(
    EVENT,
    slots![
        parentID: NAME, childEPCs? EPC_LIST, childQuantityList? QUANTITY_LIST, action: ACTION, bizStep? NAME,
        disposition? NAME, readPoint? PLACE, bizLocation? PLACE, bizTransactionList? TRANSACTION_LIST,
        sourceList? SOURCE_LIST, destinationList? DESTINATION_LIST, sensorElementList? SENSORS,
        persistentDisposition? PERSISTENT, extension? OTHERS; other Epcis
    ],
);

static SENSORS: Type = Type::closed(slots![sensorElement + SENSOR, extension? LATER]);
static SENSOR: Type =
    Type::closed(slots![sensorMetadata? METADATA, sensorReport + REPORT, extension? LATER; other Epcis]);

const fn optional(name: &'static str, simple: Simple) -> Attribute {
    Attribute { name, simple, required: false }
}

static METADATA: Type = Type {
    content: Content::Simple(Simple::Text),
    attributes: &[
        optional("time", Simple::Stamp),
        optional("deviceID", Simple::Uri),
        optional("deviceMetadata", Simple::Uri),
        optional("rawData", Simple::Uri),
        optional("startTime", Simple::Stamp),
        optional("endTime", Simple::Stamp),
        optional("bizRules", Simple::Uri),
        optional("dataProcessingMethod", Simple::Uri),
    ],
    open: true,
};

static REPORT: Type = Type {
    content: Content::Simple(Simple::Text),
    attributes: &[
        optional("type", Simple::Uri),
        optional("value", Simple::Double),
        optional("component", Simple::Uri),
        optional("stringValue", Simple::Text),
        optional("booleanValue", Simple::Boolean),
        optional("hexBinaryValue", Simple::Hex),
        optional("uriValue", Simple::Uri),
        optional("uom", Simple::Text),
        optional("minValue", Simple::Double),
        optional("maxValue", Simple::Double),
        optional("sDev", Simple::Double),
        optional("chemicalSubstance", Simple::Uri),
        optional("microorganism", Simple::Uri),
        optional("deviceID", Simple::Uri),
        optional("deviceMetadata", Simple::Uri),
        optional("rawData", Simple::Uri),
        optional("time", Simple::Stamp),
        optional("meanValue", Simple::Double),
        optional("percRank", Simple::Double),
        optional("percValue", Simple::Double),
        optional("dataProcessingMethod", Simple::Uri),
        optional("coordinateReferenceSystem", Simple::Uri),
        optional("exception", Simple::Uri),
    ],
    open: true,
};

pub(super) static CAPTURE_JOB: Type = Type::open(&[
    slot!(captureErrorBehaviour: BEHAVIOUR),
    slot!(createdAt? STAMP),
    slot!(finishedAt? STAMP),
    Slot {
        parts: &[Part::Local("errors", &ERRORS), Part::Local("errorFile", &URI)],
        required: false,
        many: false,
        after: false,
    },
    Slot { parts: &[Part::Other(Home::Epcis)], required: false, many: true, after: false },
])
.with(&[
    Attribute { name: "running", simple: Simple::Boolean, required: true },
    Attribute { name: "success", simple: Simple::Boolean, required: true },
    Attribute { name: "captureID", simple: Simple::Text, required: true },
]);
static BEHAVIOUR: Type = Type::simple(Simple::Word(&["rollback", "proceed"], false));
static ERRORS: Type = Type::closed(slots![error + PROBLEM]);

/// `EPCISException`, a problem report of RFC 7807.
pub(super) static PROBLEM: Type =
    Type::closed(slots![type: URI, title: TEXT, status? INT, detail? TEXT, instance? URI; other Epcis]);
