use super::frame::{Frame, Kind};
use super::groups::{self, Dispute, FIRST_BITS, FIRST_CELLS, Net, Own};
use super::outcome::{How, Synced};
use super::{Inside, MAGIC, SyncError, VERSION, out_of_turn};
use crate::sets::bytes::{Input, put_varint};
use crate::sets::key::Limbs;
use crate::sets::sketch::SketchKey;
use crate::sets::sketch::cells::{Cell, Found, Peeling, Shape};
use crate::sets::sketch::hash::Hashing;

/// The cells that a side makes at first: 1.5 MB, for some 30,000 differences.
pub(super) const OWN_BITS: u32 = 14;
/// No more places in a table than this.
pub(super) const MOST_BITS: u32 = 26;

/// The side that asks.
#[derive(Debug)]
pub(super) struct Asking {
    own: Own,
    tell: bool,
    dispute: Option<Dispute>,
    state: State,
}

#[derive(Debug)]
enum State {
    /// For the totals of the other side.
    Answer,
    Cells(Received),
    Rows(Vec<(u32, Limbs)>),
    /// For the other side to have understood these.
    Told(Vec<Net>),
    Over,
}

impl Asking {
    pub(super) fn new(inside: &mut Inside, key: SketchKey, tell: bool) -> Self {
        let own = Own::of(&inside.set, Hashing::new(key), OWN_BITS);
        let mut hello = MAGIC.to_vec();
        hello.extend_from_slice(&[VERSION, u8::from(tell)]);
        hello.extend_from_slice(&key.bytes());
        groups::put(&mut hello, own.totals.iter());
        inside.put(Kind::Hello, &hello);
        Asking { own, tell, dispute: None, state: State::Answer }
    }

    pub(super) const fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    pub(super) fn take(&mut self, inside: &mut Inside, frame: &Frame) -> Result<(), SyncError> {
        let mut input = Input::from(&frame.payload, frame.at);
        match (&mut self.state, frame.kind, &self.dispute) {
            (State::Answer, Kind::Answer, None) => {
                let dispute = self.answer(inside, &mut input)?;
                if dispute.groups.is_empty() {
                    inside.outcome = Some(Synced::new(How::Equal, &inside.set, &dispute, Some(Vec::new())));
                    inside.put(Kind::Done, &[]);
                    self.state = State::Over;
                } else {
                    self.state = State::Cells(Received::new());
                }
                self.dispute = Some(dispute);
                Ok(())
            }
            (State::Cells(received), Kind::Cells, Some(dispute)) => {
                received.take(dispute, &mut input)?;
                if received.count() < received.wanted {
                    return Ok(());
                }
                let bits = received.shape().bits + u32::from(received.shape().split > 0);
                self.own.refine(&inside.set, bits);
                if let Some(nets) = received.peeled(&self.own, dispute) {
                    let how = How::Sketch { cells: received.count() };
                    return self.found(inside, how, nets);
                }
                match received.wish(&self.own, dispute) {
                    Some(wanted) if inside.limits.check("cells", wanted as u64, 3 * 32).is_ok() => {
                        received.wanted = wanted;
                        let mut payload = Vec::new();
                        put_varint(&mut payload, wanted as u64);
                        inside.put(Kind::More, &payload);
                    }
                    _ => {
                        inside.limits.check(
                            "rows of the other side",
                            dispute.rows(&dispute.there),
                            2 * 24,
                        )?;
                        self.state = State::Rows(Vec::new());
                        inside.put(Kind::Whole, &[]);
                    }
                }
                Ok(())
            }
            // So few that the other side sent them unasked.
            (State::Cells(received), Kind::Rows, Some(_)) if received.count() == 0 => {
                self.state = State::Rows(Vec::new());
                self.take(inside, frame)
            }
            (State::Rows(rows), Kind::Rows, Some(dispute)) => {
                if !take_rows(rows, dispute, &mut input)? {
                    return Ok(());
                }
                let nets = compared(&self.own, inside, dispute, rows);
                self.found(inside, How::Rows, nets)
            }
            (State::Told(nets), Kind::Full, Some(dispute)) => {
                input.end()?;
                tell(inside, &self.own, dispute, &std::mem::take(nets), true);
                Ok(())
            }
            (State::Told(_), Kind::Done, Some(_)) => {
                input.end()?;
                self.state = State::Over;
                Ok(())
            }
            _ => Err(out_of_turn(frame)),
        }
    }

    /// Reads in which groups the other side differs.
    fn answer(&mut self, inside: &Inside, input: &mut Input<'_>) -> Result<Dispute, SyncError> {
        let theirs = input.u8()?;
        if theirs != VERSION {
            return Err(SyncError::Version { theirs });
        }
        let changed = groups::take(input, &inside.limits)?;
        input.end()?;
        let mut there = self.own.totals.clone();
        there.extend(changed);
        Dispute::of(&self.own.totals, &there, &self.own.hashing)
    }

    fn found(&mut self, inside: &mut Inside, how: How, nets: Vec<Net>) -> Result<(), SyncError> {
        let dispute = self.dispute.as_ref().ok_or(SyncError::Over)?;
        inside.conclude(&self.own, dispute, how, &nets)?;
        if self.tell {
            tell(inside, &self.own, dispute, &nets, false);
            self.state = State::Told(nets);
        } else {
            inside.put(Kind::Done, &[]);
            self.state = State::Over;
        }
        Ok(())
    }
}

/// Says what differs; what the other side has is pointed at, or named in full.
fn tell(inside: &mut Inside, own: &Own, dispute: &Dispute, nets: &[Net], full: bool) {
    let mut chunks = nets.chunks(1 << 15).peekable();
    loop {
        let chunk = chunks.next().unwrap_or_default();
        let mut payload = vec![u8::from(chunks.peek().is_none())];
        for net in chunk {
            put_varint(&mut payload, 2 * net.group as u64 + u64::from(net.net < 0));
            put_varint(&mut payload, net.net.unsigned_abs());
            if full || net.net > 0 {
                put_limbs(&mut payload, net.limbs);
            } else {
                let seed = dispute.seeds.get(net.group).copied().unwrap_or_default();
                let pointer = own.hashing.item(net.limbs, seed).pointer();
                payload.extend(pointer.to_le_bytes().into_iter().take(6));
            }
        }
        inside.put(Kind::Differences, &payload);
        if chunks.peek().is_none() {
            return;
        }
    }
}

pub(super) fn put_limbs(out: &mut Vec<u8>, [high, low]: Limbs) {
    out.extend_from_slice(&low.to_le_bytes());
    out.extend_from_slice(&high.to_le_bytes());
}

/// Cells of the other side: a whole level, and the lower halves of some of its cells.
#[derive(Debug)]
struct Received {
    bits: u32,
    level: Vec<Cell>,
    halves: Vec<Cell>,
    wanted: usize,
}

impl Received {
    const fn new() -> Self {
        Received { bits: FIRST_BITS, level: Vec::new(), halves: Vec::new(), wanted: FIRST_CELLS }
    }

    fn count(&self) -> usize {
        self.level.len() + self.halves.len()
    }

    fn shape(&self) -> Shape {
        Shape { bits: self.bits, split: self.halves.len() / Shape::TABLES }
    }

    fn take(&mut self, dispute: &Dispute, input: &mut Input<'_>) -> Result<(), SyncError> {
        let wrong = input.damaged("cells that are not those that come next");
        if input.varint()? != self.count() as u64 {
            return Err(wrong.into());
        }
        let count = input.left() / dispute.cell();
        if count == 0 || count > self.wanted - self.count() {
            return Err(input.damaged("none of the cells that were asked for, or more").into());
        }
        for _ in 0..count {
            let cell = dispute.take_cell(input)?;
            let whole = Shape::even(self.bits).cells();
            if self.level.len() < whole {
                self.level.push(cell);
                continue;
            }
            self.halves.push(cell);
            if self.halves.len() == whole {
                self.level = self.mixed().collect();
                self.halves.clear();
                self.bits += 1;
            }
        }
        Ok(input.end()?)
    }

    /// The cells, table by table: those that are halved as two.
    fn mixed(&self) -> impl Iterator<Item = Cell> + '_ {
        // The first level comes place by place, like halves.
        let first = self.bits == FIRST_BITS;
        let split = self.shape().split;
        (0..Shape::TABLES).flat_map(move |table| {
            (0..1usize << self.bits).flat_map(move |place| {
                let at = if first { place * Shape::TABLES + table } else { (table << self.bits) + place };
                let whole = self.level.get(at).copied().unwrap_or_default();
                let lower = (place < split).then(|| self.halves.get(place * Shape::TABLES + table)).flatten();
                let upper = lower.map(|lower| {
                    let mut upper = whole;
                    upper.subtract(*lower);
                    upper
                });
                [lower.copied().unwrap_or(whole)].into_iter().chain(upper)
            })
        })
    }

    /// What this side has more than the other, cell by cell.
    fn differing(&self, own: &Own) -> Vec<Cell> {
        let Shape { bits, split } = self.shape();
        let here = (0..Shape::TABLES).flat_map(|table| {
            let halves = (0..2 * split).map(move |place| own.cell(bits + 1, table, place));
            halves.chain((split..1 << bits).map(move |place| own.cell(bits, table, place)))
        });
        let mut cells: Vec<Cell> = here.collect();
        cells.iter_mut().zip(self.mixed()).for_each(|(here, there)| here.subtract(there));
        cells
    }

    fn peeled(&self, own: &Own, dispute: &Dispute) -> Option<Vec<Net>> {
        let peeling = Peeling {
            hashing: &own.hashing,
            shape: self.shape(),
            width: dispute.width,
            seeds: &dispute.seeds,
            valid: |group, limbs| dispute.is_valid(group, limbs),
        };
        let found = peeling.run(self.differing(own)).ok()?;
        let mut nets: Vec<Net> = found
            .into_iter()
            .map(|Found { limbs, group, net }| Net { group, limbs, net: i64::from(net) })
            .collect();
        let nets = summed(&mut nets);
        // By a chance of one in a billion something else; then with more cells.
        dispute.proves(&own.hashing, nets.iter().copied()).then_some(nets)
    }

    /// How many cells to have next; none if all rows are fewer bytes. Differences can be read from 1.3 cells for each.
    fn wish(&self, own: &Own, dispute: &Dispute) -> Option<usize> {
        let have = self.count();
        let cells = self.differing(own);
        // Each difference adds one to the square of three counts, in the mean.
        let squares: u64 = cells.iter().map(|cell| u64::from(cell.count().unsigned_abs()).pow(2)).sum();
        let estimate = (squares / Shape::TABLES as u64).max(dispute.least());
        let estimate = usize::try_from(estimate).unwrap_or(usize::MAX);
        // Cautious where few cells make the estimate uncertain.
        let sure = 100_usize.saturating_sub(200 / have.isqrt().max(1)).max(50);
        let aim = estimate.saturating_mul(125 * sure) / 10_000;
        let wanted = aim.max(have + have / 32 + 1).next_multiple_of(Shape::TABLES);
        let bytes = wanted.max(estimate.saturating_add(estimate / 3)) - have;
        let rows = dispute.rows(&dispute.there).saturating_mul(groups::ROW as u64);
        let possible = wanted <= Shape::even(MOST_BITS).cells();
        (possible && (bytes.saturating_mul(dispute.cell()) as u64) < rows).then_some(wanted)
    }
}

/// Reads rows; says whether they were the last.
fn take_rows(
    rows: &mut Vec<(u32, Limbs)>,
    dispute: &Dispute,
    input: &mut Input<'_>,
) -> Result<bool, SyncError> {
    let last = input.u8()? != 0;
    while input.left() > 0 {
        let wrong = input.damaged("a row of no disputed group, that is no serial, or too many");
        let group = usize::try_from(input.varint()?).unwrap_or(usize::MAX);
        let joined = input.u128()?;
        let limbs = [(joined >> 64) as u64, joined as u64];
        if !dispute.is_valid(group, limbs) || rows.len() as u64 >= dispute.rows(&dispute.there) {
            return Err(wrong.into());
        }
        rows.push((group as u32, limbs));
    }
    Ok(last)
}

/// What rows of this side and of the other do not cancel.
fn compared(own: &Own, inside: &Inside, dispute: &Dispute, there: &[(u32, Limbs)]) -> Vec<Net> {
    let mut nets: Vec<Net> =
        there.iter().map(|&(group, limbs)| Net { group: group as usize, limbs, net: -1 }).collect();
    nets.extend(own.rows(&inside.set, dispute).map(|(group, limbs, _)| Net { group, limbs, net: 1 }));
    summed(&mut nets)
}

/// One net for each serial and group, none of zero.
pub(super) fn summed(nets: &mut [Net]) -> Vec<Net> {
    nets.sort_unstable();
    let one = |same: &[Net]| {
        let net = same.iter().map(|net| net.net).sum();
        same.first().filter(|_| net != 0).map(|first| Net { net, ..*first })
    };
    nets.chunk_by(|a, b| (a.group, a.limbs) == (b.group, b.limbs)).filter_map(one).collect()
}
