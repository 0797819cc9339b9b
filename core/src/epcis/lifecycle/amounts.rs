use std::collections::HashMap;

use crate::batch::Word;

use super::{EventIndex, Node};

/// Reads a decimal as billionths; digits beyond are dropped.
pub(super) fn decimal(text: &str) -> Option<i128> {
    let (digits, negative) = match text.strip_prefix('-') {
        Some(digits) => (digits, true),
        None => (text.strip_prefix('+').unwrap_or(text), false),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok().filter(|e| e.abs() <= 30)?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() || whole.len() > 20 {
        return None;
    }
    let mut scaled: i128 = 0;
    let mut places = 9 + exponent;
    for (index, byte) in whole.bytes().chain(fraction.bytes().take(20)).enumerate() {
        let digit = i128::from(char::from(byte).to_digit(10)?);
        scaled = scaled.checked_mul(10)?.checked_add(digit)?;
        places -= i32::from(index >= whole.len());
    }
    let power = 10i128.checked_pow(places.unsigned_abs())?;
    let scaled = if places >= 0 { scaled.checked_mul(power)? } else { scaled / power };
    Some(if negative { -scaled } else { scaled })
}

type Key = (Option<Node>, Word, Word);

/// How much of each class is in each container, or loose (no container), as far as events say.
#[derive(Clone, Debug, Default)]
pub(super) struct Balances {
    held: HashMap<Key, (i128, EventIndex)>,
    inside: HashMap<Node, u32>,
}

impl Balances {
    pub(super) fn clear(&mut self) {
        *self = Balances::default();
    }

    /// What is there, and the event that last added to it.
    pub(super) fn get(&self, place: Option<Node>, class: Word, uom: Word) -> Option<(i128, EventIndex)> {
        self.held.get(&(place, class, uom)).copied()
    }

    pub(super) fn add(
        &mut self,
        place: Option<Node>,
        class: Word,
        uom: Word,
        amount: i128,
        event: EventIndex,
    ) {
        let (held, last) = self.held.entry((place, class, uom)).or_insert((0, event));
        let before = *held > 0;
        *held = held.saturating_add(amount);
        if amount > 0 {
            *last = event;
        }
        if let (Some(container), true) = (place, before != (*held > 0)) {
            let classes = self.inside.entry(container).or_default();
            *classes = if before { classes.saturating_sub(1) } else { *classes + 1 };
        }
    }

    /// Whether any amount is in the container.
    pub(super) fn any_in(&self, container: Node) -> bool {
        self.inside.get(&container).is_some_and(|&classes| classes > 0)
    }

    /// Takes everything out of a container.
    pub(super) fn empty(&mut self, container: Node) {
        if self.inside.remove(&container).is_some() {
            self.held.retain(|(place, ..), _| *place != Some(container));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn decimals_are_exact() {
        let one = 1_000_000_000;
        assert_eq!(decimal("200.5"), Some(200 * one + one / 2));
        assert_eq!(decimal("2e2"), Some(200 * one));
        assert_eq!(decimal("-0.1"), Some(-one / 10));
        assert_eq!(decimal("1.5E-1"), Some(150_000_000));
        assert_eq!((decimal(""), decimal("x"), decimal("1e99")), (None, None, None));
    }
}
