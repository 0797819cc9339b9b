use std::fmt;

use super::built_in::BUILT_IN;
use crate::diagnostic::{Code, Span};

/// Why a profile cannot be read, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileError {
    pub(super) code: Code,
    pub(super) member: String,
    pub(super) span: Span,
    pub(super) line: u32,
    pub(super) column: u32,
    pub(super) message: String,
    pub(super) help: Option<String>,
}

impl ProfileError {
    /// No built-in profile has this name.
    pub(super) fn unknown(name: &str) -> Self {
        ProfileError {
            code: Code::ProfileUnknown,
            member: String::new(),
            span: Span::default(),
            line: 0,
            column: 0,
            message: format!("no built-in profile is called {name:?}"),
            help: Some(format!(
                "the built-in profiles are {}; give another one as its own data",
                BUILT_IN.join(", ")
            )),
        }
    }

    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// The member: a JSON pointer (RFC 6901) such as `/rules/3/id`; empty for the whole file.
    #[must_use]
    pub fn member(&self) -> &str {
        &self.member
    }

    /// The bytes of the file that are meant.
    #[must_use]
    pub const fn span(&self) -> Span {
        self.span
    }

    /// The line, counted from 1; 0 if it is not about a file.
    #[must_use]
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// The byte within the line, counted from 1.
    #[must_use]
    pub const fn column(&self) -> u32 {
        self.column
    }

    /// Line, column and member in words: `line 3, column 5, /rules/0/id`; empty if it is not about a file.
    #[must_use]
    pub fn place(&self) -> String {
        match (self.line, self.member.as_str()) {
            (0, _) => String::new(),
            (line, "") => format!("line {line}, column {}", self.column),
            (line, member) => format!("line {line}, column {}, {member}", self.column),
        }
    }

    /// What is wrong there.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do about it.
    #[must_use]
    pub fn help(&self) -> &str {
        self.help.as_deref().unwrap_or_else(|| self.code.help())
    }
}

impl fmt::Display for ProfileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.code)?;
        if self.line > 0 {
            write!(f, "{}: ", self.place())?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for ProfileError {}
