//! What every driver is: a state machine that is handed bytes and time, and hands out bytes and events. It knows no socket and no
//! clock, so that the same code runs under threads, asyncio, Node and in a test of a million faults.
//!
//! [`Session`] is the contract, [`Tick`] its time, [`Framer`] finds messages in a stream of bytes. Nothing here allocates after
//! opening.
#![forbid(unsafe_code)]

mod framing;
mod tick;

pub use framing::{Ending, Fault, Frame, Framer, Framing};
pub use tick::Tick;

/// A conversation with one device.
///
/// Whoever drives it hands every byte on ([`receive`](Session::receive)), takes events until there are none
/// ([`next_event`](Session::next_event)), sends what is to be sent, and comes back at the [`deadline`](Session::deadline). However a
/// stream is cut into pieces, the events are the same.
pub trait Session {
    /// What the device said; borrowed from the session's buffer.
    type Event<'a>
    where
        Self: 'a;

    /// A connection stands. Bytes of an earlier one are forgotten.
    fn connected(&mut self, now: Tick);

    /// Takes bytes, as many as there is room for, and says how many; the rest is to be handed in again after the events were
    /// taken. Takes at least one where no event waits.
    fn receive(&mut self, now: Tick, bytes: &[u8]) -> usize;

    /// The next event.
    fn next_event(&mut self) -> Option<Self::Event<'_>>;

    /// Bytes to send, which are gone from the session once they were handed out: a session never sends anything twice.
    fn transmit(&mut self) -> &[u8];

    /// When [`tick`](Session::tick) wants to be called, if nothing comes before.
    fn deadline(&self) -> Option<Tick>;

    /// Time has passed.
    fn tick(&mut self, now: Tick);
}
