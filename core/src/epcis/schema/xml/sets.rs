//! Which schema judges a document: told by the namespace of its first element.

use super::grammar::{Home, Part, Simple, Type};
use super::{common, header, query, v1_2, v2_0};

const HEADER: &str = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader";
const SCHEMA_TYPES: &str = "http://www.w3.org/2001/XMLSchema";

/// A schema with all that it takes in.
#[derive(Debug)]
pub(super) struct Set {
    pub(super) name: &'static str,
    pub(super) second: bool,
    /// The elements that are known by themselves.
    globals: &'static [&'static [Part]],
}

const fn of(home: Home, name: &'static str, of: &'static Type) -> Part {
    Part::Of(home, name, of)
}

static HEADER_ELEMENTS: [Part; 4] = [
    of(Home::Header, "StandardBusinessDocumentHeader", &header::HEADER),
    of(Home::Header, "StandardBusinessDocument", &header::DOCUMENT),
    of(Home::Header, "CorrelationInformation", &header::CORRELATION),
    of(Home::Header, "BusinessService", &header::SERVICE),
];
static FIRST: [Part; 1] = [of(Home::Epcis, "EPCISDocument", &v1_2::EPCIS_DOCUMENT)];
static SECOND: [Part; 3] = [
    of(Home::Epcis, "EPCISDocument", &v2_0::EPCIS_DOCUMENT),
    of(Home::Epcis, "EPCISCaptureJob", &v2_0::CAPTURE_JOB),
    of(Home::Epcis, "EPCISException", &v2_0::PROBLEM),
];
static FIRST_QUERY: [Part; 1] = [of(Home::Query, "EPCISQueryDocument", &query::v1_2::QUERY_DOCUMENT)];
static SECOND_QUERY: [Part; 1] = [of(Home::Query, "EPCISQueryDocument", &query::v2_0::QUERY_DOCUMENT)];
static FIRST_MASTER_DATA: [Part; 1] =
    [of(Home::MasterData, "EPCISMasterDataDocument", &query::v1_2::MASTER_DATA_DOCUMENT)];
static SECOND_MASTER_DATA: [Part; 1] =
    [of(Home::MasterData, "EPCISMasterDataDocument", &query::v2_0::MASTER_DATA_DOCUMENT)];

static SETS: [(Home, Set); 6] = [
    (Home::Epcis, Set { name: "EPCIS 1.2 XML", second: false, globals: &[&FIRST, &HEADER_ELEMENTS] }),
    (Home::Epcis, Set { name: "EPCIS 2.0 XML", second: true, globals: &[&SECOND, &HEADER_ELEMENTS] }),
    (
        Home::Query,
        Set {
            name: "EPCIS 1.2 query XML",
            second: false,
            globals: &[&FIRST_QUERY, &query::v1_2::MESSAGES, &query::OUTSIDE, &FIRST, &HEADER_ELEMENTS],
        },
    ),
    (
        Home::Query,
        Set {
            name: "EPCIS 2.0 query XML",
            second: true,
            globals: &[&SECOND_QUERY, &query::v2_0::MESSAGES, &query::OUTSIDE, &SECOND, &HEADER_ELEMENTS],
        },
    ),
    (
        Home::MasterData,
        Set {
            name: "EPCIS 1.2 master data XML",
            second: false,
            globals: &[&FIRST_MASTER_DATA, &FIRST, &HEADER_ELEMENTS],
        },
    ),
    (
        Home::MasterData,
        Set {
            name: "EPCIS 2.0 master data XML",
            second: true,
            globals: &[&SECOND_MASTER_DATA, &SECOND, &HEADER_ELEMENTS],
        },
    ),
];

impl Set {
    /// The schema for a document whose first element has this namespace.
    pub(super) fn for_root(namespace: &str) -> Option<&'static Set> {
        SETS.iter()
            .map(|(home, set)| (set.namespace(*home), set))
            .find(|(own, _)| *own == namespace)
            .map(|(_, set)| set)
    }

    pub(super) const fn namespace(&self, home: Home) -> &'static str {
        match (home, self.second) {
            (Home::Epcis, false) => "urn:epcglobal:epcis:xsd:1",
            (Home::Epcis, true) => "urn:epcglobal:epcis:xsd:2",
            (Home::Query, false) => "urn:epcglobal:epcis-query:xsd:1",
            (Home::Query, true) => "urn:epcglobal:epcis-query:xsd:2",
            (Home::MasterData, false) => "urn:epcglobal:epcis-masterdata:xsd:1",
            (Home::MasterData, true) => "urn:epcglobal:epcis-masterdata:xsd:2",
            (Home::Header, _) => HEADER,
        }
    }

    /// Whether a part of an order has room for an element of this name.
    pub(super) fn fits(&self, part: &Part, namespace: &str, local: &str) -> bool {
        match part {
            Part::Local(name, _) | Part::Nillable(name, _) => namespace.is_empty() && local == *name,
            Part::Of(home, name, _) => namespace == self.namespace(*home) && local == *name,
            Part::Other(home) => !namespace.is_empty() && namespace != self.namespace(*home),
            Part::Unnamed => namespace.is_empty(),
        }
    }

    /// The type of an element that is known by itself.
    pub(super) fn global(&self, namespace: &str, local: &str) -> Option<&'static Type> {
        let known = self.globals.iter().copied().flatten();
        known.filter(|part| self.fits(part, namespace, local)).find_map(|part| match part {
            Part::Of(_, _, of) => Some(*of),
            _ => None,
        })
    }

    /// The names that a document may begin with, of this namespace.
    pub(super) fn roots(&self, namespace: &str) -> Vec<&'static str> {
        let known = self.globals.iter().copied().flatten();
        let own = known.filter(|part| part.name().is_some_and(|name| self.fits(part, namespace, name)));
        own.filter_map(Part::name).filter(|name| name.starts_with("EPCIS")).collect()
    }

    /// The type that `xsi:type` names.
    pub(super) fn named(&self, namespace: &str, local: &str) -> Option<&'static Type> {
        if namespace == SCHEMA_TYPES {
            return builtin(local);
        }
        if namespace == self.namespace(Home::Query) {
            return match local {
                "VoidHolder" | "EmptyParms" => Some(query::EMPTY),
                "ArrayOfString" => Some(query::LIST_OF_STRINGS),
                _ => None,
            };
        }
        None
    }
}

fn builtin(name: &str) -> Option<&'static Type> {
    static INTEGER: Type = Type::simple(Simple::Integer);
    static DOUBLE: Type = Type::simple(Simple::Double);
    static HEX: Type = Type::simple(Simple::Hex);
    Some(match name {
        "anyType" | "anySimpleType" => &common::ANYTHING,
        "anyURI" => &common::URI,
        "decimal" => &common::DECIMAL,
        "integer" => &INTEGER,
        "int" => &common::INT,
        "double" | "float" => &DOUBLE,
        "boolean" => &common::BOOLEAN,
        "dateTime" => &common::TIME,
        "hexBinary" => &HEX,
        // Of the others only that they hold text.
        "string" | "normalizedString" | "token" | "language" | "Name" | "NCName" | "NMTOKEN" | "QName"
        | "ID" | "IDREF" | "date" | "time" | "duration" | "gYear" | "gYearMonth" | "gMonth" | "gMonthDay"
        | "gDay" | "base64Binary" | "long" | "short" | "byte" | "nonNegativeInteger" | "positiveInteger"
        | "nonPositiveInteger" | "negativeInteger" | "unsignedLong" | "unsignedInt" | "unsignedShort"
        | "unsignedByte" => &common::TEXT,
        _ => return None,
    })
}
