use super::tree::clip;
use crate::batch::{EpcisAction, EpcisKind, EpcisRow, Events, Item, RowCode, Time, bare_word, parse_time};

/// One event while it is being read, whatever its notation.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) kind: Option<String>,
    pub(super) action: Option<String>,
    pub(super) event_time: Option<String>,
    pub(super) record_time: Option<String>,
    pub(super) event_id: String,
    pub(super) biz_step: String,
    pub(super) disposition: String,
    pub(super) lot: String,
    pub(super) expiry: String,
    pub(super) error_declaration: bool,
    parent: Option<Item>,
    items: Vec<Item>,
    others: Vec<String>,
    fault: Option<Fault>,
}

#[derive(Debug)]
struct Fault {
    place: String,
    code: RowCode,
    message: String,
}

impl Draft {
    /// An event of a type that is known from the start.
    #[cfg(feature = "xml")]
    pub(super) fn of(kind: &str) -> Self {
        Draft { kind: Some(kind.to_owned()), ..Draft::default() }
    }

    /// Remembers the first thing that makes the event unusable.
    pub(super) fn fault(&mut self, place: impl Into<String>, code: RowCode, message: impl Into<String>) {
        self.fault.get_or_insert_with(|| Fault { place: place.into(), code, message: message.into() });
    }

    /// Adds an identifier of the event's objects.
    pub(super) fn identifier(&mut self, text: &str) {
        match Item::parse(text) {
            Ok(item) => self.items.push(item),
            Err(_) => self.others.push(text.to_owned()),
        }
    }

    /// Adds the identifier of the event's container.
    pub(super) fn parent(&mut self, text: &str) {
        match Item::parse(text) {
            Ok(item) => self.parent = Some(item),
            Err(_) => self.others.push(text.to_owned()),
        }
    }

    /// Adds an identifier of a class, such as a quantity of a lot.
    pub(super) fn class(&mut self, text: &str) {
        self.others.push(text.to_owned());
    }

    /// Whether any member says that this is an event.
    #[cfg(feature = "json")]
    pub(super) fn is_event(&self) -> bool {
        self.event_time.is_some() || self.kind.as_deref().is_some_and(|kind| kind.ends_with("Event"))
    }

    /// Adds the event to the rows, or to the rejected ones.
    pub(super) fn finish(mut self, events: &mut Events<'_>) {
        match self.typed() {
            Ok(typed) => {
                let Typed { kind, action, t, record_time } = typed;
                events.push(|row, file, items, words| EpcisRow {
                    row,
                    file,
                    kind,
                    action,
                    t,
                    record_time,
                    event_id: words.insert(&self.event_id),
                    biz_step: words.insert(bare_word(&self.biz_step)),
                    disposition: words.insert(bare_word(&self.disposition)),
                    lot: words.insert(&self.lot),
                    expiry: words.insert(&self.expiry),
                    parent: self.parent.map(|parent| items.insert(parent)),
                    items: self.items.into_iter().map(|item| items.insert(item)).collect(),
                    others: self.others.iter().map(|other| words.insert(other)).collect(),
                    error_declaration: self.error_declaration,
                });
            }
            Err(Fault { place, code, message }) => events.reject(place, code, message),
        }
    }

    fn typed(&mut self) -> Result<Typed, Fault> {
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        let kind = match self.kind.as_deref() {
            Some("ObjectEvent") => EpcisKind::Object,
            Some("AggregationEvent") => EpcisKind::Aggregation,
            Some("TransactionEvent") => EpcisKind::Transaction,
            Some("TransformationEvent") => EpcisKind::Transformation,
            Some("AssociationEvent") => EpcisKind::Association,
            Some(other) => {
                let message = format!("\"{}\" is none of the five event types", clip(other));
                return Err(Fault { place: "type".to_owned(), code: RowCode::Word, message });
            }
            None => {
                let message = "the event does not say its type".to_owned();
                return Err(Fault { place: "type".to_owned(), code: RowCode::Event, message });
            }
        };
        let action = match self.action.as_deref() {
            Some("ADD") => Some(EpcisAction::Add),
            Some("OBSERVE") => Some(EpcisAction::Observe),
            Some("DELETE") => Some(EpcisAction::Delete),
            Some(other) => {
                let message = format!("\"{}\" is none of ADD, OBSERVE, DELETE", clip(other));
                return Err(Fault { place: "action".to_owned(), code: RowCode::Word, message });
            }
            None if kind == EpcisKind::Transformation => None,
            None => {
                let message = "the event does not say what it does".to_owned();
                return Err(Fault { place: "action".to_owned(), code: RowCode::Event, message });
            }
        };
        let t = time("eventTime", self.event_time.as_deref().unwrap_or_default())?;
        let record_time = self.record_time.as_deref().map(|text| time("recordTime", text)).transpose()?;
        Ok(Typed { kind, action, t, record_time })
    }
}

struct Typed {
    kind: EpcisKind,
    action: Option<EpcisAction>,
    t: Time,
    record_time: Option<Time>,
}

fn time(place: &str, text: &str) -> Result<Time, Fault> {
    parse_time(text.as_bytes()).map_err(|error| {
        let message =
            if text.is_empty() { error.to_string() } else { format!("\"{}\": {error}", clip(text)) };
        Fault { place: place.to_owned(), code: RowCode::Time, message }
    })
}
