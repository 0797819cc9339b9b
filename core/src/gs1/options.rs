use super::Dictionary;

/// How strictly a message is judged, and by which dictionary.
///
/// The default is the strict reading of the GS1 reference implementation.
///
/// ```
/// use tallymark::gs1::{Message, Options};
/// let lenient = Options::new().permit_unknown_ais(true);
/// assert!(Message::parse_bracketed("(244)A").is_err());
/// assert!(Message::parse_bracketed_with("(244)A", &lenient).is_ok());
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Options {
    pub(crate) dictionary: Dictionary,
    pub(crate) permit_unknown_ais: bool,
    pub(crate) permit_zero_suppressed_gtin: bool,
    pub(crate) no_requisite_check: bool,
    pub(crate) unknown_ai_as_dl_attr: bool,
    pub(crate) hri_titles: bool,
    pub(crate) add_check_digit: bool,
}

impl Options {
    /// The strict reading with the built-in dictionary.
    #[must_use]
    pub const fn new() -> Self {
        Options {
            dictionary: Dictionary::built_in(),
            permit_unknown_ais: false,
            permit_zero_suppressed_gtin: false,
            no_requisite_check: false,
            unknown_ai_as_dl_attr: false,
            hri_titles: false,
            add_check_digit: false,
        }
    }

    /// Judges by this dictionary.
    #[must_use]
    pub fn dictionary(mut self, dictionary: Dictionary) -> Self {
        self.dictionary = dictionary;
        self
    }

    /// Accepts AIs that the dictionary does not have, where their length is clear.
    #[must_use]
    pub const fn permit_unknown_ais(mut self, permit: bool) -> Self {
        self.permit_unknown_ais = permit;
        self
    }

    /// Accepts a GTIN of 8, 12 or 13 digits as the key of a Digital Link.
    #[must_use]
    pub const fn permit_zero_suppressed_gtin(mut self, permit: bool) -> Self {
        self.permit_zero_suppressed_gtin = permit;
        self
    }

    /// Leaves out the check that AIs which an element needs are there.
    #[must_use]
    pub const fn no_requisite_check(mut self, leave_out: bool) -> Self {
        self.no_requisite_check = leave_out;
        self
    }

    /// Accepts permitted unknown AIs as query attributes of a Digital Link too.
    #[must_use]
    pub const fn unknown_ai_as_dl_attr(mut self, accept: bool) -> Self {
        self.unknown_ai_as_dl_attr = accept;
        self
    }

    /// Puts data titles into the human readable interpretation.
    #[must_use]
    pub const fn hri_titles(mut self, include: bool) -> Self {
        self.hri_titles = include;
        self
    }

    /// Completes a key that lacks its check digit: a value of digits that is one shorter than its AI asks for, in bracketed
    /// element strings and Digital Links. In scan data and plain element strings nothing marks the end of such a value.
    ///
    /// ```
    /// use tallymark::gs1::{Message, Options};
    /// let options = Options::new().add_check_digit(true);
    /// let message = Message::parse_bracketed_with("(01)0950600013435(21)A", &options)?;
    /// assert_eq!(message.get("01"), Some("09506000134352"));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub const fn add_check_digit(mut self, add: bool) -> Self {
        self.add_check_digit = add;
        self
    }

    /// Switches on the option of this name, as the `opts` of the command line spell it; false if there is none.
    ///
    /// ```
    /// let mut options = tallymark::gs1::Options::new();
    /// assert!(options.set("no_requisite_check") && !options.set("no_such_option"));
    /// ```
    #[must_use = "an unknown name is not an option"]
    pub fn set(&mut self, name: &str) -> bool {
        let option = match name {
            "permit_unknown_ais" => &mut self.permit_unknown_ais,
            "permit_zero_suppressed_gtin" => &mut self.permit_zero_suppressed_gtin,
            "no_requisite_check" => &mut self.no_requisite_check,
            "unknown_ai_as_dl_attr" => &mut self.unknown_ai_as_dl_attr,
            "hri_titles" => &mut self.hri_titles,
            "add_check_digit" => &mut self.add_check_digit,
            _ => return false,
        };
        *option = true;
        true
    }
}
