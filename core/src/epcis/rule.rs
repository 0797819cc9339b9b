use crate::diagnostic::Severity;

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $code:literal, $severity:ident, $hda:literal, $gs1us:expr, $help:literal;)*) => {
        /// What a check of EPCIS documents can find. The words and codes never change and are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$doc])* $name,)*
        }

        impl Rule {
            /// All of them.
            pub const ALL: &[Rule] = &[$(Rule::$name,)*];

            const fn row(self) -> Row {
                match self {
                    $(Rule::$name => Row {
                        word: $word,
                        code: $code,
                        severity: Severity::$severity,
                        hda: $hda,
                        gs1us: $gs1us,
                        help: $help,
                    },)*
                }
            }
        }
    };
}

struct Row {
    word: &'static str,
    code: &'static str,
    severity: Severity,
    hda: &'static str,
    gs1us: Option<&'static str>,
    help: &'static str,
}

// Categories are those of the HDA exceptions guideline (2023), scenarios those of the GS1 US serialized exceptions
// addendum R1.2; a scenario is named only where the addendum has one for what the receiver would see.
rules! {
    /// Cannot be read as XML or JSON, or an event cannot be made of it.
    Unreadable = "unreadable", "EV-205", Error, "Data issue", Some("1-5"),
        "correct the document at the place named; nothing behind broken markup can be checked";
    /// An identifier is not written as its scheme demands.
    EpcSyntax = "epc-syntax", "EV-205", Error, "Data issue", Some("1-4A"),
        "write the identifier as the EPC Tag Data Standard or GS1 Digital Link asks";
    /// One company prefix is cut at two lengths.
    PrefixSplit = "company-prefix-split", "EV-205", Error, "Data issue", Some("1-4A"),
        "use one length of the company prefix for all identifiers of a company";
    /// A word that the CBV does not have, written as if it had.
    UnknownWord = "unknown-cbv-word", "EV-205", Error, "Data issue", None,
        "use a word of the Core Business Vocabulary, or a URI of your own name space";
    /// A CBV word in a form that the notation does not use.
    WordForm = "cbv-word-form", "EV-205", Warning, "Data issue", None,
        "write CBV words as URN in XML and as bare word in JSON";
    /// The action does not go with the business step.
    ActionStep = "action-step", "EV-205", Error, "Data issue", None,
        "commissioning adds, decommissioning and destroying delete, packing adds, unpacking deletes, shipping and receiving observe";
    /// The disposition does not go with the business step.
    DispositionStep = "disposition-step", "EV-205", Error, "Data issue", None,
        "use the disposition that goes with the business step";
    /// An event that must have one has no action, or none that exists.
    ActionMissing = "action-missing", "EV-205", Error, "Data issue", None,
        "write ADD, OBSERVE or DELETE";
    /// No eventTime, or none that can be read.
    TimeInvalid = "time-invalid", "EV-205", Error, "Data issue", None,
        "write the time as 2026-03-04T10:01:07.250+01:00";
    /// An eventTime without time zone names no moment.
    TimeZoneMissing = "time-zone-missing", "EV-205", Error, "Data issue", None,
        "write Z or an offset such as +01:00 behind the time";
    /// eventTimeZoneOffset is missing or not an offset.
    OffsetInvalid = "time-zone-offset", "EV-205", Error, "Data issue", None,
        "add eventTimeZoneOffset with the offset in force where the event happened, such as +01:00";
    /// Happened after the document was written, or after now.
    Future = "event-in-future", "EV-204", Error, "Data issue", None,
        "correct the time or the clock of the system that recorded the event";
    /// Every event is later than the creation of the document.
    CreationDate = "creation-date", "EV-204", Warning, "Data issue", None,
        "write the time at which the document was made";
    /// Recorded before it happened.
    RecordTime = "recorded-before-event", "EV-204", Warning, "Data issue", None,
        "correct the clock of the system that recorded the event";
    /// The same identifier stands twice in one list.
    TwiceInEvent = "epc-twice-in-event", "RX-210", Error, "Data issue", Some("1-4A"),
        "name every identifier once";
    /// A child stands twice in the list of one aggregation.
    ChildTwice = "child-twice-in-event", "AG-103", Error, "Data issue", Some("1-4A"),
        "name every child once";
    /// Begun again while it lives.
    CommissionedTwice = "commissioned-twice", "RX-210", Error, "Data issue", Some("1-4A"),
        "one serial is commissioned once; remove the second event or withdraw the first with an error declaration";
    /// Begun again after its end.
    Recommissioned = "recommissioned", "RX-210", Error, "Data issue", Some("1-4A"),
        "a serial that was decommissioned is not used again; give the item a new one";
    /// A logistic unit's number is used again.
    SsccReused = "sscc-reused", "AG-111", Error, "Data issue", Some("1-4A"),
        "give the new logistic unit a new SSCC; a number stays reserved for at least a year";
    /// Put into a container, never commissioned.
    ChildUnknown = "child-not-commissioned", "AG-106", Error, "Product-no-data", Some("1-5"),
        "send the commissioning event of the item, or give the earlier file that holds it";
    /// Used as a container, never commissioned.
    ParentUnknown = "parent-not-commissioned", "AG-106", Error, "Product-no-data", Some("1-5"),
        "send the commissioning event of the container, or give the earlier file that holds it";
    /// Shipped or used up, never commissioned.
    UsedUnknown = "used-not-commissioned", "RX-213", Error, "Product-no-data", Some("1-5"),
        "send the commissioning event of the item, or give the earlier file that holds it";
    /// Used at a time before that of its commissioning.
    UsedEarly = "used-before-commissioning", "EV-204", Error, "Data issue", None,
        "correct the order of the events or the clock of the system that recorded one of them";
    /// The documents hold no commissioning at all, so nothing can be said of their items.
    NoHistory = "no-history", "EV-221", Info, "Data issue", None,
        "give the earlier files before this one to check what they commissioned";
    /// Put into the container in which it is.
    PackedAgain = "packed-again", "AG-103", Error, "Data issue", Some("1-4A"),
        "remove the second event, or unpack the item first";
    /// Put into a second container.
    TwoParents = "two-parents", "AG-102", Error, "Data issue", Some("1-4A"),
        "unpack the item from the first container before it is packed into the second";
    /// A container ends up inside itself.
    Cycle = "cycle", "AG-105", Error, "Data issue", Some("1-4A"),
        "correct parent and child of the event";
    /// A logistic unit in a trade item, or an item in one of its own kind.
    WrongLevel = "wrong-level", "AG-105", Error, "Data issue", Some("1-4A"),
        "correct parent and child of the event";
    /// Taken out of a container in which it is not.
    NotInside = "unpacked-not-inside", "AG-114", Error, "Data issue", Some("1-4A"),
        "name the container in which the item is, or send the packing event first";
    /// No container is named.
    ParentMissing = "parent-missing", "EV-205", Error, "Data issue", Some("1-5"),
        "an aggregation that adds or deletes names its parentID";
    /// Nothing is put in.
    ChildrenMissing = "children-missing", "EV-205", Error, "Data issue", Some("1-5"),
        "an aggregation that adds names childEPCs or a childQuantityList";
    /// More of a class taken out of a container than was put in.
    OverUnpacked = "quantity-over-unpacked", "AG-118", Error, "Data issue", Some("1-4A"),
        "correct the quantity, or send the packing event that is missing";
    /// More of a class packed than was commissioned.
    OverPacked = "quantity-over-packed", "AG-118", Error, "Data issue", Some("1-4A"),
        "correct the quantity, or send the commissioning event that is missing";
    /// Shipped without anything in it.
    ShippedEmpty = "shipped-empty", "AG-115", Error, "Product-no-data", Some("1-5"),
        "send the aggregation of the container, or do not ship it";
    /// Shipped by itself while it is in a container.
    ShippedPacked = "shipped-while-packed", "AG-116", Error, "Data issue", Some("1-4A"),
        "unpack the item first, or ship the container";
    /// A container and something in it are shipped together.
    ShippedBoth = "parent-and-child-shipped", "AG-116", Error, "Data issue", Some("1-4A"),
        "name the outermost container only";
    /// Shipped again without having arrived.
    ShippedTwice = "shipped-twice", "EV-208", Error, "Data issue", Some("1-4A"),
        "send void_shipping or receiving before it is shipped again";
    /// Packed while it is on its way.
    PackedInTransit = "packed-after-shipping", "EV-204", Error, "Data issue", Some("1-4A"),
        "correct the order of the events, or send void_shipping or receiving first";
    /// Arrived without having left.
    ReceivedUnshipped = "received-not-shipped", "EV-204", Error, "Data issue", Some("1-4A"),
        "send the shipping event, or correct what was received";
    /// Ended twice.
    EndedTwice = "decommissioned-twice", "RX-210", Error, "Data issue", Some("1-4A"),
        "remove the second event";
    /// Ended while it is in a container.
    EndedPacked = "decommissioned-while-packed", "AG-117", Error, "Data issue", Some("2-2"),
        "unpack the item first";
    /// A container is ended with something in it.
    EndedFull = "decommissioned-with-content", "AG-117", Error, "Data issue", Some("1-4A"),
        "unpack what is in the container first";
    /// Used after its end.
    UsedAfterEnd = "used-after-decommissioning", "RX-209", Error, "Unavailable for distribution", Some("1-4A"),
        "an item that was decommissioned, destroyed or used up cannot be packed, shipped or used";
    /// One lot of one trade item has two expiry dates.
    TwoExpiries = "lot-with-two-expiries", "RX-212", Error, "Data issue", Some("1-2"),
        "correct the lot or the expiry";
    /// A trade item container holds items of several lots.
    MixedLot = "mixed-lot", "AG-110", Error, "Data issue", Some("1-2"),
        "correct the lot, or pack lots apart";
    /// A trade item container holds several trade items.
    MixedGtin = "mixed-gtin", "AG-110", Error, "Data issue", Some("1-4A"),
        "correct parent or child, or pack trade items apart";
    /// A case's GTIN with an indicator digit belongs to another trade item than what is in it.
    CaseGtin = "case-gtin", "AG-110", Error, "Data issue", Some("1-4A"),
        "a GTIN with indicator digit 1 to 8 contains the GTIN of what is in it (GS1 General Specifications 2.1)";
    /// The expiry in ILMD is no date.
    ExpiryInvalid = "expiry-invalid", "EV-205", Error, "Data issue", None,
        "write itemExpirationDate as YYYY-MM-DD";
    /// An event says what an earlier one says.
    Duplicate = "duplicate-event", "EV-220", Error, "Data issue", None,
        "send every event once";
    /// Two different events have one eventID.
    EventIdReused = "event-id-reused", "EV-210", Error, "Data issue", None,
        "give each event an eventID of its own; withdraw an event with an error declaration";
    /// An error declaration names corrective events that nobody sent.
    CorrectionMissing = "correction-missing", "EV-210", Warning, "Data issue", None,
        "send the corrective events that the error declaration names";
    /// The Standard Business Document Header lacks something.
    Sbdh = "sbdh", "EV-205", Error, "Data issue", Some("1-4B"),
        "fill the header: version, sender and receiver with their authority, standard, version, instance, type and time";
    /// DSCSA: no transaction statement.
    Statement = "transaction-statement", "EV-205", Warning, "Data issue", Some("1-5"),
        "add gs1ushc:dscsaTransactionStatement to the header, or send the statement by other means";
    /// DSCSA: no lot at commissioning.
    LotMissing = "lot-missing", "EV-205", Error, "Data issue", Some("1-2"),
        "add cbvmda:lotNumber to the ILMD of the commissioning event";
    /// DSCSA: no expiry at commissioning.
    ExpiryMissing = "expiry-missing", "EV-205", Error, "Data issue", Some("1-2"),
        "add cbvmda:itemExpirationDate to the ILMD of the commissioning event";
    /// DSCSA: several trade items in one commissioning event.
    SeveralGtins = "several-gtins", "EV-205", Warning, "Data issue", None,
        "commission each trade item and lot in an event of its own";
    /// Shipped before its commissioning was recorded.
    LateUpload = "recorded-after-shipping", "EV-222", Warning, "Product-no-data", Some("1-5"),
        "send the data of the goods before the goods; find out why the upload was late";
    /// Shipped on or after its expiry.
    Expired = "shipped-expired", "RX-209", Error, "Unavailable for distribution", None,
        "do not ship expired product, or correct the expiry";
    /// DSCSA: bizStep and disposition are not the pair of the guideline.
    Pair = "step-disposition-pair", "EV-205", Error, "Data issue", None,
        "use commissioning/active, packing/in_progress, shipping/in_transit, decommissioning/inactive, destroying/destroyed";
    /// DSCSA: no readPoint or bizLocation where the guideline has one.
    LocationMissing = "location-missing", "EV-205", Error, "Data issue", None,
        "name readPoint and bizLocation";
    /// DSCSA: bizLocation in a shipping event.
    LocationGiven = "location-given", "EV-205", Info, "Data issue", None,
        "leave bizLocation out of shipping events: the location is unknown while in transit";
    /// DSCSA: no business transaction in a shipping event.
    TransactionMissing = "transaction-missing", "EV-205", Error, "Data issue", Some("1-4B"),
        "add the purchase order or despatch advice to bizTransactionList";
    /// DSCSA: no owning party in a shipping event.
    PartyMissing = "party-missing", "EV-205", Error, "Data issue", Some("1-4B"),
        "add owning_party to sourceList and destinationList";
    /// NDC and GTIN do not agree.
    NdcGtin = "ndc-gtin", "XC-301", Error, "Data issue", None,
        "the digits 3 to 12 of a GTIN that begins with 03 are the ten digits of the NDC";
    /// No master data of a trade item.
    GtinUnknown = "gtin-unknown", "XC-301", Warning, "Data issue", None,
        "add the trade item to the vocabulary of the header, or give it in the partner file";
    /// No master data of a location or party.
    GlnUnknown = "gln-unknown", "XC-301", Warning, "Data issue", None,
        "add the location to the vocabulary of the header, or give it in the partner file";
    /// A word that the partner does not accept.
    WordRefused = "word-refused", "XC-301", Error, "Data issue", None,
        "use a word that the partner accepts";
    /// Something that the partner demands is missing.
    Required = "partner-requires", "EV-205", Error, "Data issue", None,
        "add what the partner demands";
    /// A container holds another number than the master data say.
    CaseQuantity = "case-quantity", "AG-112", Warning, "Packaging and labeling", Some("2-1A"),
        "declare the container partial, or correct the aggregation";
    /// In the list, not in the documents.
    ListMissing = "listed-not-in-documents", "XC-302", Error, "Product-no-data", Some("1-1A"),
        "send the events of these items, or correct the list";
    /// In the documents, not in the list.
    ListExtra = "not-listed", "XC-302", Error, "Data-no-product", Some("2-1A"),
        "correct the list, or withdraw the events";
    /// List and documents differ in lot or expiry.
    ListDiffers = "list-differs", "XC-302", Error, "Data issue", Some("1-2"),
        "correct lot or expiry in one of the two";
}

impl Rule {
    /// The stable word, such as `child-not-commissioned`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.row().word
    }

    /// The finding code, such as `AG-106`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.row().code
    }

    /// How bad it is, if nobody decides otherwise.
    #[must_use]
    pub const fn severity(self) -> Severity {
        self.row().severity
    }

    /// The category of the HDA's exception guideline.
    #[must_use]
    pub const fn hda(self) -> &'static str {
        self.row().hda
    }

    /// The scenario of GS1 US's exceptions addendum, where it has one.
    #[must_use]
    pub const fn gs1us(self) -> Option<&'static str> {
        self.row().gs1us
    }

    /// What to do.
    #[must_use]
    pub const fn help(self) -> &'static str {
        self.row().help
    }

    /// The rule of this word.
    #[must_use]
    pub fn named(word: &str) -> Option<Self> {
        Rule::ALL.iter().copied().find(|rule| rule.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_is_found_by_its_word_and_says_what_to_do() {
        for &rule in Rule::ALL {
            assert_eq!(Rule::named(rule.as_str()), Some(rule));
            assert!(rule.help().len() > 10 && rule.code().len() == 6);
        }
        assert_eq!(Rule::named("nothing"), None);
    }
}
