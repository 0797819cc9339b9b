use std::fmt;

macro_rules! row_codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, help: $help:literal;)*) => {
        /// Why a row of a stream was not used. The text of a code never changes and is never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum RowCode { $($(#[$doc])* $name,)* }

        impl RowCode {
            /// Every code.
            pub const ALL: &'static [RowCode] = &[$(RowCode::$name,)*];

            /// The stable text, such as `row-time`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(RowCode::$name => $text,)* }
            }

            /// What to do about it, in a sentence.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(RowCode::$name => $help,)* }
            }
        }
    };
}

row_codes! {
    /// A time cannot be read, or has no offset.
    Time = "row-time", help: "write times as RFC 3339 does, with an offset: 2026-03-04T10:01:07.250+01:00";
    /// A serial is empty, too long or holds a character that AI 21 does not allow.
    Serial = "row-serial", help: "a serial has 1 to 20 characters of the GS1 82-character set";
    /// A trade item number is not a valid GTIN.
    Gtin = "row-gtin", help: "a GTIN has 8, 12, 13 or 14 digits, the last of them a check digit";
    /// An identifier cannot be read, or names neither a pack nor a container.
    Identifier = "row-identifier", help: "give an SGTIN or an SSCC as element string, EPC URN or GS1 Digital Link";
    /// A number cannot be read or is out of its range.
    Number = "row-number", help: "write numbers in plain digits with a decimal point";
    /// A flag is neither 0 nor 1.
    Flag = "row-flag", help: "write 0 or 1";
    /// A word is none of those that the column knows.
    Word = "row-word", help: "use one of the words that the description of the batch folder lists for this column";
    /// A cell without which the row means nothing is empty.
    Missing = "row-missing", help: "fill the cell, or correct the export that left it empty";
    /// The row has more or fewer cells than the header.
    Width = "row-width", help: "look for a separator or a quotation mark that is missing or one too many";
    /// A cell is not UTF-8 text, or holds NUL.
    Encoding = "row-encoding", help: "export the file as UTF-8";
    /// A quotation mark is opened and never closed.
    Quote = "row-quote", help: "close the quotation mark; inside a quoted cell it is written twice";
    /// The row is longer than the reader takes.
    TooLong = "row-too-long", help: "look for a missing line end or quotation mark, or for rubbish in the file";
    /// A line is not a JSON object.
    Json = "row-json", help: "write one JSON object with text, numbers, true, false or null on each line";
    /// A value has another type than the column takes.
    Type = "row-type", help: "give text or a number, not a list or an object";
    /// An EPCIS event lacks what every event has.
    Event = "row-event", help: "compare the event with EPCIS 2.0 section 7.4";
    /// The document is not well-formed from here on.
    Document = "row-document", help: "everything before this place was used; have the document exported again";
    /// The file ends too early or is damaged from here on.
    Truncated = "file-truncated", help: "everything before this place was used; copy the file again";
    /// The rest of the file was not read, because too much of it is unusable.
    Abandoned = "file-abandoned", help: "check that the file is what its name says";
}

impl fmt::Display for RowCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A row refused: where and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) column: &'static str,
    pub(super) code: RowCode,
    pub(super) message: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_kebab_case_and_helped() {
        let texts: std::collections::BTreeSet<&str> = RowCode::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(texts.len(), RowCode::ALL.len());
        for code in RowCode::ALL {
            assert!(code.as_str().bytes().all(|byte| byte == b'-' || byte.is_ascii_lowercase()));
            assert!(!code.help().is_empty());
        }
    }
}
