//! Characters by place: how often each stands there, and which follows which in the order of issue.

use super::{Predictability, SCORE, Test};

/// The longest serial that is judged.
pub(super) const PLACES: usize = 20;

/// From this share of a place's information on, it is said to follow from the one before.
const FOLLOWS: f64 = 0.2;

/// Of the information that the characters could hold, so much must be there.
const SKEW: f64 = 0.75;

/// One place of the serials.
#[derive(Clone, Debug)]
struct Column {
    counts: Box<[u64; 256]>,
    /// The value of each character: its rank among those that stand here.
    ranks: Box<[u8; 256]>,
    /// How many different characters stand here.
    radix: usize,
    /// Which value follows which, if there are serials enough: a square of `radix`, row by row.
    pairs: Vec<u32>,
    /// Differences of successive values, modulo the radix.
    turns: Vec<u32>,
    before: Option<usize>,
}

/// All places.
#[derive(Clone, Debug)]
pub(super) struct Columns {
    columns: Vec<Column>,
    total: u64,
    /// Different characters of all places that change.
    alphabet: usize,
}

impl Columns {
    pub(super) fn new(length: usize) -> Self {
        let column = Column {
            counts: Box::new([0; 256]),
            ranks: Box::new([0; 256]),
            radix: 0,
            pairs: Vec::new(),
            turns: Vec::new(),
            before: None,
        };
        Columns { columns: vec![column; length], total: 0, alphabet: 0 }
    }

    /// Counts the characters of a serial.
    pub(super) fn count(&mut self, serial: &[u8]) {
        self.total += 1;
        for (column, &byte) in self.columns.iter_mut().zip(serial) {
            if let Some(count) = column.counts.get_mut(usize::from(byte)) {
                *count += 1;
            }
        }
    }

    /// Makes values of the characters that were counted.
    pub(super) fn settle(&mut self) {
        let mut all = [false; 256];
        for column in &mut self.columns {
            let mut radix = 0usize;
            for (rank, count) in column.ranks.iter_mut().zip(column.counts.iter()) {
                *rank = radix.min(255) as u8;
                radix += usize::from(*count > 0);
            }
            column.radix = radix;
            if radix > 1 {
                all.iter_mut().zip(column.counts.iter()).for_each(|(seen, count)| *seen |= *count > 0);
                let square = radix * radix;
                if self.total >= 8 * square as u64 {
                    column.pairs = vec![0; square];
                }
                if self.total >= 8 * radix as u64 {
                    column.turns = vec![0; radix];
                }
            }
        }
        self.alphabet = all.iter().filter(|seen| **seen).count();
    }

    /// The serial as a number, in which each place has as many values as were seen there; and notes what follows what.
    pub(super) fn follow(&mut self, serial: &[u8]) -> u128 {
        let mut number = 0u128;
        for (column, &byte) in self.columns.iter_mut().zip(serial) {
            let value = usize::from(column.ranks.get(usize::from(byte)).copied().unwrap_or(0));
            number = number.wrapping_mul(column.radix as u128).wrapping_add(value as u128);
            if let Some(before) = column.before.replace(value) {
                if let Some(pair) = column.pairs.get_mut(before * column.radix + value) {
                    *pair += 1;
                }
                let turn = (value + column.radix - before) % column.radix.max(1);
                if let Some(turn) = column.turns.get_mut(turn) {
                    *turn += 1;
                }
            }
        }
        number
    }

    /// What all serials begin with.
    pub(super) fn prefix(&self) -> String {
        let fixed = self.columns.iter().take_while(|column| column.radix == 1);
        fixed
            .filter_map(|column| column.counts.iter().position(|&count| count > 0))
            .map(|byte| char::from(byte as u8))
            .collect()
    }

    /// How many places never change.
    pub(super) fn fixed(&self) -> usize {
        self.columns.iter().filter(|column| column.radix <= 1).count()
    }

    /// The information of a character, in bits, if all places were as free as those that change.
    pub(super) fn alphabet_bits(&self) -> f64 {
        (self.alphabet.max(1) as f64).log2()
    }

    /// The most different characters at one place.
    fn widest(&self) -> usize {
        self.columns.iter().map(|column| column.radix).max().unwrap_or(0)
    }

    /// The information of all places.
    pub(super) fn bits(&self) -> f64 {
        self.columns.iter().map(|column| column.bits(self.alphabet)).sum()
    }
}

impl Column {
    fn total(&self) -> f64 {
        self.counts.iter().sum::<u64>() as f64
    }

    fn seen(&self) -> impl Iterator<Item = f64> + '_ {
        self.counts.iter().filter(|count| **count > 0).map(|&count| count as f64)
    }

    /// Shannon's information with the correction of Miller and Madow for what few serials do not show.
    fn entropy(&self) -> f64 {
        let total = self.total();
        let entropy: f64 = self.seen().map(|count| count / total * (total / count).log2()).sum();
        let correction = (self.radix.saturating_sub(1)) as f64 / (2.0 * total * std::f64::consts::LN_2);
        (entropy + correction).min((self.radix.max(1) as f64).log2())
    }

    /// The information of this place: that of the whole alphabet unless the characters speak against it.
    fn bits(&self, alphabet: usize) -> f64 {
        if self.radix <= 1 {
            return 0.0;
        }
        let (expected, mut square) = (self.total() / alphabet as f64, 0.0);
        for count in self.seen() {
            square += (count - expected).powi(2) / expected;
        }
        square += (alphabet.saturating_sub(self.radix)) as f64 * expected;
        if score(square, alphabet.saturating_sub(1) as f64) < SCORE {
            (alphabet as f64).log2()
        } else {
            self.entropy()
        }
    }

    /// How much of this place follows from the one before in the order of issue, 0 to 1; `None` if that may be chance.
    fn follows(&self) -> Option<f64> {
        let shares: Vec<f64> = self.seen().map(|count| count / self.total()).collect();
        let degrees = self.radix.saturating_sub(1) as f64;
        let total = self.total() - 1.0;
        let mut share: Option<f64> = None;
        if !self.pairs.is_empty() {
            let expected = shares.iter().flat_map(|one| shares.iter().map(move |other| one * other * total));
            share = excess(&self.pairs, expected, degrees * degrees);
        }
        if share.is_none() && !self.turns.is_empty() {
            let expected = (0..self.radix).map(|turn| {
                let turned = shares.iter().cycle().skip(turn);
                shares.iter().zip(turned).map(|(one, other)| one * other).sum::<f64>() * total
            });
            share = excess(&self.turns, expected, degrees);
        }
        share.map(|bits| bits / self.entropy().max(f64::MIN_POSITIVE)).filter(|share| *share >= FOLLOWS)
    }
}

/// By how many bits the counts tell more than expected; `None` if chance does that.
fn excess(counts: &[u32], expected: impl Iterator<Item = f64>, degrees: f64) -> Option<f64> {
    let total: f64 = counts.iter().map(|&count| f64::from(count)).sum();
    let (mut square, mut bits) = (0.0, 0.0);
    for (&count, expected) in counts.iter().zip(expected) {
        let count = f64::from(count);
        square += (count - expected).powi(2) / expected;
        if count > 0.0 {
            bits += count / total * (count / expected).log2();
        }
    }
    (score(square, degrees) >= SCORE).then(|| bits - degrees / (2.0 * total * std::f64::consts::LN_2))
}

/// A chi-square value as a score of the normal distribution (Wilson and Hilferty 1931).
fn score(square: f64, degrees: f64) -> f64 {
    if degrees < 1.0 {
        return 0.0;
    }
    let width = 2.0 / (9.0 * degrees);
    ((square / degrees).cbrt() - (1.0 - width)) / width.sqrt()
}

impl Predictability {
    /// Whether characters follow from those before them.
    pub(super) fn order(&mut self, columns: &Columns) {
        // Fronts of a few kinds may take turns; a place that holds something has most of the alphabet.
        let full = |column: &&Column| column.radix * 2 >= columns.widest();
        let follows: Vec<Option<f64>> = columns
            .columns
            .iter()
            .map(|column| Some(column).filter(full).and_then(Column::follows))
            .collect();
        let places: Vec<String> = follows
            .iter()
            .enumerate()
            .filter(|(_, share)| share.is_some())
            .map(|(place, _)| (place + 1).to_string())
            .collect();
        let Some(most) = follows.iter().flatten().copied().reduce(f64::max) else { return };
        // What follows needs no guess.
        let left: f64 = columns
            .columns
            .iter()
            .zip(&follows)
            .map(|(column, share)| column.bits(columns.alphabet) * (1.0 - share.unwrap_or(0.0).min(1.0)))
            .sum();
        self.guessed((-left).exp2());
        let message = format!(
            "in the order of issue the character at place {} follows from the one in the serial before, by up to {:.0} %",
            places.join(", "),
            most.min(1.0) * 100.0
        );
        self.fail(Test::Order, most.min(1.0), FOLLOWS, message);
    }

    /// Whether few characters are too frequent over all places.
    pub(super) fn skew(&mut self, columns: &Columns) {
        let widest = columns.widest();
        if self.examined < 10 * widest as u64 || widest < 2 {
            return;
        }
        let held: f64 = columns.columns.iter().map(Column::entropy).sum();
        let room: f64 = columns.columns.iter().map(|column| (column.radix.max(1) as f64).log2()).sum();
        if held < SKEW * room {
            let message = format!(
                "the characters hold {held:.1} bits where {room:.1} have room: a few are far more frequent than the others"
            );
            self.fail(Test::Skew, held / room, SKEW, message);
        }
    }
}
