use std::fmt;

macro_rules! order_codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, help: $help:literal;)*) => {
        /// What is wrong with `batch.json`. The text of a code never changes and is never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum OrderCode { $($(#[$doc])* $name,)* }

        impl OrderCode {
            /// Every code.
            pub const ALL: &'static [OrderCode] = &[$(OrderCode::$name,)*];

            /// The stable text, such as `order-missing`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(OrderCode::$name => $text,)* }
            }

            /// What to do about it, in a sentence.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(OrderCode::$name => $help,)* }
            }
        }
    };
}

order_codes! {
    /// The bytes are not JSON in UTF-8.
    Syntax = "order-syntax", help: "correct the file at this place; it has to be JSON in UTF-8";
    /// `schema` is not `tallymark-batch/1`.
    Schema = "order-schema", help: "this version reads \"schema\": \"tallymark-batch/1\"";
    /// A required member is missing.
    Missing = "order-missing", help: "add the member; schema, order, gtin, lot and expiry are required";
    /// A member has another type than it should.
    Type = "order-type", help: "give the member the type that the description of batch.json shows";
    /// A member stands twice in one object.
    Duplicate = "order-duplicate", help: "keep one of the two";
    /// A text that has to say something is empty.
    Empty = "order-empty", help: "fill in the value, or leave an optional member out";
    /// The trade item number is not a valid GTIN.
    Gtin = "order-gtin", help: "a GTIN has 8, 12, 13 or 14 digits, the last of them a check digit";
    /// The lot cannot stand in AI 10.
    Lot = "order-lot", help: "a lot has 1 to 20 characters of the GS1 82-character set";
    /// The expiry is not a date YYMMDD.
    Expiry = "order-expiry", help: "write YYMMDD; day 00 stands for the last day of the month";
    /// A day is not a date YYYY-MM-DD.
    Date = "order-date", help: "write YYYY-MM-DD";
    /// A time cannot be read or has no offset.
    Time = "order-time", help: "write times as RFC 3339 does, with an offset: 2026-03-04T10:01:07+01:00";
    /// A number is negative, broken or out of its range.
    Number = "order-number", help: "counts are whole numbers from 0, capacities from 1";
}

impl fmt::Display for OrderCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Why `batch.json` is not valid, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {place}: {message}")]
pub struct OrderError {
    pub(super) code: OrderCode,
    pub(super) place: String,
    pub(super) message: String,
}

impl OrderError {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> OrderCode {
        self.code
    }

    /// The place: a JSON pointer (RFC 6901) such as `/quantity/planned`, or `line 3, column 7` where the text is no
    /// JSON.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }

    /// What is wrong there.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        self.code.help()
    }
}
