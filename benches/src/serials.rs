//! Two systems' lists of the same packs, almost.

use tallymark::keys::check_digit;
use tallymark::sets::{SerialSet, Sketch, Source, TextsAt};

use crate::random::Random;

/// Texts one behind the other, as in an Arrow column.
#[derive(Clone, Debug)]
pub struct Texts {
    offsets: Vec<u32>,
    bytes: Vec<u8>,
}

impl Texts {
    fn with_capacity(rows: usize, bytes: usize) -> Self {
        let mut offsets = Vec::with_capacity(rows + 1);
        offsets.push(0);
        Texts { offsets, bytes: Vec::with_capacity(bytes) }
    }

    /// A column over buffers as Arrow has them.
    #[must_use]
    pub const fn new(offsets: Vec<u32>, bytes: Vec<u8>) -> Self {
        Texts { offsets, bytes }
    }

    /// Adds a row.
    pub fn push(&mut self, text: &[u8]) {
        self.bytes.extend_from_slice(text);
        self.offsets.push(self.bytes.len() as u32);
    }

    /// The column as the library takes it.
    #[must_use]
    pub fn column(&self) -> TextsAt<'_, u32> {
        TextsAt::new(&self.offsets, &self.bytes)
    }

    /// Every row.
    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.offsets.windows(2).map(|pair| &self.bytes[pair[0] as usize..pair[1] as usize])
    }
}

impl Default for Texts {
    fn default() -> Self {
        Texts::with_capacity(0, 0)
    }
}

/// One system's columns.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// GTIN-14.
    pub gtins: Texts,
    /// AI 21.
    pub serials: Texts,
    /// State words.
    pub states: Texts,
}

impl List {
    /// How many rows.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.serials.offsets.len() - 1
    }

    /// The list as exact keys with states.
    #[must_use]
    pub fn pack(&self) -> SerialSet {
        let (gtins, serials, states) = (self.gtins.column(), self.serials.column(), self.states.column());
        Source::sgtins(&gtins, &serials).states(&states).pack()
    }

    /// Adds the list to a sketch.
    ///
    /// # Panics
    /// If two trade items or states look alike under its key.
    pub fn add_to(&self, sketch: &mut Sketch) {
        let (gtins, serials, states) = (self.gtins.column(), self.serials.column(), self.states.column());
        sketch.add(Source::sgtins(&gtins, &serials).states(&states)).expect("nothing looks alike");
    }
}

/// The words of the states that the lists hold.
pub const STATES: [&str; 7] =
    ["Allocated", "Encoded", "Commissioned", "Sampled", "Inactive", "Destroyed", "Released"];

/// Two lists of `rows` rows each in independent random order: 50 trade items, serials of 12 to 20 characters; one row
/// in 10,000 only on its side, one in 100,000 twice, and one key in 10,000 in another state.
#[must_use]
pub fn two_lists(rows: usize, seed: u64) -> [List; 2] {
    let mut random = Random::new(seed);
    let gtins: Vec<[u8; 14]> = (0..50).map(|_| gtin(&mut random)).collect();
    let (only, twice) = (rows / 10_000, rows / 100_000);
    let common = rows - only - twice;
    let mut packs = Texts::with_capacity(common + 2 * only, (common + 2 * only) * 16);
    let mut owners = Vec::with_capacity(common + 2 * only);
    for _ in 0..common + 2 * only {
        let mut serial = [0u8; 20];
        let length = 12 + random.below(9);
        serial[..length].fill_with(|| *random.pick(b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"));
        packs.push(&serial[..length]);
        owners.push(random.below(gtins.len()) as u8);
    }
    let states: Vec<u8> = (0..owners.len()).map(|_| random.below(STATES.len()) as u8).collect();
    let serial = |pack: usize| &packs.bytes[packs.offsets[pack] as usize..packs.offsets[pack + 1] as usize];
    let mut list = |own: std::ops::Range<usize>, conflicts: usize| {
        let mut order: Vec<u32> = (0..common as u32).chain(own.start as u32..own.end as u32).collect();
        order.extend((0..twice).map(|_| random.below(common) as u32));
        random.shuffle(&mut order);
        let mut list = List {
            gtins: Texts::with_capacity(rows, rows * 14),
            serials: Texts::with_capacity(rows, rows * 16),
            states: Texts::with_capacity(rows, rows * 9),
        };
        for pack in order {
            let pack = pack as usize;
            let state = usize::from(states[pack]) + usize::from(pack < conflicts);
            list.gtins.push(&gtins[usize::from(owners[pack])]);
            list.serials.push(serial(pack));
            list.states.push(STATES[state % STATES.len()].as_bytes());
        }
        list
    };
    [list(common..common + only, 0), list(common + only..common + 2 * only, only)]
}

fn gtin(random: &mut Random) -> [u8; 14] {
    let body = format!("0{:012}", random.below(1_000_000_000_000));
    let mut digits = [b'0'; 14];
    digits[..13].copy_from_slice(body.as_bytes());
    digits[13] = check_digit(&digits[..13]).unwrap_or(b'0');
    digits
}
