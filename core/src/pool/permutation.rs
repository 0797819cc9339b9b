use std::ops::Range;

use aes::{Aes128, Aes256};
use fpe::ff1::{FF1, NumeralString, Operations};

use super::Space;
use crate::diagnostic::{Code, ParseError, Span};
use crate::keys::Serial;

/// The serials of a space in the order of a keyed permutation: serial number n for n from 0 on.
///
/// The same key, label and space give the same serials everywhere.
pub struct Pool {
    space: Space,
    cipher: Cipher,
    label: Vec<u8>,
}

enum Cipher {
    Aes128(Box<FF1<Aes128>>),
    Aes256(Box<FF1<Aes256>>),
}

impl Pool {
    /// The pool of a secret key of 16 or 32 bytes.
    ///
    /// ```
    /// use tallymark::pool::{Alphabet, Pool, Space};
    /// let space = Space::new(Alphabet::base32(), 12)?;
    /// let pool = Pool::new(space, &[7; 32])?.label("09506000134352");
    /// let first: Vec<_> = pool.from(0).take(3).collect();
    /// assert_eq!(pool.get(2), Some(first[2].1));
    /// assert_eq!(pool.number_of(&first[2].1), Some(2));
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    ///
    /// # Errors
    /// [`Code::PoolKey`] for a key of another length.
    pub fn new(space: Space, key: &[u8]) -> Result<Self, ParseError> {
        let wrong = ParseError::new(Code::PoolKey, Span::new(0, key.len()));
        let radix = space.alphabet().len() as u32;
        let cipher = match key.len() {
            16 => FF1::<Aes128>::new(key, radix).map(Box::new).map(Cipher::Aes128),
            32 => FF1::<Aes256>::new(key, radix).map(Box::new).map(Cipher::Aes256),
            _ => return Err(wrong),
        };
        Ok(Pool { space, cipher: cipher.map_err(|_| wrong)?, label: Vec::new() })
    }

    /// What the pool is for, such as the GTIN: another label gives another permutation under the same key. It is no
    /// secret.
    #[must_use]
    pub fn label(mut self, label: impl AsRef<[u8]>) -> Self {
        self.label = label.as_ref().to_vec();
        self
    }

    /// The space of its serials.
    #[must_use]
    pub const fn space(&self) -> &Space {
        &self.space
    }

    /// Serial number `n`; `None` if it is forbidden, or `n` is beyond the [size](Space::size) of the space.
    #[must_use]
    pub fn get(&self, n: u128) -> Option<Serial> {
        if n >= self.space.size() {
            return None;
        }
        let radix = self.space.alphabet().len() as u128;
        let mut values = vec![0; self.space.free()];
        let mut rest = n;
        for value in values.iter_mut().rev() {
            (*value, rest) = ((rest % radix) as usize, rest / radix);
        }
        let values = self.permute(&values, true)?;
        self.space.serial(&values)
    }

    /// The serials from number `n` on, each with its number, forbidden ones passed over.
    pub fn from(&self, n: u128) -> impl Iterator<Item = (u128, Serial)> + '_ {
        (n..self.space.size()).filter_map(|n| Some((n, self.get(n)?)))
    }

    /// The number of a serial; `None` if it is not of this space. Whether it was issued is told by the counter.
    #[must_use]
    pub fn number_of(&self, serial: &Serial) -> Option<u128> {
        let radix = self.space.alphabet().len() as u128;
        let values = self.permute(&self.space.values(serial)?, false)?;
        Some(values.iter().fold(0, |number, &value| number * radix + value as u128))
    }

    /// The numbers of one of several sites (`site` counts from 0): ranges without overlap that make the whole space.
    ///
    /// ```
    /// # use tallymark::pool::{Alphabet, Pool, Space};
    /// # let pool = Pool::new(Space::new(Alphabet::named("digits").unwrap(), 7)?, &[7; 16])?;
    /// assert_eq!(pool.part(0, 3), 0..3_333_333);
    /// assert_eq!(pool.part(2, 3), 6_666_666..10_000_000);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    #[must_use]
    pub fn part(&self, site: u32, sites: u32) -> Range<u128> {
        let (size, sites) = (self.space.size(), u128::from(sites.max(1)));
        let border = |site: u128| {
            // size * site / sites without a product that could be too large
            size / sites * site + size % sites * site / sites
        };
        let site = u128::from(site).min(sites);
        border(site)..border((site + 1).min(sites))
    }

    fn permute(&self, values: &[usize], forth: bool) -> Option<Vec<usize>> {
        let numerals = Numerals(values.to_vec(), self.space.alphabet().len() as u64);
        let done = match (&self.cipher, forth) {
            (Cipher::Aes128(ff1), true) => ff1.encrypt(&self.label, &numerals),
            (Cipher::Aes256(ff1), true) => ff1.encrypt(&self.label, &numerals),
            (Cipher::Aes128(ff1), false) => ff1.decrypt(&self.label, &numerals),
            (Cipher::Aes256(ff1), false) => ff1.decrypt(&self.label, &numerals),
        };
        done.ok().map(|numerals| numerals.0)
    }
}

/// The key is not shown.
impl std::fmt::Debug for Pool {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Pool").field("space", &self.space).field("label", &self.label).finish_non_exhaustive()
    }
}

/// At most 20 numerals below 82 with their radix: half of them are a number below 2^64, which spares big integers.
struct Numerals(Vec<usize>, u64);

/// Half of the numerals.
struct Half {
    value: u64,
    length: usize,
    radix: u64,
}

impl NumeralString for Numerals {
    type Ops = Half;

    fn is_valid(&self, radix: u32) -> bool {
        self.0.len() <= Serial::MAX_LEN
            && u64::from(radix) == self.1
            && self.0.iter().all(|&value| (value as u64) < self.1)
    }

    fn numeral_count(&self) -> usize {
        self.0.len()
    }

    fn split(&self) -> (Half, Half) {
        let (front, back) = self.0.split_at(self.0.len() / 2);
        let half = |values: &[usize]| Half {
            value: values.iter().fold(0, |number, &value| number * self.1 + value as u64),
            length: values.len(),
            radix: self.1,
        };
        (half(front), half(back))
    }

    fn concat(front: Half, back: Half) -> Self {
        let mut values = vec![0; front.length + back.length];
        let radix = front.radix;
        let (first, second) = values.split_at_mut(front.length);
        for (places, half) in [(first, front), (second, back)] {
            let mut rest = half.value;
            for place in places.iter_mut().rev() {
                (*place, rest) = ((rest % radix) as usize, rest / radix);
            }
        }
        Numerals(values, radix)
    }
}

impl Operations for Half {
    type Bytes = Vec<u8>;

    fn numeral_count(&self) -> usize {
        self.length
    }

    fn to_be_bytes(&self, _radix: u32, b: usize) -> Vec<u8> {
        let bytes = self.value.to_be_bytes();
        let mut out = vec![0; b.saturating_sub(bytes.len())];
        out.extend_from_slice(bytes.get(bytes.len().saturating_sub(b)..).unwrap_or_default());
        out
    }

    fn add_mod_exp(self, other: impl Iterator<Item = u8>, radix: u32, m: usize) -> Self {
        let modulus = u128::from(radix).saturating_pow(m as u32);
        let sum = (u128::from(self.value) + reduced(other, modulus)) % modulus;
        Half { value: sum as u64, length: m, radix: u64::from(radix) }
    }

    fn sub_mod_exp(self, other: impl Iterator<Item = u8>, radix: u32, m: usize) -> Self {
        let modulus = u128::from(radix).saturating_pow(m as u32);
        let difference = (u128::from(self.value) + modulus - reduced(other, modulus)) % modulus;
        Half { value: difference as u64, length: m, radix: u64::from(radix) }
    }
}

/// A number in bytes, most significant first, modulo one below 2^64.
fn reduced(bytes: impl Iterator<Item = u8>, modulus: u128) -> u128 {
    bytes.fold(0, |number, byte| ((number << 8) + u128::from(byte)) % modulus)
}
