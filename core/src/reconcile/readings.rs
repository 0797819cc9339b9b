use super::id_map::IdMap;
use crate::batch::{CameraRow, Read};
use crate::item::ItemId;

/// What damaged identifiers really name: a scanner that drops separators or changes case writes down an item that
/// does not exist.
#[derive(Clone, Debug, Default)]
pub(crate) struct Readings {
    /// Item as recorded to item meant.
    pub(crate) items: IdMap<ItemId, ItemId>,
    /// Row number of a camera row whose text names no item, to the item meant.
    pub(crate) camera: IdMap<u32, ItemId>,
}

impl Readings {
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty() && self.camera.is_empty()
    }

    /// The item meant.
    pub(crate) fn of(&self, recorded: ItemId) -> ItemId {
        if self.items.is_empty() {
            return recorded;
        }
        self.items.get(&recorded).copied().unwrap_or(recorded)
    }

    /// The item that a camera row saw.
    pub(crate) fn seen(&self, row: &CameraRow) -> Option<ItemId> {
        match row.read {
            Read::Item(id) => Some(self.of(id)),
            Read::Bad => self.camera.get(&row.row).copied(),
            Read::None => None,
        }
    }
}
