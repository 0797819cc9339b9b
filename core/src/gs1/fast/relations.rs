use super::super::tables::{Bits, Brief, Rule, Tables};
use super::MOST;

/// What the elements of a message ask of each other, gathered one by one.
pub(super) struct Relations {
    seen: Bits,
    twice: Bits,
    excludes: Bits,
    rivals: Bits,
    /// One bit for every 64th AI that has been there.
    sieve: u64,
    numbers: [u16; MOST],
    count: usize,
    /// Rules whose needs were not met when their element came.
    open: [u16; MOST],
    waiting: usize,
}

impl Relations {
    #[inline(always)]
    pub(super) const fn new() -> Self {
        Relations {
            seen: 0,
            twice: 0,
            excludes: 0,
            rivals: 0,
            sieve: 0,
            numbers: [0; MOST],
            count: 0,
            open: [0; MOST],
            waiting: 0,
        }
    }

    /// Notes an element; false if it has to be looked at more closely, or if there are too many.
    #[inline(always)]
    pub(super) fn add(&mut self, tables: &Tables<'_>, brief: &Brief) -> bool {
        let Some(rule) = tables.rules.get(usize::from(brief.rule)) else { return false };
        let bit = 1 << (brief.number & 63);
        if self.sieve & bit != 0 && self.numbers.iter().take(self.count).any(|&other| other == brief.number) {
            return false;
        }
        self.sieve |= bit;
        let Some(slot) = self.numbers.get_mut(self.count) else { return false };
        *slot = brief.number;
        self.count += 1;
        if rule.grouped {
            self.twice |= self.seen & rule.member;
            self.rivals |= rule.rivals;
        }
        self.seen |= rule.member;
        self.excludes |= rule.excludes;
        if rule.any & self.seen == 0 {
            let Some(slot) = self.open.get_mut(self.waiting) else { return false };
            *slot = brief.rule;
            self.waiting += 1;
        }
        true
    }

    /// Whether nothing is excluded and nothing missing.
    #[inline(always)]
    pub(super) fn hold(&self, tables: &Tables<'_>, check_needs: bool) -> bool {
        if self.excludes & self.seen | self.rivals & self.twice != 0 {
            return false;
        }
        let met = |rule: &Rule| {
            rule.any & self.seen != 0
                || rule.needs.of(tables.needs).iter().all(|need| need.met(tables, self.seen))
        };
        let rule = |&rule: &u16| tables.rules.get(usize::from(rule)).is_some_and(met);
        !check_needs || self.open.iter().take(self.waiting).all(rule)
    }
}
