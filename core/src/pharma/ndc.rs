//! National Drug Codes: segments, the forms of 10, 11 and 12 digits, and what a GTIN leaves open.

use std::collections::BTreeMap;
use std::fmt;

use crate::diagnostic::{Code, ParseError, Span};
use crate::keys::Gtin;

/// How the digits of a National Drug Code fall into labeler, product and package (21 CFR 207.33).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Pattern {
    /// 4-4-2, ten digits.
    P442,
    /// 5-3-2, ten digits.
    P532,
    /// 5-4-1, ten digits.
    P541,
    /// 5-4-2, the eleven digits of billing.
    P542,
    /// 6-4-2, the twelve digits from 7 March 2033 on (91 FR 10749).
    P642,
}

impl Pattern {
    /// The three patterns of ten digits.
    pub const TEN: [Pattern; 3] = [Pattern::P442, Pattern::P532, Pattern::P541];
    const ALL: [Pattern; 5] = [Pattern::P442, Pattern::P532, Pattern::P541, Pattern::P542, Pattern::P642];

    /// `4-4-2` and so on.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Pattern::P442 => "4-4-2",
            Pattern::P532 => "5-3-2",
            Pattern::P541 => "5-4-1",
            Pattern::P542 => "5-4-2",
            Pattern::P642 => "6-4-2",
        }
    }

    const fn lengths(self) -> [usize; 3] {
        match self {
            Pattern::P442 => [4, 4, 2],
            Pattern::P532 => [5, 3, 2],
            Pattern::P541 => [5, 4, 1],
            Pattern::P542 => [5, 4, 2],
            Pattern::P642 => [6, 4, 2],
        }
    }
}

/// A National Drug Code whose segments are known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ndc {
    pattern: Pattern,
    labeler: u32,
    product: u16,
    package: u8,
}

impl Ndc {
    /// Reads a code with hyphens, or eleven or twelve digits without.
    ///
    /// Ten digits without hyphens may be three codes: [`Ndc::candidates`].
    ///
    /// ```
    /// use tallymark::pharma::Ndc;
    /// let ndc = Ndc::parse("0002-8215-01")?;
    /// assert_eq!(ndc.eleven().unwrap(), "00002-8215-01");
    /// assert_eq!(ndc.twelve(), "000002-8215-01");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::NdcForm`].
    pub fn parse(text: impl AsRef<[u8]>) -> Result<Self, ParseError> {
        let text = text.as_ref();
        let refused = |start, end| ParseError::new(Code::NdcForm, Span::new(start, end));
        if let Some(at) = text.iter().position(|byte| !byte.is_ascii_digit() && *byte != b'-') {
            return Err(refused(at, at + 1));
        }
        let digits: Vec<u8> = text.iter().copied().filter(u8::is_ascii_digit).collect();
        let pattern = if text.contains(&b'-') {
            let lengths: Vec<usize> = text.split(|&byte| byte == b'-').take(4).map(<[u8]>::len).collect();
            Pattern::ALL.into_iter().find(|pattern| pattern.lengths().as_slice() == lengths)
        } else {
            match text.len() {
                11 => Some(Pattern::P542),
                12 => Some(Pattern::P642),
                _ => None,
            }
        };
        pattern.and_then(|pattern| Ndc::cut(pattern, &digits)).ok_or_else(|| refused(0, text.len()))
    }

    /// The code that these digits are in this pattern.
    fn cut(pattern: Pattern, digits: &[u8]) -> Option<Self> {
        let [labeler, product, package] = pattern.lengths();
        let number = |from: usize, length: usize| {
            let part = digits.get(from..from + length)?;
            Some(part.iter().fold(0u32, |value, byte| value * 10 + u32::from(byte.wrapping_sub(b'0'))))
        };
        let whole = digits.len() == labeler + product + package && digits.iter().all(u8::is_ascii_digit);
        whole.then_some(())?;
        Some(Ndc {
            pattern,
            labeler: number(0, labeler)?,
            product: number(labeler, product)? as u16,
            package: number(labeler + product, package)? as u8,
        })
    }

    /// How it is written.
    #[must_use]
    pub const fn pattern(self) -> Pattern {
        self.pattern
    }

    /// The form of eleven digits, 5-4-2; `None` where the labeler has six.
    #[must_use]
    pub fn eleven(self) -> Option<String> {
        (self.labeler < 100_000)
            .then(|| format!("{:05}-{:04}-{:02}", self.labeler, self.product, self.package))
    }

    /// The form of twelve digits, 6-4-2: every older code gets leading zeros in its segments.
    #[must_use]
    pub fn twelve(self) -> String {
        format!("{:06}-{:04}-{:02}", self.labeler, self.product, self.package)
    }

    /// The ten digits that a GTIN holds after `03`; `None` for codes that are known in a longer form only.
    #[must_use]
    pub fn ten(self) -> Option<String> {
        Pattern::TEN.contains(&self.pattern).then(|| self.to_string().replace('-', ""))
    }

    /// The three codes that ten digits may be; no more than one of them is meant.
    ///
    /// ```
    /// use tallymark::pharma::Ndc;
    /// let texts = Ndc::candidates("0002821501").unwrap().map(|ndc| ndc.to_string());
    /// assert_eq!(texts, ["0002-8215-01", "00028-215-01", "00028-2150-1"]);
    /// ```
    #[must_use]
    pub fn candidates(ten: impl AsRef<[u8]>) -> Option<[Ndc; 3]> {
        let [a, b, c] = Pattern::TEN.map(|pattern| Ndc::cut(pattern, ten.as_ref()));
        Some([a?, b?, c?])
    }

    /// The ten digits inside a GTIN of the United States: after indicator and `03`; `None` for other GTINs.
    ///
    /// A code of twelve digits is not in any GTIN: there only a mapping helps.
    #[must_use]
    pub fn digits_in(gtin: Gtin) -> Option<String> {
        let digits = gtin.to_string();
        digits.get(1..3).filter(|prefix| *prefix == "03").and_then(|_| digits.get(3..13)).map(str::to_owned)
    }

    /// The codes of ten digits from which eleven may have been made.
    fn origins(self) -> Vec<Ndc> {
        let of = |pattern: Pattern| {
            let [labeler, product, package] = pattern.lengths().map(|length| 10u32.pow(length as u32));
            let fits = self.labeler < labeler
                && u32::from(self.product) < product
                && u32::from(self.package) < package;
            fits.then_some(Ndc { pattern, ..self })
        };
        Pattern::TEN.into_iter().filter_map(of).collect()
    }
}

/// With hyphens, in its own pattern.
impl fmt::Display for Ndc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [labeler, product, package] = self.pattern.lengths();
        write!(f, "{:0labeler$}-{:0product$}-{:0package$}", self.labeler, self.product, self.package)
    }
}

impl fmt::Debug for Ndc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ndc({self})")
    }
}

/// One code that some digits may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// The code.
    pub ndc: Ndc,
    /// Whether the directory has it; `None` without a directory.
    pub listed: Option<bool>,
}

/// Which codes exist, and which GTINs they have: the caller's mapping, such as the FDA's NDC directory.
#[derive(Clone, Debug, Default)]
pub struct NdcDirectory {
    codes: std::collections::BTreeSet<[u32; 3]>,
    gtins: BTreeMap<Gtin, Ndc>,
}

impl NdcDirectory {
    /// Notes a code in its own pattern, and the GTIN that names the same package where that is known.
    ///
    /// ```
    /// use tallymark::pharma::{Ndc, NdcDirectory};
    /// let mut directory = NdcDirectory::default();
    /// directory.insert(Ndc::parse("0002-8215-01")?, None);
    /// let resolved = directory.resolve("0002821501").unwrap();
    /// assert_eq!(resolved.to_string(), "0002-8215-01");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn insert(&mut self, ndc: Ndc, gtin: Option<Gtin>) {
        self.codes.insert(directory_key(ndc));
        if let Some(gtin) = gtin {
            self.gtins.insert(gtin, ndc);
        }
    }

    /// Whether the code is there, in whatever form.
    #[must_use]
    pub fn lists(&self, ndc: Ndc) -> bool {
        self.codes.contains(&directory_key(ndc))
    }

    /// The one code that ten digits are; `None` if the directory has none of the three, or more than one.
    #[must_use]
    pub fn resolve(&self, ten: &str) -> Option<Ndc> {
        let mut listed = Ndc::candidates(ten)?.into_iter().filter(|&ndc| self.lists(ndc));
        listed.next().filter(|_| listed.next().is_none())
    }

    /// The code that the directory states for a GTIN.
    #[must_use]
    pub fn of_gtin(&self, gtin: Gtin) -> Option<Ndc> {
        self.gtins.get(&gtin).copied()
    }
}

/// The segments as numbers: the same for every form of one code.
fn directory_key(ndc: Ndc) -> [u32; 3] {
    [ndc.labeler, u32::from(ndc.product), u32::from(ndc.package)]
}

/// The candidates of a number without hyphens, or of one whose segments are known.
pub(crate) fn candidates(digits: &str, directory: Option<&NdcDirectory>) -> Vec<Candidate> {
    let codes = match Ndc::candidates(digits) {
        Some(three) => three.to_vec(),
        None => Ndc::parse(digits).map_or(Vec::new(), |ndc| match ndc.pattern {
            Pattern::P542 => ndc.origins(),
            _ => vec![ndc],
        }),
    };
    let listed = |ndc| directory.map(|directory| directory.lists(ndc));
    codes.into_iter().map(|ndc| Candidate { ndc, listed: listed(ndc) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_wrong_is_said() {
        for bad in ["0002-821-01", "0002821501", "00028215-01", "0002-8215-0-1", "", "-", "0002-8215-0A"] {
            assert_eq!(Ndc::parse(bad).map_err(|error| error.code()), Err(Code::NdcForm), "{bad}");
        }
        assert_eq!(Ndc::parse("123456-7890-12").unwrap().eleven(), None);
        assert_eq!(Ndc::digits_in(Gtin::parse("09506000134352").unwrap()), None);
    }

    #[test]
    fn a_directory_decides_or_says_nothing() {
        let ten = "0002821501";
        let mut directory = NdcDirectory::default();
        assert_eq!(directory.resolve(ten), None);
        directory.insert(Ndc::parse("00028-215-01").unwrap(), None);
        assert_eq!(directory.resolve(ten).map(|ndc| ndc.to_string()), Some("00028-215-01".to_owned()));
        directory.insert(Ndc::parse("000002-8215-01").unwrap(), None);
        assert_eq!(directory.resolve(ten), None, "two are listed");
    }

    proptest! {
        #[test]
        fn longer_forms_differ_by_leading_zeros_of_their_segments(digits in "[0-9]{10}") {
            for (ndc, lengths) in Ndc::candidates(&digits).unwrap().into_iter().zip([[4, 4, 2], [5, 3, 2], [5, 4, 1]]) {
                let (a, rest) = digits.split_at(lengths[0]);
                let (b, c) = rest.split_at(lengths[1]);
                prop_assert_eq!(ndc.to_string(), format!("{a}-{b}-{c}"));
                prop_assert_eq!(ndc.eleven().unwrap(), format!("{a:0>5}-{b:0>4}-{c:0>2}"));
                prop_assert_eq!(ndc.twelve(), format!("{a:0>6}-{b:0>4}-{c:0>2}"));
                prop_assert_eq!(ndc.ten(), Some(digits.clone()));
                prop_assert_eq!(Ndc::parse(ndc.to_string()), Ok(ndc));
                let eleven = Ndc::parse(ndc.eleven().unwrap()).unwrap();
                prop_assert!(eleven.origins().contains(&ndc));
                prop_assert_eq!(eleven.twelve(), ndc.twelve());
            }
        }
    }
}
