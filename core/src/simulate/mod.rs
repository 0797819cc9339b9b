//! A packaging line that never was: batch folders with known faults, from a seed.

mod books;
mod closing;
mod draw;
mod epcis;
mod faults;
mod ids;
mod line;
mod out;
mod packing;
mod rng;
mod scenario;
mod setting;
mod story;
mod time;
mod truth;

#[cfg(test)]
mod tests;

use thiserror::Error;

pub use ids::{Alphabet, IdentifierForm};
pub use out::Sink;
pub use scenario::{EpcisForm, FaultSpec, Level, Scenario, ScenarioError};
pub use truth::{Fault, Nuisance, Severity, Truth, Window};

use line::Line;
use setting::Setting;

/// Why a folder was not written, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WriteError<E> {
    /// The scenario cannot be simulated; nothing was written.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The sink failed.
    #[error("{0}")]
    Sink(E),
}

impl Scenario {
    /// Runs the line and writes the batch folder, `truth.json` included.
    ///
    /// The same scenario gives the same bytes on every platform. Rows go out as they are made: memory is about one byte
    /// per pack.
    ///
    /// # Errors
    /// [`WriteError::Scenario`] before anything is written; [`WriteError::Sink`] as soon as the sink reports one.
    pub fn write<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<Truth, WriteError<S::Error>> {
        let set = Setting::resolve(self)?;
        run(&set, sink).map_err(WriteError::Sink)
    }
}

fn run<S: Sink + ?Sized>(set: &Setting, sink: &mut S) -> Result<Truth, S::Error> {
    let mut line = Line::new(set);
    line.opening();
    let mut steps = 0u32;
    loop {
        while line.step() {
            steps = steps.wrapping_add(1);
            if steps.is_multiple_of(256) {
                line.books.flush(sink, false)?;
            }
        }
        if !line.close_one() {
            break;
        }
    }
    line.closing();
    line.write_lists(sink)?;
    sink.append("batch.json", &line.order())?;
    let truth = line.story.told(set);
    sink.append("truth.json", &closing::truth(&truth))?;
    Ok(truth)
}
