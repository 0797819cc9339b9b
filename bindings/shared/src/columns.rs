//! Whole columns of identifier texts at once: no exception per row, no copy of the text.

mod diff;
mod lines;
mod share;

use tallymark::gs1::{ApplicationIdentifier, Columns, Options};
pub use tallymark::sets::Texts;

use crate::{Failure, Kind, ParseOptions};
pub use diff::{ChangedReport, DiffCounts, DiffReport, Differences, ListColumns, Naming, RejectedName};
pub use lines::{Lines, Places};
#[cfg(feature = "arrow")]
pub(crate) use share::{share, take};

/// The columns that go by a word instead of digits.
const WORDS: [(&str, &str); 5] =
    [("00", "sscc"), ("01", "gtin"), ("10", "lot"), ("17", "expiry"), ("21", "serial")];

/// The digits of an Application Identifier that may be given as `gtin`, `serial`, `lot`, `expiry` or `sscc`.
#[must_use]
pub fn digits_of(name: &str) -> &str {
    WORDS.iter().find(|(_, word)| *word == name).map_or(name, |(digits, _)| digits)
}

/// An Application Identifier asked for, and the name of its column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    ai: ApplicationIdentifier,
    name: String,
}

impl Field {
    /// What the column is called: `gtin`, `serial`, `lot`, `expiry`, `sscc`, or else the digits.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}

/// What is read of every row.
#[derive(Clone, Debug)]
pub struct Request {
    kind: Kind,
    strictness: Options,
    fields: Vec<Field>,
}

impl Request {
    /// Texts of this kind, read with these options, and the Application Identifiers to return, by word or digits.
    ///
    /// # Errors
    /// `column-ai` if a name is no Application Identifier or is asked for twice.
    pub fn new<T: AsRef<str>>(kind: Kind, options: ParseOptions, ais: &[T]) -> Result<Self, Failure> {
        let mut fields = Vec::<Field>::with_capacity(ais.len());
        for ai in ais.iter().map(AsRef::as_ref) {
            let field = field(ai)?;
            if fields.contains(&field) {
                return Err(Failure::new("column-ai", format!("`{ai}` is asked for twice")));
            }
            fields.push(field);
        }
        Ok(Request { kind, strictness: options.strictness(), fields })
    }

    /// What reads texts for this request, one for each thread.
    pub(crate) fn reader(&self) -> Columns {
        let ais: Vec<_> = self.fields.iter().map(|field| field.ai).collect();
        Columns::new(self.kind.fixed_form(), &self.strictness, &ais)
    }

    /// The Application Identifiers asked for, in order.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }
}

fn field(name: &str) -> Result<Field, Failure> {
    let digits = digits_of(name);
    let Some(ai) = ApplicationIdentifier::new(digits) else {
        return Err(Failure::new("column-ai", format!("`{name}` is no Application Identifier"))
            .with_help("write two to four digits, or gtin, serial, lot, expiry, sscc"));
    };
    let word = WORDS.iter().find(|(of, _)| *of == digits).map_or(digits, |(_, word)| word);
    Ok(Field { ai, name: word.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_go_by_word_or_digits() {
        let ais = ["01", "serial", "10", "expiry", "00", "3103"];
        let names = Request::new(Kind::Auto, ParseOptions::default(), &ais).unwrap().fields;
        let names: Vec<_> = names.iter().map(Field::name).collect();
        assert_eq!(names, ["gtin", "serial", "lot", "expiry", "sscc", "3103"]);
        for wrong in [&["GTIN"][..], &["1"], &["12345"], &["01", "gtin"], &[""]] {
            assert_eq!(
                Request::new(Kind::Auto, ParseOptions::default(), wrong).unwrap_err().code,
                "column-ai",
                "{wrong:?}"
            );
        }
    }
}
