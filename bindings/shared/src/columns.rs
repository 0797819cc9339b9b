//! Whole columns of identifier texts at once: no exception per row, no copy of the text.

mod diff;

use std::ops::Range;

use tallymark::gs1::{self, ApplicationIdentifier, Columns, Options, Text};
pub use tallymark::sets::Texts;
use tallymark::{Code, Span};

use crate::{Failure, Kind, ParseOptions};
pub use diff::{ChangedReport, DiffCounts, DiffReport, Differences, Naming, RejectedName};

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

/// Where the text of a value stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)] // nowhere, there, or here
pub enum Cell {
    /// The row has no such element, or is not valid.
    Nothing,
    /// In the row's own text, as bytes `start..start + len`.
    Cut {
        /// First byte.
        start: u32,
        /// Number of bytes.
        len: u32,
    },
    /// In [`Parsed::made`], because the row writes it differently.
    Made {
        /// First byte.
        start: usize,
        /// Number of bytes.
        len: u32,
    },
}

/// Rows that were read: for each its code, its span, and one cell per field.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// What reads, kept from one block of rows to the next.
    columns: Option<Columns>,
    /// What is wrong with each row and where; `None` for a valid row and for one that holds nothing.
    pub errors: Vec<Option<(Code, Span)>>,
    /// For each field a cell per row.
    pub cells: Vec<Vec<Cell>>,
    /// The texts that stand in no row as they are.
    pub made: Vec<u8>,
}

impl Parsed {
    /// Reads all rows of a column.
    #[must_use]
    pub fn of(column: &(impl Texts + ?Sized), request: &Request) -> Self {
        let mut parsed = Parsed::default();
        parsed.read(column, 0..column.len(), request);
        parsed
    }

    /// Reads some rows of a column in place of what was read before; the request has to be the same every time.
    pub fn read(&mut self, column: &(impl Texts + ?Sized), rows: Range<usize>, request: &Request) {
        let ais: Vec<_> = request.fields.iter().map(|field| field.ai).collect();
        let form = request.kind.fixed_form();
        let columns = self.columns.get_or_insert_with(|| Columns::new(form, &request.strictness, &ais));
        let count = rows.len();
        columns.read(rows.map(|row| column.get(row).map(Text::whole)));
        self.errors.clear();
        self.errors.resize(count, None);
        for fault in columns.faults() {
            if let Some(error) = self.errors.get_mut(fault.row) {
                *error = Some((fault.code, fault.span));
            }
        }
        self.made.clear();
        self.made.extend_from_slice(columns.made());
        self.cells.resize_with(ais.len(), Vec::new);
        for (field, cells) in self.cells.iter_mut().enumerate() {
            cells.clear();
            cells.extend(
                columns.cells().map(|row| row.get(field).map_or(Cell::Nothing, |&cell| Cell::of(cell))),
            );
        }
    }

    /// The text of a field in a row that was read from `input`.
    #[must_use]
    pub fn text<'a>(&'a self, field: usize, row: usize, input: &'a [u8]) -> Option<&'a [u8]> {
        match *self.cells.get(field)?.get(row)? {
            Cell::Nothing => None,
            Cell::Cut { start, len } => input.get(start as usize..start as usize + len as usize),
            Cell::Made { start, len } => self.made.get(start..start + len as usize),
        }
    }
}

impl Cell {
    fn of(cell: gs1::Cell) -> Self {
        let len = |range: &Range<usize>| u32::try_from(range.len()).unwrap_or(u32::MAX);
        match (cell.made(), cell.cut()) {
            (Some(range), _) => Cell::Made { start: range.start, len: len(&range) },
            (None, Some(range)) => {
                Cell::Cut { start: u32::try_from(range.start).unwrap_or(u32::MAX), len: len(&range) }
            }
            (None, None) => Cell::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tallymark::gs1::Message;

    const SCAN: &str = "]d201095060001343521728123110A7B21\x1d21A1B2";

    fn request(ais: &[&str]) -> Request {
        Request::new(Kind::Auto, ParseOptions::default(), ais).unwrap()
    }

    fn texts(parsed: &Parsed, field: usize, column: &[Option<&str>]) -> Vec<Option<String>> {
        let text = |(row, input): (usize, &Option<&str>)| {
            parsed
                .text(field, row, input.unwrap_or_default().as_bytes())
                .map(|text| String::from_utf8(text.to_vec()).unwrap())
        };
        column.iter().enumerate().map(text).collect()
    }

    #[test]
    fn fields_go_by_word_or_digits() {
        let names: Vec<_> = request(&["01", "serial", "10", "expiry", "00", "3103"]).fields;
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

    #[test]
    fn values_are_cut_from_the_text_where_it_has_them() {
        let column = [
            Some(SCAN),
            None,
            Some("(01)09506000134352(21)A\\(B"),
            Some("urn:epc:id:sgtin:9506000.013435.A1"),
            Some("(01)09506000134352(21)A 1"),
            Some(""),
        ];
        let request = request(&["gtin", "serial"]);
        let parsed = Parsed::of(&column[..], &request);
        let gtin = Some("09506000134352".to_owned());
        assert_eq!(texts(&parsed, 0, &column), [gtin.clone(), None, gtin.clone(), gtin, None, None]);
        let serials = [Some("A1B2"), None, Some("A(B"), Some("A1"), None, None];
        assert_eq!(texts(&parsed, 1, &column), serials.map(|serial| serial.map(str::to_owned)));
        assert_eq!(parsed.cells[0][0], Cell::Cut { start: 5, len: 14 });
        assert!(matches!(parsed.cells[1][2], Cell::Made { .. }), "an escape is not part of the value");
        let errors: Vec<_> = parsed.errors.iter().flatten().map(|(code, _)| code.as_str()).collect();
        assert_eq!(errors, ["ai-charset", "empty"]);
        assert_eq!(parsed.errors[4].map(|(_, span)| span), Some(Span::new(23, 24)));
    }

    proptest! {
        /// A column is what its rows are one by one, however it is cut into blocks.
        #[test]
        fn columns_agree_with_messages(
            rows in prop::collection::vec(prop::option::of(prop_oneof!["[0-9()\\x1dA-c]{0,40}", "\\]d20109506000134352(10[A-Z]{1,4}\x1d)?21[A-Z(]{1,20}"]), 0..20),
            cut in 0usize..20,
        ) {
            let column: Vec<_> = rows.iter().map(Option::as_deref).collect();
            let request = request(&["21", "10"]);
            let cut = cut.min(column.len());
            let mut parsed = Parsed::default();
            for rows in [0..cut, cut..column.len()] {
                parsed.read(&column[..], rows.clone(), &request);
                for (index, row) in rows.enumerate() {
                    let text = column[row].unwrap_or_default();
                    let expected = column[row].map(Message::parse_any);
                    let error = expected.as_ref().and_then(|message| message.as_ref().err());
                    prop_assert_eq!(parsed.errors[index], error.map(|error| (error.code(), error.span())));
                    for (field, ai) in ["21", "10"].into_iter().enumerate() {
                        let value = expected.as_ref().and_then(|message| message.as_ref().ok()?.get(ai));
                        prop_assert_eq!(parsed.text(field, index, text.as_bytes()), value.map(str::as_bytes));
                    }
                }
            }
        }
    }
}
