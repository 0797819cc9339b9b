use std::ops::Range;

use super::ai_table::BUILT_IN;
use super::fast::{self, Taker};
use super::tables::{Brief, Tables};
use super::{Form, Message, Options, SymbologyIdentifier, message};
use crate::diagnostic::{ApplicationIdentifier, Code, Span};

/// Many texts read one after the other into columns: for every text whether it is valid, and if so where the values of
/// some Application Identifiers stand in it.
///
/// The verdicts are those of [`Message::parse`]. Memory is reused from one call of [`read`](Columns::read) to the next,
/// so that blocks of any size can be read by any number of threads, each with its own `Columns`.
///
/// ```
/// use tallymark::gs1::{ApplicationIdentifier, Columns, Options, Text};
/// let ais = ["01", "21"].map(|ai| ApplicationIdentifier::new(ai).unwrap());
/// let mut columns = Columns::new(None, &Options::new(), &ais);
/// let texts: [&[u8]; 2] = [b"]d2010950600013435221A1B2", b"(01)09506000134353"];
/// columns.read(texts.iter().map(|text| Some(Text::whole(text))));
/// assert_eq!(columns.text(0, 1, texts[0]), Some(&b"A1B2"[..]));
/// let fault = columns.faults()[0];
/// assert_eq!((fault.row, fault.code.as_str()), (1, "ai-checksum"));
/// ```
#[derive(Clone, Debug)]
pub struct Columns {
    plan: Plan,
    found: Found,
    cells: Vec<Cell>,
}

/// What is asked of every text.
#[derive(Clone, Debug)]
struct Plan {
    form: Option<Form>,
    options: Options,
    ais: Vec<ApplicationIdentifier>,
    /// The tables that the short way looks into, with the columns that are asked for.
    briefs: Vec<Brief>,
    twos: Box<[Brief; 256]>,
}

/// What is found besides cells.
#[derive(Clone, Debug)]
struct Found {
    rows: usize,
    faults: Vec<Fault>,
    made: Vec<u8>,
    /// Sequences of AIs whose relations hold, in places that depend on what they are. A few sequences make up most
    /// columns, and whether one holds does not depend on values as long as no AI is repeated.
    known: [u64; KNOWN],
    /// Letter and modifier of the last symbology identifier of element strings, which the next text mostly has too.
    identifier: [u8; 2],
}

const KNOWN: usize = 256;

/// A text as part of a longer one: columns hold their texts one behind the other.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    data: &'a [u8],
    start: usize,
    end: usize,
}

impl<'a> Text<'a> {
    /// A text by itself.
    #[must_use]
    #[inline]
    pub const fn whole(text: &'a [u8]) -> Self {
        Text { data: text, start: 0, end: text.len() }
    }

    /// The bytes `range` of `data`; `None` if it does not have them. What stands behind them does not matter, but that
    /// something does makes the reading shorter.
    #[must_use]
    #[inline]
    pub fn within(data: &'a [u8], range: Range<usize>) -> Option<Self> {
        let Range { start, end } = range;
        (start <= end && end <= data.len()).then_some(Text { data, start, end })
    }

    /// Its bytes.
    #[must_use]
    #[inline]
    pub fn bytes(&self) -> &'a [u8] {
        self.data.get(self.start..self.end).unwrap_or_default()
    }
}

/// The place of a value: a range of the row's own text, or of [`Columns::made`] where the row writes it differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    start: u32,
    /// With the top bit set for a range of `made`; 0 for nothing.
    len: u32,
}

const MADE: u32 = 1 << 31;

impl Cell {
    /// Whether the row has no such element, or is not valid.
    #[must_use]
    #[inline]
    pub const fn is_nothing(self) -> bool {
        self.len == 0
    }

    /// The bytes of the row's own text that are the value, if it stands there as it is.
    #[must_use]
    #[inline]
    pub const fn cut(self) -> Option<Range<usize>> {
        if self.len == 0 || self.len & MADE != 0 { None } else { Some(self.range()) }
    }

    /// The bytes of [`Columns::made`] that are the value, if the row writes it differently.
    #[must_use]
    #[inline]
    pub const fn made(self) -> Option<Range<usize>> {
        if self.len & MADE == 0 { None } else { Some(self.range()) }
    }

    const fn range(self) -> Range<usize> {
        let start = self.start as usize;
        start..start + (self.len & !MADE) as usize
    }
}

/// A text that is not valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_structs)] // a row of three columns
pub struct Fault {
    /// The number of the text.
    pub row: usize,
    /// The first error in it, in the order in which a GS1 reader meets them.
    pub code: Code,
    /// The bytes of the text that are meant.
    pub span: Span,
}

impl Columns {
    /// Columns for these Application Identifiers, of texts in this form; `None` reads every text in the form that it
    /// begins like, see [`Form::detect`].
    ///
    /// An AI that is asked for twice has its values in the first of its columns.
    #[must_use]
    pub fn new(form: Option<Form>, options: &Options, ais: &[ApplicationIdentifier]) -> Self {
        let tables = options.dictionary.tables();
        let (mut briefs, mut twos) = (tables.briefs.to_vec(), Box::new(*tables.twos));
        for brief in briefs.iter_mut().chain(twos.iter_mut()) {
            let asked = ais.iter().position(|ai| brief.number > 0 && *ai == brief.ai && brief.least > 0);
            brief.field = asked.and_then(|at| u16::try_from(at).ok()).unwrap_or(Brief::UNASKED);
            if brief.number >> KEY_BITS > 0 && brief.least > 0 {
                // Its number has no room in a key: for the reader.
                *brief = Brief::NONE;
            }
        }
        let (options, ais) = (options.clone(), ais.to_vec());
        Columns {
            plan: Plan { form, options, ais, briefs, twos },
            found: Found {
                rows: 0,
                faults: Vec::new(),
                made: Vec::new(),
                known: [0; KNOWN],
                identifier: [0; 2],
            },
            cells: Vec::new(),
        }
    }

    /// Reads texts in place of what was read before; a row that is `None` has no values and no fault.
    #[inline]
    pub fn read<'a>(
        &mut self,
        rows: impl IntoIterator<Item = Option<Text<'a>>, IntoIter: ExactSizeIterator>,
    ) {
        let Columns { plan, found, cells } = self;
        let rows = rows.into_iter();
        // A row without columns has one place all the same, which nothing is written to.
        let width = plan.ais.len().max(1);
        found.rows = rows.len();
        found.faults.clear();
        found.made.clear();
        cells.clear();
        let loaded = plan.options.dictionary.loaded();
        let tables = loaded.unwrap_or(BUILT_IN);
        let tables = Tables { briefs: &plan.briefs, twos: &plan.twos, ..tables };
        cells.reserve(rows.len() * width);
        // The form that most columns have gets a loop of its own, which is shorter.
        match plan.form {
            Some(Form::Scan) => found.read_all(plan, &tables, rows, width, cells, |_| Form::Scan),
            form => found.read_all(plan, &tables, rows, width, cells, |text| {
                form.unwrap_or_else(|| Form::detect(text.bytes()))
            }),
        }
    }

    /// How many texts were read.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.found.rows
    }

    /// The texts that are not valid, in order.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.found.faults
    }

    /// The cells of all rows, one row behind the other, each with a cell for every AI that was asked for.
    pub fn cells(&self) -> impl ExactSizeIterator<Item = &[Cell]> {
        let width = self.plan.ais.len();
        self.cells.chunks_exact(width.max(1)).map(move |cells| cells.get(..width).unwrap_or_default())
    }

    /// The values that stand in no text as they are, such as those with escapes.
    #[must_use]
    pub fn made(&self) -> &[u8] {
        &self.found.made
    }

    /// The value of AI number `field` of those asked for in a text, which has to be the one that was read.
    #[must_use]
    pub fn text<'a>(&'a self, row: usize, field: usize, text: &'a [u8]) -> Option<&'a [u8]> {
        let width = self.plan.ais.len();
        let cell = *self.cells.get(row * width..)?.get(..width)?.get(field)?;
        match cell.made() {
            Some(range) => self.made().get(range),
            None => text.get(cell.cut()?),
        }
    }
}

impl Found {
    #[inline(always)]
    fn knows(&self, key: u64) -> bool {
        let kept = |place: usize| self.known.get(place) == Some(&key);
        kept(place(key)) || kept(place(key) ^ 1)
    }

    /// Keeps a sequence; of two that have the same place one moves next door.
    fn learn(&mut self, key: u64) {
        let place = place(key);
        let free = self.known.get(place) == Some(&0);
        if let Some(slot) = self.known.get_mut(if free { place } else { place ^ 1 }) {
            *slot = key;
        }
    }

    #[inline(always)]
    fn read_all<'a>(
        &mut self,
        plan: &Plan,
        tables: &Tables<'_>,
        rows: impl ExactSizeIterator<Item = Option<Text<'a>>>,
        width: usize,
        cells: &mut Vec<Cell>,
        form: impl Fn(&Text<'_>) -> Form,
    ) {
        let mut rows = rows.enumerate();
        while rows.len() > 0 {
            // A few rows at a time, so that their cells are still at hand when they are written.
            let first = cells.len();
            cells.resize(first + rows.len().min(32) * width, Cell::default());
            let cells = cells.get_mut(first..).unwrap_or_default().chunks_exact_mut(width);
            for (cells, (row, text)) in cells.zip(&mut rows) {
                if let Some(text) = text {
                    self.read(plan, tables, row, text, form(&text), cells);
                }
            }
        }
    }

    #[inline(always)]
    fn read(
        &mut self,
        plan: &Plan,
        tables: &Tables<'_>,
        row: usize,
        text: Text<'_>,
        form: Form,
        cells: &mut [Cell],
    ) {
        let Text { data, start, end } = text;
        let made = self.made.len();
        let mut filing = Filing { cells, text: start, made: &mut self.made, key: 0 };
        let (mut good, mut rest) = (false, None);
        if end - start < MADE as usize {
            good = match form {
                Form::Scan => match data.get(start..end).and_then(<[u8]>::first_chunk::<3>) {
                    Some(head) if identified(&mut self.identifier, head) => {
                        rest = fast::scan(tables, data, start + 3, end, &mut filing);
                        rest.is_none()
                    }
                    _ => false,
                },
                Form::Plain => {
                    rest = fast::scan(tables, data, start, end, &mut filing);
                    rest.is_none()
                }
                Form::Bracketed => fast::bracketed(tables, data, start, end, &mut filing),
                Form::DigitalLink if !plan.options.permit_zero_suppressed_gtin => {
                    fast::link(tables, data, start, end, &mut filing).is_some()
                }
                Form::DigitalLink | Form::Epc => false,
            };
        }
        let key = filing.key;
        if !good || !self.knows(key) {
            let ended = if good { Ended::Unknown(key) } else { Ended::At(rest.map(|rest| rest - start)) };
            self.read_on(plan, tables, (row, form, text.bytes()), ended, made, cells);
        }
    }

    /// Judges relations that were not judged before, or reads the text without the short way.
    #[inline(never)]
    fn read_on(
        &mut self,
        plan: &Plan,
        tables: &Tables<'_>,
        (row, form, text): (usize, Form, &[u8]),
        ended: Ended,
        made: usize,
        cells: &mut [Cell],
    ) {
        if let Ended::Unknown(key) = ended {
            let number = |at: u32| (key >> (KEY_BITS * at)) as u16 & ((1 << KEY_BITS) - 1);
            let numbers = (0..KEY_LENGTH).rev().map(number).filter(|&number| number > 0);
            if fast::relations_hold(tables, numbers, !plan.options.no_requisite_check) {
                self.learn(key);
                return;
            }
        }
        cells.fill(Cell::default());
        self.made.truncate(made);
        // What is wrong mostly stands where the short way ended.
        let error = match ended {
            Ended::At(Some(rest)) => message::flaw(form, text, &plan.options, rest),
            _ => None,
        };
        let verdict = error.map_or_else(|| message::verify(form, text, &plan.options), Err);
        let message = match verdict.and_then(|()| Message::parse(form, text, &plan.options)) {
            Ok(message) => message,
            Err(error) => return self.faults.push(Fault { row, code: error.code(), span: error.span() }),
        };
        for element in message.elements() {
            let field = plan.ais.iter().position(|ai| *ai == element.ai);
            // Of an element that composite data state twice the first one counts.
            let cell = field.and_then(|field| cells.get_mut(field)).filter(|cell| cell.is_nothing());
            let Some(cell) = cell else { continue };
            let value = element.value.as_bytes();
            let len = value.len() as u32;
            *cell = if element.span.of(text) == value {
                Cell { start: element.span.start, len }
            } else {
                make(&mut self.made, value)
            };
        }
    }
}

/// How the short way through a text ended.
#[derive(Clone, Copy)]
enum Ended {
    /// At its end, with a sequence of AIs that was not there before.
    Unknown(u64),
    /// At this place of the text, if it is known.
    At(Option<usize>),
}

/// Bits of the number of a definition in the key of a sequence, and how many numbers one holds; texts with more elements
/// are read one by one.
const KEY_BITS: u32 = 10;
const KEY_LENGTH: u32 = 6;

/// Whether it is the symbology identifier of a symbol that holds element strings.
#[inline(always)]
fn identified(last: &mut [u8; 2], head: &[u8; 3]) -> bool {
    let &[bracket, letter, modifier] = head;
    if bracket == b']' && *last == [letter, modifier] {
        return true;
    }
    let good = SymbologyIdentifier::before_elements(head).is_some();
    if good {
        *last = [letter, modifier];
    }
    good
}

/// Where the sequence of this key is kept.
#[inline(always)]
const fn place(key: u64) -> usize {
    let mixed = key.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed >> 56) as usize % KNOWN
}

fn make(made: &mut Vec<u8>, value: &[u8]) -> Cell {
    let start = made.len() as u32;
    made.extend_from_slice(value);
    Cell { start, len: value.len() as u32 | MADE }
}

/// Files the elements of one text.
struct Filing<'c> {
    cells: &'c mut [Cell],
    /// Where the text begins.
    text: usize,
    made: &'c mut Vec<u8>,
    /// The numbers of the definitions, the last one in the lowest bits.
    key: u64,
}

impl Filing<'_> {
    /// Notes that an element was there; false if there are too many.
    #[inline(always)]
    fn note(&mut self, brief: &Brief) -> bool {
        let room = self.key >> (KEY_BITS * (KEY_LENGTH - 1)) == 0;
        self.key = self.key << KEY_BITS | u64::from(brief.number);
        room
    }
}

impl Taker for Filing<'_> {
    const ALONE: bool = false;

    #[inline(always)]
    fn take(&mut self, brief: &Brief, start: usize, end: usize) -> bool {
        if let Some(cell) = self.cells.get_mut(usize::from(brief.field)) {
            *cell = Cell { start: (start - self.text) as u32, len: (end - start) as u32 };
        }
        self.note(brief)
    }

    #[inline(never)]
    fn take_made(&mut self, brief: &Brief, _start: usize, _end: usize, value: &[u8]) -> bool {
        if let Some(cell) = self.cells.get_mut(usize::from(brief.field)) {
            *cell = make(self.made, value);
        }
        self.note(brief)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const AIS: [&str; 5] = ["21", "01", "10", "712", "00"];

    fn columns(form: Option<Form>) -> Columns {
        Columns::new(form, &Options::new(), &AIS.map(|ai| ApplicationIdentifier::new(ai).unwrap()))
    }

    /// Every row is what the message says.
    fn agree(columns: &Columns, form: Option<Form>, texts: &[Option<&[u8]>]) {
        let mut faults = columns.faults().iter();
        for (row, text) in texts.iter().enumerate() {
            let Some(text) = *text else {
                assert!((0..AIS.len()).all(|field| columns.text(row, field, b"").is_none()));
                continue;
            };
            let form = form.unwrap_or_else(|| Form::detect(text));
            match Message::parse(form, text, &Options::new()) {
                Ok(message) => {
                    for (field, ai) in AIS.into_iter().enumerate() {
                        let value = message.get(ai).map(str::as_bytes);
                        assert_eq!(columns.text(row, field, text), value, "{ai} of {text:?}");
                    }
                }
                Err(error) => {
                    let fault = Fault { row, code: error.code(), span: error.span() };
                    assert_eq!(faults.next(), Some(&fault), "{text:?}");
                    assert!((0..AIS.len()).all(|field| columns.text(row, field, text).is_none()));
                }
            }
        }
        assert_eq!(faults.next(), None);
    }

    proptest! {
        /// Rows of a column are what messages say one by one, whether their texts stand alone or one behind the other.
        #[test]
        fn columns_agree_with_messages(
            texts in prop::collection::vec(
                prop::option::of(prop_oneof![
                    "[0-9()\\x1dA-c]{0,40}",
                    "\\]d20109506000134352(10[A-Z]{1,4}\x1d)?21[A-Z(]{1,20}",
                    "\\]d2(21[A-Z]{1,20}\x1d)?0109506000134352(10[A-Z]{1,21}\x1d)?(712[A-Z]{1,20}\x1d)?(99A\x1d){0,8}",
                    "\\(01\\)09506000134352(\\(21\\)[A-Z(\\\\]{1,9})?(\\|\\(21\\)A)?",
                    "https://a.b/01/0950600013435[12]/21/[A-Z%2]{1,9}(\\?99=a%2Bb)?",
                    "\\]C100395060001340000018(37[0-9]{1,3})?",
                ]), 0..20),
            form in prop::option::of(prop::sample::select(vec![Form::Scan, Form::Plain, Form::Bracketed])),
        ) {
            let mut columns = columns(form);
            let texts: Vec<Option<&[u8]>> = texts.iter().map(|text| text.as_deref().map(str::as_bytes)).collect();
            columns.read(texts.iter().map(|text| text.map(Text::whole)));
            agree(&columns, form, &texts);
            let data: Vec<u8> = texts.iter().flatten().copied().flatten().copied().collect();
            let mut end = 0;
            let places: Vec<_> = texts.iter().map(|text| text.map(|text| {
                end += text.len();
                Text::within(&data, end - text.len()..end).unwrap()
            })).collect();
            columns.read(places);
            agree(&columns, form, &texts);
        }
    }

    #[test]
    fn no_columns_and_no_rows_are_fine() {
        let mut none = Columns::new(None, &Options::new(), &[]);
        none.read([Some(Text::whole(b"(01)09506000134352")), None, Some(Text::whole(b""))]);
        assert_eq!(
            (none.rows(), none.faults().len(), none.cells().map(<[Cell]>::len).sum::<usize>()),
            (3, 1, 0)
        );
        none.read([]);
        assert_eq!((none.rows(), none.faults().len()), (0, 0));
    }
}
