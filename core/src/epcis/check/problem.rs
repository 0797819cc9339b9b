use crate::diagnostic::Severity;

/// Something that is wrong with a document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Problem {
    /// The finding code, such as `AG-106`.
    pub code: &'static str,
    /// The rule, such as `child-not-commissioned`.
    pub rule: &'static str,
    /// How bad it is; an error blocks.
    #[cfg_attr(feature = "serde", serde(serialize_with = "word"))]
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do.
    pub help: String,
    /// The document.
    pub file: String,
    /// The line, from 1; none where it is about the whole document.
    pub line: Option<u64>,
    /// The column, from 1.
    pub column: Option<u64>,
    /// The byte, from 0.
    pub offset: Option<u64>,
    /// The number of the event in its document, from 1.
    pub event: Option<u64>,
    /// The line at which that event begins.
    pub event_line: Option<u64>,
    /// The number of the earlier event that says otherwise, in its document.
    pub contradicts: Option<u64>,
    /// The document of that event.
    pub contradicts_file: Option<String>,
    /// The line at which that event begins.
    pub contradicts_line: Option<u64>,
    /// The byte at which that event begins.
    pub contradicts_offset: Option<u64>,
    /// The things concerned, in canonical form.
    pub entities: Vec<String>,
    /// What the receiver would call it.
    pub exception: Exception,
}

/// The exception that a receiver would raise.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Exception {
    /// The category of the HDA's exceptions guideline (2023).
    pub hda: &'static str,
    /// The scenario of GS1 US's serialized exceptions addendum R1.2, where it has one.
    pub gs1us: Option<&'static str>,
}

#[cfg(feature = "serde")]
#[allow(clippy::trivially_copy_pass_by_ref)] // the shape that serde asks for
fn word<S: serde::Serializer>(severity: &Severity, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(match severity {
        Severity::Info => "info",
        Severity::Warning => "warning",
        Severity::Error => "error",
    })
}
