//! Several ways to do one job, timed in turn.

use std::fmt;
use std::time::Instant;

/// One way and the seconds that each round took.
struct Lane<'a, T> {
    name: String,
    job: Box<dyn FnMut() -> T + 'a>,
    seconds: Vec<f64>,
    /// Of all threads; empty where the system does not say.
    processor: Vec<f64>,
}

/// Runs every lane once a round, so that a busy moment of the machine hits all of them alike.
pub struct Race<'a, T> {
    title: String,
    items: usize,
    lanes: Vec<Lane<'a, T>>,
}

impl<'a, T: PartialEq + fmt::Debug> Race<'a, T> {
    /// A race over a job of so many items; the first lane is the one the others are compared with.
    pub fn new(title: impl Into<String>, items: usize) -> Self {
        Race { title: title.into(), items, lanes: Vec::new() }
    }

    /// Adds a way. All ways must give the same result; [`Race::run`] fails otherwise.
    #[must_use]
    pub fn lane(mut self, name: impl Into<String>, job: impl FnMut() -> T + 'a) -> Self {
        self.lanes.push(Lane {
            name: name.into(),
            job: Box::new(job),
            seconds: Vec::new(),
            processor: Vec::new(),
        });
        self
    }

    /// Runs the rounds, prints a table and returns the ratio of each lane's median to the first one's.
    ///
    /// # Panics
    /// If a lane's result differs from the first one's.
    pub fn run(mut self, rounds: usize) -> Vec<f64> {
        for _ in 0..rounds {
            let mut first = None;
            for lane in &mut self.lanes {
                let (start, processor) = (Instant::now(), processor_seconds());
                let result = (lane.job)();
                lane.seconds.push(start.elapsed().as_secs_f64());
                lane.processor.extend(processor.zip(processor_seconds()).map(|(from, to)| to - from));
                match &first {
                    None => first = Some(result),
                    Some(first) => assert_eq!(&result, first, "{} disagrees", lane.name),
                }
            }
        }
        println!("\n{} ({} items, {rounds} rounds in turn)", self.title, self.items);
        println!(
            "  {:<34} {:>10} {:>9} {:>8} {:>9} {:>11}",
            "", "median", "ns/item", "ratio", "min..max", "cpu ns/item"
        );
        let base = self.lanes.first().map_or(1.0, |lane| median(&lane.seconds));
        let mut ratios = Vec::new();
        for lane in &self.lanes {
            let middle = median(&lane.seconds);
            let (low, high) = spread(&lane.seconds);
            println!(
                "  {:<34} {:>8.1}ms {:>9.1} {:>7.2}x {:>4.0}..{:<3.0}% {:>11.1}",
                lane.name,
                middle * 1e3,
                middle * 1e9 / self.items as f64,
                middle / base,
                low / middle * 100.0,
                high / middle * 100.0,
                median(&lane.processor) * 1e9 / self.items as f64,
            );
            ratios.push(middle / base);
        }
        ratios
    }
}

/// Processor time of this program so far, where the system tells it (Linux): on a busy machine the better measure of
/// work, where the clock on the wall counts other programs' turns too.
fn processor_seconds() -> Option<f64> {
    let mut total = 0.0;
    for thread in std::fs::read_dir("/proc/self/task").ok()? {
        let text = std::fs::read_to_string(thread.ok()?.path().join("schedstat")).ok()?;
        total += text.split(' ').next()?.parse::<f64>().ok()? * 1e-9;
    }
    Some(total)
}

/// The value in the middle.
#[must_use]
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn spread(values: &[f64]) -> (f64, f64) {
    values.iter().fold((f64::MAX, f64::MIN), |(low, high), &v| (low.min(v), high.max(v)))
}

/// A `--name N` argument of this program.
#[must_use]
pub fn argument(name: &str, default: usize) -> usize {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1).and_then(|value| value.replace('_', "").parse().ok()).unwrap_or(default)
}
