//! The order in which the parts of an event are written (CBV 2.0, 8.9.2).

/// A name, and the order of what stands in it.
pub(super) struct Part(pub(super) &'static str, pub(super) &'static [Part]);

const EPC: &[Part] = &[Part("epc", &[])];
const AMOUNT: &[Part] =
    &[Part("quantityElement", &[Part("epcClass", &[]), Part("quantity", &[]), Part("uom", &[])])];
const ID: &[Part] = &[Part("id", &[])];

/// When it happened.
const TIMES: &[Part] =
    &[Part("eventTime", &[]), Part("eventTimeZoneOffset", &[]), Part("certificationInfo", &[])];
const PARENT: &[Part] = &[Part("parentID", &[])];
const EPCS: &[Part] = &[Part("epcList", EPC)];

/// What the reference and the table have in common: everything else up to the business location.
const COMMON: &[Part] = &[
    Part("inputEPCList", EPC),
    Part("childEPCs", EPC),
    Part("quantityList", AMOUNT),
    Part("childQuantityList", AMOUNT),
    Part("inputQuantityList", AMOUNT),
    Part("outputEPCList", EPC),
    Part("outputQuantityList", AMOUNT),
    Part("action", &[]),
    Part("transformationID", &[]),
    Part("bizStep", &[]),
    Part("disposition", &[]),
    Part("persistentDisposition", &[Part("set", &[]), Part("unset", &[])]),
    Part("readPoint", ID),
    Part("bizLocation", ID),
];

/// Lists of pairs of a type and an identifier, which the reference writes behind everything that has an order.
const TYPED: &[Part] =
    &[Part("bizTransactionList", &[]), Part("sourceList", &[]), Part("destinationList", &[])];

/// What sensors reported.
const SENSORS: &[Part] = &[Part(
    "sensorElementList",
    &[Part(
        "sensorElement",
        &[
            Part(
                "sensorMetadata",
                &[
                    Part("time", &[]),
                    Part("startTime", &[]),
                    Part("endTime", &[]),
                    Part("deviceID", &[]),
                    Part("deviceMetadata", &[]),
                    Part("rawData", &[]),
                    Part("dataProcessingMethod", &[]),
                    Part("bizRules", &[]),
                ],
            ),
            Part(
                "sensorReport",
                &[
                    Part("type", &[]),
                    Part("exception", &[]),
                    Part("deviceID", &[]),
                    Part("deviceMetadata", &[]),
                    Part("rawData", &[]),
                    Part("dataProcessingMethod", &[]),
                    Part("time", &[]),
                    Part("microorganism", &[]),
                    Part("chemicalSubstance", &[]),
                    Part("value", &[]),
                    Part("component", &[]),
                    Part("stringValue", &[]),
                    Part("booleanValue", &[]),
                    Part("hexBinaryValue", &[]),
                    Part("uriValue", &[]),
                    Part("minValue", &[]),
                    Part("maxValue", &[]),
                    Part("meanValue", &[]),
                    Part("sDev", &[]),
                    Part("percRank", &[]),
                    Part("percValue", &[]),
                    Part("uom", &[]),
                    Part("coordinateReferenceSystem", &[]),
                ],
            ),
        ],
    )],
)];

/// Numbers, which have one form for each value.
pub(super) const NUMBERS: [&str; 8] =
    ["quantity", "value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue"];

/// The order of the reference.
pub(super) fn reference() -> impl Iterator<Item = &'static Part> {
    [TIMES, PARENT, EPCS, COMMON, TYPED, SENSORS].into_iter().flatten()
}

/// The order of the table.
pub(super) fn table() -> impl Iterator<Item = &'static Part> {
    const ILMD: &[Part] = &[Part("ilmd", &[])];
    [TIMES, EPCS, PARENT, COMMON, TYPED, SENSORS, ILMD].into_iter().flatten()
}
