//! Hashes of EPCIS events: the operation `hash_events`.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallymark::epcis::hash::{Profile, of_prehash, prehash};
use tallymark::epcis::model::Value as Context;
use tallymark::epcis::read::Reader;
use tallymark::epcis::tree::Limits;

use crate::Failure;
use crate::ask::{data, read};
use crate::document::Source;

/// What to hash, and how.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct HashRequest {
    /// The document.
    #[serde(flatten)]
    pub document: Source,
    /// `cbv-table`, `ref-1.9.3` or `raw-string-safe`; there is no default.
    #[serde(default)]
    pub profile: Option<String>,
    /// Whether to give what was hashed as well.
    #[serde(default)]
    pub prehash: bool,
}

/// The hashes of a document's events.
#[derive(Debug, Serialize)]
pub struct HashReport {
    /// The document was read.
    pub ok: bool,
    /// `tallymark-event-hashes/1`
    pub schema: &'static str,
    /// The profile, without which a hash is worth nothing.
    pub profile: &'static str,
    /// Every event in the order of the document.
    pub events: Vec<HashedEvent>,
    /// How many have no hash.
    pub without: usize,
}

/// An event and its hash, or why it has none.
#[derive(Debug, Default, Serialize)]
pub struct HashedEvent {
    /// Its number in the document, from 1; none if the document itself cannot be read further.
    pub number: Option<u64>,
    /// The line at which it begins.
    pub line: u64,
    /// `ni:///sha-256;…?ver=CBV2.0`
    pub hash: Option<String>,
    /// The number of the first event of the same hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_as: Option<u64>,
    /// What was hashed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prehash: Option<String>,
    /// Why it has no hash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl HashRequest {
    /// Hashes the events.
    ///
    /// # Errors
    /// If the file cannot be opened, or no profile is named.
    pub fn answer(&self) -> Result<HashReport, Failure> {
        let help = "name one of cbv-table, ref-1.9.3, raw-string-safe; implementations differ, so there is no default";
        let profile = match &self.profile {
            Some(name) => Profile::named(name).ok_or_else(|| {
                Failure::new("profile-unknown", format!("there is no hash profile `{name}`")).with_help(help)
            })?,
            None => return Err(Failure::new("profile-unknown", "no hash profile is named").with_help(help)),
        };
        let (mut events, late) = self.pass(profile, None)?;
        if let Some(context) = late {
            (events, _) = self.pass(profile, Some(&context))?;
        }
        let without = events.iter().filter(|event| event.hash.is_none()).count();
        Ok(HashReport {
            ok: true,
            schema: "tallymark-event-hashes/1",
            profile: profile.name(),
            events,
            without,
        })
    }

    /// Reads the document once; gives its `@context` if that stood behind the events.
    fn pass(
        &self,
        profile: Profile,
        context: Option<&Context>,
    ) -> Result<(Vec<HashedEvent>, Option<Context>), Failure> {
        let (_, input) = self.document.open("document")?;
        let mut reader = Reader::new(input, Limits::default());
        if let Some(context) = context {
            reader = reader.with_context(context);
        }
        let mut events = Vec::new();
        let mut first: HashMap<String, u64> = HashMap::new();
        let mut late = false;
        while let Some(found) = reader.next() {
            let context = context.or(reader.head().context.as_ref());
            late |= context.is_none();
            let (number, line, told) = match found {
                Ok(found) => {
                    let told = prehash(profile, &found.event, found.form, context);
                    (Some(found.number), found.place.line, told.map_err(|error| error.to_string()))
                }
                Err(error) => (error.number, error.place.line, Err(error.to_string())),
            };
            let mut hashed = HashedEvent { number, line, ..HashedEvent::default() };
            match told {
                Ok(text) => {
                    let hash = of_prehash(&text);
                    if let Some(number) = number {
                        let earlier = *first.entry(hash.clone()).or_insert(number);
                        hashed.same_as = (earlier != number).then_some(earlier);
                    }
                    hashed.hash = Some(hash);
                    hashed.prehash = self.prehash.then_some(text);
                }
                Err(reason) => hashed.reason = Some(reason),
            }
            events.push(hashed);
        }
        Ok((events, reader.head().context.clone().filter(|_| late)))
    }
}

pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    data(&read::<HashRequest>(request)?.answer()?)
}
