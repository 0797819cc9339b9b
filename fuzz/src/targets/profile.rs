use tallymark::Message;
use tallymark::profile::{Check, Context, Country, Level, Profile, date};

use crate::Verdict;

/// Texts that an accepted profile judges.
const TEXTS: [&str; 5] = [
    "]d201095060001343521728123110A7B21\u{1d}21A1B2",
    "(01)04150037528643(17)281200(10)A-7(21)A1B2C3D4E5F6G(710)1",
    "]C100395060001340000018",
    "]C081234561234567890123",
    "https://id.gs1.org/01/09506000134352/10/A%2F1/21/A1B2?17=281231",
];

/// Files of profiles: an accepted one is written and read as the same, and its short verdict is that of all its rules; a
/// refused one is refused with a place.
pub fn profile(data: &[u8]) -> Verdict {
    let profile = match Profile::from_json(data) {
        Ok(profile) => profile,
        Err(error) => {
            let span = error.span();
            assert!(span.start <= span.end && span.end as usize <= data.len(), "{error}");
            assert!(error.line() > 0 && error.column() > 0 && !error.message().is_empty());
            assert!(!error.help().is_empty() && error.place().starts_with("line "));
            return Verdict::Refused;
        }
    };
    let written = profile.to_json();
    assert_eq!(Profile::from_json(written.as_bytes()).as_ref(), Ok(&profile), "{written}");
    for (text, level) in TEXTS.iter().zip(Level::ALL.iter().cycle()) {
        let message = Message::parse_any(text).expect("a valid text");
        for day in ["2020-01-01", "2026-11-25"].into_iter().filter_map(date) {
            let mut context = Context::new(day, *level);
            context.country = profile.regime.countries.first().copied().or(Country::parse("DE"));
            let checks = profile.check(&message, &context);
            assert_eq!(checks.len(), profile.rules.len());
            assert_eq!(profile.accepts(&message, &context), !checks.iter().any(Check::blocks));
            assert!(checks.is_sorted_by_key(|check| check.verdict));
            for check in &checks {
                assert!(
                    check.span.is_none_or(|span| span.start <= span.end && span.end as usize <= text.len())
                );
            }
        }
    }
    Verdict::Accepted
}
