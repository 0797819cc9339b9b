// Generated from core/data/national_numbers.txt by generated_tests.rs; UPDATE=1 rewrites it.

use super::national::{Confidence, Rule, System};

/// The national systems that are known.
#[rustfmt::skip]
pub(crate) static SYSTEMS: &[System] = &[
    System { id: "PZN", country: "DE", ai: Some("710"), place: Some(("4150", 4, 12)), digits: 8, rule: Rule::Pzn, since: Some(2013), name: "Pharmazentralnummer", source: "IFA Coding System, PPN specification 3.05, 4.1.2 and 4.3", confidence: Confidence::High },
    System { id: "CIP", country: "FR", ai: Some("711"), place: Some(("34009", 0, 13)), digits: 13, rule: Rule::Gs1, since: Some(2009), name: "code identifiant de presentation", source: "arrete du 30 decembre 2021, annexe 1", confidence: Confidence::High },
    System { id: "UCD", country: "FR", ai: None, place: Some(("34008", 0, 13)), digits: 13, rule: Rule::Gs1, since: Some(2009), name: "code identifiant l'unite commune de dispensation", source: "arrete du 30 decembre 2021, annexe 2", confidence: Confidence::High },
    System { id: "CIP7", country: "FR", ai: None, place: Some(("34009", 5, 12)), digits: 7, rule: Rule::Cip7, since: None, name: "code CIP of seven digits, whose check later numbers need not follow", source: "worked numbers", confidence: Confidence::Medium },
    System { id: "CN", country: "ES", ai: Some("712"), place: Some(("847000", 6, 13)), digits: 7, rule: Rule::Cn, since: Some(2004), name: "codigo nacional", source: "AEMPS, seven digits with a check digit since 2004, the check equals that of the GTIN", confidence: Confidence::High },
    System { id: "ANVISA", country: "BR", ai: Some("713"), place: None, digits: 13, rule: Rule::None, since: None, name: "registro ANVISA", source: "GS1 General Specifications 3.8.17", confidence: Confidence::Medium },
    System { id: "AIM", country: "PT", ai: Some("714"), place: None, digits: 7, rule: Rule::None, since: None, name: "numero de registo AIM", source: "GS1 General Specifications 3.8.17", confidence: Confidence::Medium },
    System { id: "NDC", country: "US", ai: Some("715"), place: Some(("03", 2, 12)), digits: 10, rule: Rule::None, since: Some(1972), name: "National Drug Code", source: "21 CFR 207.33 and GS1 US healthcare guideline", confidence: Confidence::High },
    System { id: "AIC", country: "IT", ai: Some("716"), place: None, digits: 9, rule: Rule::Aic, since: Some(2014), name: "autorizzazione all'immissione in commercio", source: "Gazzetta Ufficiale 165 of 2014-07-18, allegato A", confidence: Confidence::High },
    System { id: "SRN", country: "CR", ai: Some("717"), place: None, digits: 20, rule: Rule::None, since: None, name: "registro sanitario", source: "GS1 General Specifications 3.8.17", confidence: Confidence::Medium },
    System { id: "SWISSMEDIC", country: "CH", ai: None, place: Some(("7680", 4, 12)), digits: 8, rule: Rule::None, since: None, name: "authorisation (5 digits) and package (3 digits)", source: "refdata and Swissmedic package codes", confidence: Confidence::High },
    System { id: "VNR", country: "NORDIC", ai: None, place: Some(("704626", 6, 12)), digits: 6, rule: Rule::None, since: None, name: "Nordic article number (Vnr)", source: "Nordic number centre, NTIN 07046261398572", confidence: Confidence::Medium },
    System { id: "PZN-AT", country: "AT", ai: None, place: Some(("9088", 4, 12)), digits: 8, rule: Rule::None, since: None, name: "Austrian national trade item digits", source: "GS1 Austria prefix", confidence: Confidence::Low },
    System { id: "EOF", country: "GR", ai: None, place: Some(("280", 3, 12)), digits: 9, rule: Rule::None, since: None, name: "EOF product code", source: "EOF bar code practice", confidence: Confidence::Low },
];
