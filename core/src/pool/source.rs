use super::Space;
use crate::diagnostic::{Code, ParseError, Span};
use crate::keys::Serial;

/// Random bytes from outside: the core has no randomness of its own.
pub trait Source {
    /// Fills all of `bytes`.
    fn fill(&mut self, bytes: &mut [u8]);
}

impl<F: FnMut(&mut [u8])> Source for F {
    fn fill(&mut self, bytes: &mut [u8]) {
        self(bytes);
    }
}

/// So many draws in a row that lead to nothing are no chance any more.
const ATTEMPTS: usize = 10_000;

impl Space {
    /// A serial drawn at random: every serial that is neither forbidden nor taken is equally likely.
    ///
    /// ```
    /// use std::collections::BTreeSet;
    /// use tallymark::pool::{Alphabet, Space};
    /// let space = Space::new(Alphabet::base32(), 10)?;
    /// let mut state = 1u64; // in earnest: the generator of the operating system
    /// let mut source = |bytes: &mut [u8]| {
    ///     for byte in bytes {
    ///         state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
    ///         *byte = (state >> 56) as u8;
    ///     }
    /// };
    /// let mut taken = BTreeSet::new();
    /// for _ in 0..100 {
    ///     let serial = space.draw(&mut source, |serial| taken.contains(serial))?;
    ///     assert!(taken.insert(serial));
    /// }
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::PoolExhausted`] if ten thousand draws in a row give nothing that is allowed and free.
    pub fn draw(
        &self,
        source: &mut (impl Source + ?Sized),
        mut taken: impl FnMut(&Serial) -> bool,
    ) -> Result<Serial, ParseError> {
        let radix = self.alphabet().len();
        // Bytes at and above the last full multiple of the radix would favour the first characters.
        let fair = 256 - 256 % radix;
        let mut values = Vec::with_capacity(self.free());
        let mut bytes = [0; 32];
        for _ in 0..ATTEMPTS {
            source.fill(&mut bytes);
            let usable = bytes.iter().map(|&byte| usize::from(byte)).filter(|&byte| byte < fair);
            values.extend(usable.map(|byte| byte % radix).take(self.free() - values.len()));
            if values.len() < self.free() {
                continue;
            }
            if let Some(serial) = self.serial(&values).filter(|serial| !taken(serial)) {
                return Ok(serial);
            }
            values.clear();
        }
        Err(ParseError::new(Code::PoolExhausted, Span::default()))
    }
}
