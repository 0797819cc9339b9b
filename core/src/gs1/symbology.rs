use std::fmt;

/// The AIM symbology identifier that a scanner sends before the data, such as `]d2` (ISO/IEC 15424).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SymbologyIdentifier {
    letter: u8,
    modifier: u8,
}

/// What a symbol with some identifier holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Carries {
    /// GS1 element strings.
    Elements,
    /// An EAN or UPC number of so many digits, perhaps with a composite component behind it.
    Number(usize),
    /// Text that is no element string; a web address in it is a Digital Link.
    Text,
}

impl SymbologyIdentifier {
    /// The identifier at the beginning of scan data; `None` if the symbology is not one of ISO/IEC 15424.
    ///
    /// ```
    /// use tallymark::gs1::SymbologyIdentifier;
    /// let identifier = SymbologyIdentifier::read(b"]d20109506000134352").unwrap();
    /// assert_eq!(identifier.to_string(), "]d2");
    /// assert_eq!(identifier.symbology(), "Data Matrix");
    /// assert!(identifier.holds_element_strings());
    /// ```
    #[must_use]
    pub fn read(scan: &[u8]) -> Option<Self> {
        match *scan {
            [b']', letter, modifier, ..] if modifier.is_ascii_alphanumeric() => {
                let identifier = SymbologyIdentifier { letter, modifier };
                (!identifier.symbology().is_empty()).then_some(identifier)
            }
            _ => None,
        }
    }

    /// The identifier of a symbol that holds element strings.
    #[inline]
    pub(crate) fn before_elements(scan: &[u8]) -> Option<Self> {
        let &[b']', letter, modifier] = scan.first_chunk::<3>()? else { return None };
        let identifier = SymbologyIdentifier { letter, modifier };
        (identifier.carries() == Carries::Elements).then_some(identifier)
    }

    /// The name of the symbology.
    #[must_use]
    pub const fn symbology(self) -> &'static str {
        match self.letter {
            b'A' => "Code 39",
            b'B' => "Telepen",
            b'C' => "Code 128",
            b'D' => "Code One",
            b'E' => "EAN/UPC",
            b'F' => "Codabar",
            b'G' => "Code 93",
            b'H' => "Code 11",
            b'I' => "Interleaved 2 of 5",
            b'J' => "DotCode",
            b'K' => "Code 16K",
            b'L' => "PDF417",
            b'M' => "MSI",
            b'N' => "Anker",
            b'O' => "Codablock",
            b'P' => "Plessey",
            b'Q' => "QR Code",
            b'R' | b'S' => "Straight 2 of 5",
            b'T' => "Code 49",
            b'U' => "MaxiCode",
            b'X' => "other bar code",
            b'Z' => "no bar code",
            b'c' => "Channel Code",
            b'd' => "Data Matrix",
            b'e' => "GS1 DataBar and GS1 Composite",
            b'g' => "Grid Matrix",
            b'h' => "Han Xin Code",
            b'o' => "optical character recognition",
            b'p' => "Posicode",
            b's' => "SuperCode",
            b'v' => "Ultracode",
            b'z' => "Aztec Code",
            _ => "",
        }
    }

    /// Whether the symbol holds GS1 element strings: FNC1 stood in its first position.
    #[must_use]
    pub fn holds_element_strings(self) -> bool {
        self.carries() == Carries::Elements
    }

    #[inline]
    pub(crate) const fn carries(self) -> Carries {
        match (self.letter, self.modifier) {
            (b'C' | b'D' | b'J' | b'K' | b'O' | b'T' | b'z', b'1')
            | (b'd', b'2' | b'5' | b'8' | b'B')
            | (b'Q', b'3' | b'4')
            | (b'D' | b'O', b'5')
            | (b'J' | b'z', b'4')
            | (b'L', b'3')
            | (b'e', b'0' | b'1') => Carries::Elements,
            (b'E', b'0' | b'3') => Carries::Number(13),
            (b'E', b'4') => Carries::Number(8),
            _ => Carries::Text,
        }
    }

    /// The letter of the symbology.
    pub(crate) const fn letter(self) -> u8 {
        self.letter
    }

    /// What the symbology says of itself.
    pub(crate) const fn modifier(self) -> u8 {
        self.modifier
    }

    /// Whether digits of an add-on symbol may follow the number.
    pub(crate) const fn has_add_on(self) -> bool {
        self.letter == b'E' && self.modifier == b'3'
    }
}

impl fmt::Display for SymbologyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "]{}{}", self.letter as char, self.modifier as char)
    }
}

impl fmt::Debug for SymbologyIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
