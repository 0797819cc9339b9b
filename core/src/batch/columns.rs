use super::Stream;

/// A column of a stream.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    /// A row means nothing without it, so that a file without it cannot be used.
    pub(super) needed: bool,
}

macro_rules! columns {
    ($($module:ident { $($index:ident $name:literal $($needed:ident)?,)* })*) => {$(
        pub(super) mod $module {
            use super::Column;
            #[allow(non_camel_case_types, clippy::upper_case_acronyms)]
            enum Index { $($index,)* }
            $(pub(in super::super) const $index: usize = Index::$index as usize;)*
            pub(in super::super) const COLUMNS: &[Column] =
                &[$(Column { name: $name, needed: columns!(@ $($needed)?) },)*];
        }
    )*};
    (@ needed) => { true };
    (@) => { false };
}

columns! {
    pool {
        SERIAL "serial" needed, GTIN "gtin", STATE "state", REQUEST "request", ISSUED_AT "issued_at",
        RETURNED_AT "returned_at",
    }
    sscc_pool {
        ID "id" needed, STATE "state", REQUEST "request", ISSUED_AT "issued_at", RETURNED_AT "returned_at",
    }
    printer {
        SEQ "seq", T "t" needed, DEVICE "device", SERIAL "serial" needed, GTIN "gtin", LOT "lot", EXPIRY "expiry",
        JOB "job", REEL "reel", HEAD_TEMP "head_temp", RESULT "result" needed, REPRINT "reprint",
    }
    camera {
        SEQ "seq", T "t" needed, DEVICE "device", RAW "raw" needed, DECODED "decoded" needed, GRADE "grade",
        MATCH "match" needed, REJECT "reject" needed, EJECTED "ejected",
    }
    agg {
        SEQ "seq", T "t" needed, STATION "station", OP "op" needed, PARENT "parent" needed, CHILD "child" needed,
        MODE "mode", OPERATOR "operator", SENSOR_COUNT "sensor_count",
    }
    events {
        T "t" needed, SOURCE "source", KIND "kind" needed, DETAIL "detail",
    }
    l4 {
        SERIAL "serial" needed, GTIN "gtin", STATE "state" needed, LOT "lot", EXPIRY "expiry",
        UPDATED_AT "updated_at",
    }
    wms {
        ID "id" needed, STATE "state", LOCATION "location", T "t",
    }
    verify {
        T "t" needed, OPERATOR "operator", PARENT "parent" needed, CHILD "child" needed,
    }
    audit {
        T "t" needed, ACTOR "actor", ROLE "role", ACTION "action" needed, TARGET "target" needed, OLD "old",
        NEW "new", REASON "reason",
    }
}

/// The columns of a stream of rows; none for EPCIS, which comes as documents.
pub(super) fn of(stream: Stream) -> &'static [Column] {
    match stream {
        Stream::Pool => pool::COLUMNS,
        Stream::SsccPool => sscc_pool::COLUMNS,
        Stream::Printer => printer::COLUMNS,
        Stream::Camera => camera::COLUMNS,
        Stream::Agg => agg::COLUMNS,
        Stream::Events => events::COLUMNS,
        Stream::Epcis => &[],
        Stream::L4 => l4::COLUMNS,
        Stream::Wms => wms::COLUMNS,
        Stream::Verify => verify::COLUMNS,
        Stream::Audit => audit::COLUMNS,
    }
}
