//! The only place where an error code is written.

/// How much a diagnostic matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Severity {
    /// Worth knowing; nothing has to be done.
    Info,
    /// Should be looked at; does not block.
    Warning,
    /// Blocks: the input is invalid or the batch does not agree.
    Error,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $number:literal $name:ident = $text:literal, help: $help:literal, spec: $spec:literal;)*) => {
        /// What is wrong with an input. The number and the text of a code never change and are never reused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u16)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $name = $number,)* }

        impl Code {
            /// Every code, in the order of the numbers.
            pub const ALL: &'static [Code] = &[$(Code::$name,)*];

            /// The stable text of the code, such as `ai-checksum`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)* }
            }

            /// What to do about it, in a sentence.
            #[must_use]
            pub const fn help(self) -> &'static str {
                match self { $(Code::$name => $help,)* }
            }

            /// The standard and section that ask for it.
            #[must_use]
            pub const fn source(self) -> &'static str {
                match self { $(Code::$name => $spec,)* }
            }
        }
    };
}

codes! {
    /// The input holds nothing.
    100 Empty = "empty", help: "give an identifier", spec: "GS1 General Specifications 7.8";
    /// The check digit does not match the digits before it.
    101 AiChecksum = "ai-checksum", help: "compare the digits with the label; one of them or the check digit was misread", spec: "GS1 General Specifications 7.9.1";
    /// The value is shorter or longer than its format allows.
    102 AiLength = "ai-length", help: "compare the value with the format of its Application Identifier", spec: "GS1 General Specifications 3.2";
    /// A character is outside the character set of the value.
    103 AiCharset = "ai-charset", help: "only the characters of the named set may be encoded", spec: "GS1 General Specifications 7.11";
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
