// Generated from core/data/data_identifiers.txt by generated_tests.rs; UPDATE=1 rewrites it.

use super::identified::Fact;
use super::mh10::{Definition, ValueCheck};
use super::national::Confidence;

/// The data identifiers that are known.
#[rustfmt::skip]
pub(crate) static DEFINITIONS: &[Definition] = &[
    Definition { di: "9N", set: b'A', least: 5, most: 22, check: ValueCheck::Ppn, fact: Fact::Product, title: "pharmacy product number (PPN)", confidence: Confidence::High },
    Definition { di: "8P", set: b'N', least: 14, most: 14, check: ValueCheck::Gtin, fact: Fact::Product, title: "GTIN", confidence: Confidence::High },
    Definition { di: "S", set: b'P', least: 1, most: 50, check: ValueCheck::None, fact: Fact::Serial, title: "serial number", confidence: Confidence::High },
    Definition { di: "25S", set: b'P', least: 1, most: 50, check: ValueCheck::None, fact: Fact::Other, title: "serial number with issuing agency and company", confidence: Confidence::High },
    Definition { di: "1T", set: b'P', least: 1, most: 50, check: ValueCheck::None, fact: Fact::Lot, title: "batch number", confidence: Confidence::High },
    Definition { di: "T", set: b'P', least: 1, most: 50, check: ValueCheck::None, fact: Fact::Other, title: "traceability number of the customer", confidence: Confidence::Medium },
    Definition { di: "D", set: b'N', least: 6, most: 6, check: ValueCheck::Date0, fact: Fact::Other, title: "date, the expiry beside a PPN", confidence: Confidence::High },
    Definition { di: "14D", set: b'N', least: 8, most: 8, check: ValueCheck::Date8, fact: Fact::Expiry, title: "expiry date", confidence: Confidence::High },
    Definition { di: "16D", set: b'N', least: 8, most: 8, check: ValueCheck::Date8, fact: Fact::Made, title: "date of manufacture", confidence: Confidence::High },
    Definition { di: "Q", set: b'N', least: 1, most: 12, check: ValueCheck::None, fact: Fact::Quantity, title: "quantity", confidence: Confidence::High },
    Definition { di: "27Q", set: b'P', least: 1, most: 20, check: ValueCheck::None, fact: Fact::Other, title: "quantity of some kind", confidence: Confidence::Low },
    Definition { di: "P", set: b'P', least: 1, most: 50, check: ValueCheck::None, fact: Fact::Other, title: "item number of the customer", confidence: Confidence::High },
    Definition { di: "1P", set: b'P', least: 1, most: 50, check: ValueCheck::None, fact: Fact::Other, title: "item number of the supplier", confidence: Confidence::High },
    Definition { di: "25P", set: b'P', least: 1, most: 50, check: ValueCheck::None, fact: Fact::Other, title: "item number with issuing agency and company", confidence: Confidence::High },
    Definition { di: "30P", set: b'P', least: 1, most: 50, check: ValueCheck::None, fact: Fact::Other, title: "item number of the supplier, first part", confidence: Confidence::Low },
    Definition { di: "J", set: b'P', least: 1, most: 35, check: ValueCheck::None, fact: Fact::Other, title: "licence plate", confidence: Confidence::High },
    Definition { di: "1J", set: b'P', least: 1, most: 35, check: ValueCheck::None, fact: Fact::Other, title: "licence plate of a lowest level unit", confidence: Confidence::High },
    Definition { di: "2J", set: b'P', least: 1, most: 35, check: ValueCheck::None, fact: Fact::Other, title: "licence plate of a unit of several packages", confidence: Confidence::High },
    Definition { di: "3J", set: b'P', least: 1, most: 35, check: ValueCheck::None, fact: Fact::Other, title: "licence plate of a lowest level unit, with EDI data", confidence: Confidence::High },
    Definition { di: "4J", set: b'P', least: 1, most: 35, check: ValueCheck::None, fact: Fact::Other, title: "licence plate of a unit of several packages, with EDI data", confidence: Confidence::High },
    Definition { di: "5J", set: b'P', least: 1, most: 35, check: ValueCheck::None, fact: Fact::Other, title: "licence plate of a mixed unit", confidence: Confidence::Medium },
    Definition { di: "6J", set: b'P', least: 1, most: 35, check: ValueCheck::None, fact: Fact::Other, title: "licence plate of a master unit", confidence: Confidence::Medium },
    Definition { di: "2L", set: b'P', least: 1, most: 60, check: ValueCheck::None, fact: Fact::Other, title: "ship-to", confidence: Confidence::Medium },
    Definition { di: "4L", set: b'A', least: 2, most: 2, check: ValueCheck::None, fact: Fact::Other, title: "country of origin", confidence: Confidence::High },
    Definition { di: "33L", set: b'P', least: 1, most: 90, check: ValueCheck::None, fact: Fact::Other, title: "web address", confidence: Confidence::Medium },
    Definition { di: "K", set: b'P', least: 1, most: 50, check: ValueCheck::None, fact: Fact::Other, title: "order number of the customer", confidence: Confidence::High },
    Definition { di: "1K", set: b'P', least: 1, most: 50, check: ValueCheck::None, fact: Fact::Other, title: "order number of the supplier", confidence: Confidence::High },
    Definition { di: "V", set: b'P', least: 1, most: 50, check: ValueCheck::None, fact: Fact::Other, title: "supplier number of the customer", confidence: Confidence::Medium },
    Definition { di: "Z", set: b'P', least: 1, most: 90, check: ValueCheck::None, fact: Fact::Other, title: "data agreed between partners", confidence: Confidence::Medium },
];
