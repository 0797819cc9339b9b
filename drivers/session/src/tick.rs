use std::time::Duration;

/// A moment, in microseconds since any fixed one: the caller has the clock, or invents it.
///
/// ```
/// use std::time::Duration;
/// use tallymark_session::Tick;
/// let start = Tick::from_micros(5);
/// assert_eq!(start.after(Duration::from_millis(2)).micros(), 2005);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tick(u64);

impl Tick {
    /// So many microseconds after the fixed moment.
    #[must_use]
    pub const fn from_micros(micros: u64) -> Self {
        Tick(micros)
    }

    /// Microseconds since the fixed moment.
    #[must_use]
    pub const fn micros(self) -> u64 {
        self.0
    }

    /// A later moment; the last one there is, if it lies beyond.
    #[must_use]
    pub fn after(self, time: Duration) -> Self {
        Tick(self.0.saturating_add(u64::try_from(time.as_micros()).unwrap_or(u64::MAX)))
    }

    /// The time since an earlier moment; none if that is later.
    #[must_use]
    pub const fn since(self, earlier: Tick) -> Duration {
        Duration::from_micros(self.0.saturating_sub(earlier.0))
    }
}
