//! The query interface as XML (EPCIS 1.2, clause 11.1; EPCIS 2.0, clause 13) and master data documents.

use super::common::{ANYTHING, LATER, TEXT};
use super::grammar::{Content, Home, Part, Simple, Slot, Type, slot, slots};

static NOTHING: Type = Type::closed(&[]);
static STRINGS: Type = Type::closed(slots![string * TEXT]);

static SUBSCRIPTION: Type = Type::closed(slots![subscriptionID: TEXT]);
static QUERY_NAME: Type = Type::closed(slots![queryName: TEXT]);
static POLL: Type = Type::closed(slots![queryName: TEXT, params: PARAMS]);
static PARAMS: Type = Type::closed(slots![param * PARAM]);
static PARAM: Type = Type::closed(slots![name: TEXT, value: ANYTHING]);

static SCHEDULE: Type = Type::closed(slots![
    second? TEXT, minute? TEXT, hour? TEXT, dayOfMonth? TEXT, month? TEXT, dayOfWeek? TEXT, extension? LATER;
    other Query
]);

static EXCEPTION_PARTS: &[Slot] = slots![reason: TEXT];
static EXCEPTION: Type = Type::closed(EXCEPTION_PARTS);
static TOO_LARGE: Type = Type {
    content: Content::Elements(EXCEPTION_PARTS, slots![queryName? TEXT, subscriptionID? TEXT]),
    attributes: &[],
    open: false,
};
static FAILED: Type = Type {
    content: Content::Elements(
        EXCEPTION_PARTS,
        slots![severity: SEVERITY, queryName? TEXT, subscriptionID? TEXT],
    ),
    attributes: &[],
    open: false,
};
static SEVERITY: Type = Type::simple(Simple::Word(&["ERROR", "SEVERE"], true));

const fn message(name: &'static str, of: &'static Type) -> Part {
    Part::Of(Home::Query, name, of)
}

/// Known, but not to stand in a body.
pub(super) static OUTSIDE: [Part; 2] =
    [message("VoidHolder", &NOTHING), message("EPCISException", &EXCEPTION)];
pub(super) static EMPTY: &Type = &NOTHING;
pub(super) static LIST_OF_STRINGS: &Type = &STRINGS;

/// What differs between the versions: the header, the events and how a time is written.
macro_rules! version {
    ($version:ident, $time:ident) => {
        pub(super) mod $version {
            use super::super::$version::{EPCIS_HEADER, EVENT_LIST};
            use super::super::common::{BOOLEAN, DOCUMENT, LATER, TEXT, URI, VOCABULARY_LIST, $time};
            use super::super::grammar::{Part, Slot, Type, slot, slots};
            use super::{
                EXCEPTION, FAILED, NOTHING, PARAMS, POLL, QUERY_NAME, SCHEDULE, STRINGS, SUBSCRIPTION, TOO_LARGE,
                message,
            };

            pub(in super::super) static QUERY_DOCUMENT: Type = Type::open(
                slots![EPCISHeader? EPCIS_HEADER, EPCISBody: QUERY_BODY, extension? LATER; other Query],
            )
            .with(&DOCUMENT);
            static QUERY_BODY: Type = Type::closed(&[Slot {
                parts: &MESSAGES,
                required: true,
                many: false,
                after: false,
            }]);
            /// What a body may hold.
            pub(in super::super) static MESSAGES: [Part; 27] = [
                message("GetQueryNames", &NOTHING),
                message("GetQueryNamesResult", &STRINGS),
                message("Subscribe", &SUBSCRIBE),
                message("SubscribeResult", &NOTHING),
                message("Unsubscribe", &SUBSCRIPTION),
                message("UnsubscribeResult", &NOTHING),
                message("GetSubscriptionIDs", &QUERY_NAME),
                message("GetSubscriptionIDsResult", &STRINGS),
                message("Poll", &POLL),
                message("GetStandardVersion", &NOTHING),
                message("GetStandardVersionResult", &TEXT),
                message("GetVendorVersion", &NOTHING),
                message("GetVendorVersionResult", &TEXT),
                message("DuplicateNameException", &EXCEPTION),
                message("InvalidURIException", &EXCEPTION),
                message("NoSuchNameException", &EXCEPTION),
                message("NoSuchSubscriptionException", &EXCEPTION),
                message("DuplicateSubscriptionException", &EXCEPTION),
                message("QueryParameterException", &EXCEPTION),
                message("QueryTooLargeException", &TOO_LARGE),
                message("QueryTooComplexException", &EXCEPTION),
                message("SubscriptionControlsException", &EXCEPTION),
                message("SubscribeNotPermittedException", &EXCEPTION),
                message("SecurityException", &EXCEPTION),
                message("ValidationException", &EXCEPTION),
                message("ImplementationException", &FAILED),
                message("QueryResults", &RESULTS),
            ];
            static RESULTS: Type = Type::closed(slots![
                queryName: TEXT, subscriptionID? TEXT, resultsBody: RESULTS_BODY, extension? LATER; other Query
            ]);
            static RESULTS_BODY: Type = Type::closed(&[Slot {
                parts: &[
                    Part::Local("EventList", &EVENT_LIST),
                    Part::Local("VocabularyList", &VOCABULARY_LIST),
                ],
                required: true,
                many: false,
                after: false,
            }]);
            static SUBSCRIBE: Type = Type::closed(slots![
                queryName: TEXT, params: PARAMS, dest: URI, controls: CONTROLS, subscriptionID: TEXT,
            ]);
            static CONTROLS: Type = Type::closed(slots![
                schedule? SCHEDULE, trigger? URI, initialRecordTime? $time, reportIfEmpty: BOOLEAN, extension? LATER;
                other Query
            ]);

            pub(in super::super) static MASTER_DATA_DOCUMENT: Type = Type::open(
                slots![EPCISHeader? EPCIS_HEADER, EPCISBody: MASTER_DATA, extension? LATER; other MasterData],
            )
            .with(&DOCUMENT);
            static MASTER_DATA: Type =
                Type::open(slots![VocabularyList? VOCABULARY_LIST, extension? LATER; other MasterData]);
        }
    };
}

version!(v1_2, TIME);
version!(v2_0, STAMP);
