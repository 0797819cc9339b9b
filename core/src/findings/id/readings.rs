use std::collections::HashMap;

use crate::batch::{Batch, Read};
use crate::item::{Item, ItemId};
use crate::keys::{Gtin, Serial};
use crate::reconcile::{IdMap, ItemSet, Readings, Sets};

/// Characters that a scanner or keyboard wedge may write in place of a separator, such as `<GS>` or `\u001d`; the first
/// is never a letter or digit.
const LONGEST_SEPARATOR: usize = 8;

/// Which recorded texts are another reading of a known item: separators dropped or replaced, case changed.
///
/// A text is read with what the order says (trade item, lot, expiry): the serial is what stands between its AI and the
/// next known element. The reading counts if it names exactly one number that the pool or the printer knows and that
/// was not recorded under its own name at the same place as well.
pub(in crate::findings) fn find(batch: &Batch, sets: &Sets) -> Readings {
    let known = sets.pool.or(&sets.printed);
    if known.is_empty() {
        return Readings::default();
    }
    let mut unknown = Unknown::gather(batch, sets, &known);
    unknown.look_up(batch, &known);
    unknown.settle(batch, sets)
}

/// Where an unknown text was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Source {
    /// An item of its own, known nowhere else.
    Item(ItemId),
    /// A camera row by its number, whose text names no item.
    Row(u32),
}

/// A trade item and a serial in lower case.
type Folded = (Gtin, Vec<u8>);

#[derive(Default)]
struct Unknown {
    sources: Vec<Source>,
    /// Trade item and folded serial of every possible reading, to the positions in `sources` and the serial as it stood.
    readings: HashMap<Folded, Vec<(usize, Vec<u8>)>>,
    /// For each source the known items that it may mean; exact says that not even case differs.
    meanings: Vec<Vec<(ItemId, bool)>>,
}

impl Unknown {
    fn gather(batch: &Batch, sets: &Sets, known: &ItemSet) -> Self {
        let mut unknown = Unknown::default();
        let context = Known::new(batch);
        let mut raws: IdMap<ItemId, String> = IdMap::default();
        for row in batch.camera.iter().flatten() {
            let raw = batch.words.get(row.raw);
            match row.read {
                Read::Bad => {
                    unknown.add(Source::Row(row.row), batch.order.gtin, context.serials(raw));
                }
                Read::Item(id) if !raw.is_empty() && !known.contains(id) => {
                    raws.insert(id, raw.to_owned());
                }
                _ => {}
            }
        }
        for (id, item) in batch.items.iter() {
            let Item::Sgtin(sgtin) = item else { continue };
            if known.contains(id) || sets.containers.contains(id) {
                continue;
            }
            let serial = sgtin.serial.to_string();
            let mut serials = context.ends(serial.as_bytes());
            if let Some(raw) = raws.get(&id) {
                serials.extend(context.serials(raw));
            }
            unknown.add(Source::Item(id), sgtin.gtin, serials);
        }
        unknown.meanings.resize(unknown.sources.len(), Vec::new());
        unknown
    }

    fn add(&mut self, source: Source, gtin: Gtin, serials: Vec<Vec<u8>>) {
        if serials.is_empty() {
            return;
        }
        let position = self.sources.len();
        self.sources.push(source);
        for serial in serials {
            let readings = self.readings.entry((gtin, serial.to_ascii_lowercase())).or_default();
            readings.push((position, serial));
        }
    }

    fn look_up(&mut self, batch: &Batch, known: &ItemSet) {
        if self.readings.is_empty() {
            return;
        }
        for id in known.iter() {
            let Item::Sgtin(sgtin) = batch.items.get(id) else { continue };
            let serial = sgtin.serial.to_string();
            let folded = serial.to_ascii_lowercase().into_bytes();
            for (source, reading) in self.readings.get(&(sgtin.gtin, folded)).into_iter().flatten() {
                if let Some(meanings) = self.meanings.get_mut(*source) {
                    meanings.push((id, reading == serial.as_bytes()));
                }
            }
        }
    }

    fn settle(self, batch: &Batch, sets: &Sets) -> Readings {
        let mut readings = Readings::default();
        if self.meanings.iter().all(Vec::is_empty) {
            return readings;
        }
        let presence = Presence::of(batch, sets);
        for (source, meanings) in self.sources.iter().zip(&self.meanings) {
            let exact = meanings.iter().any(|&(_, exact)| exact);
            let mut ids: Vec<ItemId> =
                meanings.iter().filter(|meaning| meaning.1 == exact).map(|meaning| meaning.0).collect();
            ids.sort_unstable();
            ids.dedup();
            let [meant] = *ids.as_slice() else { continue };
            match *source {
                Source::Item(id) if !presence.both(id, meant) => {
                    readings.items.insert(id, meant);
                }
                Source::Row(row) if !presence.read_once(meant) => {
                    readings.camera.insert(row, meant);
                }
                _ => {}
            }
        }
        readings
    }
}

/// Where items are recorded under their own name. A pack that was recorded rightly at a place is not the one with the
/// odd text at the same place.
struct Presence {
    read: ItemSet,
    packed: ItemSet,
    enterprise: ItemSet,
    messages: ItemSet,
    printed_twice: ItemSet,
}

impl Presence {
    fn of(batch: &Batch, sets: &Sets) -> Self {
        let mut printed_once = ItemSet::default();
        let prints = batch.printer.iter().flatten().filter(|row| row.ok);
        let printed_twice = prints.map(|row| row.item).filter(|&id| !printed_once.insert(id)).collect();
        Presence {
            read: sets.seen.clone(),
            packed: sets.ever_packed.clone(),
            enterprise: batch.l4.iter().flatten().map(|row| row.item).collect(),
            messages: sets.epcis_add.clone(),
            printed_twice,
        }
    }

    fn both(&self, one: ItemId, other: ItemId) -> bool {
        [&self.packed, &self.enterprise, &self.messages]
            .iter()
            .any(|place| place.contains(one) && place.contains(other))
            || self.read.contains(one) && self.read_once(other)
    }

    fn read_once(&self, id: ItemId) -> bool {
        self.read.contains(id) && !self.printed_twice.contains(id)
    }
}

/// What the order says about every symbol, folded to lower case.
struct Known {
    gtin: Vec<u8>,
    /// Elements that may follow the serial: expiry and lot with their AIs.
    elements: Vec<Vec<u8>>,
}

impl Known {
    fn new(batch: &Batch) -> Self {
        let order = &batch.order;
        let mut elements = vec![format!("17{}", order.expiry)];
        if !order.lot.is_empty() {
            elements.push(format!("10{}", order.lot));
        }
        // Day 00 stands for the last day of the month.
        if order.expiry.len() == 6 {
            elements.push(format!("17{}00", order.expiry.get(..4).unwrap_or_default()));
        }
        let elements =
            elements.into_iter().map(|element| element.to_ascii_lowercase().into_bytes()).collect();
        Known { gtin: order.gtin.to_string().into_bytes(), elements }
    }

    /// The serials that a scan text may hold.
    fn serials(&self, raw: &str) -> Vec<Vec<u8>> {
        let raw = raw.as_bytes();
        let Some(gtin) = raw.windows(self.gtin.len()).position(|window| window == self.gtin) else {
            return Vec::new();
        };
        let rest = raw.get(gtin + self.gtin.len()..).unwrap_or_default();
        let mut serials = Vec::new();
        for (at, window) in rest.windows(2).enumerate() {
            if window == b"21" {
                serials.extend(self.ends(rest.get(at + 2..).unwrap_or_default()));
            }
        }
        serials.sort_unstable();
        serials.dedup();
        serials
    }

    /// The serials that a text beginning with one may hold: it ends with the text or before a known element, less a
    /// separator's replacement.
    fn ends(&self, text: &[u8]) -> Vec<Vec<u8>> {
        let folded = text.to_ascii_lowercase();
        let elements = self.elements.iter().filter(|element| !element.is_empty());
        let mut ends: Vec<usize> = elements
            .flat_map(|element| {
                folded
                    .windows(element.len())
                    .enumerate()
                    .filter(move |(_, window)| window == element)
                    .map(|(at, _)| at)
            })
            .collect();
        ends.push(text.len());
        let mut serials: Vec<Vec<u8>> = ends
            .into_iter()
            .flat_map(|end| (end.saturating_sub(LONGEST_SEPARATOR)..=end).map(move |cut| (cut, end)))
            .filter(|&(cut, end)| {
                cut == end || text.get(cut).is_some_and(|byte| !byte.is_ascii_alphanumeric())
            })
            .filter_map(|(cut, _)| text.get(..cut))
            .filter(|serial| Serial::parse(serial).is_ok())
            .map(<[u8]>::to_vec)
            .collect();
        serials.sort_unstable();
        serials.dedup();
        serials
    }
}
