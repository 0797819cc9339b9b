use std::fmt;
use std::sync::Arc;

use super::ai_table::BUILT_IN;
use super::compile::{Compiled, Row, compile};
use super::tables::{Check, Component, Tables};
use crate::diagnostic::{ApplicationIdentifier, Code, Pattern};

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
    /// White space may be of any kind and amount, lines may end with CR LF, and a byte-order mark may stand in front.
    ///
    /// # Errors
    /// [`DictionaryError`] with the line: [`Code::DictionaryLine`], [`Code::DictionaryLinter`],
    /// [`Code::DictionaryConflict`], [`Code::DictionarySize`].
    pub fn from_text(text: &str) -> Result<Self, DictionaryError> {
        let refuse = |code, line, message: &str| Err(DictionaryError { code, line, message: message.into() });
        if text.len() > LARGEST {
            return refuse(Code::DictionarySize, 0, "the text is longer than a mebibyte");
        }
        let mut release = "unset";
        let mut rows = Vec::new();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let line = line.trim();
            if let Some(comment) = line.strip_prefix('#') {
                if let Some(date) = comment.trim().strip_prefix("Release:") {
                    release = date.trim();
                }
            } else if !line.is_empty() {
                let row = row(line).map_err(|flaw| flaw.at(number, line))?;
                rows.push((number, row));
            }
        }
        if rows.is_empty() {
            return refuse(Code::DictionarySize, 0, "there is no Application Identifier in it");
        }
        match compile(release, rows.iter().map(|(number, row)| (*number, row))) {
            Ok(compiled) => Ok(Dictionary(Some(Arc::new(compiled)))),
            Err((line, message)) => Err(DictionaryError { code: Code::DictionaryConflict, line, message }),
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

    /// Whether the length of the AI's values is predefined, so that no separator follows them.
    ///
    /// ```
    /// # use tallymark::gs1::{ApplicationIdentifier, Dictionary};
    /// let predefined = |ai| Dictionary::built_in().has_predefined_length(ApplicationIdentifier::new(ai).unwrap());
    /// assert!(predefined("01") && predefined("17") && !predefined("10"));
    /// ```
    #[must_use]
    pub fn has_predefined_length(&self, ai: ApplicationIdentifier) -> bool {
        let tables = self.tables();
        match tables.definition(ai) {
            Some(definition) => definition.fixed,
            None => tables.predefined(ai).is_some(),
        }
    }

    pub(crate) fn tables(&self) -> Tables<'_> {
        self.loaded().unwrap_or(BUILT_IN)
    }

    /// The tables, unless they are the built-in ones.
    pub(crate) fn loaded(&self) -> Option<Tables<'_>> {
        self.0.as_ref().map(|compiled| compiled.tables())
    }
}

/// No release comes near this many bytes.
const LARGEST: usize = 1 << 20;

/// Why a dictionary cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DictionaryError {
    /// The line, counted from one; 0 if it is not a single line.
    pub line: usize,
    code: Code,
    message: String,
}

impl DictionaryError {
    /// The stable code.
    ///
    /// ```
    /// use tallymark::gs1::Dictionary;
    /// let error = Dictionary::from_text("01 *? N14,csum\n21 X..20,sparkle\n").unwrap_err();
    /// assert_eq!((error.code().as_str(), error.line), ("dictionary-linter", 2));
    /// assert_eq!(error.to_string(), "line 2: there is no linter `sparkle`, in `21 X..20,sparkle`");
    /// ```
    #[must_use]
    pub const fn code(&self) -> Code {
        self.code
    }

    /// What to do about it, in a sentence.
    #[must_use]
    pub const fn help(&self) -> &'static str {
        self.code.help()
    }
}

impl fmt::Display for DictionaryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        f.write_str(&self.message)
    }
}

impl std::error::Error for DictionaryError {}

/// What cannot be read about a line, before it is known which line it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw<'t> {
    Ais(&'t str),
    Range(&'t str),
    Pattern(&'t str),
    Qualifier(&'t str),
    Component(&'t str),
    Linter(&'t str),
    TooManyLinters(&'t str),
    NoComponent,
    NotLast,
}

impl Flaw<'_> {
    fn at(self, number: usize, line: &str) -> DictionaryError {
        let message = match self {
            Flaw::Ais(text) => format!("`{}` is neither an AI nor a range of AIs", short(text)),
            Flaw::Range(text) => format!("in the range `{}` only the last digit may rise", short(text)),
            Flaw::Pattern(text) => format!("`{}` is neither an AI nor a pattern such as 35nn", short(text)),
            Flaw::Qualifier(text) => format!("`{}` is no AI of a Digital Link", short(text)),
            Flaw::Component(text) => format!("`{}` is no component", short(text)),
            Flaw::Linter(name) => format!("there is no linter `{}`", short(name)),
            Flaw::TooManyLinters(text) => format!("`{}` has more than three linters", short(text)),
            Flaw::NoComponent => "there is no component".to_owned(),
            Flaw::NotLast => "only the last component may have several lengths".to_owned(),
        };
        let code = match self {
            Flaw::Linter(_) => Code::DictionaryLinter,
            _ => Code::DictionaryLine,
        };
        DictionaryError { code, line: number, message: format!("{message}, in `{}`", short(line)) }
    }
}

/// As much of a text as a message can hold.
fn short(text: &str) -> String {
    let shown: String = text.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if shown.len() < text.len() { format!("{shown}…") } else { shown }
}

/// One line of the Syntax Dictionary: AIs, flags, components, attributes, `# title`.
fn row(line: &str) -> Result<Row, Flaw<'_>> {
    let (facts, title) = line.split_once('#').unwrap_or((line, ""));
    let mut words = facts.split_whitespace().peekable();
    let ais = words.next().unwrap_or_default();
    let (first, last) = ais.split_once('-').unwrap_or((ais, ais));
    let ai = |digits: &str| ApplicationIdentifier::new(digits).ok_or(Flaw::Ais(ais));
    let (first, last) = (ai(first)?, ai(last)?);
    if first.digits() != last.digits() || first.value() / 10 != last.value() / 10 || first > last {
        return Err(Flaw::Range(ais));
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
                let together = |text| str::split(text, '+').map(pattern).collect::<Result<Vec<_>, _>>();
                row.needs.push(list.split(',').map(together).collect::<Result<_, _>>()?);
            }
            Some(("ex", list)) => {
                row.excludes.extend(list.split(',').map(pattern).collect::<Result<Vec<_>, _>>()?);
            }
            Some(("dlpkey", list)) => {
                let (first, last) = (row.first, row.last);
                let own = |ai: ApplicationIdentifier| {
                    ai.digits() == first.digits() && (first.value()..=last.value()).contains(&ai.value())
                };
                // A key that qualifies itself would have no one canonical link.
                let qualifier = |text| {
                    ApplicationIdentifier::new(text).filter(|&ai| !own(ai)).ok_or(Flaw::Qualifier(text))
                };
                let sequence = |text| str::split(text, ',').map(qualifier).collect::<Result<_, _>>();
                row.key = Some(list.split('|').map(sequence).collect::<Result<_, _>>()?);
            }
            None if word == "dlpkey" => row.key = Some(Vec::new()),
            // Attributes of later releases do not concern us.
            Some(_) => {}
            None => row.components.push(component(word)?),
        }
    }
    let (_, before_last) = row.components.split_last().ok_or(Flaw::NoComponent)?;
    if !before_last.iter().all(|component| component.least == component.most) {
        return Err(Flaw::NotLast);
    }
    Ok(row)
}

/// `01`, or `35nn` for all AIs of four digits that begin with 35.
fn pattern(text: &str) -> Result<Pattern, Flaw<'_>> {
    let digits = text.trim_end_matches('n');
    let fixed = ApplicationIdentifier::new(digits).filter(|_| text.len() <= 4).ok_or(Flaw::Pattern(text))?;
    Ok(Pattern { fixed, open: (text.len() - digits.len()) as u8 })
}

/// `N6,yymmdd`, `X..20`, `[N..12]`.
fn component(word: &str) -> Result<Component, Flaw<'_>> {
    let refused = Flaw::Component(word);
    let optional = word.starts_with('[');
    if optional != word.contains(']') {
        return Err(refused);
    }
    // The bracket closes behind the form, or behind the linters.
    let bare = word.strip_prefix('[').unwrap_or(word);
    let (form, names) = bare.split_once(',').unwrap_or((bare, ""));
    let (form, names) = (form.trim_end_matches(']'), names.trim_end_matches(']'));
    let set = form.bytes().next().filter(|set| b"NXYZ".contains(set)).ok_or(refused)?;
    let number = |digits: &str| {
        let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u8>().ok().filter(|&length| all && length > 0).ok_or(refused)
    };
    let length = form.get(1..).ok_or(refused)?;
    let (least, most) = match length.strip_prefix("..") {
        Some(most) => (1, number(most)?),
        None => (number(length)?, number(length)?),
    };
    let mut checks = [None; 3];
    for (slot, name) in names.split(',').filter(|name| !name.is_empty()).enumerate() {
        let slot = checks.get_mut(slot).ok_or(Flaw::TooManyLinters(word))?;
        *slot = Some(Check::from_dictionary(name).ok_or(Flaw::Linter(name))?);
    }
    Ok(Component { set, least, most, optional, checks })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gs1::{Form, Message, Options};
    use proptest::prelude::*;

    fn refused(text: &str) -> (usize, &'static str, String) {
        let error = Dictionary::from_text(text).unwrap_err();
        assert!(!error.help().is_empty());
        (error.line, error.code().as_str(), error.to_string())
    }

    #[test]
    fn the_look_of_the_text_does_not_matter() {
        let text = "\u{feff}# Release: 2099-01-01\r\n\r\n \t01\u{a0}*?   N14,csum,gcppos2\tdlpkey=21  # GTIN \r\n21 X..20 req=01 #\r\n";
        let dictionary = Dictionary::from_text(text).unwrap();
        assert_eq!((dictionary.release(), dictionary.ais().count()), ("2099-01-01", 2));
        let ai = |digits| ApplicationIdentifier::new(digits).unwrap();
        assert_eq!((dictionary.title(ai("01")), dictionary.title(ai("21"))), (Some("GTIN"), None));
        let options = Options::new().dictionary(dictionary);
        assert!(Message::parse(Form::Plain, b"010950600013435221A", &options).is_ok());
        assert!(Message::parse(Form::Plain, b"010950600013435210A", &options).is_err());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (text, line, code, word) in [
            ("# x\n1 N14", 2, "dictionary-line", "`1`"),
            ("01-02-03 N14", 1, "dictionary-line", "`01-02-03`"),
            ("3109-3100 N6", 1, "dictionary-line", "`3109-3100`"),
            ("01 N14\n\n21 Q20", 3, "dictionary-line", "`Q20`"),
            ("21 X..300", 1, "dictionary-line", "`X..300`"),
            ("21 X+5", 1, "dictionary-line", "`X+5`"),
            ("21 [X5", 1, "dictionary-line", "`[X5`"),
            ("21 X0", 1, "dictionary-line", "`X0`"),
            ("21", 1, "dictionary-line", "no component"),
            ("21 X..20 N2", 1, "dictionary-line", "last component"),
            ("21 X..20 req=a", 1, "dictionary-line", "`a`"),
            ("21 X..20 ex=35nnn", 1, "dictionary-line", "`35nnn`"),
            ("21 X..20 dlpkey=x", 1, "dictionary-line", "`x`"),
            ("01 N14 dlpkey=22,01", 1, "dictionary-line", "`01`"),
            ("21 N6,yymmdd,sparkle", 1, "dictionary-linter", "`sparkle`"),
            ("21 N6,zero,zero,zero,zero", 1, "dictionary-line", "three linters"),
            ("01 N14\n02 N14\n01 N14", 3, "dictionary-conflict", "01: defined twice"),
            ("3100-3105 N6\n3104 N6", 2, "dictionary-conflict", "3104"),
            ("21 X..20\n215 X..20", 2, "dictionary-conflict", "differ in length"),
            ("01 * X..20", 1, "dictionary-conflict", "predefined"),
            ("", 0, "dictionary-size", "no Application Identifier"),
        ] {
            let found = refused(text);
            assert_eq!((found.0, found.1), (line, code), "{text:?}: {}", found.2);
            assert!(found.2.contains(word), "{text:?}: {}", found.2);
        }
        let long = "# much\n".repeat(200_000);
        assert_eq!(refused(&long).1, "dictionary-size");
    }

    #[test]
    fn a_text_of_one_length_is_not_shorter() {
        let dictionary = Dictionary::from_text("8010 ? X11\n99 * X4\n").unwrap();
        let options = Options::new().dictionary(dictionary);
        let read = |text: &str| Message::parse(Form::Bracketed, text.as_bytes(), &options).map(drop);
        assert_eq!(read("(8010)A").unwrap_err().code(), Code::AiLength);
        assert_eq!(read("(8010)ABCDEFGHIJKL").unwrap_err().code(), Code::AiLength);
        assert_eq!(read("(99)ABC").unwrap_err().code(), Code::AiLength);
        assert!(read("(8010)ABCDEFGHIJK(99)ABCD").is_ok());
        assert!(Message::parse(Form::Plain, b"99ABCD8010ABCDEFGHIJK", &options).is_ok());
    }

    #[test]
    fn a_date_that_is_too_short_is_wrong_within_its_value() {
        let dictionary = Dictionary::from_text("17 N1,yymmd0\n").unwrap();
        let options = Options::new().dictionary(dictionary);
        let error = Message::parse(Form::Bracketed, b"(17)1", &options).unwrap_err();
        assert_eq!((error.code(), error.span().end), (Code::AiDate, 5));
    }

    #[test]
    fn large_texts_are_read_in_time() {
        // Every AI of four digits, each with a title and needs of its own, in a mebibyte.
        let text: String = (1_000..9_999)
            .map(|ai| {
                format!("{ai:04} N6,zero X..{} req={:04}+20nn # T {}\n", 1 + ai % 90, ai % 60, ai % 990)
            })
            .collect();
        let begun = std::time::Instant::now();
        assert_eq!(Dictionary::from_text(&text).map(|dictionary| dictionary.ais().count()), Ok(8_999));
        assert!(begun.elapsed().as_secs() < 20);
    }

    proptest! {
        #[test]
        fn no_dictionary_is_too_strange(
            lines in prop::collection::vec("[0-9]{1,4}(-[0-9]{2,4})? [*?]{0,2} ?([NXYZ](\\.\\.)?[0-9]{1,2}(,(csum|csumalpha|gcppos1|gcppos2|yymmd0|yyyymmdd|hh|hhmi|iso3166|iso4217|iso3166alpha2|packagetype|latitude|pieceoftotal|posinseqslash|iban|pcenc|couponcode|couponposoffer|winding|hyphen|importeridx)){0,2} ){1,3}(req=[0-9n+,]{2,8} )?(ex=[0-9n]{2,4})? # T", 1..4),
            data in "[0-9A-Z/%]{0,40}",
        ) {
            if let Ok(dictionary) = Dictionary::from_text(&lines.join("\n")) {
                let ai = dictionary.ais().next().unwrap();
                let options = Options::new().dictionary(dictionary);
                let plain = format!("{ai}{data}");
                let (message, _) = Message::parse_all(Form::Plain, plain.as_bytes(), &options);
                let _ = (message.bracketed(), message.typed_values(2026).count());
                let bracketed = format!("({ai}){data}");
                let _ = Message::parse_all(Form::Bracketed, bracketed.as_bytes(), &options);
            }
        }

        #[test]
        fn no_text_is_too_strange(text in "\\PC{0,80}") {
            let _ = Dictionary::from_text(&text);
        }
    }
}
