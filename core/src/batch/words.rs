use std::collections::HashMap;
use std::sync::Arc;

/// A repeated word (a device, an operator, a lot) as a number into [`Words`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(u32);

impl Word {
    /// The empty text: what an absent cell holds.
    pub const EMPTY: Word = Word(0);

    /// Whether the cell was empty or absent.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self == Word::EMPTY
    }
}

/// Every word that was seen, each once.
#[derive(Clone, Debug)]
pub struct Words {
    texts: Vec<Arc<str>>,
    ids: HashMap<Arc<str>, Word>,
}

impl Default for Words {
    fn default() -> Self {
        let empty: Arc<str> = Arc::from("");
        Words { texts: vec![empty.clone()], ids: HashMap::from([(empty, Word::EMPTY)]) }
    }
}

impl Words {
    /// The number of this word, a new one if it was not seen before.
    pub fn insert(&mut self, text: &str) -> Word {
        if let Some(&word) = self.ids.get(text) {
            return word;
        }
        let word = Word(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text: Arc<str> = Arc::from(text);
        self.texts.push(text.clone());
        self.ids.insert(text, word);
        word
    }

    /// The number of this word, if it was seen.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Word> {
        self.ids.get(text).copied()
    }

    /// The text behind a number that this table gave out; empty for any other.
    #[must_use]
    pub fn get(&self, word: Word) -> &str {
        self.texts.get(word.0 as usize).map_or("", |text| text)
    }
}
