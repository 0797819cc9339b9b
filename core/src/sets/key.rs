use std::fmt;

use crate::item::Item;
use crate::keys::{Gtin, Serial, Sgtin, Sscc};

/// What a row of a source is named by; exact, never a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// A bare serial, where no column and no batch says of which trade item.
    Serial(Serial),
    /// A pack or a logistic unit.
    Item(Item),
}

impl From<Item> for Key {
    fn from(item: Item) -> Self {
        Key::Item(item)
    }
}

impl From<Sgtin> for Key {
    fn from(sgtin: Sgtin) -> Self {
        Key::Item(Item::Sgtin(sgtin))
    }
}

/// The canonical bracketed element string; a bare serial as it is.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Key::Serial(serial) => serial.fmt(f),
            Key::Item(item) => item.fmt(f),
        }
    }
}

/// What the sixteen bytes of a record belong to. Few of them occur in one source, so records name them by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Owner {
    Bare,
    Sscc,
    Gtin(Gtin),
}

impl Owner {
    /// Spreads owners apart before the serial is mixed in.
    pub(super) const fn mix(self) -> u64 {
        const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
        match self {
            Owner::Bare => ODD,
            Owner::Sscc => ODD.wrapping_mul(3),
            Owner::Gtin(gtin) => gtin.number().wrapping_add(5).wrapping_mul(ODD),
        }
    }

    pub(super) const fn gtin(self) -> Option<Gtin> {
        match self {
            Owner::Gtin(gtin) => Some(gtin),
            Owner::Bare | Owner::Sscc => None,
        }
    }

    /// The kind of key, and the number of the trade item.
    pub(super) const fn code(self) -> (u8, u64) {
        match self {
            Owner::Bare => (0, 0),
            Owner::Sscc => (1, 0),
            Owner::Gtin(gtin) => (2, gtin.number()),
        }
    }

    /// The key, if these are limbs that a key has: for those that somebody else wrote.
    pub(super) fn checked(self, limbs: Limbs) -> Option<Key> {
        let key = match self {
            Owner::Sscc if limbs[1] != 0 => None,
            _ => self.key(limbs),
        }?;
        let whole = match key {
            Key::Serial(serial) | Key::Item(Item::Sgtin(Sgtin { serial, .. })) => {
                let (text, length) = serial.unpack();
                Serial::pack(text.get(..length)?)? == limbs
            }
            Key::Item(Item::Sscc(_)) => true,
        };
        whole.then_some(key)
    }

    /// The key that the owner and sixteen bytes stand for.
    pub(super) fn key(self, limbs: Limbs) -> Option<Key> {
        Some(match self {
            Owner::Bare => Key::Serial(Serial::from_limbs(limbs)?),
            Owner::Gtin(gtin) => Key::Item(Item::Sgtin(Sgtin { gtin, serial: Serial::from_limbs(limbs)? })),
            Owner::Sscc => Key::Item(Item::Sscc(Sscc::parse(format!("{:018}", limbs[0])).ok()?)),
        })
    }
}

/// A packed serial, most significant first; an SSCC as its number and zero.
pub(super) type Limbs = [u64; 2];

impl Key {
    pub(super) const fn split(self) -> (Owner, Limbs) {
        match self {
            Key::Serial(serial) => (Owner::Bare, serial.limbs()),
            Key::Item(Item::Sgtin(sgtin)) => (Owner::Gtin(sgtin.gtin), sgtin.serial.limbs()),
            Key::Item(Item::Sscc(sscc)) => (Owner::Sscc, [sscc.number(), 0]),
        }
    }
}
