use std::fmt::Write;

use tallymark::Message;

/// The separator of element strings, as `Message::plain` has it.
const SEPARATOR: u8 = 0x1d;

/// Introduces FNC1 in a Data Matrix field. Its default differs between firmwares, so it is always sent; no character set of an element
/// string has a `$`, so that nothing ever has to be escaped.
const ESCAPE: char = '$';

/// The longest GS1-128 symbol, in characters of data and separators (GS1 General Specifications 5.4.1).
const LONGEST: usize = 48;

/// A label, made once of its fields: the same calls make the same bytes.
///
/// ```
/// use tallymark::Message;
/// use tallymark_printers::zpl::Label;
/// let pack = Message::parse_bracketed("(01)09506000134352(21)A_1(10)L7")?;
/// let label = Label::new().data_matrix(20, 20, 4, &pack)?.text(140, 20, 24, "SN A_1");
/// assert_eq!(
///     label.finish(),
///     "^XA^CI28^FO20,20^BXN,4,200,,,,$,1^FD$1010950600013435221A_1$110L7^FS^FO140,20^A0N,24,24^FH|^FDSN A_1^FS^PQ1,0,0,N^XZ"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Label(String);

/// Why something cannot be a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unprintable {
    /// A byte that the language takes for itself, or that the symbol cannot carry.
    #[error("byte {byte:#04x} at {at} cannot be printed in this symbol")]
    Byte {
        /// Which.
        byte: u8,
        /// Where in the element string without separators in front.
        at: usize,
    },
    /// GS1-128 holds 48 characters.
    #[error("{length} characters do not fit into a GS1-128 symbol of at most 48")]
    TooLong {
        /// How many there are.
        length: usize,
    },
}

impl Unprintable {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Unprintable::Byte { .. } => "label-byte",
            Unprintable::TooLong { .. } => "label-too-long",
        }
    }
}

impl Default for Label {
    fn default() -> Self {
        Label::new()
    }
}

impl Label {
    /// An empty one; texts are UTF-8.
    #[must_use]
    pub fn new() -> Self {
        Label("^XA^CI28".to_owned())
    }

    /// A GS1 DataMatrix with modules of so many dots, square, as small as its content allows: a printer prints nothing, and says
    /// nothing, where a symbol does not fit a size that was forced on it.
    ///
    /// # Errors
    /// [`Unprintable::Byte`].
    pub fn data_matrix(
        mut self,
        x: u16,
        y: u16,
        dots: u8,
        message: &Message<'_>,
    ) -> Result<Self, Unprintable> {
        let plain = message.plain();
        let _ = write!(self.0, "^FO{x},{y}^BXN,{dots},200,,,,{ESCAPE},1^FD{ESCAPE}1");
        for (at, byte) in plain.bytes().enumerate() {
            match byte {
                SEPARATOR => self.0.extend([ESCAPE, '1']),
                b'^' | b'~' | b'$' => return Err(Unprintable::Byte { byte, at }),
                b' '..=b'~' => self.0.push(char::from(byte)),
                _ => return Err(Unprintable::Byte { byte, at }),
            }
        }
        self.0.push_str("^FS");
        Ok(self)
    }

    /// A GS1-128 symbol so many dots high, its code sets chosen here and not by the printer, without a text below.
    ///
    /// # Errors
    /// [`Unprintable`].
    pub fn gs1_128(mut self, x: u16, y: u16, dots: u16, message: &Message<'_>) -> Result<Self, Unprintable> {
        let plain = message.plain();
        if plain.len() > LONGEST {
            return Err(Unprintable::TooLong { length: plain.len() });
        }
        let _ = write!(self.0, "^FO{x},{y}^BCN,{dots},N,N,N,N^FD");
        code_128(plain.as_bytes(), &mut self.0)?;
        self.0.push_str("^FS");
        Ok(self)
    }

    /// A line of text so many dots high.
    #[must_use]
    pub fn text(mut self, x: u16, y: u16, dots: u16, text: &str) -> Self {
        let _ = write!(self.0, "^FO{x},{y}^A0N,{dots},{dots}^FH|^FD");
        for character in text.chars() {
            match character {
                '^' | '~' | '|' | '\0'..=' ' if character != ' ' => {
                    let _ = write!(self.0, "|{:02X}", u32::from(character));
                }
                _ => self.0.push(character),
            }
        }
        self.0.push_str("^FS");
        self
    }

    /// The bytes for the printer: one copy.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.0.push_str("^PQ1,0,0,N^XZ");
        self.0
    }
}

/// Digits in pairs (code set C) as far as they go, then code set B to the end, with the invocations of `^BC` mode N. Going back to C would
/// be a little shorter; renderers were seen to take `>5` for another code.
fn code_128(plain: &[u8], out: &mut String) -> Result<(), Unprintable> {
    let digits = |from: usize| plain.iter().skip(from).take_while(|byte| byte.is_ascii_digit()).count();
    let mut pairs = digits(0) >= 2;
    out.push_str(if pairs { ">;>8" } else { ">:>8" });
    let mut at = 0;
    while let Some(&byte) = plain.get(at) {
        let run = digits(at);
        if byte == SEPARATOR {
            out.push_str(">8");
            at += 1;
        } else if pairs && run >= 2 {
            out.extend(plain.iter().skip(at).take(2).map(|&digit| char::from(digit)));
            at += 2;
        } else if pairs {
            out.push_str(">6");
            pairs = false;
        } else {
            match byte {
                b'>' => out.push_str(">0"),
                b'^' | b'~' => return Err(Unprintable::Byte { byte, at }),
                b' '..=b'~' => out.push(char::from(byte)),
                _ => return Err(Unprintable::Byte { byte, at }),
            }
            at += 1;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(text: &str) -> Message<'_> {
        Message::parse_bracketed(text).unwrap()
    }

    fn code(text: &str) -> String {
        let label = Label::new().gs1_128(0, 0, 80, &message(text)).unwrap().finish();
        label.split("^FD").nth(1).unwrap().split("^FS").next().unwrap().to_owned()
    }

    #[test]
    fn zpl_underscore_clash() {
        // `_` is the default escape of some firmwares and the default of `^FH`; `$` is neither, and `^FH` names its own.
        let label = Label::new().data_matrix(0, 0, 4, &message("(01)09506000134352(21)_1_d029")).unwrap();
        let zpl = label.text(0, 0, 20, "_1 ^~|\u{e9}").finish();
        assert!(zpl.contains(",$,1^FD$1010950600013435221_1_d029^FS"), "{zpl}");
        assert!(zpl.contains("^FH|^FD_1 |5E|7E|7C\u{e9}^FS"), "{zpl}");
    }

    #[test]
    fn bx_too_small_prints_nothing() {
        // Columns and rows are left to the printer.
        let zpl = Label::new().data_matrix(0, 0, 4, &message("(01)09506000134352(21)A")).unwrap().finish();
        assert!(zpl.contains("^BXN,4,200,,,,$,1^FD"), "{zpl}");
    }

    #[test]
    fn code_sets_of_gs1_128() {
        assert_eq!(code("(00)095060001343521236"), ">;>800095060001343521236");
        assert_eq!(code("(01)09506000134352(21)A>1"), ">;>8010950600013435221>6A>01");
        assert_eq!(code("(01)09506000134352(10)123(21)456789"), ">;>801095060001343521012>63>821456789");
        let long = "(01)09506000134352(10)12345678901234567890(21)12345678901234567890";
        let error = Label::new().gs1_128(0, 0, 80, &message(long)).unwrap_err();
        assert_eq!((error.code(), error), ("label-too-long", Unprintable::TooLong { length: 61 }));
    }
}
