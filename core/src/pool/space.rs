use std::collections::HashSet;

use super::{Alphabet, Ratio};
use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};
use crate::keys::Serial;

/// The probability of a guess must be lower than one in so many (EU 2016/161, Article 4).
const ONE_IN: u128 = 10_000;

/// The smallest space that a permutation can hide anything in (NIST SP 800-38G Revision 1, 5.1).
const LEAST: u128 = 1_000_000;

/// What the serials of a pool look like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Space {
    alphabet: Alphabet,
    length: usize,
    prefix: Vec<u8>,
    suffix: Vec<u8>,
    /// In small letters.
    forbidden: Vec<Vec<u8>>,
}

impl Space {
    /// Serials of `length` characters, fixed parts included.
    ///
    /// # Errors
    /// [`Code::PoolLength`] if that is more than 20, or gives fewer than a million serials.
    pub fn new(alphabet: Alphabet, length: usize) -> Result<Self, ParseError> {
        Space { alphabet, length, prefix: Vec::new(), suffix: Vec::new(), forbidden: Vec::new() }.checked()
    }

    /// Every serial begins with this text.
    ///
    /// # Errors
    /// [`Code::PoolFixed`] at the first character outside the 82-character set, [`Code::PoolLength`] if too little is
    /// left.
    pub fn prefix(mut self, text: &str) -> Result<Self, ParseError> {
        self.prefix = fixed(text)?;
        self.checked()
    }

    /// Every serial ends with this text.
    ///
    /// # Errors
    /// As [`Space::prefix`].
    pub fn suffix(mut self, text: &str) -> Result<Self, ParseError> {
        self.suffix = fixed(text)?;
        self.checked()
    }

    /// No serial holds one of these texts, in whatever case. [`default_forbidden`] is an offer.
    ///
    /// ```
    /// use tallymark::pool::{Alphabet, Space, default_forbidden};
    /// let space = Space::new(Alphabet::base32(), 10)?.forbid(default_forbidden())?;
    /// assert!(space.allowed_at_least() < space.size());
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::PoolForbidden`] for an empty text, and if perhaps no serial would be left.
    pub fn forbid<T: AsRef<str>>(mut self, texts: impl IntoIterator<Item = T>) -> Result<Self, ParseError> {
        // Counted on from text to text: lists may be long.
        let mut known: HashSet<Vec<u8>> = self.forbidden.iter().cloned().collect();
        let mut allowed = self.allowed_at_least();
        for text in texts {
            let text = text.as_ref().to_ascii_lowercase().into_bytes();
            let place = Span::new(0, text.len());
            if text.is_empty() {
                return Err(ParseError::new(Code::PoolForbidden, place));
            }
            if known.insert(text.clone()) {
                allowed = self.without(allowed, &text);
                self.forbidden.push(text);
            }
            if allowed == 0 {
                return Err(ParseError::new(Code::PoolForbidden, place));
            }
        }
        Ok(self)
    }

    fn checked(self) -> Result<Self, ParseError> {
        let reason = if self.length > Serial::MAX_LEN {
            Reason::LengthLong
        } else if self.prefix.len() + self.suffix.len() >= self.length {
            Reason::LengthNone
        } else if self.size() < LEAST {
            Reason::LengthSmall
        } else {
            return Ok(self);
        };
        Err(ParseError::new(Code::PoolLength, Span::default()).with(Detail::Reason(reason)))
    }

    /// The alphabet of the free places.
    #[must_use]
    pub const fn alphabet(&self) -> &Alphabet {
        &self.alphabet
    }

    /// How many places are free.
    pub(super) fn free(&self) -> usize {
        self.length.saturating_sub(self.prefix.len() + self.suffix.len())
    }

    /// How many texts the free places can hold, forbidden ones included.
    #[must_use]
    pub fn size(&self) -> u128 {
        // 82^20 is below 2^128.
        (self.alphabet.len() as u128).saturating_pow(self.free() as u32)
    }

    /// How many serials there are at least without the forbidden ones; exact where nothing is forbidden.
    #[must_use]
    pub fn allowed_at_least(&self) -> u128 {
        self.forbidden.iter().fold(self.size(), |allowed, text| self.without(allowed, text))
    }

    /// How many of so many serials are left at least without those that hold this text.
    fn without(&self, allowed: u128, text: &[u8]) -> u128 {
        let starts = 0..(self.length + 1).saturating_sub(text.len());
        starts.fold(allowed, |allowed, start| allowed.saturating_sub(self.holding(text, start)))
    }

    /// How many serials hold a forbidden text at one place.
    fn holding(&self, text: &[u8], start: usize) -> u128 {
        let mut count = 1u128;
        for place in 0..self.length {
            let wanted = place.checked_sub(start).and_then(|at| text.get(at));
            let alike = |byte: &&u8| wanted.is_none_or(|wanted| byte.eq_ignore_ascii_case(wanted));
            let fixed = self.prefix.get(place).or_else(|| {
                let from = self.length - self.suffix.len();
                place.checked_sub(from).and_then(|at| self.suffix.get(at))
            });
            let ways = match fixed {
                Some(byte) => usize::from(alike(&byte)),
                None if wanted.is_none() => self.alphabet.len(),
                None => self.alphabet.characters().iter().filter(alike).count(),
            };
            count = count.saturating_mul(ways as u128);
        }
        count
    }

    /// The serial whose free places have these values; `None` if it is forbidden.
    pub(super) fn serial(&self, values: &[usize]) -> Option<Serial> {
        let mut text = Vec::with_capacity(Serial::MAX_LEN);
        text.extend_from_slice(&self.prefix);
        for &value in values {
            text.push(self.alphabet.character(value)?);
        }
        text.extend_from_slice(&self.suffix);
        (!self.forbids(&text)).then(|| Serial::parse(&text).ok()).flatten()
    }

    /// The values of the free places of a serial of this space; `None` if it is none.
    #[cfg(feature = "pool")]
    pub(super) fn values(&self, serial: &Serial) -> Option<Vec<usize>> {
        let text = serial.to_string().into_bytes();
        if text.len() != self.length || self.forbids(&text) {
            return None;
        }
        let free = text.strip_prefix(self.prefix.as_slice())?.strip_suffix(self.suffix.as_slice())?;
        free.iter().map(|byte| self.alphabet.characters().iter().position(|other| other == byte)).collect()
    }

    fn forbids(&self, text: &[u8]) -> bool {
        self.forbidden.iter().any(|forbidden| {
            text.windows(forbidden.len()).any(|window| window.eq_ignore_ascii_case(forbidden))
        })
    }

    /// The probability that a guess hits one of so many issued serials.
    #[must_use]
    pub fn guess_probability(&self, issued: u128) -> Ratio {
        Ratio::new(issued, self.allowed_at_least())
    }

    /// How many serials may be issued so that a guess hits with a probability lower than one in ten thousand.
    #[must_use]
    pub fn may_issue(&self) -> u128 {
        self.allowed_at_least().div_ceil(ONE_IN).saturating_sub(1)
    }

    /// Nothing, or why so many serials must not be issued.
    ///
    /// # Errors
    /// [`Code::PoolGuess`] if a guess hits with a probability of one in ten thousand or higher.
    pub fn permits(&self, issued: u128) -> Result<(), ParseError> {
        if issued <= self.may_issue() {
            return Ok(());
        }
        Err(ParseError::new(Code::PoolGuess, Span::default()))
    }
}

fn fixed(text: &str) -> Result<Vec<u8>, ParseError> {
    let bytes = text.as_bytes();
    if let Some(at) = bytes.iter().position(|byte| Serial::parse([*byte]).is_err()) {
        return Err(ParseError::new(Code::PoolFixed, Span::new(at, at + 1)));
    }
    Ok(bytes.to_vec())
}

/// A short list of texts that many firms do not want on a pack.
pub fn default_forbidden() -> impl Iterator<Item = &'static str> + Clone {
    include_str!("../../data/forbidden_serials.txt").lines().filter(|line| !line.starts_with('#'))
}
