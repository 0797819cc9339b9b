use crate::diagnostic::{Code, Detail, ParseError, Reason, Span};
use crate::keys::Serial;

/// The characters that the free places of serials are drawn from: two or more of the 82-character set, each once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alphabet(Vec<u8>);

impl Alphabet {
    /// The names of the ready-made alphabets.
    pub const NAMES: [&'static str; 6] = ["digits", "base32", "unambiguous", "base36", "base62", "cset82"];

    /// Characters of the caller's choice; their order is that of their values.
    ///
    /// ```
    /// use tallymark::pool::Alphabet;
    /// assert_eq!(Alphabet::parse("23456789")?.len(), 8);
    /// let error = Alphabet::parse("ABA").unwrap_err();
    /// assert_eq!((error.code().as_str(), error.span().start), ("pool-alphabet", 2));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::PoolAlphabet`] at the first character that is not in the 82-character set or stands there before; for
    /// the whole text if there are fewer than two.
    pub fn parse(characters: &str) -> Result<Self, ParseError> {
        let bytes = characters.as_bytes();
        let refuse =
            |reason, place| Err(ParseError::new(Code::PoolAlphabet, place).with(Detail::Reason(reason)));
        for (at, byte) in bytes.iter().enumerate() {
            let place = Span::new(at, at + 1);
            if Serial::parse([*byte]).is_err() {
                return refuse(Reason::AlphabetSet, place);
            }
            if bytes.iter().take(at).any(|other| other == byte) {
                return refuse(Reason::AlphabetTwice, place);
            }
        }
        if bytes.len() < 2 {
            return refuse(Reason::AlphabetShort, Span::new(0, bytes.len()));
        }
        Ok(Alphabet(bytes.to_vec()))
    }

    /// The ready-made alphabet of this name, see [`Alphabet::NAMES`].
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "digits" => Alphabet(b"0123456789".to_vec()),
            "base32" => Alphabet::base32(),
            "unambiguous" => Alphabet(b"3467ACDEFGHJKMNPQRTUVWXY".to_vec()),
            "base36" => Alphabet(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".to_vec()),
            "base62" => Alphabet(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".to_vec()),
            "cset82" => Alphabet((b'!'..=b'z').filter(|byte| Serial::parse([*byte]).is_ok()).collect()),
            _ => return None,
        })
    }

    /// 32 digits and capitals without I, L, O and U, so that no two are mistaken for each other.
    #[must_use]
    pub fn base32() -> Self {
        Alphabet(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ".to_vec())
    }

    /// How many characters it has, 2 to 82.
    #[must_use]
    #[allow(clippy::len_without_is_empty)] // never empty
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The characters in the order of their values.
    #[must_use]
    pub fn characters(&self) -> &[u8] {
        &self.0
    }

    /// Whether a letter is there in both cases: a scanner or a data base that changes case makes two serials one.
    #[must_use]
    pub fn mixes_case(&self) -> bool {
        self.0.iter().any(|byte| byte.is_ascii_uppercase() && self.0.contains(&byte.to_ascii_lowercase()))
    }

    pub(super) fn character(&self, value: usize) -> Option<u8> {
        self.0.get(value).copied()
    }
}
