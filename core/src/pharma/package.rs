//! Several carriers of one package, as one statement.

use std::collections::{BTreeMap, HashMap};

use super::date::Date;
use super::identified::{Element, Fact, Identified, Scheme};
use super::identify::Kind;
use super::key::Key;
use super::national::NationalNumber;
use super::ppn::Ppn;
use crate::diagnostic::{Code, ParseError, Span};
use crate::gs1::{Form, Message, Options};
use crate::keys::Gtin;

/// The carriers of one package, merged and judged over their union: the linear symbol and the two-dimensional one, a PPN
/// beside a GTIN, a HIBC primary beside its secondary.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Package {
    /// Every different element, in the order in which it was first met, with all its places.
    pub elements: Vec<Merged>,
    /// What does not go together.
    pub conflicts: Vec<Conflict>,
    /// Carriers whose products are named in schemes that no rule connects, so that only a mapping could say whether they
    /// are the same: pairs of carrier numbers.
    pub unconfirmed: Vec<(usize, usize)>,
    /// The one name of the thing.
    pub key: Option<Key>,
    /// The trade item.
    pub gtin: Option<Gtin>,
    /// The pharmacy product number.
    pub ppn: Option<Ppn>,
    /// The serial number.
    pub serial: Option<String>,
    /// The batch.
    pub lot: Option<String>,
    /// The expiry.
    pub expiry: Option<Date>,
    /// National numbers.
    pub national: Vec<NationalNumber>,
}

/// An element of the union.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Merged {
    /// The element as the first carrier states it.
    pub element: Element,
    /// Where it stands: carrier and place within its input.
    pub places: Vec<Place>,
}

/// What one carrier states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The number of the carrier, from 0.
    pub carrier: usize,
    /// The identifier under which it stands there.
    pub id: String,
    /// The value that stands there.
    pub value: String,
    /// Its place in the input of that carrier.
    pub span: Span,
}

/// What does not go together, with all places that take part.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Conflict {
    /// [`Code::MergeConflict`], [`Code::HibcLink`], or the rule of the union that is broken, such as
    /// [`Code::AiRequired`].
    pub code: Code,
    /// What the carriers disagree about.
    pub fact: Fact,
    /// In a sentence.
    pub message: String,
    /// What to do.
    pub help: &'static str,
    /// The places, one a carrier.
    pub places: Vec<Place>,
}

impl Package {
    /// Merges what was read from the carriers of one package.
    ///
    /// Read GS1 carriers with [`requisites`](super::Options::requisites) off: what an element needs may stand on another
    /// carrier, and is judged here, by the dictionary, over the union.
    ///
    /// ```
    /// use tallymark::pharma::{Kind, Options, Package, identify};
    /// let options = Options::new().requisites(false);
    /// let linear = identify(Kind::Auto, b"]E04150037528643", &options)?;
    /// let matrix = identify(Kind::Auto, b"(21)A1(10)B7(17)281231", &options)?;
    /// let package = Package::merge(&[linear, matrix]);
    /// assert!(package.conflicts.is_empty());
    /// assert_eq!(package.key.unwrap().as_str(), "(01)04150037528643(21)A1");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn merge(carriers: &[Identified]) -> Self {
        let elements = union(carriers);
        let mut conflicts = Vec::new();
        let unconfirmed = products(carriers, &mut conflicts);
        facts(carriers, &mut conflicts);
        others(&elements, &mut conflicts);
        links(carriers, &mut conflicts);
        let ppn = carriers.iter().find_map(|carrier| carrier.ppn.clone());
        let own = carriers.iter().find(|carrier| carrier.ppn.is_some()).and_then(|carrier| carrier.gtin);
        let gtin = own.or_else(|| carriers.iter().find_map(|carrier| carrier.gtin));
        relations(&elements, gtin, &mut conflicts);

        let mut whole = Identified::new(Kind::Auto);
        whole.gtin = gtin;
        whole.serial = carriers.iter().find_map(|carrier| carrier.serial.clone());
        let product = carriers.iter().filter(|carrier| carrier.gtin.is_none()).find_map(product_text);
        let sscc = carriers.iter().filter_map(|carrier| carrier.key.clone()).find(|key| key.sscc().is_some());
        let single = || carriers.iter().find_map(|carrier| carrier.key.clone());
        let first = carriers.first().and_then(|carrier| carrier.key.as_ref());
        let same = first.is_some() && carriers.iter().all(|carrier| carrier.key.as_ref() == first);
        // The serial of a Chinese code is part of the code.
        let whole_code =
            gtin.is_none() && product.as_deref().is_some_and(|product| product.starts_with("cn:"));
        let key = if same || whole_code {
            single()
        } else {
            sscc.or_else(|| Key::of(&whole, product.as_deref())).or_else(single)
        };
        let mut national: Vec<NationalNumber> = Vec::new();
        for number in carriers.iter().flat_map(|carrier| &carrier.national) {
            if !national.contains(number) {
                national.push(number.clone());
            }
        }
        Package {
            elements,
            conflicts,
            unconfirmed,
            key,
            gtin,
            ppn,
            serial: whole.serial,
            lot: carriers.iter().find_map(|carrier| carrier.lot.clone()),
            expiry: carriers.iter().find_map(|carrier| carrier.expiry),
            national,
        }
    }
}

fn place(carrier: usize, element: &Element) -> Place {
    Place { carrier, id: element.id.clone(), value: element.value.clone(), span: element.span }
}

/// Every different element with its places.
fn union(carriers: &[Identified]) -> Vec<Merged> {
    let mut merged: Vec<Merged> = Vec::new();
    let mut known: HashMap<(Scheme, &str, &str), usize> = HashMap::new();
    for (number, carrier) in carriers.iter().enumerate() {
        for element in &carrier.elements {
            let name = (element.scheme, element.id.as_str(), element.value.as_str());
            let index = *known.entry(name).or_insert_with(|| {
                merged.push(Merged { element: element.clone(), places: Vec::new() });
                merged.len() - 1
            });
            if let Some(one) = merged.get_mut(index) {
                one.places.push(place(number, element));
            }
        }
    }
    merged
}

/// The text that names the product of a carrier outside GS1.
fn product_text(carrier: &Identified) -> Option<String> {
    let key = carrier.key.as_ref()?.as_str();
    let product = key.split_once("(21)").map_or(key, |(product, _)| product);
    (product.contains(':') && !product.starts_with('(')).then(|| product.to_owned())
}

/// Compares the products that the carriers name, each with the first of its scheme.
fn products(carriers: &[Identified], conflicts: &mut Vec<Conflict>) -> Vec<(usize, usize)> {
    let mut unconfirmed = Vec::new();
    // The first carrier that states a GTIN, that states a PPN, and that names a product otherwise, by scheme.
    let (mut gtin, mut ppn): (Option<usize>, Option<usize>) = (None, None);
    let mut texts: BTreeMap<String, (usize, String)> = BTreeMap::new();
    let all =
        |carrier: &Identified| [carrier.gtin, carrier.other_gtin].into_iter().flatten().collect::<Vec<_>>();
    let meet = |one: &Identified, two: &Identified| all(one).iter().any(|gtin| all(two).contains(gtin));
    for (number, carrier) in carriers.iter().enumerate() {
        if let Some(text) = product_text(carrier) {
            let scheme = text.split(':').next().unwrap_or_default().to_owned();
            let (first, known) = texts.entry(scheme).or_insert_with(|| (number, text.clone()));
            if *known != text {
                conflicts.push(disagree(Fact::Product, carriers, *first, number));
            }
            if let Some(other) = gtin.or(ppn) {
                unconfirmed.push((other, number));
            }
            continue;
        }
        if carrier.gtin.is_none() {
            continue;
        }
        let derived = carrier.ppn.is_some() && !matches!(carrier.kind, Kind::Gtin | Kind::Ntin);
        let (same, across) = if derived { (&mut ppn, gtin) } else { (&mut gtin, ppn) };
        if let Some(first) = *same {
            if carriers.get(first).is_some_and(|other| !meet(other, carrier)) {
                conflicts.push(disagree(Fact::Product, carriers, first, number));
            }
            continue;
        }
        *same = Some(number);
        let Some(other) = across else { continue };
        let Some(one) = carriers.get(other).filter(|one| !meet(one, carrier)) else { continue };
        // Two NTINs that differ are two products; an NTIN and a GTIN of the maker may be one.
        let national =
            |found: &Identified| found.gtin.is_some_and(|gtin| gtin.number() / 1_000_000_000 == 4150);
        if national(one) && national(carrier) {
            conflicts.push(disagree(Fact::Product, carriers, other, number));
        } else {
            unconfirmed.push((other, number));
        }
    }
    // A product in another scheme that was met before the first GTIN.
    let first = texts.values().map(|(number, _)| *number).min();
    if let (Some(gtin), Some(number)) = (gtin.or(ppn), first.filter(|&number| gtin.or(ppn) > Some(number))) {
        unconfirmed.push((number, gtin));
    }
    unconfirmed
}

/// Compares serial, batch, expiry and date of manufacture, in whatever scheme they are stated.
fn facts(carriers: &[Identified], conflicts: &mut Vec<Conflict>) {
    for fact in [Fact::Serial, Fact::Lot, Fact::Expiry, Fact::Made] {
        let date = |date: Option<Date>| date.map(|date| format!("{:?}", date.exact()));
        let value = |carrier: &Identified| match fact {
            Fact::Serial => carrier.serial.clone(),
            Fact::Lot => carrier.lot.clone(),
            Fact::Expiry => date(carrier.expiry),
            _ => date(carrier.made),
        };
        let mut stated =
            carriers.iter().enumerate().filter_map(|(number, carrier)| Some((number, value(carrier)?)));
        let Some((first, known)) = stated.next() else { continue };
        for (number, other) in stated {
            if other != known {
                conflicts.push(disagree(fact, carriers, first, number));
            }
        }
    }
}

/// Compares elements of other meaning by their identifiers.
fn others(elements: &[Merged], conflicts: &mut Vec<Conflict>) {
    let mut first: HashMap<&str, &Merged> = HashMap::new();
    for merged in
        elements.iter().filter(|merged| merged.element.scheme == Scheme::Gs1 && merged.element.known)
    {
        if !matches!(merged.element.fact, Fact::Other | Fact::Quantity) {
            continue;
        }
        let known = *first.entry(&merged.element.id).or_insert(merged);
        if known.element.value != merged.element.value {
            let places = known.places.first().into_iter().chain(merged.places.first()).cloned().collect();
            conflicts.push(conflict(Code::MergeConflict, merged.element.fact, places));
        }
    }
}

/// The link character of a secondary HIBC against the primary one beside it.
fn links(carriers: &[Identified], conflicts: &mut Vec<Conflict>) {
    let primary = carriers.iter().enumerate().find(|(_, carrier)| {
        carrier.kind == Kind::Hibc && carrier.link.is_none() && carrier.stated(Fact::Product).is_some()
    });
    let Some((first, primary)) = primary else { return };
    for (number, carrier) in carriers.iter().enumerate() {
        let Some((link, span)) = carrier.link.filter(|(link, _)| Some(*link) != primary.check) else {
            continue;
        };
        let mut places: Vec<Place> =
            primary.stated(Fact::Product).map(|element| place(first, element)).into_iter().collect();
        places.push(Place { carrier: number, id: "link".to_owned(), value: link.to_string(), span });
        conflicts.push(conflict(Code::HibcLink, Fact::Product, places));
    }
}

/// Judges required and excluded pairs of the union as if it were one message.
fn relations(elements: &[Merged], gtin: Option<Gtin>, conflicts: &mut Vec<Conflict>) {
    let mut text = String::new();
    let mut seen = std::collections::HashSet::new();
    let known = |merged: &&Merged| merged.element.scheme == Scheme::Gs1 && merged.element.known;
    for merged in elements.iter().filter(known) {
        let element = &merged.element;
        if !seen.insert(element.id.as_str()) {
            continue;
        }
        // The number of an EAN symbol has no leading zeros.
        let value =
            if element.id == "01" { format!("{:0>14}", element.value) } else { element.value.clone() };
        text.push_str(&format!("({}){}", element.id, value.replace('(', "\\(")));
    }
    if seen.is_empty() {
        return;
    }
    if let Some(gtin) = gtin.filter(|_| !seen.contains("01")) {
        text.push_str(&format!("(01){gtin}"));
    }
    let (_, errors) = Message::parse_all(Form::Bracketed, text.as_bytes(), &Options::new());
    for error in errors {
        let ai = error.ai().map(|ai| ai.to_string()).unwrap_or_default();
        let of = |id: &str| elements.iter().filter(known).find(|merged| merged.element.id == id);
        let mut places: Vec<Place> = of(&ai).into_iter().flat_map(|merged| merged.places.clone()).collect();
        places.extend(
            rival(&error).and_then(|other| of(&other)).into_iter().flat_map(|merged| merged.places.clone()),
        );
        conflicts.push(Conflict {
            code: error.code(),
            fact: of(&ai).map_or(Fact::Other, |merged| merged.element.fact),
            message: format!("over all carriers: {error}"),
            help: error.help(),
            places,
        });
    }
}

/// The element that excludes the one at fault.
fn rival(error: &ParseError) -> Option<String> {
    error.other().map(|ai| ai.to_string())
}

/// Two carriers that state different things about one fact.
fn disagree(fact: Fact, carriers: &[Identified], first: usize, second: usize) -> Conflict {
    let of = |number: usize| carriers.get(number)?.stated(fact).map(|element| place(number, element));
    conflict(Code::MergeConflict, fact, [of(first), of(second)].into_iter().flatten().collect())
}

fn conflict(code: Code, fact: Fact, places: Vec<Place>) -> Conflict {
    let message = match (code, places.as_slice()) {
        (Code::MergeConflict, [one, two]) => {
            let what = if fact == Fact::Other { format!("({})", one.id) } else { fact.as_str().to_owned() };
            format!(
                "carrier {} states {what} {:?}, carrier {} {:?}",
                one.carrier, one.value, two.carrier, two.value
            )
        }
        _ => ParseError::new(code, Span::default()).message(),
    };
    Conflict { code, fact, message, help: code.help(), places }
}

#[cfg(test)]
mod tests {
    use super::super::identify::{Options as Reading, identify};
    use super::*;
    use proptest::prelude::*;

    fn merged(texts: &[&str]) -> Package {
        let options = Reading::new().requisites(false);
        let read = |text: &&str| {
            identify(Kind::Auto, text.as_bytes(), &options).unwrap_or_else(|error| panic!("{text}: {error}"))
        };
        Package::merge(&texts.iter().map(read).collect::<Vec<_>>())
    }

    fn codes(package: &Package) -> Vec<(Code, Fact, usize)> {
        package.conflicts.iter().map(|one| (one.code, one.fact, one.places.len())).collect()
    }

    const PPN: &str = "[)>\x1e06\x1d9N110375286414\x1dSA1\x1d1TB7\x1dD281200\x1e\x04";

    #[test]
    fn carriers_of_one_pack_agree() {
        let package = merged(&[PPN, "]d2010415003752864321A1\x1d10B7\x1d17281231", "]E04150037528643"]);
        assert_eq!((codes(&package), package.unconfirmed.len()), (vec![], 0));
        assert_eq!(package.key.unwrap().as_str(), "(01)04150037528643(21)A1");
        assert_eq!(package.elements[0].places.len(), 1);
        let linear = merged(&["]E04150037528643", "(21)A1(10)B7"]);
        assert_eq!((codes(&linear), linear.key.unwrap().as_str()), (vec![], "(01)04150037528643(21)A1"));
        let twice = merged(&["(01)04150037528643(21)A1", "(21)A1(01)04150037528643"]);
        assert_eq!(twice.elements.iter().map(|one| one.places.len()).collect::<Vec<_>>(), [2, 2]);
    }

    #[test]
    fn what_differs_is_said_with_both_places() {
        let package = merged(&[PPN, "(01)04150037528643(21)A2(10)B7(17)290101"]);
        assert_eq!(
            codes(&package),
            [(Code::MergeConflict, Fact::Serial, 2), (Code::MergeConflict, Fact::Expiry, 2)]
        );
        let [one, two] = package.conflicts[0].places.as_slice() else { panic!("two places") };
        assert_eq!((one.span.of(PPN.as_bytes()), two.value.as_str()), (b"A1".as_slice(), "A2"));
        assert_eq!(
            codes(&merged(&["]E04150037528643", "]E09506000134352"])),
            [(Code::MergeConflict, Fact::Product, 2)]
        );
        assert_eq!(
            codes(&merged(&["(01)09506000134352(240)A", "(240)B"])),
            [(Code::MergeConflict, Fact::Other, 2)]
        );
        // Another GTIN beside a PPN may be the maker's own.
        let package = merged(&[PPN, "]E09506000134352"]);
        assert_eq!((codes(&package), package.unconfirmed), (vec![], vec![(0, 1)]));
    }

    #[test]
    fn rules_hold_over_the_union() {
        assert_eq!(
            codes(&merged(&["(21)A1", "(10)B7"])),
            [(Code::AiRequired, Fact::Serial, 1), (Code::AiRequired, Fact::Lot, 1)]
        );
        let package = merged(&["(01)09506000134352", "(02)09506000134352(37)5(00)395060001340000018"]);
        assert!(
            codes(&package).iter().any(|(code, _, places)| *code == Code::AiExcluded && *places == 2),
            "{package:?}"
        );
        assert_eq!(codes(&merged(&[PPN, "(710)03752864"])), []);
    }

    #[test]
    fn a_secondary_hibc_links_to_its_primary() {
        let check =
            |body: &str| format!("{body}{}", super::super::hibc_check(body.as_bytes()).unwrap() as char);
        let package = merged(&["+A123BJC5D6E71G", &check("+$$3281231LOT1G")]);
        assert_eq!((codes(&package), package.key.unwrap().as_str()), (vec![], "hibc:A123BJC5D6E71"));
        assert_eq!(package.lot.as_deref(), Some("LOT1"));
        assert_eq!(
            codes(&merged(&["+A123BJC5D6E71G", &check("+$$3281231LOT1H")])),
            [(Code::HibcLink, Fact::Product, 2)]
        );
    }

    proptest! {
        /// However the elements of one message are spread over carriers, the union is judged like the message.
        #[test]
        fn spreading_changes_nothing(mask in 0u8..32, lot in "[A-Z0-9]{1,10}", serial in "[A-Z0-9]{1,10}", order in any::<bool>()) {
            let elements = ["(01)09506000134352".to_owned(), format!("(21){serial}"), format!("(10){lot}"), "(17)281231".to_owned(), "(37)5".to_owned()];
            let mut sides = [String::new(), String::new()];
            for (index, element) in elements.iter().enumerate() {
                sides[usize::from(mask >> index & 1)].push_str(element);
            }
            let mut sides: Vec<&str> = sides.iter().map(String::as_str).filter(|side| !side.is_empty()).collect();
            if order {
                sides.reverse();
            }
            let (_, errors) = Message::parse_all(Form::Bracketed, elements.concat().as_bytes(), &Options::new());
            let mut expected: Vec<Code> = errors.iter().map(ParseError::code).collect();
            // A single carrier of which two elements exclude each other is refused before it is merged.
            let options = Reading::new().requisites(false);
            let read: Result<Vec<_>, _> = sides.iter().map(|side| identify(Kind::Gs1, side.as_bytes(), &options)).collect();
            if let Ok(carriers) = read {
                let package = Package::merge(&carriers);
                let mut found: Vec<Code> = package.conflicts.iter().map(|one| one.code).collect();
                found.sort();
                expected.sort();
                prop_assert_eq!(found, expected);
                prop_assert_eq!(package.key.unwrap().to_string(), format!("(01)09506000134352(21){serial}"));
            }
        }
    }
}
