//! One good value and the typical bad ones for each rule, with the place in the value that is at fault.

use crate::diagnostic::Code;
use crate::gs1::{Form, Message, Options};

/// Reads `(ai)value` on its own and gives the first error with its place in the value.
fn judge(ai: &str, value: &str) -> Result<(), (Code, usize, usize)> {
    let input = format!("({ai}){value}");
    let options = Options::new().no_requisite_check(true);
    let head = ai.len() + 2;
    match Message::parse(Form::Bracketed, input.as_bytes(), &options) {
        Ok(message) => {
            assert_eq!(message.get(ai), Some(value));
            Ok(())
        }
        Err(error) => {
            let span = error.span();
            Err((error.code(), span.start as usize - head, span.end as usize - head))
        }
    }
}

fn good(cases: &[(&str, &str)]) {
    for (ai, value) in cases {
        assert_eq!(judge(ai, value), Ok(()), "({ai}){value}");
    }
}

fn bad(code: Code, cases: &[(&str, &str, usize, usize)]) {
    for &(ai, value, start, end) in cases {
        assert_eq!(judge(ai, value), Err((code, start, end)), "({ai}){value}");
    }
}

#[test]
fn check_digits_and_pairs() {
    good(&[("01", "09521234543213"), ("00", "106141412345678908"), ("8013", "1987654Ad4X4bL5ttr2310c2K")]);
    good(&[("253", "9521234000013"), ("253", "9521234000013A1"), ("8003", "09521234543213")]);
    bad(Code::AiChecksum, &[("01", "09521234543214", 13, 14), ("8003", "09521234543214A", 13, 14)]);
    bad(Code::AiCheckPair, &[("8013", "1234AB", 4, 6), ("8013", "123", 1, 3), ("8013", "1", 0, 1)]);
}

#[test]
fn sets_of_characters() {
    good(&[("10", "!\"%&'*+,-./0:;<=>?_z"), ("8010", "1234#-/Z"), ("8030", "A-_z")]);
    bad(Code::AiCharset, &[("10", "AB#C", 2, 3), ("01", "0952123454321A", 13, 14), ("8010", "1234a", 4, 5)]);
    bad(Code::AiCharset, &[("8030", "AB=D", 2, 3), ("8030", "ABC==", 3, 5), ("10", "A^B", 1, 2)]);
    good(&[("8030", "QUI="), ("8030", "QQ=="), ("8030", "QUJD")]);
}

#[test]
fn lengths() {
    bad(Code::AiLength, &[("01", "9521234543213", 0, 13), ("10", "ABCDEFGHIJKLMNOPQRSTU", 0, 21)]);
    bad(Code::AiLength, &[("423", "8408", 0, 4), ("8008", "260101235", 0, 9)]);
    good(&[("423", "840"), ("423", "840124484"), ("8008", "26010123"), ("8008", "260101235959")]);
}

#[test]
fn dates_and_times() {
    good(&[("17", "250200"), ("17", "000229"), ("17", "240229"), ("7006", "260131"), ("7250", "20000229")]);
    bad(Code::AiDate, &[("17", "250001", 2, 4), ("17", "251301", 2, 4), ("17", "250229", 4, 6)]);
    bad(Code::AiDate, &[("7006", "260200", 4, 6), ("7250", "19000229", 6, 8), ("7250", "20261301", 4, 6)]);
    good(&[("7003", "2601012359"), ("4324", "2601000000")]);
    bad(
        Code::AiTime,
        &[("7003", "2601012400", 6, 8), ("7003", "2601012360", 8, 10), ("8008", "260101235960", 10, 12)],
    );
}

#[test]
fn lists_of_codes() {
    good(&[
        ("422", "756"),
        ("4307", "CH"),
        ("3912", "756100"),
        ("7041", "PP"),
        ("7241", "80"),
        ("7252", "9"),
    ]);
    good(&[("7030", "999A"), ("7030", "756A")]);
    bad(Code::AiCodeList, &[("422", "999", 0, 3), ("4307", "ch", 0, 2), ("3912", "000100", 0, 3)]);
    bad(
        Code::AiCodeList,
        &[("7041", "pp", 0, 2), ("7241", "11", 0, 2), ("7252", "3", 0, 1), ("423", "840999", 3, 6)],
    );
}

#[test]
fn numbers() {
    good(&[
        ("8006", "095212345432130102"),
        ("7258", "1/2"),
        ("8011", "10"),
        ("4309", "18000000003600000000"),
    ]);
    bad(Code::AiValue, &[("8006", "095212345432130001", 14, 16), ("8006", "095212345432130100", 16, 18)]);
    bad(
        Code::AiValue,
        &[("8006", "095212345432130201", 14, 18), ("7258", "2/1", 0, 3), ("7258", "0/1", 0, 1)],
    );
    bad(
        Code::AiValue,
        &[("7258", "1/0", 2, 3), ("7258", "123", 0, 3), ("8011", "012", 0, 1), ("4321", "2", 0, 1)],
    );
    bad(Code::AiValue, &[("4309", "18000000010000000000", 0, 10), ("4309", "18000000003600000001", 10, 20)]);
    bad(Code::AiValue, &[("8001", "00000000100000", 0, 4), ("8001", "12341234512321", 12, 13)]);
    bad(Code::AiValue, &[("8003", "19521234543213", 0, 1)]);
}

#[test]
fn text() {
    good(&[("4300", "A%20B"), ("4330", "000012"), ("4330", "000012-"), ("7040", "1AB_")]);
    bad(Code::AiValue, &[("4300", "100%", 3, 4), ("4300", "%2G", 0, 3), ("4330", "000012A", 6, 7)]);
    bad(Code::AiValue, &[("7040", "1AB+", 3, 4)]);
    good(&[("8007", "GB82WEST12345698765432"), ("8007", "DE89370400440532013000")]);
    bad(Code::AiValue, &[("8007", "ZZ89370400440532013000", 0, 2), ("8007", "NL961171D9", 0, 10)]);
    bad(
        Code::AiValue,
        &[("8007", "GB82WEST1234569876543X", 2, 4), ("8007", "NL96117/D9213C", 7, 8), ("8007", "NL", 0, 2)],
    );
    good(&[("8004", "1234A"), ("401", "12345")]);
    bad(Code::AiPrefix, &[("8004", "123", 0, 3), ("8004", "12A4", 2, 3)]);
}

#[test]
fn coupons() {
    good(&[("8110", "106141416543213150110120"), ("8112", "033010154057817886214025404287")]);
    bad(Code::AiCoupon, &[("8110", "9", 0, 1), ("8110", "1", 0, 1), ("8110", "4513", 1, 4)]);
    bad(Code::AiCoupon, &[("8110", "106141416543213150110120777", 24, 27), ("8112", "2", 0, 1)]);
    bad(Code::AiCharset, &[("8112", "0A", 1, 2)]);
}
