//! UN/CEFACT Standard Business Document Header 1.3. Its elements have its namespace.

use super::common::{BOOLEAN, TEXT, TIME, URI};
use super::grammar::{Attribute, Content, Home, Part, Simple, Slot, Type};

const fn slot(parts: &'static [Part], required: bool, many: bool) -> Slot {
    Slot { parts, required, many, after: false }
}

/// As [`super::grammar::slots`], for elements of this namespace.
macro_rules! named {
    ($($name:ident $occurs:tt $type:ident),* $(,)?) => { &[$(named!(@ $name $occurs $type)),*] };
    (@ $name:ident : $type:ident) => { slot(named!(# $name $type), true, false) };
    (@ $name:ident ? $type:ident) => { slot(named!(# $name $type), false, false) };
    (@ $name:ident + $type:ident) => { slot(named!(# $name $type), true, true) };
    (@ $name:ident * $type:ident) => { slot(named!(# $name $type), false, true) };
    (# $name:ident $type:ident) => { &[Part::Of(Home::Header, stringify!($name), &$type)] };
}

pub(super) static HEADER: Type = Type::closed(named![
    HeaderVersion: TEXT, Sender + PARTNER, Receiver + PARTNER, DocumentIdentification: IDENTIFICATION,
    Manifest? MANIFEST, BusinessScope? SCOPES,
]);

/// `StandardBusinessDocument`
pub(super) static DOCUMENT: Type = Type::closed(&[
    slot(&[Part::Of(Home::Header, "StandardBusinessDocumentHeader", &HEADER)], false, false),
    slot(&[Part::Other(Home::Header)], true, false),
]);

static PARTNER: Type = Type::closed(named![Identifier: IDENTIFIER, ContactInformation * CONTACT]);
static IDENTIFIER: Type = Type::simple(Simple::Text).with(&[Attribute {
    name: "Authority",
    simple: Simple::Text,
    required: false,
}]);
static CONTACT: Type = Type::closed(named![
    Contact: TEXT, EmailAddress? TEXT, FaxNumber? TEXT, TelephoneNumber? TEXT, ContactTypeIdentifier? TEXT,
]);

static IDENTIFICATION: Type = Type::closed(named![
    Standard: TEXT, TypeVersion: TEXT, InstanceIdentifier: TEXT, Type: TEXT, MultipleType? BOOLEAN,
    CreationDateAndTime: TIME,
]);

static MANIFEST: Type = Type::closed(named![NumberOfItems: INTEGER, ManifestItem + MANIFEST_ITEM]);
static INTEGER: Type = Type::simple(Simple::Integer);
static MANIFEST_ITEM: Type = Type::closed(named![
    MimeTypeQualifierCode: TEXT, UniformResourceIdentifier: URI, Description? TEXT, LanguageCode? TEXT,
]);

static SCOPES: Type = Type::closed(named![Scope * SCOPE]);
static SCOPE: Type = Type::closed(&[
    slot(&[Part::Of(Home::Header, "Type", &TEXT)], true, false),
    slot(&[Part::Of(Home::Header, "InstanceIdentifier", &TEXT)], true, false),
    slot(&[Part::Of(Home::Header, "Identifier", &TEXT)], false, false),
    // What may stand for the abstract ScopeInformation.
    slot(
        &[
            Part::Of(Home::Header, "CorrelationInformation", &CORRELATION),
            Part::Of(Home::Header, "BusinessService", &SERVICE),
        ],
        false,
        true,
    ),
]);
pub(super) static CORRELATION: Type = Type::closed(named![
    RequestingDocumentCreationDateTime? TIME, RequestingDocumentInstanceIdentifier? TEXT,
    ExpectedResponseDateTime? TIME,
]);
pub(super) static SERVICE: Type =
    Type::closed(named![BusinessServiceName? TEXT, ServiceTransaction? SERVICE_TRANSACTION]);

const fn text(name: &'static str) -> Attribute {
    Attribute { name, simple: Simple::Text, required: false }
}

static SERVICE_TRANSACTION: Type = Type {
    content: Content::Elements(&[], &[]),
    attributes: &[
        Attribute {
            name: "TypeOfServiceTransaction",
            simple: Simple::Word(&["RequestingServiceTransaction", "RespondingServiceTransaction"], false),
            required: false,
        },
        text("IsNonRepudiationRequired"),
        text("IsAuthenticationRequired"),
        text("IsNonRepudiationOfReceiptRequired"),
        text("IsIntegrityCheckRequired"),
        text("IsApplicationErrorResponseRequested"),
        text("TimeToAcknowledgeReceipt"),
        text("TimeToAcknowledgeAcceptance"),
        text("TimeToPerform"),
        text("Recurrence"),
    ],
    open: false,
};
