//! Messages in a stream of bytes.

/// How a device marks where a message begins and ends.
///
/// A carriage return may occur inside a two-dimensional symbol: prefer [`Framing::Between`] or [`Framing::Length`] where the device
/// can be set to them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Behind each message.
    Ended(Ending),
    /// A byte before and another behind it, such as STX and ETX; what comes between messages is none.
    Between {
        /// Before a message.
        start: u8,
        /// Behind it.
        end: u8,
    },
    /// The number of its bytes before it, most significant byte first.
    Length {
        /// Bytes of that number, 1 to 4.
        bytes: u8,
    },
}

/// What stands behind a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// CR.
    Cr,
    /// LF.
    Lf,
    /// CR and LF; either alone is data.
    CrLf,
}

impl Ending {
    const fn bytes(self) -> &'static [u8] {
        match self {
            Ending::Cr => b"\r",
            Ending::Lf => b"\n",
            Ending::CrLf => b"\r\n",
        }
    }
}

/// A message, or what is there instead of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// A message, without its marks.
    Message(&'a [u8]),
    /// Bytes that are none.
    Lost(Fault),
}

/// Why bytes are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// So many bytes stand between messages.
    Stray(u64),
    /// A message began before the one before it had ended.
    Unended,
    /// A message is longer than the limit.
    TooLong,
}

/// Finds messages in a stream. Its buffer is made once; however the stream is cut, the messages are the same.
///
/// ```
/// use tallymark_session::{Fault, Frame, Framer, Framing};
/// let mut framer = Framer::new(Framing::Between { start: 2, end: 3 }, 64);
/// assert_eq!(framer.receive(b"?\x02]d2010950\x03\x02]C1"), 16);
/// assert_eq!(framer.next_frame(), Some(Frame::Lost(Fault::Stray(1))));
/// assert_eq!(framer.next_frame(), Some(Frame::Message(b"]d2010950")));
/// assert_eq!(framer.next_frame(), None);
/// ```
#[derive(Clone, Debug)]
pub struct Framer {
    framing: Framing,
    limit: usize,
    buffer: Vec<u8>,
    /// Bytes of the buffer that are done with.
    start: usize,
    /// Bytes behind them in which no mark was found.
    searched: usize,
    skip: Skip,
    stray: u64,
}

/// What follows is the rest of a message that is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Skip {
    Nothing,
    /// Up to its end.
    Rest,
    /// So many bytes.
    Bytes(usize),
}

/// What a look at the buffer found.
enum Step {
    /// A message in these places of the unread bytes, which ends with so many bytes of it.
    Message(usize, usize, usize),
    /// So many unread bytes are done with.
    Lost(Fault, usize),
    /// So many are done with, and nothing is to be told.
    Drop(usize),
    Wait,
}

impl Framer {
    /// Messages of at most so many bytes, at least one.
    #[must_use]
    pub fn new(framing: Framing, limit: usize) -> Self {
        let limit = limit.clamp(1, usize::MAX / 4);
        // Room for two messages and their marks.
        let buffer = Vec::with_capacity(2 * (limit + 4));
        Framer { framing, limit, buffer, start: 0, searched: 0, skip: Skip::Nothing, stray: 0 }
    }

    /// Forgets all bytes, as after a connection was lost.
    pub fn clear(&mut self) {
        self.buffer.clear();
        (self.start, self.searched, self.skip, self.stray) = (0, 0, Skip::Nothing, 0);
    }

    /// Takes as many bytes as there is room for, and says how many. There is room once [`Framer::next_frame`] says `None`.
    pub fn receive(&mut self, bytes: &[u8]) -> usize {
        let most = 2 * (self.limit + 4);
        if self.buffer.len() + bytes.len() > most {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
        let taken = bytes.len().min(most - self.buffer.len());
        self.buffer.extend_from_slice(bytes.get(..taken).unwrap_or_default());
        taken
    }

    /// The next message, or loss.
    pub fn next_frame(&mut self) -> Option<Frame<'_>> {
        loop {
            match self.look() {
                Step::Message(from, to, past) => {
                    let at = self.start;
                    self.pass(past);
                    return self.buffer.get(at + from..at + to).map(Frame::Message);
                }
                Step::Lost(fault, past) => {
                    self.pass(past);
                    return Some(Frame::Lost(fault));
                }
                Step::Drop(past) => self.pass(past),
                Step::Wait => return None,
            }
        }
    }

    fn pass(&mut self, bytes: usize) {
        self.start += bytes;
        self.searched = 0;
    }

    fn look(&mut self) -> Step {
        match self.framing {
            Framing::Ended(ending) => self.look_for_end(ending.bytes()),
            Framing::Between { start, end } => self.look_between(start, end),
            Framing::Length { bytes } => self.look_at_length(usize::from(bytes.clamp(1, 4))),
        }
    }

    fn look_for_end(&mut self, ending: &[u8]) -> Step {
        let unread = self.buffer.get(self.start..).unwrap_or_default();
        let from = self.searched.saturating_sub(ending.len() - 1);
        let found =
            unread.get(from..).unwrap_or_default().windows(ending.len()).position(|two| two == ending);
        let skipping = self.skip == Skip::Rest;
        match found {
            Some(at) => {
                let (at, past) = (from + at, from + at + ending.len());
                self.skip = Skip::Nothing;
                match (skipping, at > self.limit) {
                    (true, _) => Step::Drop(past),
                    (false, true) => Step::Lost(Fault::TooLong, past),
                    (false, false) => Step::Message(0, at, past),
                }
            }
            None => {
                self.searched = unread.len();
                // All but what may be the beginning of its end.
                let past = unread.len().saturating_sub(ending.len() - 1);
                if skipping && past > 0 {
                    Step::Drop(past)
                } else if !skipping && unread.len() >= self.limit + ending.len() {
                    self.skip = Skip::Rest;
                    Step::Lost(Fault::TooLong, past)
                } else {
                    Step::Wait
                }
            }
        }
    }

    fn look_between(&mut self, start: u8, end: u8) -> Step {
        let unread = self.buffer.get(self.start..).unwrap_or_default();
        if self.skip == Skip::Rest {
            let Some(at) = unread.iter().position(|&byte| byte == end || byte == start) else {
                return if unread.is_empty() { Step::Wait } else { Step::Drop(unread.len()) };
            };
            self.skip = Skip::Nothing;
            return Step::Drop(at + usize::from(unread.get(at) == Some(&end)));
        }
        if unread.first() != Some(&start) {
            let at = unread.iter().position(|&byte| byte == start);
            let stray = at.unwrap_or(unread.len());
            if stray > 0 {
                self.stray += stray as u64;
                return Step::Drop(stray);
            }
            return Step::Wait;
        }
        if self.stray > 0 {
            return Step::Lost(Fault::Stray(std::mem::take(&mut self.stray)), 0);
        }
        let from = self.searched.max(1);
        let found =
            unread.get(from..).unwrap_or_default().iter().position(|&byte| byte == end || byte == start);
        match found.map(|at| from + at) {
            Some(at) => {
                let ended = unread.get(at) == Some(&end);
                let past = at + usize::from(ended);
                match (at - 1 > self.limit, ended) {
                    (true, _) => Step::Lost(Fault::TooLong, past),
                    (false, true) => Step::Message(1, at, past),
                    (false, false) => Step::Lost(Fault::Unended, past),
                }
            }
            None => {
                self.searched = unread.len();
                if unread.len() - 1 > self.limit {
                    self.skip = Skip::Rest;
                    Step::Lost(Fault::TooLong, unread.len())
                } else {
                    Step::Wait
                }
            }
        }
    }

    fn look_at_length(&mut self, bytes: usize) -> Step {
        let unread = self.buffer.get(self.start..).unwrap_or_default();
        if let Skip::Bytes(left) = self.skip {
            let past = left.min(unread.len());
            self.skip = if past == left { Skip::Nothing } else { Skip::Bytes(left - past) };
            return if past > 0 || left == 0 { Step::Drop(past) } else { Step::Wait };
        }
        let Some(number) = unread.get(..bytes) else { return Step::Wait };
        let length = number.iter().fold(0u64, |all, &byte| all << 8 | u64::from(byte));
        let length = usize::try_from(length).unwrap_or(usize::MAX / 2);
        if length > self.limit {
            self.skip = Skip::Bytes(length);
            Step::Lost(Fault::TooLong, bytes)
        } else if unread.len() >= bytes + length {
            Step::Message(bytes, bytes + length, bytes + length)
        } else {
            Step::Wait
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    type Told = Result<Vec<u8>, Fault>;

    fn told(framer: &mut Framer, out: &mut Vec<Told>) {
        while let Some(frame) = framer.next_frame() {
            out.push(match frame {
                Frame::Message(bytes) => Ok(bytes.to_vec()),
                Frame::Lost(fault) => Err(fault),
            });
        }
    }

    fn frames<'a>(framing: Framing, limit: usize, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<Told> {
        let mut framer = Framer::new(framing, limit);
        let capacity = framer.buffer.capacity();
        let mut out = Vec::new();
        for mut piece in pieces {
            while !piece.is_empty() {
                let taken = framer.receive(piece);
                assert!(taken > 0, "there is room where nothing waits");
                piece = &piece[taken..];
                told(&mut framer, &mut out);
            }
        }
        assert_eq!(framer.buffer.capacity(), capacity, "nothing is allocated after opening");
        out
    }

    fn framings() -> impl Strategy<Value = Framing> {
        prop_oneof![
            Just(Framing::Ended(Ending::Cr)),
            Just(Framing::Ended(Ending::Lf)),
            Just(Framing::Ended(Ending::CrLf)),
            Just(Framing::Between { start: 2, end: 3 }),
            (1u8..=4).prop_map(|bytes| Framing::Length { bytes }),
        ]
    }

    /// Bytes of which many are marks.
    fn stream() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(
            prop_oneof![Just(b'\r'), Just(b'\n'), Just(2), Just(3), Just(0), any::<u8>()],
            0..200,
        )
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same(framing in framings(), limit in 1usize..20, bytes in stream(), size in 1usize..40) {
            let whole = frames(framing, limit, [&bytes[..]]);
            prop_assert_eq!(&whole, &frames(framing, limit, bytes.chunks(1)));
            prop_assert_eq!(&whole, &frames(framing, limit, bytes.chunks(size)));
            for told in whole.into_iter().flatten() {
                prop_assert!(told.len() <= limit);
            }
        }

        #[test]
        fn messages_come_back(framing in framings(), texts in prop::collection::vec("[0-9A-Z\\x1d]{0,30}", 0..20)) {
            let mut bytes = Vec::new();
            for text in &texts {
                match framing {
                    Framing::Ended(ending) => bytes.extend([text.as_bytes(), ending.bytes()].concat()),
                    Framing::Between { start, end } => {
                        bytes.extend([&[start][..], text.as_bytes(), &[end]].concat());
                    }
                    Framing::Length { bytes: width } => {
                        let length = (text.len() as u32).to_be_bytes();
                        bytes.extend([&length[4 - usize::from(width)..], text.as_bytes()].concat());
                    }
                }
            }
            let expected: Vec<Told> = texts.iter().map(|text| Ok(text.clone().into_bytes())).collect();
            prop_assert_eq!(frames(framing, 30, [&bytes[..]]), expected);
        }
    }

    #[test]
    fn cr_in_data() {
        let data = b"]d201095\r060\r\n]d2A1\r\n";
        let ended = frames(Framing::Ended(Ending::CrLf), 64, [&data[..]]);
        assert_eq!(ended, [Ok(b"]d201095\r060".to_vec()), Ok(b"]d2A1".to_vec())]);
        let between = frames(Framing::Between { start: 2, end: 3 }, 64, [&b"\x02A\r\nB\x03"[..]]);
        assert_eq!(between, [Ok(b"A\r\nB".to_vec())]);
    }

    #[test]
    fn what_is_lost_is_told() {
        let framing = Framing::Between { start: 2, end: 3 };
        let found = frames(framing, 4, [&b"noise\x02AB\x02CD\x03\x02ABCDE\x03x\x02OK\x03"[..]]);
        let expected = [
            Err(Fault::Stray(5)),
            Err(Fault::Unended),
            Ok(b"CD".to_vec()),
            Err(Fault::TooLong),
            Err(Fault::Stray(1)),
            Ok(b"OK".to_vec()),
        ];
        assert_eq!(found, expected);
        let long = frames(Framing::Ended(Ending::Cr), 4, [&b"ABCD\rABCDE\rOK\r"[..]]);
        assert_eq!(long, [Ok(b"ABCD".to_vec()), Err(Fault::TooLong), Ok(b"OK".to_vec())]);
        let length = frames(Framing::Length { bytes: 1 }, 4, [&b"\x05ABCDE\x02OK\x00"[..]]);
        assert_eq!(length, [Err(Fault::TooLong), Ok(b"OK".to_vec()), Ok(Vec::new())]);
    }
}
