//! Keyboard layouts read backwards: from the characters on the screen to those that the scanner meant.

use super::cells::{Cell, Cells, span, text};
use super::reading::{Step, StepKind};

const TABLE: &str = include_str!("../../data/layouts.txt");

/// The layout for which scanners send key positions if nothing else is set.
const SENT: &str = "us";

/// A layout: its name, its title, and for every key what appears without and with shift.
struct Layout {
    name: &'static str,
    title: &'static str,
    keys: Vec<(char, char)>,
}

/// What caps lock does while the scanner types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lock {
    Off,
    /// Letters change their case.
    Caps,
    /// All keys change between without and with shift, as on typewriters and with French caps lock.
    Shift,
}

/// A way in which the text may have been typed.
pub(super) struct Typing {
    /// Another layout and a lock at once.
    pub(super) both: bool,
    kinds: &'static [StepKind],
    meaning: String,
    /// From what appeared to what was meant, in order of what appeared.
    map: Vec<(char, char)>,
}

impl Typing {
    /// What was meant; `None` if it is what is there.
    pub(super) fn undo(&self, cells: &Cells) -> Option<Cells> {
        let meant = |cell: &Cell| Cell { c: self.meant(cell.c), ..*cell };
        let undone: Vec<Cell> = cells.cells.iter().map(meant).collect();
        if undone == cells.cells {
            return None;
        }
        let mut steps = cells.steps.clone();
        steps.extend(self.kinds.iter().map(|&kind| Step {
            kind,
            span: span(&cells.cells),
            found: text(&cells.cells),
            meaning: self.meaning.clone(),
        }));
        Some(Cells { cells: undone, steps })
    }

    fn meant(&self, c: char) -> char {
        let place = self.map.binary_search_by_key(&c, |pair| pair.0).ok();
        place.and_then(|place| self.map.get(place)).map_or(c, |pair| pair.1)
    }
}

/// Every way, the likelier ones first.
pub(super) fn typings() -> Vec<Typing> {
    let layouts = layouts();
    let Some(sent) = layouts.iter().find(|layout| layout.name == SENT) else { return Vec::new() };
    let mut typings = Vec::new();
    for lock in [Lock::Off, Lock::Caps, Lock::Shift] {
        for layout in &layouts {
            let own = layout.name == SENT;
            if own && lock == Lock::Off {
                continue;
            }
            let kinds: &[StepKind] = match (own, lock) {
                (true, _) => &[StepKind::CapsLock],
                (false, Lock::Off) => &[StepKind::Layout],
                (false, _) => &[StepKind::Layout, StepKind::CapsLock],
            };
            let lock_text = match lock {
                Lock::Off => "",
                Lock::Caps => "caps lock is on",
                Lock::Shift => "shift lock is on",
            };
            let layout_text = if own {
                String::new()
            } else {
                format!("keys of a US keyboard were read with the layout {}", layout.title)
            };
            let both = [layout_text.as_str(), lock_text].into_iter().filter(|part| !part.is_empty());
            let meaning = both.collect::<Vec<_>>().join(", and ");
            typings.push(Typing { both: kinds.len() > 1, kinds, meaning, map: map(layout, sent, lock) });
        }
    }
    typings
}

/// Caps lock on the layout that scanners expect.
pub(super) fn caps_lock() -> Option<Typing> {
    typings().into_iter().find(|typing| typing.kinds == [StepKind::CapsLock])
}

fn map(layout: &Layout, sent: &Layout, lock: Lock) -> Vec<(char, char)> {
    let mut map = Vec::with_capacity(2 * layout.keys.len());
    for (&(low, high), &(meant_low, meant_high)) in layout.keys.iter().zip(&sent.keys) {
        let letter = low.to_uppercase().eq(std::iter::once(high)) && low != high;
        let exchanged = match lock {
            Lock::Off => false,
            Lock::Caps => letter || layout.name == "tr" && matches!(low, 'i' | 'ı'),
            Lock::Shift => true,
        };
        let (meant_low, meant_high) =
            if exchanged { (meant_high, meant_low) } else { (meant_low, meant_high) };
        map.push((low, meant_low));
        map.push((high, meant_high));
    }
    // Stable: of characters that two keys give, the first key counts.
    map.sort_by_key(|pair| pair.0);
    map.dedup_by_key(|pair| pair.0);
    map.retain(|pair| pair.0 != '∅');
    map
}

fn layouts() -> Vec<Layout> {
    let mut layouts: Vec<Layout> = Vec::new();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, title)) = line.strip_prefix("layout ").and_then(|rest| rest.split_once(' ')) {
            layouts.push(Layout { name, title, keys: Vec::with_capacity(47) });
        } else if let (Some(layout), Some((low, high))) = (layouts.last_mut(), line.split_once(' ')) {
            layout.keys.extend(low.chars().zip(high.chars()));
        }
    }
    layouts
}

/// What appears when a scanner sends this text to a computer with the layout, with or without caps or shift lock.
#[cfg(test)]
pub(super) fn typed(name: &str, lock: u8, sent: &str) -> String {
    let lock = [Lock::Off, Lock::Caps, Lock::Shift][usize::from(lock)];
    let layouts = layouts();
    let layout = layouts.iter().find(|layout| layout.name == name).unwrap();
    let us = layouts.iter().find(|layout| layout.name == SENT).unwrap();
    let appear = |c: char| {
        let key = us.keys.iter().position(|&(low, high)| low == c || high == c);
        let Some(key) = key else { return c };
        let (low, high) = layout.keys[key];
        let letter =
            low.is_alphabetic() && high.is_alphabetic() && low.to_lowercase().eq(high.to_lowercase());
        let letter = letter || "iı".contains(low);
        let shifted = (us.keys[key].1 == c) != (lock == Lock::Shift || lock == Lock::Caps && letter);
        let shown = if shifted { high } else { low };
        if shown == '∅' { c } else { shown }
    };
    sent.chars().map(appear).collect()
}

#[cfg(test)]
pub(super) fn names() -> Vec<&'static str> {
    layouts().into_iter().map(|layout| layout.name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_has_all_keys_and_shows_no_character_twice() {
        let layouts = layouts();
        assert!(layouts.len() >= 13);
        for layout in &layouts {
            assert_eq!(layout.keys.len(), 47, "{}", layout.name);
            let mut shown: Vec<char> = layout.keys.iter().flat_map(|&(low, high)| [low, high]).collect();
            shown.retain(|&c| c != '∅');
            shown.sort_unstable();
            let before = shown.len();
            shown.dedup();
            assert_eq!(shown.len(), before, "{}", layout.name);
        }
        let rows = TABLE.lines().filter(|line| !line.starts_with('#') && !line.starts_with("layout "));
        for row in rows {
            let (low, high) = row.split_once(' ').unwrap();
            assert_eq!(low.chars().count(), high.chars().count(), "{row}");
        }
    }

    #[test]
    fn what_was_typed_is_undone() {
        let german =
            &typings().into_iter().find(|typing| typing.meaning.contains("German (QWERTZ)")).unwrap();
        let undone = german.undo(&Cells::read(")01=09506+dZ".as_bytes())).unwrap();
        assert_eq!(text(&undone.cells), "(01)09506]dY");
        assert_eq!(typed("fr", 0, "]d2010A"), "$déà&àQ");
        let caps = caps_lock().unwrap();
        assert_eq!(text(&caps.undo(&Cells::read(b"]D201aB")).unwrap().cells), "]d201Ab");
        assert!(caps.undo(&Cells::read(b"01")).is_none());
    }
}
