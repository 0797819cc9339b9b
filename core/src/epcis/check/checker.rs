use std::cell::RefCell;
use std::collections::BTreeSet;
use std::io::BufRead;

use crate::batch::Time;
use crate::diagnostic::Severity;
use crate::epcis::lifecycle::{EventIndex, Lifecycle, Order};
use crate::epcis::model::{Event, Form, Head, Identifier};
use crate::epcis::read::{Positioned, ReadError, Reader};
use crate::epcis::tree::{Limits, Place};
use crate::epcis::{Facts, Rule};
use crate::keys::Gtin;

use super::lines::{LineStarts, Lined};
use super::listed::Listed;
use super::master::Master;
use super::problem::{Exception, Problem};
use super::{document, event, message, us_dscsa};

/// Rules beyond those that hold for every EPCIS document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Profile {
    /// None.
    #[default]
    Generic,
    /// What trading partners in the United States ask for under the DSCSA: the GS1 US implementation guideline
    /// (EPCIS and CBV 1.2) as far as what is public says.
    UsDscsa,
}

impl Profile {
    /// The profile of this name: `generic` or `us-dscsa`.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "generic" => Some(Profile::Generic),
            "us-dscsa" => Some(Profile::UsDscsa),
            _ => None,
        }
    }
}

/// How to check.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which further rules apply.
    pub profile: Profile,
    /// In which order events count.
    pub order: Order,
    /// Now: no event is later. Without it only the documents' own times are compared.
    pub now: Option<Time>,
    /// What a document may ask of the reader.
    pub limits: Limits,
    /// Rules and master data of the partner.
    #[cfg(feature = "json")]
    pub partner: super::Partner,
}

/// Reads documents, then tells what is wrong with them.
#[derive(Debug)]
pub struct Checker {
    pub(super) options: Options,
    pub(super) files: Vec<File>,
    pub(super) life: Lifecycle,
    pub(super) told: Vec<Told>,
    pub(super) master: Master,
    listed: Option<Listed>,
    /// Company prefixes as EPC URNs cut them, with the event that did so first.
    pub(super) prefixes: BTreeSet<(Box<str>, u32)>,
    /// When each event was recorded, as far as it says.
    pub(super) records: Vec<Option<Time>>,
}

/// A document that was read.
#[derive(Debug)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) lines: LineStarts,
    pub(super) head: Head,
}

/// A problem before it is put into words of places.
#[derive(Clone, Debug)]
pub(super) struct Told {
    pub(super) rule: Rule,
    pub(super) file: usize,
    pub(super) offset: Option<u64>,
    pub(super) event: Option<EventIndex>,
    /// The number of an event that could not be read.
    pub(super) number: Option<u64>,
    pub(super) contradicts: Option<EventIndex>,
    pub(super) message: String,
    pub(super) entities: Vec<String>,
}

impl Told {
    pub(super) fn new(rule: Rule, file: usize, message: impl Into<String>) -> Self {
        Told {
            rule,
            file,
            offset: None,
            event: None,
            number: None,
            contradicts: None,
            message: message.into(),
            entities: Vec::new(),
        }
    }

    pub(super) fn at(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    pub(super) fn of(mut self, event: EventIndex) -> Self {
        self.event = Some(event);
        self
    }

    pub(super) fn naming(mut self, entities: impl IntoIterator<Item = String>) -> Self {
        self.entities.extend(entities);
        self
    }

    pub(super) fn against(mut self, earlier: Option<EventIndex>) -> Self {
        self.contradicts = earlier;
        self
    }
}

impl Checker {
    /// Nothing was read yet.
    #[must_use]
    pub fn new(options: Options) -> Self {
        let mut life = Lifecycle::new(options.order);
        if options.profile == Profile::UsDscsa {
            life = life.complete();
        }
        Checker {
            life,
            options,
            files: Vec::new(),
            told: Vec::new(),
            master: Master::default(),
            listed: None,
            prefixes: BTreeSet::new(),
            records: Vec::new(),
        }
    }

    /// Reads a document; those read before it are its history.
    pub fn read(&mut self, name: &str, input: impl BufRead) {
        let lines = RefCell::new(LineStarts::default());
        let file = self.files.len();
        let mut reader = Reader::new(Lined { inner: input, at: 0, lines: &lines }, self.options.limits);
        self.files.push(File { name: name.to_owned(), lines: LineStarts::default(), head: Head::default() });
        for found in reader.by_ref() {
            match found {
                Ok(mut found) => {
                    // When it was recorded says nothing about what happened.
                    let recorded = found.event.record_time.take();
                    let digest = digest(&found.event);
                    found.event.record_time = recorded;
                    self.event(file, &found, digest);
                }
                Err(error) => self.unreadable(file, error),
            }
        }
        let head = reader.head().clone();
        drop(reader);
        self.head(file, &head);
        if let Some(read) = self.files.get_mut(file) {
            read.lines = lines.into_inner();
            read.head = head;
        }
    }

    /// What an independent list, such as that of the enterprise system, says of the items.
    pub fn compare_with(&mut self, listed: Listed) {
        self.listed = Some(listed);
    }

    fn unreadable(&mut self, file: usize, error: ReadError) {
        let ReadError { place, path, message, number, .. } = error;
        let message = if path.is_empty() { message } else { format!("{path}: {message}") };
        let mut told = Told::new(Rule::Unreadable, file, message).at(place.offset);
        told.number = number;
        self.told.push(told);
    }

    fn event(&mut self, file: usize, found: &Positioned, digest: u128) {
        let facts = Facts::of(&found.event, found.place, found.number);
        let index = self.life.push(u16::try_from(file).unwrap_or(u16::MAX), &facts, Some(digest));
        self.records.push(facts.record_time);
        let mut told = Vec::new();
        event::check(&found.event, &facts, found.form, &mut |rule, message: String, offset| {
            let offset = if offset == 0 { found.place.offset } else { offset };
            told.push(Told::new(rule, file, message).at(offset).of(index));
        });
        self.told.append(&mut told);
        self.split(file, index, &facts);
        self.master.see(&found.event, &facts, file, index);
        if self.options.profile == Profile::UsDscsa {
            us_dscsa::event(&found.event, &facts, &mut |rule, message| {
                told.push(Told::new(rule, file, message).at(found.place.offset).of(index));
            });
        }
        #[cfg(feature = "json")]
        self.options.partner.event(&found.event, &facts, &mut |rule, message, offset| {
            let offset = if offset == 0 { found.place.offset } else { offset };
            told.push(Told::new(rule, file, message).at(offset).of(index));
        });
        self.told.append(&mut told);
    }

    /// One company is cut at one length: no prefix begins with another one.
    fn split(&mut self, file: usize, index: EventIndex, facts: &Facts<'_>) {
        let mut last = "";
        for mention in facts.parent.iter().chain(&facts.epcs) {
            let Some(prefix) = super::identifier::prefix(mention.text).filter(|prefix| *prefix != last)
            else {
                continue;
            };
            last = prefix;
            let key: Box<str> = prefix.into();
            let known =
                self.prefixes.range((key.clone(), 0)..).next().filter(|(known, _)| **known == *prefix);
            if known.is_some() {
                continue;
            }
            let longer = self.prefixes.range((key.clone(), 0)..).next();
            let longer = longer.filter(|(known, _)| known.starts_with(prefix));
            let shorter = (6..prefix.len()).find_map(|length| {
                let short: Box<str> = prefix.get(..length)?.into();
                self.prefixes.range((short.clone(), 0)..).next().filter(|(known, _)| *known == short)
            });
            if let Some((other, first)) = longer.or(shorter) {
                let message = format!("the company prefix is cut as {prefix} here and as {other} before");
                let earlier = self.life.events().nth(*first as usize).map(|(earlier, _)| earlier);
                let told = Told::new(Rule::PrefixSplit, file, message)
                    .at(mention.offset)
                    .of(index)
                    .against(earlier.filter(|earlier| *earlier != index))
                    .naming([mention.item.map_or_else(|| mention.text.to_owned(), |item| item.to_string())]);
                self.told.push(told);
            }
            let number = u32::try_from(self.life.len().saturating_sub(1)).unwrap_or(u32::MAX);
            self.prefixes.insert((key, number));
        }
    }

    fn head(&mut self, file: usize, head: &Head) {
        self.master.learn(head);
        let profile = self.options.profile;
        let is_xml = head.form != Form::Json;
        let told = &mut self.told;
        document::check(head, &mut |rule, message, offset| {
            let problem = Told::new(rule, file, message);
            told.push(if offset == 0 { problem } else { problem.at(offset) });
        });
        if profile == Profile::UsDscsa {
            us_dscsa::head(head, is_xml, &mut |rule, message| told.push(Told::new(rule, file, message)));
        }
    }

    /// How many events were read.
    #[must_use]
    pub fn events(&self) -> usize {
        self.life.len()
    }

    /// The trade item that events name first.
    #[must_use]
    pub fn first_gtin(&self) -> Option<Gtin> {
        self.life.nodes().find_map(|node| self.life.item(node)?.sgtin()).map(|sgtin| sgtin.gtin)
    }

    /// Everything that is wrong, by document and place.
    #[must_use]
    pub fn finish(mut self) -> Vec<Problem> {
        let faults = self.life.replay().to_vec();
        for fault in &faults {
            let recorded = self.life.event(fault.event);
            let told = Told::new(fault.rule, recorded.file.into(), message::of(&self.life, fault))
                .at(fault.offset)
                .of(fault.event)
                .against(fault.contradicts)
                .naming(fault.nodes.iter().map(|&node| self.life.name(node)));
            self.told.push(told);
        }
        self.times();
        if self.options.profile == Profile::Generic && !self.life.has_history() {
            self.no_history();
        }
        us_dscsa::expired(&mut self);
        super::late::uploads(&mut self);
        if self.options.profile == Profile::UsDscsa {
            super::master::unknown(&mut self);
        }
        #[cfg(feature = "json")]
        super::partner::contents(&mut self);
        if let Some(listed) = self.listed.take() {
            super::listed::compare(&mut self, &listed);
        }
        let mut told = std::mem::take(&mut self.told);
        told.sort_by_key(|told| (told.file, told.offset, told.event, told.rule));
        told.dedup_by(|a, b| {
            let place = |t: &Told| (t.rule, t.file, t.offset, t.event, t.contradicts);
            place(a) == place(b) && a.message == b.message
        });
        told.into_iter().filter_map(|told| self.problem(told)).collect()
    }

    fn problem(&self, told: Told) -> Option<Problem> {
        let Told { rule, file, offset, event, number, contradicts, message, entities } = told;
        let severity = self.severity(rule)?;
        let read = self.files.get(file)?;
        let place = offset.map(|offset| read.lines.place(offset));
        let recorded = event.map(|event| self.life.event(event));
        let earlier = contradicts.map(|event| self.life.event(event));
        let name_of = |file: u16| self.files.get(usize::from(file)).map(|file| file.name.clone());
        Some(Problem {
            code: rule.code(),
            rule: rule.as_str(),
            severity,
            message,
            help: rule.help().to_owned(),
            file: read.name.clone(),
            line: place.map(|place| place.line),
            column: place.map(|place| place.column),
            offset,
            event: recorded.map(|event| event.number).or(number),
            event_line: recorded.map(|event| event.place.line),
            contradicts: earlier.map(|event| event.number),
            contradicts_file: earlier.and_then(|event| name_of(event.file)),
            contradicts_line: earlier.map(|event| event.place.line),
            contradicts_offset: earlier.map(|event| event.place.offset),
            entities,
            exception: Exception { hda: rule.hda(), gs1us: rule.gs1us() },
        })
    }

    /// How bad it is here; none if nobody wants to hear of it.
    fn severity(&self, rule: Rule) -> Option<Severity> {
        #[cfg(feature = "json")]
        if let Some(decided) = self.options.partner.severity(rule) {
            return decided;
        }
        Some(rule.severity())
    }

    /// Events later than the document, or than now.
    fn times(&mut self) {
        let mut told = Vec::new();
        for (file, read) in self.files.iter().enumerate() {
            let created = read.head.creation_date.as_deref();
            let created = created.and_then(|text| crate::batch::parse_time(text.as_bytes()).ok());
            let own = || {
                self.life.events().filter(move |(_, event)| usize::from(event.file) == file && event.timed)
            };
            let later = |limit: Option<Time>| move |time: Option<Time>| limit.is_some() && time > limit;
            let (after_creation, after_now) = (later(created), later(self.options.now));
            // Where most events are later, it is the document whose time is wrong.
            let count = own().filter(|(_, event)| after_creation(event.time)).count();
            let all_after = count > 0 && count * 2 >= own().count();
            if all_after {
                let message = "its events are later than the creation of the document";
                told.push(Told::new(Rule::CreationDate, file, message));
            }
            for (index, event) in own() {
                let what = if after_now(event.time) {
                    "it lies in the future"
                } else if after_creation(event.time) && !all_after {
                    "it is later than the creation of the document"
                } else {
                    continue;
                };
                let time = event.time.map(|time| time.to_string()).unwrap_or_default();
                let message = format!("the event happened at {time}: {what}");
                told.push(Told::new(Rule::Future, file, message).at(event.place.offset).of(index));
            }
        }
        self.told.append(&mut told);
    }

    fn no_history(&mut self) {
        let used = self.life.events().find(|(_, event)| event.aggregates() || event.ships());
        if let Some((index, event)) = used {
            let message =
                "no document holds a commissioning event, so nothing is said of what was commissioned";
            let told =
                Told::new(Rule::NoHistory, event.file.into(), message).at(event.place.offset).of(index);
            self.told.push(told);
        }
    }

    /// Where a byte of a document stands.
    #[must_use]
    pub fn place(&self, file: usize, offset: u64) -> Option<Place> {
        self.files.get(file).map(|file| file.lines.place(offset))
    }
}

/// Tells events with other content apart; places do not count.
fn digest(event: &Event) -> u128 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut low = DefaultHasher::new();
    event.hash(&mut low);
    // The second half hashes less: what two events of equal first halves would have to agree in as well.
    let mut high = DefaultHasher::new();
    (low.finish(), event.kind, &event.event_time, &event.event_id, &event.parent_id).hash(&mut high);
    let ends = |list: &Option<Vec<Identifier>>| {
        list.as_ref().map(|list| (list.len(), list.first().cloned(), list.last().cloned()))
    };
    [&event.epc_list, &event.child_epcs, &event.input_epc_list, &event.output_epc_list]
        .map(ends)
        .hash(&mut high);
    u128::from(high.finish()) << 64 | u128::from(low.finish())
}
