use super::aidc::{self, Unwritable};
use super::classic::{self, Part, PartError};
use super::coding::Key;
use super::fields::Fields;
use super::plus::{self, DATES, Parts, Serial};
use super::{Coding, Filter, hostname};
use crate::diagnostic::{ApplicationIdentifier, Code, Detail, ParseError, Reason, Span};
use crate::epc::Tag;
use crate::gs1::Message;
use crate::keys::charset::{CSET_39, CSET_82, NUMERIC, SETS, stranger};
use crate::keys::check_digit;

/// How elements are to be written on a tag: coding, filter value, length of the company prefix, domain.
///
/// ```
/// use tallymark::epc::{Coding, Encoding, Filter};
/// use tallymark::gs1::Message;
/// let message = Message::parse_bracketed("(01)09506000134352(21)123456789")?;
/// let encoding = Encoding::new(Coding::Sgtin96).filter(Filter::new(3).unwrap()).prefix_length(7);
/// let tag = encoding.encode(&message)?;
/// assert_eq!(tag.hex(), "30764433400D1EC0075BCD15");
/// assert_eq!(tag.tag_uri().as_deref(), Some("urn:epc:tag:sgtin-96:3.9506000.013435.123456789"));
/// # Ok::<(), tallymark::ParseError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Encoding<'h> {
    coding: Coding,
    filter: Filter,
    prefix_length: Option<u8>,
    hostname: Option<&'h str>,
    data: bool,
}

/// An element as it is given.
#[derive(Clone, Copy)]
struct Given<'v> {
    ai: ApplicationIdentifier,
    value: &'v [u8],
    span: Span,
}

impl<'h> Encoding<'h> {
    /// This coding with filter value 0.
    #[must_use]
    pub const fn new(coding: Coding) -> Self {
        Encoding { coding, filter: Filter::low(0), prefix_length: None, hostname: None, data: false }
    }

    /// With this filter value.
    #[must_use]
    pub const fn filter(mut self, filter: Filter) -> Self {
        self.filter = filter;
        self
    }

    /// With the number of digits, 6 to 12, that the company prefix of the key has. Classic codings need it.
    #[must_use]
    pub const fn prefix_length(mut self, digits: u8) -> Self {
        self.prefix_length = Some(digits);
        self
    }

    /// With the domain of the thing's Digital Link, up to 63 characters. '++' codings need it.
    #[must_use]
    pub const fn hostname(mut self, hostname: &'h str) -> Self {
        self.hostname = Some(hostname);
        self
    }

    /// Whether elements beyond the key are appended ('+AIDC data'), which '+' codings can; otherwise they are left out.
    #[must_use]
    pub const fn data(mut self, data: bool) -> Self {
        self.data = data;
        self
    }

    /// Writes what a message names. Elements that the coding does not hold are left out, see [`Encoding::data`].
    ///
    /// # Errors
    /// [`Code::TagElement`] if the key or its serial number is missing, [`Code::TagPrefix`] if the length of the company
    /// prefix is missing or impossible, [`Code::TagFit`] if the coding cannot hold a value, with the codings that can,
    /// [`Code::TagHostname`] for a domain that is missing, unwanted or impossible, [`Code::TagLength`] beyond the 496 bits
    /// of a tag. Spans are places of the message's input.
    pub fn encode(&self, message: &Message<'_>) -> Result<Tag, ParseError> {
        let given = |wanted: ApplicationIdentifier| {
            message.elements().find(|element| element.ai == wanted).map(|element| Given {
                ai: element.ai,
                value: element.value.as_bytes(),
                span: element.span,
            })
        };
        let all = message.elements().map(|element| Given {
            ai: element.ai,
            value: element.value.as_bytes(),
            span: element.span,
        });
        self.write(&given, all)
    }

    /// Writes elements given one by one.
    ///
    /// ```
    /// use tallymark::epc::{Coding, Encoding};
    /// use tallymark::gs1::ApplicationIdentifier;
    /// let ai = |digits| ApplicationIdentifier::new(digits).unwrap();
    /// let elements = [(ai("01"), "79521141123453"), (ai("21"), "32a/b")];
    /// assert_eq!(Encoding::new(Coding::SgtinPlus).encode_elements(&elements)?.hex(), "F70795211411234538566CB0AFC4");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Encoding::encode`], and those of the elements' values; spans are places of the value.
    pub fn encode_elements(
        &self,
        elements: &[(ApplicationIdentifier, impl AsRef<[u8]>)],
    ) -> Result<Tag, ParseError> {
        let all = elements.iter().map(|(ai, value)| {
            let value = value.as_ref();
            Given { ai: *ai, value, span: Span::new(0, value.len()) }
        });
        let given = |wanted: ApplicationIdentifier| all.clone().find(|element| element.ai == wanted);
        self.write(&given, all.clone())
    }

    /// The AIs of a message that this encoding leaves out.
    #[must_use]
    pub fn left_out(&self, message: &Message<'_>) -> Vec<ApplicationIdentifier> {
        if self.data && !self.coding.is_classic() {
            return Vec::new();
        }
        let given = |wanted: ApplicationIdentifier| message.elements().any(|element| element.ai == wanted);
        let anatomy = self.coding.anatomy();
        let date = date_of(self.coding, given);
        let kept = |ai| ai == anatomy.ai || Some(ai) == anatomy.serial || Some(ai) == date;
        message.elements().map(|element| element.ai).filter(|&ai| !kept(ai)).collect()
    }

    /// The smallest classic coding that holds what a message names, and what it writes.
    ///
    /// ```
    /// use tallymark::epc::{Coding, Encoding, Filter};
    /// use tallymark::gs1::Message;
    /// let choose = |text: &str| Encoding::smallest(&Message::parse_any(text)?, Filter::default(), Some(7));
    /// assert_eq!(choose("(01)09506000134352(21)12")?.coding(), Coding::Sgtin96);
    /// assert_eq!(choose("(01)09506000134352(21)012")?.coding(), Coding::Sgtin198);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::TagElement`] if the message names no key that a tag can hold, otherwise the error of the largest coding of
    /// its key, as [`Encoding::encode`].
    pub fn smallest(
        message: &Message<'_>,
        filter: Filter,
        prefix_length: Option<u8>,
    ) -> Result<Tag, ParseError> {
        // By the most telling key, each with its codings from the smallest on.
        const CHOICES: [&[Coding]; 11] = [
            &[Coding::Itip110, Coding::Itip212],
            &[Coding::Sgtin96, Coding::Sgtin198],
            &[Coding::Sscc96],
            &[Coding::Grai96, Coding::Grai170],
            &[Coding::Giai96, Coding::Giai202],
            &[Coding::Gsrn96],
            &[Coding::Gsrnp96],
            &[Coding::Gdti96, Coding::Gdti174],
            &[Coding::Sgcn96],
            &[Coding::Cpi96, Coding::CpiVar],
            &[Coding::Sgln96, Coding::Sgln195],
        ];
        let named = |codings: &&&[Coding]| {
            let key = codings.first().map(|coding| coding.anatomy().ai);
            message.elements().any(|element| Some(element.ai) == key)
        };
        let nothing = || {
            let end = message.elements().map(|element| element.span.end as usize).max().unwrap_or_default();
            ParseError::new(Code::TagElement, Span::new(0, end)).with(Detail::Reason(Reason::TagNoKey))
        };
        let codings = CHOICES.iter().find(named).ok_or_else(nothing)?;
        let mut outcome = Err(nothing());
        for &coding in *codings {
            let encoding = Encoding { coding, filter, prefix_length, hostname: None, data: false };
            outcome = encoding.encode(message);
            // Only what does not fit may fit a larger one.
            if outcome.is_ok() || outcome.is_err_and(|error| error.code() != Code::TagFit) {
                break;
            }
        }
        outcome
    }

    fn write<'v>(
        &self,
        given: &impl Fn(ApplicationIdentifier) -> Option<Given<'v>>,
        all: impl Iterator<Item = Given<'v>> + Clone,
    ) -> Result<Tag, ParseError> {
        let coding = self.coding;
        let anatomy = coding.anatomy();
        let end = all.clone().map(|element| element.span.end as usize).max().unwrap_or_default();
        let missing = |ai: ApplicationIdentifier| {
            let error = ParseError::new(Code::TagElement, Span::new(0, end)).about(ai);
            error.with(Detail::Reason(Reason::TagMissing))
        };
        let key = given(anatomy.ai).ok_or_else(|| missing(anatomy.ai))?;
        let bare = verify_key(coding, &key)?;
        let serial = match anatomy.serial {
            Some(ai) => match given(ai) {
                None if coding.key() != Key::Sgln => return Err(missing(ai)),
                serial => serial,
            },
            None => None,
        };
        let date = match date_of(coding, |ai| given(ai).is_some()) {
            Some(ai) => given(ai),
            None if coding.has_date() => return Err(missing(EXPIRY)),
            None => None,
        };
        let hostname = self.host(end)?;
        if coding.is_classic() {
            return self.classic(&key, serial.as_ref());
        }
        let written = bare.map_or(key.value, |bare| key.value.get(..bare).unwrap_or_default());
        let within = bare.map_or(&[][..], |bare| key.value.get(bare..).unwrap_or_default());
        let serial_value = match &serial {
            Some(serial) => serial.value,
            None if coding.key() == Key::Sgln => b"0",
            None => within,
        };
        verify_serial(coding, &key, serial.as_ref(), serial_value)?;
        let parts = Parts {
            filter: self.filter,
            more: false,
            date: date.and_then(|date| Some((DATES.iter().position(|&ai| ai == date.ai)?, date.value))),
            key: written,
            serial: serial_value,
            hostname: hostname.map(str::as_bytes),
        };
        if let Some(date) = date.filter(|date| !aidc::is_date(date.value)) {
            return Err(ParseError::new(Code::AiDate, date.span).about(date.ai));
        }
        let used =
            |ai| ai == anatomy.ai || Some(ai) == anatomy.serial || date.is_some_and(|date| date.ai == ai);
        let mut further = all.filter(|element| self.data && !used(element.ai)).peekable();
        let long = ParseError::new(Code::TagLength, Span::new(0, end)).with(Detail::Reason(Reason::TagFull));
        let parts = Parts { more: further.peek().is_some(), ..parts };
        let mut bits = plus::write_parts(coding, &parts).ok_or(long)?;
        for element in further {
            aidc::write_element(&mut bits, element.ai, element.value).map_err(|why| {
                let error = |code, reason| {
                    let error = ParseError::new(code, element.span).about(element.ai);
                    error.with(Detail::Reason(reason))
                };
                match why {
                    Unwritable::Unknown => error(Code::TagElement, Reason::TagNoFormat),
                    Unwritable::Value => error(Code::TagElement, Reason::TagFormat),
                    Unwritable::Room => error(Code::TagLength, Reason::TagFull),
                }
            })?;
        }
        Ok(Tag::from_bits(coding, bits))
    }

    /// The domain, where the coding holds one.
    fn host(&self, end: usize) -> Result<Option<&'h str>, ParseError> {
        let reason = match (self.hostname, self.coding.has_hostname()) {
            (None, false) => return Ok(None),
            (Some(name), true) if hostname::fits(name.as_bytes()) => return Ok(Some(name)),
            (Some(_), true) => Reason::TagHostnameForm,
            (None, true) => Reason::TagHostnameMissing,
            (Some(_), false) => Reason::TagHostnameUnwanted,
        };
        Err(ParseError::new(Code::TagHostname, Span::new(0, end)).with(Detail::Reason(reason)))
    }

    fn classic(&self, key: &Given<'_>, serial: Option<&Given<'_>>) -> Result<Tag, ParseError> {
        let coding = self.coding;
        let prefix =
            |reason| ParseError::new(Code::TagPrefix, key.span).about(key.ai).with(Detail::Reason(reason));
        let length = self.prefix_length.ok_or_else(|| prefix(Reason::TagPrefixMissing))?;
        if !(6..=12).contains(&length) {
            return Err(prefix(Reason::TagPrefixDigits));
        }
        let fields = Fields::of_elements(
            coding,
            self.filter,
            usize::from(length),
            key.value,
            serial.map(|serial| serial.value),
        );
        // Only an individual asset or a part can be shorter than prefix and reference are.
        let fields = fields.ok_or_else(|| prefix(Reason::TagPrefixLong))?;
        if !fields.prefix.as_bytes().iter().all(u8::is_ascii_digit) || fields.reference_missing(coding) {
            return Err(prefix(Reason::TagPrefixLong));
        }
        let bits = classic::write(coding, &fields).map_err(|error| place(coding, error, key, serial))?;
        Ok(Tag::from_bits(coding, bits))
    }
}

/// The error of a part as one of the element that holds it.
fn place(coding: Coding, error: PartError, key: &Given<'_>, serial: Option<&Given<'_>>) -> ParseError {
    let element = match (error.part, serial) {
        (Part::Serial, Some(serial)) => serial,
        _ => key,
    };
    let plain = element.span.end.saturating_sub(element.span.start) as usize == element.value.len();
    let start = element.span.start as usize;
    let span = match (error.part, serial, coding.anatomy().digits) {
        (Part::Serial, None, Some(digits)) if plain && digits <= element.value.len() => {
            Span::new(start + digits, element.span.end as usize)
        }
        (Part::Serial, Some(_), _) if plain => {
            Span::new(start + error.span.start as usize, start + error.span.end as usize)
        }
        _ => element.span,
    };
    ParseError::new(error.code, span).about(element.ai).with(error.detail)
}

const EXPIRY: ApplicationIdentifier = ApplicationIdentifier::from_parts(17, 2);

/// The date that a dated coding takes: expiry first, as readers ask for it most.
fn date_of(coding: Coding, given: impl Fn(ApplicationIdentifier) -> bool) -> Option<ApplicationIdentifier> {
    const ORDER: [usize; 7] = [4, 2, 3, 5, 0, 1, 6];
    let mut dates = ORDER.iter().filter_map(|&index| DATES.get(index).copied());
    dates.find(|&ai| coding.has_date() && given(ai))
}

/// Verifies length, characters and check digit of a key; gives the length of its part of fixed length.
fn verify_key(coding: Coding, key: &Given<'_>) -> Result<Option<usize>, ParseError> {
    let text = key.value;
    let kind = coding.key();
    let anatomy = coding.anatomy();
    let nibbles = kind.nibbles();
    let (least, most) = match kind {
        Key::Sgtin => (14, 14),
        Key::Sscc | Key::Gsrn | Key::Gsrnp | Key::Itip => (18, 18),
        Key::Sgln => (13, 13),
        Key::Grai => (14, 30),
        Key::Gdti => (13, 30),
        Key::Sgcn => (13, 25),
        Key::Giai | Key::Cpi => (1, 30),
    };
    let shifted = |error: ParseError| error.shifted(key.span.start as usize).about(key.ai);
    if !(least..=most).contains(&text.len()) {
        let found = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let detail = Detail::Length { found, least: least as u8, most: most as u8 };
        return Err(ParseError::new(Code::AiLength, key.span).about(key.ai).with(detail));
    }
    let (digits, rest) = text.split_at_checked(nibbles.unwrap_or(0)).unwrap_or((text, &[]));
    let behind = match kind {
        Key::Cpi => CSET_39,
        Key::Sgcn => NUMERIC,
        _ => CSET_82,
    };
    let wrong = stranger(digits, NUMERIC).map(|at| (at, b'N'));
    let wrong = wrong.or_else(|| {
        let at = stranger(rest, behind)?;
        Some((
            at + digits.len(),
            if behind == CSET_39 {
                b'Y'
            } else if behind == NUMERIC {
                b'N'
            } else {
                b'X'
            },
        ))
    });
    if let Some((at, set)) = wrong {
        let byte = text.get(at).copied().unwrap_or_default();
        let error = ParseError::new(Code::AiCharset, Span::new(at, at + 1));
        return Err(shifted(error.with(Detail::Character { byte, set })));
    }
    let Some(body) = anatomy.digits.and_then(|digits| text.get(..digits)) else {
        return Ok(nibbles);
    };
    if kind == Key::Grai && body.first() != Some(&b'0') {
        let error = ParseError::new(Code::AiValue, Span::new(0, 1));
        return Err(shifted(error.with(Detail::Reason(Reason::Zero))));
    }
    let (&found, before) = body.split_last().unwrap_or((&0, &[]));
    let expected = check_digit(before).unwrap_or_default();
    if found != expected {
        let error = ParseError::new(Code::AiChecksum, Span::new(before.len(), body.len()));
        return Err(shifted(error.with(Detail::Digit { found, expected })));
    }
    let serialised = !matches!(kind, Key::Grai | Key::Gdti | Key::Sgcn) || text.len() > body.len();
    if !serialised {
        let error = ParseError::new(Code::TagElement, key.span).about(key.ai);
        return Err(error.with(Detail::Reason(Reason::TagNoSerial)));
    }
    Ok(nibbles)
}

/// Verifies length and characters of the serial number of a '+' coding.
fn verify_serial(
    coding: Coding,
    key: &Given<'_>,
    serial: Option<&Given<'_>>,
    value: &[u8],
) -> Result<(), ParseError> {
    let element = serial.unwrap_or(key);
    let (most, set) = match coding.key().serial() {
        Serial::None => return Ok(()),
        Serial::Alphanumeric(bound) => (bound.most, CSET_82),
        Serial::Digits(bound) => (bound.most, NUMERIC),
    };
    if value.is_empty() || value.len() > most {
        let found = u32::try_from(value.len()).unwrap_or(u32::MAX);
        let detail = Detail::Length { found, least: 1, most: most as u8 };
        return Err(ParseError::new(Code::AiLength, element.span).about(element.ai).with(detail));
    }
    let strange = value.iter().find(|&&byte| SETS.get(usize::from(byte)).is_none_or(|sets| sets & set == 0));
    match strange {
        Some(&byte) => {
            let set = if set == NUMERIC { b'N' } else { b'X' };
            let error = ParseError::new(Code::AiCharset, element.span).about(element.ai);
            Err(error.with(Detail::Character { byte, set }))
        }
        None => Ok(()),
    }
}
