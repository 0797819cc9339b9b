//! How each EPC scheme writes its key (EPC Tag Data Standard, 6.3).

use crate::diagnostic::ApplicationIdentifier;

/// An EPC scheme of a GS1 key.
///
/// | scheme | key | element strings |
/// |---|---|---|
/// | `sgtin` | trade item with serial | (01)(21) |
/// | `sscc` | logistic unit | (00) |
/// | `sgln` | location, with extension | (414)(254) |
/// | `grai` | returnable asset | (8003) |
/// | `giai` | individual asset | (8004) |
/// | `gsrn`, `gsrnp` | service relation: recipient, provider | (8018), (8017) |
/// | `gdti` | document | (253) |
/// | `cpi` | component or part | (8010)(8011) |
/// | `sgcn` | coupon | (255) |
/// | `ginc`, `gsin` | consignment, shipment | (401), (402) |
/// | `itip` | piece of a trade item | (8006)(21) |
/// | `upui` | unit pack of tobacco | (01)(235) |
/// | `pgln` | party | (417) |
/// | `lgtin` | lot of a trade item, a class | (01)(10) |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
#[allow(missing_docs)] // the table above says it
pub enum Scheme {
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
    Ginc,
    Gsin,
    Itip,
    Upui,
    Pgln,
    Lgtin,
}

/// How a scheme writes its key.
pub(crate) struct Layout {
    pub(crate) name: &'static str,
    pub(crate) ai: ApplicationIdentifier,
    /// Digits of company prefix and reference together, without the check digit; 0 where the reference is text.
    pub(crate) digits: u8,
    /// The first digit of the reference stands before the company prefix in the key.
    pub(crate) leading: bool,
    /// What the key begins with beside.
    pub(crate) front: &'static str,
    pub(crate) tail: Tail,
    /// Characters of the tail, pieces left out.
    pub(crate) least: u8,
    pub(crate) most: u8,
    /// The tail holds digits only.
    pub(crate) numeric: bool,
}

/// What follows the reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tail {
    Nothing,
    /// A serial component that is a part of the key's value.
    Joined,
    /// An element of its own.
    Element(ApplicationIdentifier),
    /// An element of its own, `0` where there is none.
    Extension(ApplicationIdentifier),
    /// Piece, total, then an element of its own.
    Pieces(ApplicationIdentifier),
}

const fn ai(value: u16, digits: usize) -> ApplicationIdentifier {
    ApplicationIdentifier::from_parts(value, digits)
}

const fn layout(
    name: &'static str,
    ai: ApplicationIdentifier,
    digits: u8,
    tail: Tail,
    least: u8,
    most: u8,
) -> Layout {
    Layout { name, ai, digits, leading: false, front: "", tail, least, most, numeric: false }
}

/// In the order of [`Scheme`].
static LAYOUTS: [Layout; 16] = [
    Layout { leading: true, ..layout("sgtin", ai(1, 2), 13, Tail::Element(ai(21, 2)), 1, 20) },
    Layout { leading: true, ..layout("sscc", ai(0, 2), 17, Tail::Nothing, 0, 0) },
    layout("sgln", ai(414, 3), 12, Tail::Extension(ai(254, 3)), 1, 20),
    Layout { front: "0", ..layout("grai", ai(8003, 4), 12, Tail::Joined, 1, 16) },
    layout("giai", ai(8004, 4), 0, Tail::Nothing, 0, 0),
    layout("gsrn", ai(8018, 4), 17, Tail::Nothing, 0, 0),
    layout("gsrnp", ai(8017, 4), 17, Tail::Nothing, 0, 0),
    layout("gdti", ai(253, 3), 12, Tail::Joined, 1, 17),
    Layout { numeric: true, ..layout("cpi", ai(8010, 4), 0, Tail::Element(ai(8011, 4)), 1, 12) },
    Layout { numeric: true, ..layout("sgcn", ai(255, 3), 12, Tail::Joined, 1, 12) },
    layout("ginc", ai(401, 3), 0, Tail::Nothing, 0, 0),
    layout("gsin", ai(402, 3), 16, Tail::Nothing, 0, 0),
    Layout { leading: true, ..layout("itip", ai(8006, 4), 13, Tail::Pieces(ai(21, 2)), 1, 20) },
    Layout { leading: true, ..layout("upui", ai(1, 2), 13, Tail::Element(ai(235, 3)), 1, 28) },
    layout("pgln", ai(417, 3), 12, Tail::Nothing, 0, 0),
    Layout { leading: true, ..layout("lgtin", ai(1, 2), 13, Tail::Element(ai(10, 2)), 1, 20) },
];

/// The longest key whose reference is text.
pub(crate) const TEXT_KEY: u8 = 30;

impl Layout {
    /// The AI of what follows the reference; the key's own where that is a part of it.
    pub(crate) const fn tail_ai(&self) -> ApplicationIdentifier {
        match self.tail {
            Tail::Nothing | Tail::Joined => self.ai,
            Tail::Element(ai) | Tail::Extension(ai) | Tail::Pieces(ai) => ai,
        }
    }
}

impl Scheme {
    /// Every scheme.
    pub const ALL: [Scheme; 16] = [
        Scheme::Sgtin,
        Scheme::Sscc,
        Scheme::Sgln,
        Scheme::Grai,
        Scheme::Giai,
        Scheme::Gsrn,
        Scheme::Gsrnp,
        Scheme::Gdti,
        Scheme::Cpi,
        Scheme::Sgcn,
        Scheme::Ginc,
        Scheme::Gsin,
        Scheme::Itip,
        Scheme::Upui,
        Scheme::Pgln,
        Scheme::Lgtin,
    ];

    /// The scheme of this name, as it stands in a URI; upper case is another name.
    ///
    /// ```
    /// use tallymark::epc::Scheme;
    /// assert_eq!(Scheme::by_name(b"sgtin"), Some(Scheme::Sgtin));
    /// assert_eq!(Scheme::by_name(b"SGTIN"), None);
    /// ```
    #[must_use]
    #[inline]
    pub fn by_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"sgtin" => Scheme::Sgtin,
            b"sscc" => Scheme::Sscc,
            b"sgln" => Scheme::Sgln,
            b"grai" => Scheme::Grai,
            b"giai" => Scheme::Giai,
            b"gsrn" => Scheme::Gsrn,
            b"gsrnp" => Scheme::Gsrnp,
            b"gdti" => Scheme::Gdti,
            b"cpi" => Scheme::Cpi,
            b"sgcn" => Scheme::Sgcn,
            b"ginc" => Scheme::Ginc,
            b"gsin" => Scheme::Gsin,
            b"itip" => Scheme::Itip,
            b"upui" => Scheme::Upui,
            b"pgln" => Scheme::Pgln,
            b"lgtin" => Scheme::Lgtin,
            _ => return None,
        })
    }

    /// Its name in a URI.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.layout().name
    }

    /// The Application Identifier of its key.
    #[must_use]
    pub fn ai(self) -> ApplicationIdentifier {
        self.layout().ai
    }

    /// How many parts stand between the dots: 2, 3 or 5.
    #[must_use]
    pub fn parts(self) -> usize {
        match self.layout().tail {
            Tail::Nothing => 2,
            Tail::Joined | Tail::Element(_) | Tail::Extension(_) => 3,
            Tail::Pieces(_) => 5,
        }
    }

    /// Whether its key without the serial is a class, written as a pattern with one wildcard.
    pub(crate) fn has_class(self) -> bool {
        matches!(self.layout().tail, Tail::Joined | Tail::Element(_) | Tail::Pieces(_))
    }

    pub(crate) fn layout(self) -> &'static Layout {
        const NONE: Layout = layout("", ai(0, 2), 0, Tail::Nothing, 0, 0);
        static BEYOND: Layout = NONE;
        LAYOUTS.get(self as usize).unwrap_or(&BEYOND)
    }
}

impl std::fmt::Display for Scheme {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_layouts_are_in_step() {
        for scheme in Scheme::ALL {
            assert_eq!(Scheme::by_name(scheme.as_str().as_bytes()), Some(scheme));
            assert!(scheme.parts() >= 2 && scheme.layout().digits <= 17);
        }
        assert_eq!(Scheme::by_name(b"gid"), None);
    }
}
