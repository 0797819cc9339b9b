use std::fmt;

use super::{Coding, Filter};
use crate::diagnostic::ApplicationIdentifier;

/// More characters than any tag can hold: 496 bits at 3.3 bits a digit, and short forms of domains.
const ROOM: usize = 256;
const ELEMENTS: usize = 40;

/// What a tag says: its elements, decoded, in a fixed space.
///
/// ```
/// use tallymark::epc::Tag;
/// let tag = Tag::from_hex("3066C4409047E140075BCD15")?;
/// let contents = tag.contents();
/// let elements: Vec<_> = contents.elements().map(|(ai, value)| format!("({ai}){value}")).collect();
/// assert_eq!(elements, ["(01)09506000134352", "(21)123456789"]);
/// assert_eq!((contents.filter().value(), contents.prefix_length()), (3, Some(11)));
/// # Ok::<(), tallymark::ParseError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Contents {
    coding: Coding,
    filter: Filter,
    /// Digits of the company prefix; 0 where the coding does not say.
    prefix_length: u8,
    key_elements: u8,
    len: u8,
    used: u16,
    hostname: Option<(u16, u16)>,
    elements: [(ApplicationIdentifier, u16, u16); ELEMENTS],
    text: [u8; ROOM],
}

impl Contents {
    pub(crate) fn new(coding: Coding, filter: Filter, prefix_length: u8) -> Self {
        Contents {
            coding,
            filter,
            prefix_length,
            key_elements: 0,
            len: 0,
            used: 0,
            hostname: None,
            elements: [(ApplicationIdentifier::from_parts(0, 2), 0, 0); ELEMENTS],
            text: [0; ROOM],
        }
    }

    /// Appends an element; `None` if there is no room.
    pub(crate) fn push(&mut self, ai: ApplicationIdentifier, value: &[u8]) -> Option<()> {
        let place = self.write(value)?;
        *self.elements.get_mut(usize::from(self.len))? = (ai, place.0, place.1);
        self.len += 1;
        Some(())
    }

    pub(crate) fn push_hostname(&mut self, hostname: &[u8]) -> Option<()> {
        self.hostname = Some(self.write(hostname)?);
        Some(())
    }

    /// The elements so far are those of the key, what follows are further ones.
    pub(crate) fn close_key(&mut self) {
        self.key_elements = self.len;
    }

    fn write(&mut self, value: &[u8]) -> Option<(u16, u16)> {
        let start = usize::from(self.used);
        let end = start + value.len();
        self.text.get_mut(start..end)?.copy_from_slice(value);
        self.used = u16::try_from(end).ok()?;
        Some((start as u16, self.used))
    }

    fn text(&self, (start, end): (u16, u16)) -> &str {
        let bytes = self.text.get(usize::from(start)..usize::from(end)).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }

    /// The coding.
    #[must_use]
    pub const fn coding(&self) -> Coding {
        self.coding
    }

    /// The filter value.
    #[must_use]
    pub const fn filter(&self) -> Filter {
        self.filter
    }

    /// How many digits the company prefix has, 6 to 12; `None` for '+' codings, which do not tell.
    #[must_use]
    pub const fn prefix_length(&self) -> Option<u8> {
        if self.prefix_length == 0 { None } else { Some(self.prefix_length) }
    }

    /// The elements: date, key and serial number, then further ones in the order of the tag.
    pub fn elements(&self) -> impl ExactSizeIterator<Item = (ApplicationIdentifier, &str)> + Clone {
        let elements = self.elements.get(..usize::from(self.len)).unwrap_or_default();
        elements.iter().map(|&(ai, start, end)| (ai, self.text((start, end))))
    }

    /// How many of the elements belong to the coding; those behind are '+AIDC data'.
    #[must_use]
    pub const fn key_elements(&self) -> usize {
        self.key_elements as usize
    }

    /// The domain of the thing's Digital Link, in '++' codings.
    #[must_use]
    pub fn hostname(&self) -> Option<&str> {
        self.hostname.map(|place| self.text(place))
    }

    /// The elements as a bracketed text, such as `(01)09506000134352(21)A1`; read it with
    /// [`Message::parse_bracketed`](crate::gs1::Message::parse_bracketed).
    #[must_use]
    pub fn bracketed(&self) -> String {
        let mut text = String::new();
        for (ai, value) in self.elements() {
            text.push_str(&format!("({ai})"));
            for part in value.split_inclusive('(') {
                match part.strip_suffix('(') {
                    Some(before) => text.extend([before, "\\("]),
                    None => text.push_str(part),
                }
            }
        }
        text
    }
}

impl fmt::Debug for Contents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.coding, self.filter.value(), self.bracketed())?;
        self.hostname().map_or(Ok(()), |hostname| write!(f, " {hostname}"))
    }
}

impl PartialEq for Contents {
    fn eq(&self, other: &Self) -> bool {
        (self.coding, self.filter, self.prefix_length, self.key_elements)
            == (other.coding, other.filter, other.prefix_length, other.key_elements)
            && self.hostname() == other.hostname()
            && self.elements().eq(other.elements())
    }
}

impl Eq for Contents {}
