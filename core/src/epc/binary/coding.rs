use std::fmt;

use crate::diagnostic::Wider;

/// What identifies the thing: the GS1 key of a coding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Sgtin,
    Sscc,
    Sgln,
    Grai,
    Giai,
    Gsrn,
    Gsrnp,
    Gdti,
    Cpi,
    Sgcn,
    Itip,
}

/// How the last part of a classic coding is written, with its number of bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    /// None; bits that must be zero.
    Reserved(usize),
    /// Nothing at all: the reference runs to the end.
    Nothing,
    /// An integer, which has no leading zeros.
    Integer(usize),
    /// Seven bits a character, zeros behind.
    Text(usize),
    /// Digits with a 1 in front, so that leading zeros are kept.
    Digits(usize),
}

/// How the reference behind the company prefix is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reference {
    /// Of fixed length: together with the prefix so many digits, in so many bits.
    Padded { digits: usize, bits: usize },
    /// An integer without leading zeros; prefix and reference share so many bits.
    Integer { bits: usize },
    /// Seven bits a character.
    Text { bits: usize },
    /// Six bits a character, ended by six zeros.
    SixBit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    Classic { reference: Reference, tail: Tail },
    Plus { dated: bool, hosted: bool },
}

macro_rules! codings {
    ($($name:ident $text:literal $header:literal $key:ident $form:expr, $doc:literal;)*) => {
        /// A binary coding of the EPC Tag Data Standard, named as in tag URIs.
        ///
        /// ```
        /// use tallymark::epc::Coding;
        /// assert_eq!(Coding::from_name("sgtin-96"), Some(Coding::Sgtin96));
        /// assert_eq!(Coding::Sgtin96.header(), 0x30);
        /// assert!(Coding::Sgtin96.is_classic() && !Coding::SgtinPlus.is_classic());
        /// ```
        ///
        /// Source: TDS 2.3, table 14-1.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Coding { $(#[doc = $doc] $name,)* }

        impl Coding {
            /// Every coding.
            pub const ALL: &'static [Coding] = &[$(Coding::$name,)*];

            /// The name in tag URIs, in lower case: `sgtin-96`, `dsgtin+`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Coding::$name => $text,)* }
            }

            /// The first eight bits of every tag of this coding.
            #[must_use]
            pub const fn header(self) -> u8 {
                match self { $(Coding::$name => $header,)* }
            }

            /// The coding of these first eight bits; `None` if the standard gives them to none of a GS1 key.
            #[must_use]
            pub const fn from_header(header: u8) -> Option<Self> {
                match header { $($header => Some(Coding::$name),)* _ => None }
            }

            pub(crate) const fn key(self) -> Key {
                match self { $(Coding::$name => Key::$key,)* }
            }

            pub(crate) const fn form(self) -> Form {
                match self { $(Coding::$name => $form,)* }
            }
        }
    };
}

const fn padded(digits: usize, bits: usize, tail: Tail) -> Form {
    Form::Classic { reference: Reference::Padded { digits, bits }, tail }
}

const PLUS: Form = Form::Plus { dated: false, hosted: false };
const DATED: Form = Form::Plus { dated: true, hosted: false };
const HOSTED: Form = Form::Plus { dated: false, hosted: true };
const DATED_HOSTED: Form = Form::Plus { dated: true, hosted: true };

codings! {
    Sgtin96 "sgtin-96" 0x30 Sgtin padded(13, 44, Tail::Integer(38)), "GTIN and serial number, a number below 2^38 without leading zeros.";
    Sgtin198 "sgtin-198" 0x36 Sgtin padded(13, 44, Tail::Text(140)), "GTIN and any serial number.";
    Sscc96 "sscc-96" 0x31 Sscc padded(17, 58, Tail::Reserved(24)), "SSCC.";
    Sgln96 "sgln-96" 0x32 Sgln padded(12, 41, Tail::Integer(41)), "GLN, and an extension below 2^41 without leading zeros.";
    Sgln195 "sgln-195" 0x39 Sgln padded(12, 41, Tail::Text(140)), "GLN, and any extension.";
    Grai96 "grai-96" 0x33 Grai padded(12, 44, Tail::Integer(38)), "GRAI whose serial number is below 2^38 without leading zeros.";
    Grai170 "grai-170" 0x37 Grai padded(12, 44, Tail::Text(112)), "GRAI with any serial number.";
    Giai96 "giai-96" 0x34 Giai Form::Classic { reference: Reference::Integer { bits: 82 }, tail: Tail::Nothing }, "GIAI whose reference is a number without leading zeros.";
    Giai202 "giai-202" 0x38 Giai Form::Classic { reference: Reference::Text { bits: 188 }, tail: Tail::Nothing }, "GIAI.";
    Gsrn96 "gsrn-96" 0x2D Gsrn padded(17, 58, Tail::Reserved(24)), "GSRN of a recipient.";
    Gsrnp96 "gsrnp-96" 0x2E Gsrnp padded(17, 58, Tail::Reserved(24)), "GSRN of a provider.";
    Gdti96 "gdti-96" 0x2C Gdti padded(12, 41, Tail::Integer(41)), "GDTI whose serial number is below 2^41 without leading zeros.";
    Gdti113 "gdti-113" 0x3A Gdti padded(12, 41, Tail::Digits(58)), "GDTI whose serial number is up to 17 digits; withdrawn, for tags in use.";
    Gdti174 "gdti-174" 0x3E Gdti padded(12, 41, Tail::Text(119)), "GDTI with any serial number.";
    Cpi96 "cpi-96" 0x3C Cpi Form::Classic { reference: Reference::Integer { bits: 51 }, tail: Tail::Integer(31) }, "CPI whose part reference and serial number are numbers without leading zeros.";
    CpiVar "cpi-var" 0x3D Cpi Form::Classic { reference: Reference::SixBit, tail: Tail::Integer(40) }, "CPI whose serial number has no leading zeros.";
    Sgcn96 "sgcn-96" 0x3F Sgcn padded(12, 41, Tail::Digits(41)), "GCN with serial number.";
    Itip110 "itip-110" 0x40 Itip padded(13, 44, Tail::Integer(38)), "ITIP and serial number, a number below 2^38 without leading zeros.";
    Itip212 "itip-212" 0x41 Itip padded(13, 44, Tail::Text(140)), "ITIP and any serial number.";
    SgtinPlus "sgtin+" 0xF7 Sgtin PLUS, "GTIN and serial number.";
    DsgtinPlus "dsgtin+" 0xFB Sgtin DATED, "A date, GTIN and serial number.";
    SsccPlus "sscc+" 0xF9 Sscc PLUS, "SSCC.";
    SglnPlus "sgln+" 0xF2 Sgln PLUS, "GLN and extension.";
    GraiPlus "grai+" 0xF1 Grai PLUS, "GRAI.";
    GiaiPlus "giai+" 0xFA Giai PLUS, "GIAI.";
    GsrnPlus "gsrn+" 0xF4 Gsrn PLUS, "GSRN of a recipient.";
    GsrnpPlus "gsrnp+" 0xF5 Gsrnp PLUS, "GSRN of a provider.";
    GdtiPlus "gdti+" 0xF6 Gdti PLUS, "GDTI.";
    CpiPlus "cpi+" 0xF0 Cpi PLUS, "CPI and serial number.";
    SgcnPlus "sgcn+" 0xF8 Sgcn PLUS, "GCN with serial number.";
    ItipPlus "itip+" 0xF3 Itip PLUS, "ITIP and serial number.";
    SgtinPlusPlus "sgtin++" 0xFD Sgtin HOSTED, "GTIN, serial number and domain.";
    DsgtinPlusPlus "dsgtin++" 0xFC Sgtin DATED_HOSTED, "A date, GTIN, serial number and domain.";
    SsccPlusPlus "sscc++" 0xEF Sscc HOSTED, "SSCC and domain.";
    SglnPlusPlus "sgln++" 0xE9 Sgln HOSTED, "GLN, extension and domain.";
    GraiPlusPlus "grai++" 0xEB Grai HOSTED, "GRAI and domain.";
    GiaiPlusPlus "giai++" 0xEE Giai HOSTED, "GIAI and domain.";
    GsrnPlusPlus "gsrn++" 0xE7 Gsrn HOSTED, "GSRN of a recipient and domain.";
    GsrnpPlusPlus "gsrnp++" 0xE8 Gsrnp HOSTED, "GSRN of a provider and domain.";
    GdtiPlusPlus "gdti++" 0xEA Gdti HOSTED, "GDTI and domain.";
    CpiPlusPlus "cpi++" 0xE6 Cpi HOSTED, "CPI, serial number and domain.";
    SgcnPlusPlus "sgcn++" 0xEC Sgcn HOSTED, "GCN with serial number and domain.";
    ItipPlusPlus "itip++" 0xED Itip HOSTED, "ITIP, serial number and domain.";
}

impl Coding {
    /// The coding of this name; capitals are read too.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|coding| coding.as_str().eq_ignore_ascii_case(name))
    }

    /// Whether the length of the company prefix is part of it: all codings before TDS 2.0, those that have a tag URI.
    #[must_use]
    pub const fn is_classic(self) -> bool {
        matches!(self.form(), Form::Classic { .. })
    }

    /// Whether it holds the domain of a Digital Link: the '++' codings.
    #[must_use]
    pub const fn has_hostname(self) -> bool {
        matches!(self.form(), Form::Plus { hosted: true, .. })
    }

    /// Whether it holds a date before the key: `dsgtin+` and `dsgtin++`.
    #[must_use]
    pub const fn has_date(self) -> bool {
        matches!(self.form(), Form::Plus { dated: true, .. })
    }

    /// The classic coding of the same key that holds every value, and the '+' coding, to name them in help.
    pub(crate) const fn wider(self) -> Wider {
        match self.key() {
            Key::Sgtin => Wider::Sgtin,
            Key::Sgln => Wider::Sgln,
            Key::Grai => Wider::Grai,
            Key::Giai => Wider::Giai,
            Key::Gdti => Wider::Gdti,
            Key::Cpi => Wider::Cpi,
            Key::Itip => Wider::Itip,
            Key::Sscc | Key::Gsrn | Key::Gsrnp | Key::Sgcn => Wider::None,
        }
    }
}

impl fmt::Display for Coding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a reader can sort tags by without reading further: three bits, 0 to 7.
///
/// ```
/// use tallymark::epc::{Coding, Filter};
/// let filter = Filter::new(1).unwrap();
/// assert_eq!(filter.meaning(Coding::Sgtin96), Some("point of sale trade item"));
/// assert!(Filter::new(8).is_none());
/// ```
///
/// Source: TDS 2.3, section 10.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Filter(u8);

impl Filter {
    /// The filter of this value; `None` above 7.
    #[must_use]
    pub const fn new(value: u8) -> Option<Self> {
        if value < 8 { Some(Filter(value)) } else { None }
    }

    /// The last three bits of a number.
    pub(crate) const fn low(value: u64) -> Self {
        Filter((value & 7) as u8)
    }

    /// Its value, 0 to 7.
    #[must_use]
    pub const fn value(self) -> u8 {
        self.0
    }

    /// What the value says in this coding, in words of the standard; `None` where it is reserved.
    #[must_use]
    pub const fn meaning(self, coding: Coding) -> Option<&'static str> {
        match (coding.key(), self.0) {
            (_, 0) => Some("all others"),
            (Key::Sgtin, 1) => Some("point of sale trade item"),
            (Key::Sgtin | Key::Sscc, 2) => Some("full case for transport"),
            (Key::Sgtin, 4) => Some("inner pack trade item grouping for handling"),
            (Key::Sgtin | Key::Sscc, 6) => Some("unit load"),
            (Key::Sgtin, 7) => {
                Some("unit inside trade item or component inside a product not intended for individual sale")
            }
            _ => None,
        }
    }
}

impl Coding {
    /// Whether its tag URI has a part behind the reference.
    pub(crate) const fn has_serial_part(self) -> bool {
        !matches!(
            self.form(),
            Form::Classic { tail: Tail::Nothing | Tail::Reserved(_), .. } | Form::Plus { .. }
        )
    }

    /// Whether its tag URI has piece and total.
    pub(crate) const fn has_pieces(self) -> bool {
        matches!((self.key(), self.form()), (Key::Itip, Form::Classic { .. }))
    }

    /// Whether the last part of its tag URI is a text, which may hold dots.
    pub(crate) const fn has_text_part(self) -> bool {
        matches!(
            self.form(),
            Form::Classic { tail: Tail::Text(_), .. }
                | Form::Classic { reference: Reference::Text { .. }, tail: Tail::Nothing }
        )
    }
}
