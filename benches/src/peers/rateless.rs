//! Rateless coded symbols (Yang et al., "Practical Rateless Set Reconciliation", SIGCOMM 2024), written from the paper: what
//! the foldable sketch is measured against.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// An item of 16 bytes and its 64-bit hash, which is also the seed of its places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Item {
    /// The item.
    pub value: u128,
    /// Its hash.
    pub hash: u64,
}

/// The symbols that an item is part of: symbol `i` with probability `1 / (1 + i/2)`.
#[derive(Clone, Copy, Debug)]
struct Places {
    state: u64,
    at: u64,
}

impl Places {
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_mul(0xda94_2042_e4dd_58b5);
        let gap = (self.at as f64 + 1.5) * ((1u64 << 32) as f64 / (self.state as f64 + 1.0).sqrt() - 1.0);
        self.at += (gap.ceil() as u64).max(1);
        self.at
    }
}

/// Sums over the items of a symbol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Symbol {
    value: u128,
    hash: u64,
    count: i64,
}

impl Symbol {
    fn apply(&mut self, item: Item, count: i64) {
        self.value ^= item.value;
        self.hash ^= item.hash;
        self.count += count;
    }
}

/// Items whose next symbols come in order.
#[derive(Debug, Default)]
pub struct Window {
    items: Vec<(Item, Places, i64)>,
    queue: BinaryHeap<Reverse<(u64, usize)>>,
    next: u64,
}

impl Window {
    /// Takes an item part, so often.
    pub fn add(&mut self, item: Item, count: i64) {
        let mut places = Places { state: item.hash | 1, at: 0 };
        while places.at < self.next {
            places.next();
        }
        self.queue.push(Reverse((places.at, self.items.len())));
        self.items.push((item, places, count));
    }

    /// The sums of the next symbol.
    pub fn symbol(&mut self) -> Symbol {
        let mut symbol = Symbol::default();
        while let Some(&Reverse((at, number))) = self.queue.peek() {
            if at != self.next {
                break;
            }
            self.queue.pop();
            let (item, places, count) = &mut self.items[number];
            symbol.apply(*item, *count);
            self.queue.push(Reverse((places.next(), number)));
        }
        self.next += 1;
        symbol
    }
}

/// The first symbols of a set.
pub fn encode(items: &[Item], count: usize) -> Vec<Symbol> {
    let mut symbols = vec![Symbol::default(); count];
    for &item in items {
        let mut places = Places { state: item.hash | 1, at: 0 };
        while let Some(symbol) = symbols.get_mut(places.at as usize) {
            symbol.apply(item, 1);
            places.next();
        }
    }
    symbols
}

/// How many symbols it takes until the differences of two encodings can be read, and how many differences those are.
pub fn decode(a: &[Symbol], b: &[Symbol]) -> Option<(usize, usize)> {
    let mut symbols: Vec<Symbol> = Vec::new();
    let mut known = Window::default();
    let mut found = 0;
    for (a, b) in a.iter().zip(b) {
        let mut symbol = Symbol { value: a.value ^ b.value, hash: a.hash ^ b.hash, count: a.count - b.count };
        let taken = known.symbol();
        symbol.value ^= taken.value;
        symbol.hash ^= taken.hash;
        symbol.count -= taken.count;
        symbols.push(symbol);
        let mut waiting = vec![symbols.len() - 1];
        while let Some(at) = waiting.pop() {
            let symbol = symbols[at];
            let item = Item { value: symbol.value, hash: symbol.hash };
            if symbol.count.abs() != 1 || hash(item.value) != item.hash {
                continue;
            }
            found += 1;
            let mut places = Places { state: item.hash | 1, at: 0 };
            while let Some(other) = symbols.get_mut(places.at as usize) {
                other.apply(item, -symbol.count);
                waiting.push(places.at as usize);
                places.next();
            }
            known.add(item, symbol.count);
        }
        if symbols.first() == Some(&Symbol::default()) {
            return Some((symbols.len(), found));
        }
    }
    None
}

/// A hash that nobody attacks in a bench.
pub fn hash(value: u128) -> u64 {
    let mixed = value.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    ((mixed >> 64) as u64 ^ mixed as u64).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}
