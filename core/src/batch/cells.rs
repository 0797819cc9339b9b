use super::columns::Column;
use super::row_code::{Fault, RowCode};
use super::time::parse_time;
use super::{Item, Time};
use crate::keys::{Gtin, Serial};

/// One row, read by column. Every reader says what was wrong with the cell; an absent cell reads as an empty one.
pub(super) struct Cells<'a> {
    pub(super) cells: &'a [Option<&'a [u8]>],
    /// For every column of the stream, the cell that holds it.
    pub(super) at: &'a [Option<usize>],
    pub(super) columns: &'static [Column],
}

impl<'a> Cells<'a> {
    pub(super) fn bytes(&self, column: usize) -> &'a [u8] {
        let cell = self.at.get(column).copied().flatten();
        cell.and_then(|cell| self.cells.get(cell).copied().flatten()).unwrap_or_default()
    }

    /// Whether the file has this column at all.
    pub(super) fn has(&self, column: usize) -> bool {
        self.at.get(column).copied().flatten().is_some()
    }

    #[cold]
    pub(super) fn fault(&self, column: usize, code: RowCode, message: String) -> Fault {
        let name = self.columns.get(column).map_or("", |column| column.name);
        // Text that is no text is told as such, whatever the column wanted of it.
        let bytes = self.bytes(column);
        match std::str::from_utf8(bytes) {
            Err(_) => Fault {
                column: name,
                code: RowCode::Encoding,
                message: format!("{} is not UTF-8 text", shown(bytes)),
            },
            Ok(_) => Fault { column: name, code, message },
        }
    }

    /// Text as it stands.
    pub(super) fn text(&self, column: usize) -> Result<&'a str, Fault> {
        let bytes = self.bytes(column);
        match std::str::from_utf8(bytes) {
            Ok(text) if !bytes.contains(&0) => Ok(text),
            _ => Err(self.fault(column, RowCode::Encoding, format!("{} holds NUL", shown(bytes)))),
        }
    }

    /// Text that has to be there.
    pub(super) fn needed_text(&self, column: usize) -> Result<&'a str, Fault> {
        let text = self.text(column)?;
        if text.is_empty() {
            return Err(self.fault(column, RowCode::Missing, "the cell is empty".to_owned()));
        }
        Ok(text)
    }

    pub(super) fn time(&self, column: usize) -> Result<Time, Fault> {
        let bytes = self.bytes(column);
        parse_time(bytes).map_err(|error| {
            let message =
                if bytes.is_empty() { error.to_string() } else { format!("{}: {error}", shown(bytes)) };
            self.fault(column, RowCode::Time, message)
        })
    }

    pub(super) fn time_if_given(&self, column: usize) -> Result<Option<Time>, Fault> {
        if self.bytes(column).is_empty() { Ok(None) } else { self.time(column).map(Some) }
    }

    pub(super) fn number(&self, column: usize) -> Result<Option<u64>, Fault> {
        let bytes = self.bytes(column);
        if bytes.is_empty() {
            return Ok(None);
        }
        whole(bytes).map(Some).ok_or_else(|| {
            self.fault(column, RowCode::Number, format!("{} is not a whole number", shown(bytes)))
        })
    }

    pub(super) fn decimal(&self, column: usize, range: (f32, f32)) -> Result<Option<f32>, Fault> {
        let bytes = self.bytes(column);
        if bytes.is_empty() {
            return Ok(None);
        }
        let number = std::str::from_utf8(bytes).ok().and_then(|text| text.parse::<f32>().ok());
        match number {
            Some(number) if range.0 <= number && number <= range.1 => Ok(Some(number)),
            Some(number) if number.is_finite() => Err(self.fault(
                column,
                RowCode::Number,
                format!("{} is outside {} to {}", shown(bytes), range.0, range.1),
            )),
            _ => Err(self.fault(column, RowCode::Number, format!("{} is not a number", shown(bytes)))),
        }
    }

    /// A flag; an empty cell is a flag that is not set.
    pub(super) fn flag(&self, column: usize) -> Result<bool, Fault> {
        match self.bytes(column) {
            b"1" => Ok(true),
            b"0" | b"" => Ok(false),
            other if other.eq_ignore_ascii_case(b"true") => Ok(true),
            other if other.eq_ignore_ascii_case(b"false") => Ok(false),
            other => match whole(other) {
                Some(0) => Ok(false),
                Some(1) => Ok(true),
                _ => Err(self.fault(column, RowCode::Flag, format!("{} is neither 0 nor 1", shown(other)))),
            },
        }
    }

    /// One of the given words, upper or lower case.
    pub(super) fn word<T: Copy>(&self, column: usize, words: &[(&str, T)]) -> Result<T, Fault> {
        let bytes = self.bytes(column);
        let known = words.iter().find(|(word, _)| bytes.eq_ignore_ascii_case(word.as_bytes()));
        known.map(|&(_, value)| value).ok_or_else(|| {
            let words: Vec<&str> = words.iter().map(|&(word, _)| word).collect();
            let message = format!("{} is none of {}", shown(bytes), words.join(", "));
            self.fault(column, RowCode::Word, message)
        })
    }

    pub(super) fn serial(&self, column: usize) -> Result<Serial, Fault> {
        let bytes = self.bytes(column);
        Serial::parse(bytes).map_err(|error| {
            let message = if bytes.is_empty() {
                "the serial is empty".to_owned()
            } else {
                format!("{} is not a serial: {}", shown(bytes), error.message())
            };
            self.fault(column, RowCode::Serial, message)
        })
    }

    /// The row's own trade item, or `otherwise` that of the order.
    pub(super) fn gtin(&self, column: usize, otherwise: Gtin) -> Result<Gtin, Fault> {
        let bytes = self.bytes(column);
        if bytes.is_empty() {
            return Ok(otherwise);
        }
        Gtin::parse(bytes).map_err(|error| {
            self.fault(column, RowCode::Gtin, format!("{} is not a GTIN: {}", shown(bytes), error.message()))
        })
    }

    /// A pack or container in any textual form.
    pub(super) fn item(&self, column: usize) -> Result<Item, Fault> {
        let bytes = self.bytes(column);
        if bytes.is_empty() {
            return Err(self.fault(column, RowCode::Identifier, "the identifier is empty".to_owned()));
        }
        Item::parse(bytes).map_err(|error| {
            self.fault(column, RowCode::Identifier, format!("{}: {}", shown(bytes), error.message()))
        })
    }
}

/// A whole number in digits. Spreadsheets and data frames write 20 as `20.0` where a column has gaps.
fn whole(bytes: &[u8]) -> Option<u64> {
    let mut parts = bytes.splitn(2, |&byte| byte == b'.');
    let digits = parts.next().filter(|digits| !digits.is_empty())?;
    if parts.next().is_some_and(|rest| rest.is_empty() || rest.iter().any(|&byte| byte != b'0')) {
        return None;
    }
    digits.iter().try_fold(0u64, |sum, &byte| {
        let digit = byte.is_ascii_digit().then(|| u64::from(byte - b'0'))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}

/// The beginning of a cell in quotation marks, with what cannot be printed escaped.
pub(super) fn shown(bytes: &[u8]) -> String {
    const LONGEST: usize = 40;
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text.chars().take(LONGEST).flat_map(char::escape_debug).collect::<String>(),
        Err(_) => bytes.get(..LONGEST).unwrap_or(bytes).escape_ascii().to_string(),
    };
    if bytes.len() > LONGEST {
        format!("\"{text}…\" ({} bytes)", bytes.len())
    } else {
        format!("\"{text}\"")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers() {
        for (text, number) in [
            ("0", Some(0)),
            ("0020", Some(20)),
            ("20.0", Some(20)),
            ("18446744073709551615", Some(u64::MAX)),
            ("18446744073709551616", None),
            ("20.5", None),
            ("20.", None),
            (".0", None),
            ("-1", None),
            ("+1", None),
            ("1e3", None),
            (" 1", None),
            ("", None),
        ] {
            assert_eq!(whole(text.as_bytes()), number, "{text}");
        }
    }

    #[test]
    fn what_is_shown_is_short_and_printable() {
        assert_eq!(shown(b"A\x1dB"), "\"A\\u{1d}B\"");
        assert_eq!(shown(b"\xff\xfe"), "\"\\xff\\xfe\"");
        assert!(shown(&[b'x'; 5000]).len() < 80);
    }
}
