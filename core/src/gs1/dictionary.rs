use std::sync::Arc;

use super::ai_table::BUILT_IN;
use super::compile::{Compiled, Row, compile};
use super::tables::{Check, Component, Tables};
use crate::diagnostic::{ApplicationIdentifier, Pattern};

/// Which Application Identifiers there are, how their values look and how they relate.
///
/// [`Dictionary::built_in`] is compiled into the crate; [`Dictionary::from_text`] reads a later release of the GS1
/// Barcode Syntax Dictionary.
#[derive(Clone, Debug, Default)]
pub struct Dictionary(Option<Arc<Compiled>>);

impl Dictionary {
    /// The table of this crate: 541 AIs of the release of 2026-01-27.
    ///
    /// ```
    /// use tallymark::gs1::Dictionary;
    /// assert_eq!(Dictionary::built_in().release(), "2026-01-27");
    /// assert_eq!(Dictionary::built_in().ais().count(), 541);
    /// ```
    #[must_use]
    pub const fn built_in() -> Self {
        Dictionary(None)
    }

    /// Reads a GS1 Barcode Syntax Dictionary in the text form in which GS1 publishes it.
    ///
    /// ```
    /// use tallymark::gs1::Dictionary;
    /// let text = "# Release: 2099-01-01\n01 *? N14,csum,gcppos2 dlpkey=21 # GTIN\n21 X..20 req=01 # SERIAL\n";
    /// let dictionary = Dictionary::from_text(text)?;
    /// assert_eq!((dictionary.release(), dictionary.ais().count()), ("2099-01-01", 2));
    /// # Ok::<(), tallymark::gs1::DictionaryError>(())
    /// ```
    ///
    /// # Errors
    /// [`DictionaryError`] with the line that cannot be read.
    pub fn from_text(text: &str) -> Result<Self, DictionaryError> {
        let mut release = "unset";
        let mut rows = Vec::new();
        for (number, line) in (1..).zip(text.lines()) {
            if let Some(comment) = line.strip_prefix('#') {
                if let Some(date) = comment.trim().strip_prefix("Release:") {
                    release = date.trim();
                }
            } else if !line.trim().is_empty() {
                let row =
                    row(line).ok_or(DictionaryError { line: number, message: "cannot be read".into() })?;
                rows.push(row);
            }
        }
        match compile(release, &rows) {
            Ok(compiled) => Ok(Dictionary(Some(Arc::new(compiled)))),
            Err(message) => Err(DictionaryError { line: 0, message }),
        }
    }

    /// The date of the release as the dictionary states it.
    #[must_use]
    pub fn release(&self) -> &str {
        self.tables().release
    }

    /// All AIs, in the order of the dictionary.
    pub fn ais(&self) -> impl ExactSizeIterator<Item = ApplicationIdentifier> + '_ {
        self.tables().definitions.iter().map(|definition| definition.ai)
    }

    /// The data title, such as `BATCH/LOT` for 10; `None` if the AI is not assigned or has none.
    ///
    /// ```
    /// # use tallymark::gs1::{ApplicationIdentifier, Dictionary};
    /// let ai = ApplicationIdentifier::new("10").unwrap();
    /// assert_eq!(Dictionary::built_in().title(ai), Some("BATCH/LOT"));
    /// ```
    #[must_use]
    pub fn title(&self, ai: ApplicationIdentifier) -> Option<&str> {
        let tables = self.tables();
        let title = tables.title(tables.definition(ai)?);
        (!title.is_empty()).then_some(title)
    }

    pub(crate) fn tables(&self) -> Tables<'_> {
        self.loaded().unwrap_or(BUILT_IN)
    }

    /// The tables, unless they are the built-in ones.
    pub(crate) fn loaded(&self) -> Option<Tables<'_>> {
        self.0.as_ref().map(|compiled| compiled.tables())
    }
}

/// Why a dictionary cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct DictionaryError {
    /// The line, counted from one; 0 if it is not a single line.
    pub line: usize,
    message: String,
}

/// One line of the Syntax Dictionary: AIs, flags, components, attributes, `# title`.
fn row(line: &str) -> Option<Row> {
    let (facts, title) = line.split_once('#').unwrap_or((line, ""));
    let mut words = facts.split_whitespace().peekable();
    let ais = words.next()?;
    let (first, last) = ais.split_once('-').unwrap_or((ais, ais));
    let (first, last) = (ApplicationIdentifier::new(first)?, ApplicationIdentifier::new(last)?);
    if first.digits() != last.digits() || first.value() / 10 != last.value() / 10 {
        return None;
    }
    let flags = words.next_if(|word| word.bytes().all(|byte| byte.is_ascii_punctuation())).unwrap_or("");
    let mut row = Row {
        first,
        last,
        components: Vec::new(),
        fixed: flags.contains('*'),
        attribute: flags.contains('?'),
        needs: Vec::new(),
        excludes: Vec::new(),
        key: None,
        title: title.trim().to_owned(),
    };
    for word in words {
        match word.split_once('=') {
            Some(("req", list)) => {
                let together = |text: &str| text.split('+').map(pattern).collect::<Option<Vec<_>>>();
                row.needs.push(list.split(',').map(together).collect::<Option<_>>()?);
            }
            Some(("ex", list)) => {
                row.excludes.extend(list.split(',').map(pattern).collect::<Option<Vec<_>>>()?);
            }
            Some(("dlpkey", list)) => {
                let sequence = |text: &str| text.split(',').map(ApplicationIdentifier::new).collect();
                row.key = Some(list.split('|').map(sequence).collect::<Option<_>>()?);
            }
            None if word == "dlpkey" => row.key = Some(Vec::new()),
            // Attributes of later releases do not concern us.
            Some(_) => {}
            None => row.components.push(component(word)?),
        }
    }
    let before_last = row.components.split_last()?.1;
    before_last.iter().all(|component| component.least == component.most).then_some(row)
}

/// `01`, or `35nn` for all AIs of four digits that begin with 35.
fn pattern(text: &str) -> Option<Pattern> {
    let digits = text.trim_end_matches('n');
    Some(Pattern {
        fixed: ApplicationIdentifier::new(digits)?,
        open: u8::try_from(text.len() - digits.len()).ok()?,
    })
}

/// `N6,yymmdd`, `X..20`, `[N..12]`.
fn component(word: &str) -> Option<Component> {
    let (form, names) = word.split_once(',').unwrap_or((word, ""));
    let inner = form.strip_prefix('[').and_then(|form| form.strip_suffix(']'));
    let form = inner.unwrap_or(form);
    let set = form.bytes().next().filter(|set| b"NXYZ".contains(set))?;
    let length = form.get(1..)?;
    let (least, most) = match length.strip_prefix("..") {
        Some(most) => (1, most.parse().ok()?),
        None => (length.parse().ok()?, length.parse().ok()?),
    };
    let mut checks = [None; 3];
    for (slot, name) in names.split(',').filter(|name| !name.is_empty()).enumerate() {
        *checks.get_mut(slot)? = Some(Check::from_dictionary(name)?);
    }
    (least > 0 && most > 0).then_some(Component { set, least, most, optional: inner.is_some(), checks })
}
