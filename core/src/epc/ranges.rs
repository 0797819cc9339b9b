//! Ranges of numbers in which no GS1 Company Prefix is issued: the standard gives them no EPC.

/// First digits of a key, as GTIN-13 has them, with the reason.
///
/// EPC Tag Data Standard 7.1 (GTIN-8 and RCN-8; company-internal numbers; restricted circulation; coupons; refund
/// receipts; ISBN, ISMN, ISSN) and the table of GS1 Prefixes, GS1 General Specifications 1.4; as of 2025-01. Confidence:
/// high for 02, 04, 2, 98 and 99; medium for 0001 to 0007 and 05, which GS1 US once gave other uses, and for books and
/// serials, whose numbers agencies of their own assign. A table, an overlay or a stated length is believed before these.
static NONE: [(&str, Why); 14] = [
    ("00000", Why::Short),
    ("0001", Why::Internal),
    ("0002", Why::Internal),
    ("0003", Why::Internal),
    ("0004", Why::Internal),
    ("0005", Why::Internal),
    ("0006", Why::Internal),
    ("0007", Why::Internal),
    ("02", Why::Region),
    ("04", Why::Internal),
    ("05", Why::Coupon),
    ("2", Why::Region),
    ("97", Why::Publication),
    ("9", Why::Coupon),
];

/// Why a number has no company prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    /// A GTIN-8 or RCN-8, filled with zeros.
    Short,
    /// A number for circulation inside a company.
    Internal,
    /// A number for circulation inside a region.
    Region,
    /// A coupon or refund receipt.
    Coupon,
    /// ISSN 977, ISBN and ISMN 978 and 979.
    Publication,
}

/// Why keys that begin so have no company prefix; `None` if they may have one.
pub(super) fn no_company_prefix(digits: &[u8]) -> Option<Why> {
    let (_, why) = NONE.iter().find(|(first, _)| digits.starts_with(first.as_bytes()))?;
    let third = digits.get(2).copied();
    match (why, digits.get(..2)?) {
        (Why::Publication, _) => (third >= Some(b'7')).then_some(*why),
        // 98 and 99; of 98 the fourth digit does not matter: 980 refunds, 981 to 984 coupons, the rest is reserved.
        (Why::Coupon, b"98" | b"99" | b"05") => Some(*why),
        (Why::Coupon, _) => None,
        _ => Some(*why),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranges_of_the_standard() {
        for (key, why) in [
            ("000009506001", Some(Why::Short)),
            ("000112345678", Some(Why::Internal)),
            ("000812345678", None),
            ("021234567890", Some(Why::Region)),
            ("030012345678", None),
            ("041234567890", Some(Why::Internal)),
            ("051234567890", Some(Why::Coupon)),
            ("061414112345", None),
            ("291234567890", Some(Why::Region)),
            ("950600013435", None),
            ("976123456789", None),
            ("977123456789", Some(Why::Publication)),
            ("978316148410", Some(Why::Publication)),
            ("980123456789", Some(Why::Coupon)),
            ("991234567890", Some(Why::Coupon)),
            ("", None),
        ] {
            assert_eq!(no_company_prefix(key.as_bytes()), why, "{key}");
        }
    }
}
