/// What a printer answers to `~HS`: three texts, each between STX and ETX.
///
/// Printers do not answer at all while paper or ribbon is out or the head is open or too hot: silence is a fault, and not only one of the
/// link.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HostStatus {
    /// Paper is out.
    pub paper_out: bool,
    /// It pauses.
    pub paused: bool,
    /// Formats that it received and did not print.
    pub formats: u16,
    /// Its receive buffer is full.
    pub buffer_full: bool,
    /// Part of a format was received.
    pub partial: bool,
    /// Its memory was lost.
    pub memory_lost: bool,
    /// It is too cold.
    pub cold: bool,
    /// It is too hot.
    pub hot: bool,
    /// The head is open.
    pub head_up: bool,
    /// The ribbon is out.
    pub ribbon_out: bool,
    /// A label waits to be taken.
    pub label_waiting: bool,
    /// Labels of the batch that are not printed yet.
    pub remaining: u32,
}

/// A text that is no host status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the host status is not as it should be")]
pub struct NoStatus {
    /// From 1.
    pub line: u8,
}

impl NoStatus {
    /// The stable code.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        "printer-status"
    }
}

impl HostStatus {
    /// Reads the first two of the three texts, without STX and ETX; the third tells nothing about labels.
    ///
    /// ```
    /// use tallymark_printers::zpl::HostStatus;
    /// let status = HostStatus::read("030,0,1,0245,002,0,0,0,000,0,0,0", "000,0,1,0,1,2,4,0,00000003,1,000")?;
    /// assert_eq!((status.paused, status.formats, status.ribbon_out, status.remaining), (true, 2, false, 3));
    /// assert!(!status.is_empty());
    /// # Ok::<(), tallymark_printers::zpl::NoStatus>(())
    /// ```
    ///
    /// # Errors
    /// [`NoStatus`].
    pub fn read(first: &str, second: &str) -> Result<Self, NoStatus> {
        let one = fields::<12>(first).ok_or(NoStatus { line: 1 })?;
        let two = fields::<11>(second).ok_or(NoStatus { line: 2 })?;
        let flag = |text: &str, line| match text {
            "0" => Ok(false),
            "1" => Ok(true),
            _ => Err(NoStatus { line }),
        };
        Ok(HostStatus {
            paper_out: flag(one[1], 1)?,
            paused: flag(one[2], 1)?,
            formats: number(one[4]).ok_or(NoStatus { line: 1 })?,
            buffer_full: flag(one[5], 1)?,
            partial: flag(one[7], 1)?,
            memory_lost: flag(one[9], 1)?,
            cold: flag(one[10], 1)?,
            hot: flag(one[11], 1)?,
            head_up: flag(two[2], 2)?,
            ribbon_out: flag(two[3], 2)?,
            label_waiting: flag(two[7], 2)?,
            remaining: number(two[8]).ok_or(NoStatus { line: 2 })?,
        })
    }

    /// Whether nothing that was sent may still come out: no format, no part of one, no label of a batch.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.formats == 0 && !self.partial && self.remaining == 0 && !self.label_waiting
    }
}

fn fields<const N: usize>(text: &str) -> Option<[&str; N]> {
    let mut fields = [""; N];
    let mut found = text.split(',');
    for field in &mut fields {
        *field = found.next()?;
    }
    found.next().is_none().then_some(fields)
}

fn number<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(one in "[0-9,]{0,40}", two in ".{0,40}") {
            let _ = HostStatus::read(&one, &two);
        }
    }

    #[test]
    fn flags_are_where_the_manual_has_them() {
        let first = "030,1,0,0245,000,1,0,1,000,1,1,1";
        let second = "000,0,1,1,1,2,4,1,00000000,1,000";
        let status = HostStatus::read(first, second).unwrap();
        assert!(status.paper_out && status.buffer_full && status.partial && status.memory_lost);
        assert!(status.cold && status.hot && status.head_up && status.ribbon_out && status.label_waiting);
        assert!(!status.paused && !status.is_empty());
        assert_eq!(HostStatus::read("030,1,0", second), Err(NoStatus { line: 1 }));
        assert_eq!(
            HostStatus::read(first, &second.replace("00000000", "-0000001")).unwrap_err().code(),
            "printer-status"
        );
    }
}
