use std::fmt;

/// The digits of an Application Identifier (AI), two to four of them, such as `01` or `3103`.
///
/// Two bytes; whether the standards assign it is another question, see [`Dictionary`](crate::gs1::Dictionary).
/// Order is by number of digits, then by value.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ApplicationIdentifier(u16); // number of digits minus two in the top two bits, value below

impl ApplicationIdentifier {
    /// Reads two, three or four digits; `None` for anything else.
    ///
    /// ```
    /// use tallymark::gs1::ApplicationIdentifier;
    /// let ai = ApplicationIdentifier::new(b"10").unwrap();
    /// assert_eq!(ai.to_string(), "10");
    /// assert!(ApplicationIdentifier::new("gtin").is_none());
    /// ```
    #[must_use]
    pub fn new(digits: impl AsRef<[u8]>) -> Option<Self> {
        let digits = digits.as_ref();
        if !(2..=4).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        let value = digits.iter().fold(0u16, |value, digit| value * 10 + u16::from(digit - b'0'));
        Some(Self::from_parts(value, digits.len()))
    }
    /// The AI of this value written with this many digits (2 to 4).
    pub(crate) const fn from_parts(value: u16, digits: usize) -> Self {
        ApplicationIdentifier(value | ((digits as u16).wrapping_sub(2) & 3) << 14)
    }
    /// How many digits it has: 2, 3 or 4.
    #[must_use]
    pub const fn digits(self) -> usize {
        2 + (self.0 >> 14) as usize
    }

    /// The digits as a number: 1 for `01`.
    #[must_use]
    pub const fn value(self) -> u16 {
        self.0 & 0x3FFF
    }
}

impl fmt::Display for ApplicationIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.value(), width = self.digits())
    }
}

impl fmt::Debug for ApplicationIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({self})")
    }
}

impl PartialEq<str> for ApplicationIdentifier {
    fn eq(&self, digits: &str) -> bool {
        Self::new(digits) == Some(*self)
    }
}

impl PartialEq<&str> for ApplicationIdentifier {
    fn eq(&self, digits: &&str) -> bool {
        self == *digits
    }
}
