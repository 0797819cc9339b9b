use super::tables::Check;
use super::{Form, Message, Options};
use crate::diagnostic::{Code, ParseError};
use crate::keys::check_digit;

/// GS, which stands for FNC1 in transmitted data (GS1 General Specifications 7.8.4).
const GS: u8 = 0x1D;

/// Complete inputs that would parse in place of a refused one, best first; none where a repair would be a guess.
///
/// What is tried: the check digit that fits the digits before it, white space and line ends left off, separators that
/// stand first or doubled taken out, the lost symbology identifier of GS1 DataMatrix put before; in bracketed text white
/// space around the brackets left out, a GTIN of 8, 12 or 13 digits filled with zeros, a key that is one digit too short
/// completed by its check digit, an opening bracket that belongs to a value escaped. Every one returned was
/// parsed again with the same options; an error that has several right answers (a date, a length) has none here. Bytes
/// that are not UTF-8 give none.
///
/// ```
/// use tallymark::gs1::{Form, Message, Options, fixes};
///
/// let (input, options) = (b"0109506000134353", Options::new());
/// let error = Message::parse(Form::Plain, input, &options).unwrap_err();
/// assert_eq!(fixes(Form::Plain, input, &options, &error), ["0109506000134352"]);
/// ```
#[must_use]
pub fn fixes(form: Form, input: &[u8], options: &Options, error: &ParseError) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(input) else { return Vec::new() };
    let mut candidates = match error.code() {
        Code::AiChecksum | Code::CarrierChecksum => other_digits(input, error.span().end as usize),
        Code::SymbologyMissing => vec![format!("]d2{text}").into_bytes()],
        Code::AiLength => filled(input, error).into_iter().collect(),
        _ => Vec::new(),
    };
    // A GTIN without its leading zero in data without brackets takes the first digit of what follows, so that the check
    // digit is the next that is wrong.
    if error.code() == Code::AiChecksum && matches!(form, Form::Scan | Form::Plain) {
        candidates.extend(shifted(input, error));
    }
    let parses = |candidate: &Vec<u8>| Message::parse(form, candidate, options).is_ok();
    // Thirteen digits that make a GTIN-13 lack their zero, not their check digit.
    let lacks_digit = error.code() == Code::AiLength && !candidates.iter().any(parses);
    if lacks_digit && matches!(form, Form::Bracketed | Form::DigitalLink) {
        candidates.extend(completed(input, options, error));
    }
    if form == Form::Bracketed {
        candidates.push(tight(text).into_bytes());
        candidates.extend(escaped(text));
    }
    candidates.push(trimmed(text).to_owned().into_bytes());
    candidates.push(without_needless_separators(input));
    let mut found = Vec::<String>::new();
    for candidate in candidates {
        if candidate == input || Message::parse(form, &candidate, options).is_err() {
            continue;
        }
        if let Ok(text) = String::from_utf8(candidate)
            && !found.contains(&text)
        {
            found.push(text);
        }
    }
    found
}

/// The input with every other digit in the place before `end`; one of ten fits.
fn other_digits(input: &[u8], end: usize) -> Vec<Vec<u8>> {
    let at = end.wrapping_sub(1);
    let with = |digit: u8| {
        let mut candidate = input.to_vec();
        *candidate.get_mut(at)? = digit;
        Some(candidate)
    };
    (b'0'..=b'9').filter_map(with).collect()
}

/// A GTIN that lacks the zeros on its left.
fn filled(input: &[u8], error: &ParseError) -> Option<Vec<u8>> {
    let (start, end) = (error.span().start as usize, error.span().end as usize);
    let zeros = match (error.ai()?.to_string().as_str(), end.checked_sub(start)?) {
        ("01" | "02" | "03", length @ (8 | 12 | 13)) => 14 - length,
        _ => return None,
    };
    let (before, value) = input.split_at_checked(start)?;
    Some([before, "0".repeat(zeros).as_bytes(), value].concat())
}

/// A GTIN of thirteen digits with its leading zero, and what follows it as it is.
fn shifted(input: &[u8], error: &ParseError) -> Option<Vec<u8>> {
    let start = (error.span().end as usize).checked_sub(14)?;
    if !matches!(error.ai()?.to_string().as_str(), "01" | "02" | "03") {
        return None;
    }
    let (before, value) = input.split_at_checked(start)?;
    Some([before, b"0", value].concat())
}

/// A key that is one digit too short with a check digit behind it.
fn completed(input: &[u8], options: &Options, error: &ParseError) -> Option<Vec<u8>> {
    let (start, end) = (error.span().start as usize, error.span().end as usize);
    let tables = options.dictionary.tables();
    let known = tables.definition(error.ai()?)?;
    let [component] = known.components.of(tables.components) else { return None };
    let key = component.checks.first() == Some(&Some(Check::Digit)) && component.least == component.most;
    let (before, after) = input.split_at_checked(end)?;
    let digits = before.get(start..)?;
    let short = digits.len() + 1 == usize::from(component.most);
    (key && short).then(|| check_digit(digits)).flatten().map(|digit| [before, &[digit], after].concat())
}

/// The text without the white space beside brackets; what stands inside a value stays.
fn tight(text: &str) -> String {
    let (mut out, mut blanks) = (String::with_capacity(text.len()), 0..0);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            blanks = if blanks.is_empty() { at..at + c.len_utf8() } else { blanks.start..at + c.len_utf8() };
            continue;
        }
        let beside = out.is_empty() || out.ends_with(['(', ')']) || matches!(c, '(' | ')');
        if !beside {
            out.push_str(text.get(blanks.clone()).unwrap_or_default());
        }
        blanks = 0..0;
        out.push(c);
    }
    out
}

/// The text with those opening brackets escaped that begin no AI: two to four digits and a closing bracket.
fn escaped(text: &str) -> Option<Vec<u8>> {
    let begins_ai = |rest: &str| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        (2..=4).contains(&digits) && rest.as_bytes().get(digits) == Some(&b')')
    };
    let mut out = String::with_capacity(text.len() + 2);
    for (at, c) in text.char_indices() {
        if c == '(' && !begins_ai(text.get(at + 1..)?) && !out.ends_with('\\') {
            out.push('\\');
        }
        out.push(c);
    }
    (out != text).then(|| out.into_bytes())
}

impl ParseError {
    /// Complete inputs that would parse in place of the refused one, best first; see [`fixes`]. The form of the input is
    /// the one that its beginning shows.
    ///
    /// ```
    /// let input = b"(01)09506000134353(21)A1";
    /// let error = tallymark::Message::parse_any(input).unwrap_err();
    /// assert_eq!(error.fixes(input), ["(01)09506000134352(21)A1"]);
    /// ```
    #[must_use]
    pub fn fixes(&self, input: &[u8]) -> Vec<String> {
        fixes(Form::detect(input), input, &Options::new(), self)
    }
}

fn trimmed(text: &str) -> &str {
    text.trim_start_matches('\u{feff}').trim_matches([' ', '\t', '\r', '\n'])
}

/// No separator before the first element, none doubled, none at the end.
fn without_needless_separators(input: &[u8]) -> Vec<u8> {
    let head = if input.first() == Some(&b']') { input.len().min(3) } else { 0 };
    let (symbology, data) = input.split_at(head);
    let elements: Vec<&[u8]> = data.split(|&byte| byte == GS).filter(|element| !element.is_empty()).collect();
    [symbology, &elements.join(&GS)].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(form: Form, input: &str) -> Vec<String> {
        let options = Options::new();
        match Message::parse(form, input.as_bytes(), &options) {
            Ok(_) => Vec::new(),
            Err(error) => fixes(form, input.as_bytes(), &options, &error),
        }
    }

    #[test]
    fn repairs_that_are_certain() {
        assert_eq!(of(Form::Bracketed, "(00)395060001340000019"), ["(00)395060001340000018"]);
        assert_eq!(of(Form::Scan, "010950600013435221A1"), ["]d2010950600013435221A1"]);
        assert_eq!(
            of(Form::Scan, "]d2\u{1d}010950600013435210A\u{1d}\u{1d}21B"),
            ["]d2010950600013435210A\u{1d}21B"]
        );
        assert_eq!(of(Form::Plain, "010950600013435221A1\r"), ["010950600013435221A1"]);
        assert_eq!(of(Form::Bracketed, "(01)9506000134352(21)A"), ["(01)09506000134352(21)A"]);
        assert_eq!(of(Form::Bracketed, "(01) 09506000134352 (21) A"), ["(01)09506000134352(21)A"]);
        assert_eq!(of(Form::Bracketed, "(01)09506000134352(21)A(b"), ["(01)09506000134352(21)A\\(b"]);
        let zero = "]d201095060001343521728123121A";
        assert_eq!(of(Form::Scan, "]d20195060001343521728123121A"), [zero]);
        assert_eq!(
            of(Form::Plain, "019506000134352\u{1d}21A"),
            ["0109506000134352\u{1d}21A"],
            "a separator marks its end"
        );
        assert_eq!(of(Form::Bracketed, "(00)39506000134000001"), ["(00)395060001340000018"]);
        assert_eq!(
            of(Form::Bracketed, "(01)0950600013435(21)A"),
            ["(01)09506000134352(21)A"],
            "thirteen digits that are no GTIN-13"
        );
        assert_eq!(
            of(Form::DigitalLink, "https://example.com/00/39506000134000001"),
            ["https://example.com/00/395060001340000018"]
        );
        let link = "https://example.com/01/9506000134352/21/A";
        assert_eq!(of(Form::DigitalLink, link), ["https://example.com/01/09506000134352/21/A"]);
    }

    #[test]
    fn a_guess_is_no_repair() {
        assert!(of(Form::Plain, "010950600013435217281340").is_empty());
        assert!(of(Form::Bracketed, "(21)A1").is_empty());
        assert!(of(Form::Bracketed, "(01)09506000134352(10)A B").is_empty());
    }

    proptest! {
        #[test]
        fn every_fix_parses(input in "(\\]d2)?\u{1d}?01[0-9]{14}(\u{1d}{0,2}21[A-Z0-9]{1,5})?[ \r\n]?") {
            for form in [Form::Scan, Form::Plain] {
                for fix in of(form, &input) {
                    prop_assert!(Message::parse(form, fix.as_bytes(), &Options::new()).is_ok());
                }
            }
        }
    }
}
