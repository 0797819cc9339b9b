use std::time::Duration;

use tallymark::gs1::SymbologyIdentifier;
use tallymark_session::{Fault, Frame, Framer, Framing, Session, Tick};

/// How a scanner is set.
#[derive(Clone, Debug)]
pub struct Setup {
    framing: Framing,
    limit: usize,
    no_read: Vec<u8>,
    symbology: bool,
    patience: Option<Duration>,
}

impl Setup {
    /// A scanner that marks its reads like this, each of at most 4,096 bytes, with AIM identifiers before them; a no-read is an empty
    /// one.
    #[must_use]
    pub const fn new(framing: Framing) -> Self {
        Setup { framing, limit: 4096, no_read: Vec::new(), symbology: true, patience: None }
    }

    /// Reads of at most so many bytes.
    #[must_use]
    pub const fn limit(mut self, bytes: usize) -> Self {
        self.limit = bytes;
        self
    }

    /// What it sends where it could read nothing, such as `NOREAD` or `ERROR`.
    #[must_use]
    pub fn no_read(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.no_read = text.into();
        self
    }

    /// It sends no AIM identifiers, so that nobody can tell a GS1 symbol from another with the same text.
    #[must_use]
    pub const fn without_symbology(mut self) -> Self {
        self.symbology = false;
        self
    }

    /// How long after a trigger an answer is waited for; for ever if this is not said.
    #[must_use]
    pub const fn patience(mut self, time: Duration) -> Self {
        self.patience = Some(time);
        self
    }
}

/// What a scanner said, or failed to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Read<'a> {
    /// A symbol: the data as they were sent, with the AIM identifier, as `Message::parse_scan` takes them.
    Symbol {
        /// ISO/IEC 15424.
        identifier: Option<SymbologyIdentifier>,
        /// Identifier and data.
        scan: &'a [u8],
    },
    /// It could read nothing.
    NoRead,
    /// It did not answer a trigger in time: what comes later may belong to the next pack.
    Missing,
    /// It sends identifiers, and this read has none: it is set otherwise than it was said to be, or bytes were lost.
    Unidentified(&'a [u8]),
    /// Bytes that are no read.
    Lost(Fault),
}

/// A scanner that sends its reads as text between marks; it is not spoken to.
///
/// ```
/// use tallymark_scanners::{Framed, Read, Setup};
/// use tallymark_session::{Framing, Session, Tick};
/// let mut camera = Framed::new(Setup::new(Framing::Between { start: 2, end: 3 }).no_read("NOREAD"));
/// let now = Tick::default();
/// camera.connected(now);
/// camera.receive(now, b"\x02]d2010950600013435221A1\x03\x02NOREAD\x03");
/// let Some(Read::Symbol { identifier, scan }) = camera.next_event() else { panic!() };
/// assert_eq!(identifier.unwrap().to_string(), "]d2");
/// assert!(tallymark::Message::parse_scan(scan).is_ok());
/// assert_eq!(camera.next_event(), Some(Read::NoRead));
/// assert_eq!(camera.next_event(), None);
/// ```
#[derive(Debug)]
pub struct Framed {
    setup: Setup,
    framer: Framer,
    /// Until when an answer is waited for.
    due: Option<Tick>,
    missing: bool,
}

impl Framed {
    /// A session with a scanner that is set like this.
    #[must_use]
    pub fn new(setup: Setup) -> Self {
        let framer = Framer::new(setup.framing, setup.limit);
        Framed { setup, framer, due: None, missing: false }
    }

    /// A pack stands before the scanner, which was triggered by the line. One that was not answered before counts as missing.
    pub fn triggered(&mut self, now: Tick) {
        self.missing |= self.due.is_some();
        self.due = self.setup.patience.map(|patience| now.after(patience));
    }
}

impl Session for Framed {
    type Event<'a> = Read<'a>;

    fn connected(&mut self, _now: Tick) {
        self.framer.clear();
    }

    fn receive(&mut self, now: Tick, bytes: &[u8]) -> usize {
        self.tick(now);
        self.framer.receive(bytes)
    }

    fn next_event(&mut self) -> Option<Read<'_>> {
        if std::mem::take(&mut self.missing) {
            return Some(Read::Missing);
        }
        let frame = self.framer.next_frame()?;
        Some(match frame {
            Frame::Lost(fault) => Read::Lost(fault),
            Frame::Message(text) => {
                self.due = None;
                if text == self.setup.no_read {
                    return Some(Read::NoRead);
                }
                match SymbologyIdentifier::read(text) {
                    None if self.setup.symbology => Read::Unidentified(text),
                    identifier => {
                        Read::Symbol { identifier: identifier.filter(|_| self.setup.symbology), scan: text }
                    }
                }
            }
        })
    }

    fn transmit(&mut self) -> &[u8] {
        &[]
    }

    fn deadline(&self) -> Option<Tick> {
        self.due
    }

    fn tick(&mut self, now: Tick) {
        if self.due.is_some_and(|due| due <= now) {
            self.due = None;
            self.missing = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use tallymark_session::Ending;

    const STX_ETX: Framing = Framing::Between { start: 2, end: 3 };

    fn told(camera: &mut Framed, out: &mut Vec<String>) {
        while let Some(read) = camera.next_event() {
            out.push(format!("{read:?}"));
        }
    }

    fn said<'a>(setup: &Setup, pieces: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
        let mut camera = Framed::new(setup.clone());
        let mut out = Vec::new();
        for mut piece in pieces {
            while !piece.is_empty() {
                let taken = camera.receive(Tick::default(), piece);
                piece = &piece[taken..];
                told(&mut camera, &mut out);
            }
        }
        out
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same(
            reads in prop::collection::vec(prop_oneof![Just("]d20109506000134352".to_owned()), Just("NOREAD".to_owned()), "[]dQ0-9\\x02\\x03]{0,12}"], 0..12),
            size in 1usize..30,
        ) {
            let setup = Setup::new(STX_ETX).no_read("NOREAD").limit(40);
            let bytes: Vec<u8> = reads.iter().flat_map(|read| format!("\x02{read}\x03").into_bytes()).collect();
            let whole = said(&setup, [&bytes[..]]);
            prop_assert_eq!(&whole, &said(&setup, bytes.chunks(1)));
            prop_assert_eq!(&whole, &said(&setup, bytes.chunks(size)));
        }
    }

    #[test]
    fn d8_is_an_element_string_as_well() {
        let mut camera = Framed::new(Setup::new(Framing::Ended(Ending::CrLf)));
        camera.receive(Tick::default(), b"]d8010950600013435221A1\r\n");
        let Some(Read::Symbol { identifier: Some(identifier), scan }) = camera.next_event() else { panic!() };
        assert!(identifier.holds_element_strings());
        assert_eq!(tallymark::Message::parse_scan(scan).unwrap().to_string(), "(01)09506000134352(21)A1");
    }

    #[test]
    fn a_read_without_identifier_is_no_symbol() {
        let setup = Setup::new(STX_ETX).no_read("?");
        let reads = said(&setup, [&b"\x02010950600013435221A1\x03\x02?\x03"[..]]);
        assert!(reads[0].starts_with("Unidentified") && reads[1] == "NoRead", "{reads:?}");
        let reads = said(&setup.without_symbology(), [&b"\x02]d2\x03"[..]]);
        assert!(reads[0].starts_with("Symbol { identifier: None"), "{reads:?}");
    }

    #[test]
    fn a_read_that_does_not_come_is_missing() {
        let at = |millis: u64| Tick::from_micros(1000 * millis);
        let mut camera = Framed::new(Setup::new(STX_ETX).patience(Duration::from_millis(50)));
        camera.triggered(at(0));
        assert_eq!(camera.deadline(), Some(at(50)));
        camera.receive(at(10), b"\x02]d2A\x03");
        assert!(matches!(camera.next_event(), Some(Read::Symbol { .. })));
        assert_eq!(camera.next_event(), None);
        assert_eq!(camera.deadline(), None);
        camera.triggered(at(100));
        camera.tick(at(150));
        assert_eq!(camera.next_event(), Some(Read::Missing));
        assert_eq!(camera.next_event(), None);
        // Too late is not in time, even if nobody looked at the clock before.
        camera.triggered(at(200));
        camera.receive(at(260), b"\x02]d2B\x03");
        assert_eq!(camera.next_event(), Some(Read::Missing));
        assert!(matches!(camera.next_event(), Some(Read::Symbol { .. })));
        camera.triggered(at(300));
        camera.triggered(at(320));
        assert_eq!(camera.next_event(), Some(Read::Missing));
    }

    #[test]
    fn a_new_connection_forgets_stale_bytes() {
        let mut camera = Framed::new(Setup::new(STX_ETX));
        camera.receive(Tick::default(), b"\x02]d2STALE");
        camera.connected(Tick::default());
        camera.receive(Tick::default(), b"\x02]d2A\x03");
        let Some(Read::Symbol { scan, .. }) = camera.next_event() else { panic!() };
        assert_eq!(scan, b"]d2A");
    }
}
