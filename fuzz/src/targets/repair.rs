use tallymark::repair::{Context, repair as readings_of};

use crate::Verdict;

/// Damaged scans: a valid one comes back as it is, every reading is valid, one that is called unique comes first.
pub fn repair(data: &[u8]) -> Verdict {
    let lots = Context::pharma().lots(["A7B21"]);
    let mut verdict = Verdict::Refused;
    for context in [Context::pharma(), Context::open(), lots] {
        let found = readings_of(data, &context);
        assert!(!found.unique || found.readings.iter().any(|reading| reading.fits));
        if found.valid {
            let [reading] = found.readings.as_slice() else { panic!("one reading of a valid input") };
            assert!(reading.text == data && reading.steps.is_empty());
        }
        for reading in &found.readings {
            let again = readings_of(&reading.text, &context);
            assert!(again.valid || !reading.fits, "a reading that does not validate: {reading:?}");
            for step in &reading.steps {
                let (start, end) = (step.span.start as usize, step.span.end as usize);
                assert!(start <= end && end <= data.len(), "{step:?} of {} bytes", data.len());
            }
        }
        if !found.readings.is_empty() {
            verdict = Verdict::Accepted;
        }
    }
    verdict
}
