//! EPCIS 2.0, clause 10, as its JSON Schema has it.

use super::shape::{Form, List, Member, Object, Others, Rule, Shape, holds, last};
use crate::epcis::tree::json::Value;
use crate::epcis::vocabulary::Kind;

/// Members with their shapes.
macro_rules! members {
    ($($name:literal: $shape:expr),* $(,)?) => { &[$(Member { name: $name, shape: $shape }),*] };
}

const fn object(
    what: &'static str,
    members: &'static [Member],
    required: &'static [&'static str],
    others: Others,
) -> Object {
    Object { what, base: &[], members, required, others, rules: &[] }
}

const fn list(of: Shape) -> List {
    List { of, least: 0, different: false }
}

static URIS: List = list(Shape::Uri);
static DIFFERENT_URIS: List = List { of: Shape::Uri, least: 0, different: true };

const CONTEXT: Shape = Shape::Either(
    &[
        Shape::Uri,
        Shape::Object(&FREE),
        Shape::List(&List {
            of: Shape::Either(&[Shape::Uri, Shape::Object(&FREE)], "a URI or an object"),
            least: 0,
            different: true,
        }),
    ],
    "a URI, an object or a list of such, no two of them equal",
);
static FREE: Object = object("the object", &[], &[], Others::Any);

// The document.

pub(super) static DOCUMENT: Object = object(
    "the document",
    members! {
        "@context": CONTEXT,
        "id": Shape::Uri,
        "type": Shape::Word(&["EPCISDocument"]),
        "schemaVersion": Shape::Form(Form::Version),
        "creationDate": Shape::Time,
        "instanceIdentifier": Shape::Text,
        "sender": Shape::Text,
        "receiver": Shape::Text,
        "epcisHeader": Shape::Object(&HEADER),
        "epcisBody": Shape::Object(&BODY),
    },
    &["@context", "type", "schemaVersion", "creationDate", "epcisBody"],
    Others::Uris,
);
static BODY: Object =
    object("epcisBody", members! { "eventList": Shape::Elsewhere }, &["eventList"], Others::Any);

pub(super) static QUERY_DOCUMENT: Object = object(
    "the query document",
    members! {
        "@context": CONTEXT,
        "id": Shape::Uri,
        "type": Shape::Word(&["EPCISQueryDocument"]),
        "schemaVersion": Shape::Form(Form::Version),
        "creationDate": Shape::Time,
        "epcisBody": Shape::Object(&QUERY_BODY),
    },
    &["@context", "type", "epcisBody"],
    Others::Uris,
);
static QUERY_BODY: Object = object(
    "epcisBody",
    members! { "queryResults": Shape::Object(&QUERY_RESULTS) },
    &["queryResults"],
    Others::Uris,
);
static QUERY_RESULTS: Object = object(
    "queryResults",
    members! {
        "queryName": Shape::Text,
        "subscriptionID": Shape::Text,
        "resultsBody": Shape::Object(&RESULTS_BODY),
    },
    &["queryName", "resultsBody"],
    Others::Uris,
);
static RESULTS_BODY: Object = object(
    "resultsBody",
    members! { "eventList": Shape::Elsewhere, "vocabularyList": Shape::List(&VOCABULARIES) },
    &["eventList"],
    Others::Uris,
);

// Master data.

static HEADER: Object =
    object("epcisHeader", members! { "epcisMasterData": Shape::Object(&MASTER_DATA) }, &[], Others::Uris);
static MASTER_DATA: Object =
    object("epcisMasterData", members! { "vocabularyList": Shape::List(&VOCABULARIES) }, &[], Others::Any);
static VOCABULARIES: List = list(Shape::Object(&VOCABULARY));
static VOCABULARY: Object = object(
    "a vocabulary",
    members! { "type": Shape::Uri, "vocabularyElementList": Shape::List(&VOCABULARY_ELEMENTS) },
    &["type"],
    Others::Any,
);
static VOCABULARY_ELEMENTS: List = list(Shape::Object(&VOCABULARY_ELEMENT));
static VOCABULARY_ELEMENT: Object = object(
    "a vocabulary element",
    members! { "id": Shape::Uri, "attributes": Shape::List(&ATTRIBUTES), "children": Shape::List(&URIS) },
    &["id"],
    Others::Any,
);
static ATTRIBUTES: List = list(Shape::Object(&ATTRIBUTE));
static ATTRIBUTE: Object = object(
    "an attribute",
    members! {
        "id": Shape::Uri,
        "attribute": Shape::Either(
            &[Shape::Number, Shape::Text, Shape::Object(&FREE)],
            "a number, a text or an object",
        ),
    },
    &["id"],
    Others::Any,
);

// Events.

/// The member that tells an event's type has its shape where the type is told.
static EVENT: &[Member] = members! {
    "@context": CONTEXT,
    "type": Shape::Text,
    "eventTime": Shape::Time,
    "recordTime": Shape::Time,
    "eventTimeZoneOffset": Shape::Form(Form::Zone),
    "eventID": Shape::Uri,
    "certificationInfo": Shape::Either(&[Shape::Uri, Shape::List(&URIS)], "a URI or a list of URIs"),
    "errorDeclaration": Shape::Object(&ERROR_DECLARATION),
};

static ERROR_DECLARATION: Object = object(
    "errorDeclaration",
    members! {
        "declarationTime": Shape::Time,
        "reason": Shape::Vocabulary(Kind::ErrorReason),
        "correctiveEventIDs": Shape::List(&URIS),
    },
    &["declarationTime"],
    Others::Uris,
);

static OBJECT_EVENT: Object = Object {
    what: "the object event",
    base: EVENT,
    members: members! {
        "epcList": Shape::List(&DIFFERENT_URIS),
        "quantityList": Shape::List(&QUANTITIES),
        "action": ACTION,
        "bizStep": Shape::Vocabulary(Kind::BizStep),
        "disposition": Shape::Vocabulary(Kind::Disposition),
        "persistentDisposition": Shape::Object(&PERSISTENT),
        "readPoint": Shape::Object(&PLACE),
        "bizLocation": Shape::Object(&PLACE),
        "bizTransactionList": Shape::List(&TRANSACTIONS),
        "sourceList": Shape::List(&SOURCES),
        "destinationList": Shape::List(&DESTINATIONS),
        "sensorElementList": Shape::List(&SENSORS),
        "ilmd": Shape::Object(&ILMD),
    },
    required: &["eventTime", "eventTimeZoneOffset", "type", "action"],
    others: Others::Uris,
    rules: &[
        Rule {
            holds: |event| {
                last(event, "epcList").is_some()
                    || holds(event, "quantityList")
                    || (holds(event, "sensorElementList") && last(event, "readPoint").is_some())
            },
            member: "epcList",
            message: "the object event names no objects",
            expected: "`epcList`, a `quantityList` that is not empty, or `sensorElementList` with `readPoint`",
            help: "add what the event is about",
        },
        Rule {
            holds: |event| last(event, "ilmd").is_none() || is_action(event, "ADD"),
            member: "ilmd",
            message: "`ilmd` stands in an object event whose action is not ADD",
            expected: "no `ilmd`",
            help: "remove it: master data of a lot or an instance is given when it is commissioned",
        },
    ],
};

static AGGREGATION_EVENT: Object = Object {
    what: "the aggregation event",
    base: EVENT,
    members: CHILDREN,
    required: &["eventTime", "eventTimeZoneOffset", "type", "action"],
    others: Others::Uris,
    rules: &[HAS_CHILDREN],
};
static ASSOCIATION_EVENT: Object = Object {
    what: "the association event",
    base: EVENT,
    members: CHILDREN,
    required: &["eventTime", "eventTimeZoneOffset", "type", "action", "parentID"],
    others: Others::Uris,
    rules: &[HAS_CHILDREN],
};
static CHILDREN: &[Member] = members! {
    "parentID": Shape::Uri,
    "childEPCs": Shape::List(&URIS),
    "childQuantityList": Shape::List(&QUANTITIES),
    "action": ACTION,
    "bizStep": Shape::Vocabulary(Kind::BizStep),
    "disposition": Shape::Vocabulary(Kind::Disposition),
    "readPoint": Shape::Object(&PLACE),
    "bizLocation": Shape::Object(&PLACE),
    "bizTransactionList": Shape::List(&TRANSACTIONS),
    "sourceList": Shape::List(&SOURCES),
    "destinationList": Shape::List(&DESTINATIONS),
    "sensorElementList": Shape::List(&SENSORS),
};
const HAS_CHILDREN: Rule = Rule {
    holds: |event| {
        holds(event, "childEPCs")
            || holds(event, "childQuantityList")
            || last(event, "action").is_none()
            || is_action(event, "DELETE")
    },
    member: "childEPCs",
    message: "the event names no children",
    expected: "`childEPCs` or `childQuantityList` that is not empty; only an event of action DELETE may do without",
    help: "add the children",
};

static TRANSACTION_EVENT: Object = Object {
    what: "the transaction event",
    base: EVENT,
    members: members! {
        "bizTransactionList": Shape::List(&SOME_TRANSACTIONS),
        "parentID": Shape::Uri,
        "epcList": Shape::List(&URIS),
        "quantityList": Shape::List(&QUANTITIES),
        "action": ACTION,
        "bizStep": Shape::Vocabulary(Kind::BizStep),
        "disposition": Shape::Vocabulary(Kind::Disposition),
        "readPoint": Shape::Object(&PLACE),
        "bizLocation": Shape::Object(&PLACE),
        "sourceList": Shape::List(&SOURCES),
        "destinationList": Shape::List(&DESTINATIONS),
        "sensorElementList": Shape::List(&SENSORS),
    },
    required: &["eventTime", "eventTimeZoneOffset", "type", "bizTransactionList", "action"],
    others: Others::Uris,
    rules: &[Rule {
        holds: |event| {
            last(event, "epcList").is_some()
                || holds(event, "quantityList")
                || last(event, "action").is_none()
                || is_action(event, "DELETE")
        },
        member: "epcList",
        message: "the transaction event names no objects",
        expected: "`epcList` or a `quantityList` that is not empty; only an event of action DELETE may do without",
        help: "add the objects",
    }],
};

static TRANSFORMATION_EVENT: Object = Object {
    what: "the transformation event",
    base: EVENT,
    members: members! {
        "inputEPCList": Shape::List(&DIFFERENT_URIS),
        "inputQuantityList": Shape::List(&QUANTITIES),
        "outputEPCList": Shape::List(&DIFFERENT_URIS),
        "outputQuantityList": Shape::List(&QUANTITIES),
        "transformationID": Shape::Uri,
        "bizStep": Shape::Vocabulary(Kind::BizStep),
        "disposition": Shape::Vocabulary(Kind::Disposition),
        "persistentDisposition": Shape::Object(&PERSISTENT),
        "readPoint": Shape::Object(&PLACE),
        "bizLocation": Shape::Object(&PLACE),
        "bizTransactionList": Shape::List(&TRANSACTIONS),
        "sourceList": Shape::List(&SOURCES),
        "destinationList": Shape::List(&DESTINATIONS),
        "sensorElementList": Shape::List(&SENSORS),
        "ilmd": Shape::Object(&ILMD),
    },
    required: &["eventTime", "eventTimeZoneOffset", "type"],
    others: Others::Uris,
    rules: &[Rule {
        holds: |event| {
            let input = holds(event, "inputEPCList") || holds(event, "inputQuantityList");
            let output = holds(event, "outputEPCList") || holds(event, "outputQuantityList");
            (input && output) || ((input || output) && last(event, "transformationID").is_some())
        },
        member: "transformationID",
        message: "the transformation event lacks inputs or outputs",
        expected: "inputs and outputs, or one of them and `transformationID`",
        help: "add the inputs and outputs, or the `transformationID` that connects several events",
    }],
};

static EXTENDED_EVENT: Object = Object {
    what: "the event",
    base: EVENT,
    members: &[],
    required: &["eventTime", "eventTimeZoneOffset", "type"],
    others: Others::Any,
    rules: &[Rule {
        holds: |event| last(event, "type").and_then(Value::as_str).is_none_or(super::format::is_uri),
        member: "type",
        message: "the schema knows no event of this type",
        expected: "`ObjectEvent`, `AggregationEvent`, `TransactionEvent`, `TransformationEvent`, `AssociationEvent` or \
                   the URI of a type of one's own",
        help: "correct the type, or write it as a URI",
    }],
};

/// What an event is judged by.
pub(super) fn event(kind: &str) -> &'static Object {
    match kind {
        "ObjectEvent" => &OBJECT_EVENT,
        "AggregationEvent" => &AGGREGATION_EVENT,
        "AssociationEvent" => &ASSOCIATION_EVENT,
        "TransactionEvent" => &TRANSACTION_EVENT,
        "TransformationEvent" => &TRANSFORMATION_EVENT,
        _ => &EXTENDED_EVENT,
    }
}

fn is_action(event: &Value, action: &str) -> bool {
    last(event, "action").and_then(Value::as_str) == Some(action)
}

const ACTION: Shape = Shape::Word(&["OBSERVE", "ADD", "DELETE"]);

static QUANTITIES: List = list(Shape::Object(&QUANTITY));
static QUANTITY: Object = object(
    "a quantity element",
    members! { "epcClass": Shape::Uri, "quantity": Shape::Number, "uom": Shape::Form(Form::Unit) },
    &["epcClass"],
    Others::None,
);

static PERSISTENT: Object = Object {
    what: "persistentDisposition",
    base: &[],
    members: members! { "set": Shape::List(&DISPOSITIONS), "unset": Shape::List(&DISPOSITIONS) },
    required: &[],
    others: Others::None,
    rules: &[Rule {
        holds: |value| last(value, "set").is_some() || last(value, "unset").is_some(),
        member: "set",
        message: "persistentDisposition neither sets nor unsets anything",
        expected: "`set` or `unset`",
        help: "add one of them, or remove persistentDisposition",
    }],
};
static DISPOSITIONS: List = List { of: Shape::Vocabulary(Kind::Disposition), least: 1, different: true };

static PLACE: Object = object("the place", members! { "id": Shape::Uri }, &["id"], Others::Any);

static TRANSACTIONS: List = list(Shape::Object(&TRANSACTION));
static SOME_TRANSACTIONS: List = List { of: Shape::Object(&TRANSACTION), least: 1, different: false };
static TRANSACTION: Object = object(
    "a business transaction",
    members! { "type": Shape::Vocabulary(Kind::BusinessTransactionType), "bizTransaction": Shape::Uri },
    &["bizTransaction"],
    Others::None,
);

static SOURCES: List = list(Shape::Object(&SOURCE));
static SOURCE: Object = object(
    "a source",
    members! { "type": Shape::Vocabulary(Kind::SourceDestinationType), "source": Shape::Uri },
    &["type", "source"],
    Others::None,
);
static DESTINATIONS: List = list(Shape::Object(&DESTINATION));
static DESTINATION: Object = object(
    "a destination",
    members! { "type": Shape::Vocabulary(Kind::SourceDestinationType), "destination": Shape::Uri },
    &["type", "destination"],
    Others::None,
);

static SENSORS: List = list(Shape::Object(&SENSOR));
static SENSOR: Object = object(
    "a sensor element",
    members! { "sensorMetadata": Shape::Object(&METADATA), "sensorReport": Shape::List(&REPORTS) },
    &["sensorReport"],
    Others::Uris,
);
static METADATA: Object = object(
    "sensorMetadata",
    members! {
        "time": Shape::Time,
        "deviceID": Shape::Uri,
        "deviceMetadata": Shape::Uri,
        "rawData": Shape::Uri,
        "startTime": Shape::Time,
        "endTime": Shape::Time,
        "dataProcessingMethod": Shape::Uri,
        "bizRules": Shape::Uri,
    },
    &[],
    Others::Uris,
);
static REPORTS: List = List { of: Shape::Object(&REPORT), least: 1, different: false };
static REPORT: Object = object(
    "a sensor report",
    members! {
        "type": Shape::Vocabulary(Kind::Measurement),
        "exception": Shape::Vocabulary(Kind::SensorAlert),
        "deviceID": Shape::Uri,
        "deviceMetadata": Shape::Uri,
        "rawData": Shape::Uri,
        "dataProcessingMethod": Shape::Uri,
        "bizRules": Shape::Uri,
        "time": Shape::Time,
        "microorganism": Shape::Uri,
        "chemicalSubstance": Shape::Uri,
        "coordinateReferenceSystem": Shape::Uri,
        "value": Shape::Number,
        "component": Shape::Vocabulary(Kind::Component),
        "stringValue": Shape::Text,
        "booleanValue": Shape::Boolean,
        "hexBinaryValue": Shape::Form(Form::Hex),
        "uriValue": Shape::Uri,
        "minValue": Shape::Number,
        "maxValue": Shape::Number,
        "meanValue": Shape::Number,
        "sDev": Shape::Number,
        "percRank": Shape::Number,
        "percValue": Shape::Number,
        "uom": Shape::Text,
    },
    &["type"],
    Others::Uris,
);

/// Every name is that of an extension.
static ILMD: Object = object("ilmd", &[], &[], Others::Uris);
