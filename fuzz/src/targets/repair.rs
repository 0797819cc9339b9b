use tallymark::repair::{Context, repair as readings_of};

use crate::Verdict;

/// Damaged scans: a valid one comes back as it is, every reading is valid, one that is called unique comes first.
pub fn repair(data: &[u8]) -> Verdict {
    // One of three contexts an input: a search may take milliseconds.
    let context = match data.iter().fold(0u8, |sum, byte| sum.wrapping_add(*byte)) % 4 {
        0 | 1 => Context::pharma(),
        2 => Context::pharma().lots(["A7B21"]),
        _ => Context::open(),
    };
    let found = readings_of(data, &context);
    assert!(!found.unique || found.readings.iter().any(|reading| reading.fits));
    if found.valid {
        let [reading] = found.readings.as_slice() else { panic!("one reading of a valid input") };
        assert!(reading.text == data && reading.steps.is_empty());
    }
    for reading in &found.readings {
        let again = reading.fits.then(|| readings_of(&reading.text, &context));
        assert!(again.is_none_or(|again| again.valid), "a reading that does not validate: {reading:?}");
        for step in &reading.steps {
            let (start, end) = (step.span.start as usize, step.span.end as usize);
            assert!(start <= end && end <= data.len(), "{step:?} of {} bytes", data.len());
        }
    }
    if found.readings.is_empty() { Verdict::Refused } else { Verdict::Accepted }
}
