//! Any text that names a pack or a product, read into one shape.

use super::cn::DrugTraceCode;
use super::date::Date;
use super::envelope::{Envelope, Record};
use super::hibc::Hibc;
use super::identified::{Element, Fact, Identified, Scheme};
use super::key::Key;
use super::mh10::DataElement;
use super::national::{Check, NationalNumber};
use super::ndc::{self, Ndc, NdcDirectory};
use super::ppn::Ppn;
use super::pzn::Pzn;
use crate::diagnostic::{Code, ParseError, Span};
use crate::gs1::{self, Form, Message, SymbologyIdentifier};
use crate::keys::Gtin;

/// What a text is to be read as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// As it looks; see [`Kind::detect`].
    #[default]
    Auto,
    /// A GS1 text in any form: scan data, bracketed, plain, Digital Link, EPC URI.
    Gs1,
    /// The digits of a GTIN.
    Gtin,
    /// An ISO/IEC 15434 envelope.
    Iso15434,
    /// A pharmacy product number.
    Ppn,
    /// A German Pharmazentralnummer.
    Pzn,
    /// A GTIN that holds a national number.
    Ntin,
    /// A National Drug Code of the United States.
    Ndc,
    /// A Health Industry Bar Code.
    Hibc,
    /// A Chinese drug traceability code.
    Cn,
    /// A French CIP of 7 or 13 digits.
    Cip,
    /// A Spanish código nacional.
    EsCn,
    /// An Italian AIC.
    Aic,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 13] = [
        Kind::Auto,
        Kind::Gs1,
        Kind::Gtin,
        Kind::Iso15434,
        Kind::Ppn,
        Kind::Pzn,
        Kind::Ntin,
        Kind::Ndc,
        Kind::Hibc,
        Kind::Cn,
        Kind::Cip,
        Kind::EsCn,
        Kind::Aic,
    ];

    /// Its name: `auto`, `gs1`, `gtin`, `iso15434`, `ppn`, `pzn`, `ntin`, `ndc`, `hibc`, `cn`, `cip`, `es-cn`, `aic`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Auto => "auto",
            Kind::Gs1 => "gs1",
            Kind::Gtin => "gtin",
            Kind::Iso15434 => "iso15434",
            Kind::Ppn => "ppn",
            Kind::Pzn => "pzn",
            Kind::Ntin => "ntin",
            Kind::Ndc => "ndc",
            Kind::Hibc => "hibc",
            Kind::Cn => "cn",
            Kind::Cip => "cip",
            Kind::EsCn => "es-cn",
            Kind::Aic => "aic",
        }
    }

    /// The kind of that name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// What a text looks like: an envelope by `[)>`, a macro or `9N`; a HIBC by `+`; a PZN by `PZN` or `-` in front; an
    /// NDC by its hyphens or 10 or 11 digits; a Chinese code by 20 digits from 8 on; a GTIN, a PPN, a PZN of eight digits
    /// or an AIC by length and check digit; a PPN with letters by its check digits; anything else is a GS1 text.
    ///
    /// ```
    /// use tallymark::pharma::Kind;
    /// assert_eq!(Kind::detect(b"110375286414"), Ok(Kind::Ppn));
    /// assert_eq!(Kind::detect(b"(01)09506000134352"), Ok(Kind::Gs1));
    /// ```
    ///
    /// # Errors
    /// [`Code::KindUnclear`] where digits are right as a GTIN and as a PPN or PZN, and for seven digits, which several
    /// countries use.
    pub fn detect(input: &[u8]) -> Result<Kind, ParseError> {
        if Envelope::begins(input) {
            return Ok(Kind::Iso15434);
        }
        if Hibc::begins(input) {
            return Ok(Kind::Hibc);
        }
        let text = bare(input);
        let digits = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
        let marked = input.first() == Some(&b']') && text.len() < input.len();
        if !digits {
            let pzn = text.starts_with(b"PZN")
                || text.strip_prefix(b"-").is_some_and(|rest| Pzn::parse(rest).is_ok());
            return Ok(if pzn {
                Kind::Pzn
            } else if text.first().is_some_and(u8::is_ascii_digit)
                && text.contains(&b'-')
                && Ndc::parse(text).is_ok()
            {
                Kind::Ndc
            } else if !marked && Ppn::parse(text).is_ok() {
                Kind::Ppn
            } else {
                Kind::Gs1
            });
        }
        let gtin = Gtin::parse(text).is_ok();
        let unclear =
            Err(ParseError::new(Code::KindUnclear, Span::new(input.len() - text.len(), input.len())));
        match text.len() {
            7 => unclear,
            8 => match (gtin, Pzn::parse(text).is_ok()) {
                (true, true) => unclear,
                (true, false) => Ok(Kind::Gtin),
                (false, _) => Ok(Kind::Pzn),
            },
            9 if NationalNumber::parse("AIC", text).is_ok() => Ok(Kind::Aic),
            10 | 11 => Ok(Kind::Ndc),
            12 => match (gtin, Ppn::parse(text).is_ok()) {
                (true, true) => unclear,
                (false, true) => Ok(Kind::Ppn),
                (false, false) if text.starts_with(b"11") => Ok(Kind::Ppn),
                _ => Ok(Kind::Gtin),
            },
            13 | 14 => Ok(Kind::Gtin),
            20 if text.first() == Some(&b'8') => Ok(Kind::Cn),
            _ => Ok(Kind::Gs1),
        }
    }
}

/// The text behind a symbology identifier of a carrier that holds no element strings and no EAN number.
fn bare(input: &[u8]) -> &[u8] {
    match SymbologyIdentifier::read(input) {
        Some(identifier) if !identifier.holds_element_strings() && identifier.symbology() != "EAN/UPC" => {
            input.get(3..).unwrap_or_default()
        }
        _ => input,
    }
}

/// What [`identify`](identify()) needs to know beside the text.
#[derive(Clone, Copy, Debug)]
pub struct Options<'d> {
    reference_year: u16,
    requisites: bool,
    directory: Option<&'d NdcDirectory>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Options { reference_year: 2026, requisites: true, directory: None }
    }
}

impl<'d> Options<'d> {
    /// Years near 2026, GS1 requisites checked, no directory of NDCs.
    #[must_use]
    pub fn new() -> Self {
        Options::default()
    }

    /// The year near which years of two digits are meant; 2026 if it is not set.
    #[must_use]
    pub const fn reference_year(mut self, year: u16) -> Self {
        self.reference_year = year;
        self
    }

    /// Whether the elements that a GS1 element needs must stand in the same text. Not so for one of several carriers, which
    /// [`Package`](super::Package) judges together.
    #[must_use]
    pub const fn requisites(mut self, check: bool) -> Self {
        self.requisites = check;
        self
    }

    /// Resolves NDCs by this mapping.
    #[must_use]
    pub const fn directory(mut self, directory: &'d NdcDirectory) -> Self {
        self.directory = Some(directory);
        self
    }

    fn gs1(&self) -> gs1::Options {
        gs1::Options::new().no_requisite_check(!self.requisites)
    }
}

/// Reads a text that names a pack, a product or a container, in any scheme.
///
/// ```
/// use tallymark::pharma::{Kind, Options, identify};
/// let texts: [&[u8]; 3] = [
///     b"[)>\x1e06\x1d9N110375286414\x1dSA1B2\x1dD281200\x1e\x04",
///     b"]d2010415003752864321A1B2\x1d17281231",
///     b"[)>\x1e05\x1d010415003752864321A1B2\x1d17281231\x1e\x04",
/// ];
/// for text in texts {
///     let found = identify(Kind::Auto, text, &Options::new())?;
///     assert_eq!(found.key.unwrap().as_str(), "(01)04150037528643(21)A1B2");
///     assert_eq!(found.expiry.unwrap().to_string(), "2028-12-31");
///     assert_eq!(found.national[0].number, "03752864");
/// }
/// # Ok::<(), tallymark::ParseError>(())
/// ```
///
/// # Errors
/// Those of the kind that it is read as, and of [`Kind::detect`].
pub fn identify(kind: Kind, input: &[u8], options: &Options<'_>) -> Result<Identified, ParseError> {
    let kind = if kind == Kind::Auto { Kind::detect(input)? } else { kind };
    match kind {
        Kind::Auto | Kind::Gs1 => gs1_text(input, options),
        Kind::Iso15434 => envelope(input, options),
        Kind::Hibc => hibc(input, options),
        _ => number(kind, input, options),
    }
}

fn gs1_text(input: &[u8], options: &Options<'_>) -> Result<Identified, ParseError> {
    let message = Message::parse(Form::detect(input), input, &options.gs1())?;
    let mut found = Identified::new(Kind::Gs1);
    found.symbology = message.symbology();
    found.gtin = message.gtin();
    if let (Some(content), true) = (message.content(), message.get("01").is_none()) {
        let value = String::from_utf8_lossy(content).into_owned();
        let span = Span::new(3, 3 + content.len());
        let (id, fact, known) = match found.gtin {
            Some(_) => ("01", Fact::Product, true),
            None => ("text", Fact::Other, false),
        };
        found.elements.push(Element { scheme: Scheme::Gs1, id: id.to_owned(), value, span, fact, known });
    }
    for element in message.elements() {
        application(&mut found, &element.ai.to_string(), element.value, element.span, options)?;
    }
    found.key = Key::of_message(&message);
    nationals(&mut found, options);
    Ok(found)
}

/// Notes the value of an Application Identifier.
fn application(
    found: &mut Identified,
    ai: &str,
    value: &str,
    span: Span,
    options: &Options<'_>,
) -> Result<(), ParseError> {
    let fact = match ai {
        "01" => Fact::Product,
        "21" => Fact::Serial,
        "10" => Fact::Lot,
        "17" => Fact::Expiry,
        "11" => Fact::Made,
        "30" => Fact::Quantity,
        _ => Fact::Other,
    };
    let element =
        Element { scheme: Scheme::Gs1, id: ai.to_owned(), value: value.to_owned(), span, fact, known: true };
    let date = || Date::short(value.as_bytes(), options.reference_year).ok();
    state(found, element, date)
}

/// Notes an element, and what it states; two statements of one fact must agree.
fn state(
    found: &mut Identified,
    element: Element,
    date: impl Fn() -> Option<Date>,
) -> Result<(), ParseError> {
    let clash = |differs: bool| {
        if differs { Err(ParseError::new(Code::DiRepeat, element.span)) } else { Ok(()) }
    };
    match element.fact {
        Fact::Serial => {
            let serial = found.serial.get_or_insert_with(|| element.value.clone());
            clash(*serial != element.value)?;
        }
        Fact::Lot => {
            let lot = found.lot.get_or_insert_with(|| element.value.clone());
            clash(*lot != element.value)?;
        }
        Fact::Expiry | Fact::Made => {
            let slot = if element.fact == Fact::Expiry { &mut found.expiry } else { &mut found.made };
            if let Some(date) = date() {
                clash(slot.get_or_insert(date).exact() != date.exact())?;
            }
        }
        Fact::Product | Fact::Quantity | Fact::Other => {}
    }
    found.elements.push(element);
    Ok(())
}

fn envelope(input: &[u8], options: &Options<'_>) -> Result<Identified, ParseError> {
    let envelope = Envelope::parse_with(input, &options.gs1())?;
    let mut found = Identified::new(Kind::Iso15434);
    found.symbology = envelope.symbology;
    found.tolerated = envelope.tolerated;
    let (mut stated, mut carried, mut plain_key) = (None, None, None);
    for record in &envelope.records {
        match record {
            Record::ElementStrings { elements, plain } => {
                for (ai, value, span) in elements {
                    application(&mut found, &ai.to_string(), value, *span, options)?;
                }
                let lenient = gs1::Options::new().no_requisite_check(true);
                if let Ok(message) = Message::parse(Form::Plain, plain.as_bytes(), &lenient) {
                    stated = stated.or(message.gtin());
                    plain_key = plain_key.or_else(|| Key::of_message(&message));
                }
            }
            Record::DataIdentifiers(elements) => {
                for element in elements {
                    data_element(&mut found, element, options)?;
                    match element.di.as_str() {
                        "9N" => found.ppn = Ppn::parse(&element.value).ok(),
                        "8P" => carried = Gtin::parse(&element.value).ok(),
                        _ => {}
                    }
                }
            }
            Record::Other { format, span, data } => found.elements.push(Element {
                scheme: Scheme::Format,
                id: String::from_utf8_lossy(format).into_owned(),
                value: String::from_utf8_lossy(data).into_owned(),
                span: *span,
                fact: Fact::Other,
                known: false,
            }),
        }
    }
    let ntin = found.ppn.as_ref().and_then(Ppn::ntin);
    found.gtin = if found.ppn.is_some() { ntin } else { stated.or(carried) };
    found.other_gtin = [stated, carried].into_iter().flatten().find(|&other| Some(other) != found.gtin);
    let product = found.ppn.as_ref().map(|ppn| format!("ppn:{ppn}"));
    found.key = Key::of(&found, product.as_deref()).or(plain_key);
    nationals(&mut found, options);
    Ok(found)
}

/// Notes an element of format 06.
fn data_element(
    found: &mut Identified,
    element: &DataElement,
    options: &Options<'_>,
) -> Result<(), ParseError> {
    let text = element.value.as_bytes();
    let date = || match element.value.len() {
        8 => Date::long(text).ok(),
        _ => Date::short(text, options.reference_year).ok(),
    };
    let noted = Element {
        scheme: Scheme::Mh10,
        id: element.di.to_string(),
        value: element.value.clone(),
        span: element.span,
        fact: element.fact,
        known: element.di.definition().is_some(),
    };
    state(found, noted, date)
}

fn hibc(input: &[u8], options: &Options<'_>) -> Result<Identified, ParseError> {
    let code = Hibc::parse(input, options.reference_year)?;
    let mut found = Identified::new(Kind::Hibc);
    found.symbology = code.symbology;
    found.check = Some(code.check);
    found.link = code.link.map(|link| (link, code.link_span));
    let element = |id: &str, value: String, span, fact| Element {
        scheme: Scheme::Hibc,
        id: id.to_owned(),
        value,
        span,
        fact,
        known: true,
    };
    let none = || None;
    let product = code.primary.as_ref().map(|primary| (primary.to_text(), primary.span));
    if let Some((text, span)) = product.clone() {
        state(&mut found, element("product", text, span, Fact::Product), none)?;
    }
    // A day behind /14D says more than the month before it; both are kept, and the day counts.
    found.expiry = code.expiry();
    let second = code.secondary.clone().unwrap_or_default();
    if let Some((value, span)) = second.quantity {
        state(&mut found, element("quantity", value.to_string(), span, Fact::Quantity), none)?;
    }
    if let Some((date, span)) = second.expiry {
        let same_month =
            found.expiry.is_some_and(|other| (other.year, other.month) == (date.year, date.month));
        let date = if date.day.is_none() && same_month { found.expiry } else { Some(date) };
        let value = String::from_utf8_lossy(span.of(input)).into_owned();
        state(&mut found, element("expiry", value, span, Fact::Expiry), || date)?;
    }
    if let Some((value, span)) = second.lot {
        state(&mut found, element("lot", value, span, Fact::Lot), none)?;
    }
    if let Some((value, span)) = second.serial {
        state(&mut found, element("serial", value, span, Fact::Serial), none)?;
    }
    for supplement in code.supplements {
        let id = supplement.di.map(|di| di.to_string()).unwrap_or_default();
        let fact = match id.as_str() {
            "S" => Fact::Serial,
            "14D" => Fact::Expiry,
            "16D" => Fact::Made,
            "Q" => Fact::Quantity,
            _ => Fact::Other,
        };
        let known = supplement.di.is_some_and(|di| di.definition().is_some());
        let date = supplement.date;
        state(
            &mut found,
            Element { known, ..element(&id, supplement.value, supplement.span, fact) },
            || date,
        )?;
    }
    let product = product.map(|(text, _)| format!("hibc:{text}"));
    found.key = Key::of(&found, product.as_deref());
    Ok(found)
}

/// A number that stands alone.
fn number(kind: Kind, input: &[u8], options: &Options<'_>) -> Result<Identified, ParseError> {
    let mut text = bare(input);
    if kind == Kind::Pzn {
        text = text.strip_prefix(b"PZN").unwrap_or(text);
        while let [b'-' | b':' | b' ', rest @ ..] = text {
            text = rest;
        }
    }
    let offset = input.len() - text.len();
    let span = Span::new(offset, input.len());
    let mut found = Identified::new(kind);
    found.symbology = if bare(input).len() < input.len() { SymbologyIdentifier::read(input) } else { None };
    let here = |error: ParseError| error.shifted(offset);
    let mut product = None;
    match kind {
        Kind::Ppn => {
            let ppn = Ppn::parse(text).map_err(here)?;
            found.gtin = ppn.ntin();
            product = Some(format!("ppn:{ppn}"));
            found.ppn = Some(ppn);
        }
        Kind::Pzn => {
            let pzn = Pzn::parse(text).map_err(here)?;
            found.gtin = Some(pzn.ntin());
            found.ppn = Some(Ppn::from(pzn));
        }
        Kind::Gtin | Kind::Ntin => {
            let gtin = Gtin::parse(text).map_err(here)?;
            let national = NationalNumber::in_gtin(gtin);
            if kind == Kind::Ntin && !national.iter().any(|number| number.system.id != "NDC") {
                return Err(ParseError::new(Code::NtinForm, span));
            }
            if let Some(wrong) =
                national.iter().find(|number| kind == Kind::Ntin && number.check == Check::Invalid)
            {
                return Err(NationalNumber::parse(wrong.system.id, &wrong.number).map_or_else(
                    |error| error.shifted(offset + text.len().saturating_sub(9)),
                    |_| ParseError::new(Code::NtinForm, span),
                ));
            }
            found.gtin = Some(gtin);
            found.ppn = Pzn::of_ntin(gtin).map(Ppn::from);
        }
        Kind::Cn => {
            let code = DrugTraceCode::parse(text).map_err(here)?;
            product = Some(format!("cn:{code}"));
            let mut part = |id: &str, from: usize, to: usize, fact| {
                let value = code.as_str().get(from..to).unwrap_or_default().to_owned();
                let span = Span::new(offset + from, offset + to);
                found.elements.push(Element {
                    scheme: Scheme::Number,
                    id: id.to_owned(),
                    value,
                    span,
                    fact,
                    known: true,
                });
            };
            part("product", 0, 7, Fact::Product);
            part("serial", 7, 16, Fact::Serial);
            part("verification", 16, 20, Fact::Other);
        }
        Kind::Ndc => {
            let digits = String::from_utf8_lossy(text).into_owned();
            found.candidates = ndc::candidates(&digits, options.directory);
            match Ndc::parse(text) {
                Ok(ndc) => found.ndc = Some(ndc),
                Err(error) if found.candidates.is_empty() => return Err(here(error)),
                Err(_) => found.ndc = options.directory.and_then(|directory| directory.resolve(&digits)),
            }
            product = found.ndc.map(|ndc| format!("ndc:{}", ndc.twelve()));
        }
        Kind::Cip | Kind::EsCn | Kind::Aic => {
            let system = match kind {
                Kind::Cip => "CIP",
                Kind::EsCn => "CN",
                _ => "AIC",
            };
            let own = NationalNumber::parse(system, text).map_err(here)?;
            found.gtin = own.gtin();
            product = Some(format!("{}:{}", own.system.id.to_ascii_lowercase(), own.number));
            found.national.push(own);
        }
        Kind::Auto | Kind::Gs1 | Kind::Iso15434 | Kind::Hibc => {}
    }
    if kind != Kind::Cn {
        found.elements.push(Element {
            scheme: Scheme::Number,
            id: kind.as_str().to_owned(),
            value: String::from_utf8_lossy(text).into_owned(),
            span,
            fact: Fact::Product,
            known: true,
        });
    }
    found.key = Key::of(&found, product.as_deref());
    if kind == Kind::Cn {
        found.serial = found.stated(Fact::Serial).map(|element| element.value.clone());
    }
    nationals(&mut found, options);
    Ok(found)
}

/// The national numbers in the GTINs and in AIs 710 to 717, and the NDCs that they may mean.
fn nationals(found: &mut Identified, options: &Options<'_>) {
    for gtin in [found.gtin, found.other_gtin].into_iter().flatten() {
        for number in NationalNumber::in_gtin(gtin) {
            if !found.national.contains(&number) {
                found.national.push(number);
            }
        }
        if let Some(ten) = Ndc::digits_in(gtin) {
            found.candidates.extend(ndc::candidates(&ten, options.directory));
            let resolved =
                |directory: &NdcDirectory| directory.of_gtin(gtin).or_else(|| directory.resolve(&ten));
            found.ndc = found.ndc.or_else(|| options.directory.and_then(resolved));
        } else {
            found.ndc = found.ndc.or_else(|| options.directory.and_then(|directory| directory.of_gtin(gtin)));
        }
    }
    for element in found.elements.iter().filter(|element| element.scheme == Scheme::Gs1) {
        let Some(number) = NationalNumber::of_ai(&element.id, &element.value) else { continue };
        if element.id == "715" {
            let listed = ndc::candidates(&element.value, options.directory);
            found
                .candidates
                .extend(listed.into_iter().filter(|new| !found.candidates.contains(new)).collect::<Vec<_>>());
            let stated = Ndc::parse(&element.value).ok();
            let resolved = || options.directory.and_then(|directory| directory.resolve(&element.value));
            found.ndc = found.ndc.or(stated).or_else(resolved);
        }
        if !found.national.contains(&number) {
            found.national.push(number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(text: &str) -> String {
        let found = identify(Kind::Auto, text.as_bytes(), &Options::new());
        found
            .unwrap_or_else(|error| panic!("{text}: {error}"))
            .key
            .map(|key| key.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn every_encoding_of_one_product_has_one_key() {
        for text in [
            "110375286414",
            "03752864",
            "PZN-03752864",
            "PZN: 3752864",
            "-3752864",
            "4150037528643",
            "04150037528643",
            "]E04150037528643",
            "(01)04150037528643",
            "[)>\x1e06\x1d9N110375286414\x1e\x04",
        ] {
            assert_eq!(key(text), "(01)04150037528643", "{text}");
        }
        for text in ["9N110375286414\x1dSX1", "]d1\u{1d}06".get(..3).unwrap_or_default()] {
            if text.len() > 3 {
                assert_eq!(key(text), "(01)04150037528643(21)X1");
            }
        }
    }

    #[test]
    fn other_keys() {
        let [a, b] = super::super::ppn_check(b"220ABC1").unwrap();
        let other = format!("220ABC1{}{}", a as char, b as char);
        assert_eq!(key(&format!("[)>\x1e06\x1d9N{other}\x1dSX1\x1e\x04")), format!("ppn:{other}(21)X1"));
        assert_eq!(key("+A123BJC5D6E71G"), "hibc:A123BJC5D6E71");
        assert_eq!(key("81234560000000017731"), "cn:81234560000000017731");
        assert_eq!(key("0002-8215-01"), "ndc:000002-8215-01");
        assert_eq!(key("0002821501"), "", "ten digits may be three codes");
        assert_eq!(key("000307052"), "aic:000307052");
        assert_eq!(key("[)>\x1e05\x1d00395060001340000018\x1e\x04"), "(00)395060001340000018");
    }

    #[test]
    fn a_directory_resolves_what_ten_digits_mean() {
        let mut directory = NdcDirectory::default();
        directory.insert(Ndc::parse("0002-8215-01").unwrap(), None);
        let options = Options::new().directory(&directory);
        let found = identify(Kind::Auto, b"00300028215012", &options).unwrap();
        assert_eq!(found.ndc.map(|ndc| ndc.to_string()).as_deref(), Some("0002-8215-01"));
        let listed: Vec<_> = found.candidates.iter().map(|candidate| candidate.listed).collect();
        assert_eq!(listed, [Some(true), Some(false), Some(false)]);
        assert_eq!(found.key.unwrap().as_str(), "(01)00300028215012");
        let found = identify(Kind::Auto, b"0002821501", &options).unwrap();
        assert_eq!(found.key.unwrap().as_str(), "ndc:000002-8215-01");
    }

    #[test]
    fn what_is_unclear_is_said() {
        assert_eq!(Kind::detect(b"3752864").map_err(|error| error.code()), Err(Code::KindUnclear));
        let both = (0..100_000_000u32).step_by(7).map(|n| format!("{n:08}"));
        let both =
            both.into_iter().find(|text| Gtin::parse(text).is_ok() && Pzn::parse(text).is_ok()).unwrap();
        assert_eq!(Kind::detect(both.as_bytes()).map_err(|error| error.code()), Err(Code::KindUnclear));
        assert_eq!(Kind::detect(b""), Ok(Kind::Gs1));
    }

    #[test]
    fn two_statements_of_one_fact_must_agree() {
        let clash = "[)>\x1e05\x1d010415003752864321A1\x1e06\x1d9N110375286414\x1dSA2\x1e\x04";
        let error = identify(Kind::Auto, clash.as_bytes(), &Options::new()).unwrap_err();
        assert_eq!((error.code(), error.span().of(clash.as_bytes())), (Code::DiRepeat, b"A2".as_slice()));
        let same =
            "[)>\x1e05\x1d010415003752864321A1\x1d17281231\x1e06\x1d9N110375286414\x1dSA1\x1dD281200\x1e\x04";
        assert!(identify(Kind::Auto, same.as_bytes(), &Options::new()).is_ok());
    }

    proptest! {
        #[test]
        fn no_bytes_are_too_odd(text in prop::collection::vec(any::<u8>(), 0..50), kind in 0usize..Kind::ALL.len()) {
            if let Err(error) = identify(Kind::ALL[kind], &text, &Options::new()) {
                prop_assert!(error.span().start <= error.span().end && error.span().end as usize <= text.len(), "{error:?}");
            }
        }
    }
}
