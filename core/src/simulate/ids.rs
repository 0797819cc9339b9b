use super::rng::{Rng, mix};
use crate::keys::check_digit;

/// The characters that serials of an order are drawn from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Alphabet {
    /// 0–9.
    Digits,
    /// Digits and capitals without 0, 1, I and O.
    Base32,
    /// Digits and capitals.
    Base36,
    /// Digits, capitals and small letters.
    Base62,
    /// All 82 characters that AI 21 allows.
    Cset82,
}

impl Alphabet {
    const fn characters(self) -> &'static [u8] {
        match self {
            Alphabet::Digits => b"0123456789",
            Alphabet::Base32 => b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ",
            Alphabet::Base36 => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ",
            Alphabet::Base62 => b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz",
            Alphabet::Cset82 => {
                b"!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
            }
        }
    }
}

/// The serials of an order without storing them: serial number `n` is a keyed permutation of `n`.
///
/// A four-round Feistel network over the smallest even number of bits that holds the number space, walked until it falls
/// inside (Black and Rogaway 2002), makes serials distinct by construction and scattered over the whole space. Characters
/// beyond the first 10 to 15 are a keyed hash of `n`.
#[derive(Clone, Debug)]
struct Serials {
    alphabet: &'static [u8],
    length: usize,
    unique: usize,
    space: u64,
    half: u32,
    keys: [u64; 5],
    weakness: Option<Weakness>,
}

/// How serials can be predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Weakness {
    /// A counter with a step.
    Counter { step: u64 },
    /// The front is the same for all.
    LongFront,
}

impl Serials {
    fn new(alphabet: Alphabet, length: usize, rng: &mut Rng) -> Self {
        let alphabet = alphabet.characters();
        let base = alphabet.len() as u64;
        let (mut space, mut unique) = (1u64, 0);
        while unique < length && space < 1 << 50 {
            space *= base;
            unique += 1;
        }
        let half = (u64::BITS - (space - 1).leading_zeros()).div_ceil(2);
        Serials {
            alphabet,
            length,
            unique,
            space,
            half,
            keys: std::array::from_fn(|_| rng.next()),
            weakness: None,
        }
    }

    fn permute(&self, n: u64) -> u64 {
        let mask = (1u64 << self.half) - 1;
        let mut x = n;
        loop {
            let (mut left, mut right) = (x >> self.half, x & mask);
            for key in self.keys.iter().take(4) {
                (left, right) = (right, left ^ (mix(right ^ key) & mask));
            }
            x = (left << self.half) | right;
            if x < self.space {
                return x;
            }
        }
    }

    /// Makes the serials predictable; a pool of so many stays without duplicates.
    fn weaken(&mut self, variant: &str, pool: u32) {
        let base = self.alphabet.len() as u64;
        self.weakness = Some(match variant {
            "sequential" => Weakness::Counter { step: 1 },
            "steps" => Weakness::Counter { step: 2 + self.keys[1] % 97 },
            _ => {
                (self.space, self.unique) = (1, 0);
                while self.space < 4 * u64::from(pool.max(250_000)) {
                    self.space *= base;
                    self.unique += 1;
                }
                self.half = (u64::BITS - (self.space - 1).leading_zeros()).div_ceil(2);
                Weakness::LongFront
            }
        });
    }

    /// A predictable serial: a number with the most significant character first.
    fn write_weak(&self, number: u64, out: &mut Vec<u8>) {
        let base = self.alphabet.len() as u64;
        let start = out.len();
        let mut rest = number;
        for _ in 0..self.length {
            out.push(self.alphabet.get((rest % base) as usize).copied().unwrap_or(b'0'));
            rest /= base;
        }
        if let Some(text) = out.get_mut(start..) {
            text.reverse();
        }
    }

    fn write(&self, n: u32, out: &mut Vec<u8>) {
        match self.weakness {
            Some(Weakness::Counter { step }) => {
                let first = self.keys[0] % (self.space / 2);
                return self.write_weak(first + u64::from(n) * step, out);
            }
            Some(Weakness::LongFront) => {
                return self.write_weak(self.permute(u64::from(n) % self.space), out);
            }
            None => {}
        }
        let base = self.alphabet.len() as u64;
        let mut digits = self.permute(u64::from(n));
        let mut more = mix(u64::from(n) ^ self.keys[4]);
        for position in 0..self.length {
            let source = if position < self.unique { &mut digits } else { &mut more };
            out.push(self.alphabet.get((*source % base) as usize).copied().unwrap_or(b'0'));
            *source /= base;
        }
    }
}

/// A textual form of an identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum IdentifierForm {
    /// `(01)…(21)…`.
    Bracketed,
    /// Scan data: AIM symbology identifier, element string, separators; packs with expiry and lot.
    Scan,
    /// Element string with separators.
    Plain,
    /// `urn:epc:id:…`.
    Urn,
    /// GS1 Digital Link URI.
    DigitalLink,
    /// Another of the forms in every row.
    Mixed,
}

impl IdentifierForm {
    /// The form of one row.
    pub(super) fn of_row(self, row: u32) -> IdentifierForm {
        const FORMS: [IdentifierForm; 5] = [
            IdentifierForm::Bracketed,
            IdentifierForm::Scan,
            IdentifierForm::Plain,
            IdentifierForm::Urn,
            IdentifierForm::DigitalLink,
        ];
        match self {
            IdentifierForm::Mixed => FORMS[(mix(u64::from(row)) % 5) as usize],
            form => form,
        }
    }
}

/// A thing on the line by its number: packs count from the pool's start, containers from the first label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Thing {
    Pack(u32),
    Container(u32),
}

/// The order in which a symbol holds its element strings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SymbolOrder {
    SerialFirst,
    SerialLast,
    LotFirst,
    LotLast,
}

/// What a reader did to the symbol's text on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Garble {
    DropSeparators,
    Lower,
    Upper,
    Swap,
}

/// All texts of one order's identifiers.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    pub(super) gtin: String,
    /// Another product of the same company.
    other: String,
    /// Length of the GS1 company prefix.
    pub(super) prefix: usize,
    pub(super) lot: String,
    /// AI 17 of the symbol.
    pub(super) expiry: String,
    pub(super) order: SymbolOrder,
    pub(super) alphabet: Alphabet,
    extension: u8,
    first_container: u32,
    serials: Serials,
}

/// Packs from this number on are of another trade item.
pub(super) const OTHER_GTIN: u32 = 1 << 31;

/// The separator of element strings.
const GS: u8 = 0x1d;

impl Ids {
    pub(super) fn new(
        rng: &mut Rng,
        alphabet: Alphabet,
        length: usize,
        lot: String,
        expiry: String,
        order: SymbolOrder,
    ) -> Self {
        // 9506000 is GS1's prefix for examples.
        let item = rng.between(10_000, 99_999);
        let gtin = |item: i64| {
            let mut gtin = format!("09506000{item:05}").into_bytes();
            gtin.extend(check_digit(&gtin));
            String::from_utf8(gtin).unwrap_or_default()
        };
        Ids {
            gtin: gtin(item),
            // The next item reference, under the same prefix of up to nine digits.
            other: gtin(item - item % 1_000 + (item + 1) % 1_000),
            prefix: rng.pick([7, 8, 9]),
            lot,
            expiry,
            order,
            alphabet,
            extension: b'0' + rng.below(10) as u8,
            first_container: rng.between(0, 999_999) as u32,
            serials: Serials::new(alphabet, length, rng),
        }
    }

    /// The GTIN of a pack.
    fn gtin_of(&self, n: u32) -> &str {
        if n < OTHER_GTIN { &self.gtin } else { &self.other }
    }

    /// The company prefix: what the GTIN and the container numbers share.
    pub(super) fn company(&self) -> &str {
        self.gtin.get(1..1 + self.prefix).unwrap_or_default()
    }

    /// Makes the serials predictable.
    pub(super) fn weaken(&mut self, variant: &str, pool: u32) {
        self.serials.weaken(variant, pool);
    }

    pub(super) fn serial(&self, n: u32, out: &mut Vec<u8>) {
        self.serials.write(n, out);
    }

    pub(super) fn sscc(&self, n: u32, out: &mut Vec<u8>) {
        let start = out.len();
        out.push(self.extension);
        out.extend_from_slice(self.company().as_bytes());
        let digits = 16 - self.prefix;
        let number = u64::from(self.first_container) + u64::from(n);
        for place in (0..digits as u32).rev() {
            out.push(b'0' + ((number / 10u64.pow(place)) % 10) as u8);
        }
        let check = check_digit(out.get(start..).unwrap_or_default());
        out.extend(check);
    }

    pub(super) fn write(&self, thing: Thing, form: IdentifierForm, out: &mut Vec<u8>) {
        match thing {
            Thing::Pack(n) => self.pack(n, form, out),
            Thing::Container(n) => self.container(n, form, out),
        }
    }

    /// The canonical bracketed element string.
    pub(super) fn text(&self, thing: Thing) -> String {
        let mut out = Vec::new();
        self.write(thing, IdentifierForm::Bracketed, &mut out);
        String::from_utf8(out).unwrap_or_default()
    }

    fn pack(&self, n: u32, form: IdentifierForm, out: &mut Vec<u8>) {
        let mut serial = Vec::with_capacity(20);
        self.serial(n, &mut serial);
        let gtin = self.gtin_of(n);
        let item = gtin.get(1 + self.prefix..13).unwrap_or_default();
        let gtin = gtin.as_bytes();
        let join =
            |out: &mut Vec<u8>, parts: &[&[u8]]| parts.iter().for_each(|part| out.extend_from_slice(part));
        match form {
            IdentifierForm::Scan => self.symbol(n, None, out),
            IdentifierForm::Plain => join(out, &[b"01", gtin, b"21", &serial]),
            IdentifierForm::Urn => {
                let digits = self.gtin.get(..1).unwrap_or_default();
                let parts: [&[u8]; 6] = [
                    b"urn:epc:id:sgtin:",
                    self.company().as_bytes(),
                    b".",
                    digits.as_bytes(),
                    item.as_bytes(),
                    b".",
                ];
                join(out, &parts);
                escape(&serial, |byte| !b"\"%&/<>?".contains(&byte), out);
            }
            IdentifierForm::DigitalLink => {
                join(out, &[b"https://id.gs1.org/01/", gtin, b"/21/"]);
                escape(&serial, |byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte), out);
            }
            IdentifierForm::Bracketed | IdentifierForm::Mixed => {
                join(out, &[b"(01)", gtin, b"(21)"]);
                for byte in serial {
                    if byte == b'(' {
                        out.push(b'\\');
                    }
                    out.push(byte);
                }
            }
        }
    }

    fn container(&self, n: u32, form: IdentifierForm, out: &mut Vec<u8>) {
        let before: &[u8] = match form {
            IdentifierForm::Scan => b"]C100",
            IdentifierForm::Plain => b"00",
            IdentifierForm::DigitalLink => b"https://id.gs1.org/00/",
            IdentifierForm::Bracketed | IdentifierForm::Mixed => b"(00)",
            IdentifierForm::Urn => {
                let mut sscc = Vec::with_capacity(18);
                self.sscc(n, &mut sscc);
                out.extend_from_slice(b"urn:epc:id:sscc:");
                out.extend_from_slice(self.company().as_bytes());
                out.push(b'.');
                out.push(self.extension);
                return out.extend_from_slice(sscc.get(1 + self.prefix..17).unwrap_or_default());
            }
        };
        out.extend_from_slice(before);
        self.sscc(n, out);
    }

    /// Whether a reading makes another serial, or none, of this one.
    pub(super) fn is_garbled(&self, n: u32, garble: Garble) -> bool {
        let mut serial = Vec::with_capacity(20);
        self.serial(n, &mut serial);
        let any = |changes: fn(&u8) -> bool| serial.iter().any(changes);
        match garble {
            Garble::DropSeparators => true,
            Garble::Lower => any(u8::is_ascii_uppercase),
            Garble::Upper => any(u8::is_ascii_lowercase),
            Garble::Swap => any(u8::is_ascii_alphabetic),
        }
    }

    /// What the reader of the printed Data Matrix symbol hands on.
    pub(super) fn symbol(&self, n: u32, garble: Option<Garble>, out: &mut Vec<u8>) {
        out.extend_from_slice(b"]d2");
        let start = out.len();
        let fields: [&[u8]; 3] = match self.order {
            SymbolOrder::SerialFirst => [b"21", b"17", b"10"],
            SymbolOrder::SerialLast => [b"17", b"10", b"21"],
            SymbolOrder::LotFirst => [b"10", b"17", b"21"],
            SymbolOrder::LotLast => [b"17", b"21", b"10"],
        };
        out.extend_from_slice(b"01");
        out.extend_from_slice(self.gtin_of(n).as_bytes());
        for (index, field) in fields.into_iter().enumerate() {
            out.extend_from_slice(field);
            match field {
                b"17" => out.extend_from_slice(self.expiry.as_bytes()),
                b"10" => out.extend_from_slice(self.lot.as_bytes()),
                _ => self.serial(n, out),
            }
            if index < 2 && field != b"17" && garble != Some(Garble::DropSeparators) {
                out.push(GS);
            }
        }
        for byte in out.iter_mut().skip(start) {
            match garble {
                Some(Garble::Lower) => byte.make_ascii_lowercase(),
                Some(Garble::Upper) => byte.make_ascii_uppercase(),
                Some(Garble::Swap) if byte.is_ascii_lowercase() => byte.make_ascii_uppercase(),
                Some(Garble::Swap) => byte.make_ascii_lowercase(),
                Some(Garble::DropSeparators) | None => {}
            }
        }
    }
}

/// Percent-encodes every byte that is not `plain`.
fn escape(text: &[u8], plain: impl Fn(u8) -> bool, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for &byte in text {
        if plain(byte) {
            out.push(byte);
        } else {
            out.extend_from_slice(&[b'%', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    fn ids(alphabet: Alphabet, length: usize) -> Ids {
        let mut rng = Rng::new(1, "ids");
        Ids::new(&mut rng, alphabet, length, "A7".into(), "281231".into(), SymbolOrder::SerialLast)
    }

    #[test]
    fn serials_are_distinct_and_of_one_length() {
        for (alphabet, length) in [(Alphabet::Digits, 12), (Alphabet::Base32, 8), (Alphabet::Cset82, 20)] {
            let ids = ids(alphabet, length);
            let mut seen = HashSet::new();
            for n in 0..20_000 {
                let mut serial = Vec::new();
                ids.serial(n, &mut serial);
                assert_eq!(serial.len(), length);
                assert!(serial.iter().all(|byte| alphabet.characters().contains(byte)));
                assert!(seen.insert(serial));
            }
        }
    }

    #[test]
    fn every_form_of_a_pack_and_a_container() {
        let ids = ids(Alphabet::Base32, 10);
        let mut serial = Vec::new();
        ids.serial(5, &mut serial);
        let serial = String::from_utf8(serial).unwrap();
        let text = |thing, form| {
            let mut out = Vec::new();
            ids.write(thing, form, &mut out);
            String::from_utf8(out).unwrap()
        };
        let gtin = &ids.gtin;
        let pack = Thing::Pack(5);
        assert_eq!(text(pack, IdentifierForm::Bracketed), format!("(01){gtin}(21){serial}"));
        assert_eq!(text(pack, IdentifierForm::Scan), format!("]d201{gtin}1728123110A7\u{1d}21{serial}"));
        assert_eq!(
            text(pack, IdentifierForm::DigitalLink),
            format!("https://id.gs1.org/01/{gtin}/21/{serial}")
        );
        let urn = text(pack, IdentifierForm::Urn);
        assert_eq!(urn.split(['.', ':']).nth(4).map(str::len), Some(ids.prefix));
        let sscc = text(Thing::Container(3), IdentifierForm::Plain);
        assert_eq!(sscc.len(), 20);
        let digits = sscc.as_bytes().get(2..19).unwrap();
        assert_eq!(check_digit(digits), sscc.bytes().last());
        assert_ne!(sscc, text(Thing::Container(4), IdentifierForm::Plain));
    }
}
