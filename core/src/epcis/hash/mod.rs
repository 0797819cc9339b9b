//! A hash of what an event says (CBV 2.0, 8.9), for finding the same event again wherever and in whatever notation it was
//! written.
//!
//! No two implementations agree on this hash: the reference departs from the text of the standard and from itself. So
//! there is no default; a hash is worth something only beside the name of its [`Profile`].
//!
//! ```
//! use tallymark::epcis::{hash::{Profile, hash}, read::Reader, tree::Limits};
//! let document = br#"{"type": "ObjectEvent", "action": "OBSERVE", "eventTime": "2026-03-04T11:01:07+01:00",
//!   "eventTimeZoneOffset": "+01:00", "epcList": ["urn:epc:id:sgtin:9506000.013435.A1"], "bizStep": "shipping"}"#;
//! let found = Reader::new(&document[..], Limits::default()).next().unwrap()?;
//! let hash = hash(Profile::CbvTable, &found.event, found.form, None)?;
//! assert!(hash.starts_with("ni:///sha-256;") && hash.ends_with("?ver=CBV2.0"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Hazards
//! What each profile makes of the same input:
//!
//! | input | `cbv-table` | `ref-1.9.3` | `raw-string-safe` |
//! |---|---|---|---|
//! | lot `007`, `+12`, `12.0`, `1_000`, `1E5`, `１２` | as written | `7`, `12`, `12`, `1000`, `100000`, `12`: other lots hash alike | as written |
//! | lots `12345678901234567890` and `…891` | as written | both `12345678901234567168` | as written |
//! | lot `1E999` or `Infinity` | as written | no hash | as written |
//! | quantity `200.50` | `200.5` | `200.5` | `200.50`: write numbers alike on both sides |
//! | second `0.0005` | `.001` | `.000` | `.001` |
//! | second `0.9996` | the next second | no hash | the next second |
//! | business transaction without type | hashed | no hash | hashed |
//! | lot number of the CBV | `{urn:epcglobal:cbv:mda:}lotNumber` | three forms: XML without the colon, JSON with it, JSON with the standard's context only `cbvmda:lotNumber` | as `cbv-table` |
//! | `true` of JSON | `true` | `True`, in XML `true` | `true` |
//! | `cbv:BizStep-shipping` in JSON | as written | as written | its Web URI |
//! | an extension whose text is a word of the same event, such as `shipping` | as written | in JSON the word's Web URI | as written |
//! | GRAI, or a pattern of GRAI, GDTI or SGCN, with a prefix of 12 digits | URN as written | URN as written | Digital Link |
//! | serial with `%2f` | as written | as written | `%2F`, as the serial with a slash is written anywhere |
//! | source before destination, sensors after transactions | order of the CBV's table | sensors first, then the rest sorted as text | order of the table |
//! | the same EPC twice | twice | twice | twice |
//! | `eventID`, `recordTime`, `errorDeclaration` | not hashed | not hashed | not hashed |
//!
//! The reference reads words of a whole JSON document together, so that an event's hash can depend on its neighbours; here
//! it depends on the event alone.

mod identifier;
mod node;
mod number;
mod order;
mod reference;
mod safe;
mod table;
#[cfg(all(test, feature = "json", feature = "xml"))]
mod tests;
mod time;

use sha2::{Digest, Sha256};

use super::model::{Event, Form, Value};

/// A way to write an event down before it is hashed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Profile {
    /// The order and the rules of the CBV's table of properties.
    CbvTable,
    /// What version 1.9.3 of the reference implementation does, including what it should not do.
    Ref193,
    /// The order of the table; texts and numbers as they were written, identifiers as Digital Links wherever they can be,
    /// nothing lost.
    RawStringSafe,
}

impl Profile {
    /// All of them.
    pub const ALL: [Profile; 3] = [Profile::CbvTable, Profile::Ref193, Profile::RawStringSafe];

    /// The name to put beside a hash.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Profile::CbvTable => "cbv-table",
            Profile::Ref193 => "ref-1.9.3",
            Profile::RawStringSafe => "raw-string-safe",
        }
    }

    /// The profile of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Profile::ALL.into_iter().find(|profile| profile.name() == name)
    }
}

/// Why an event has no hash; only the reference has such cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{reason}")]
pub struct NoHash {
    /// For people.
    pub reason: &'static str,
}

/// What is hashed of an event.
///
/// `form` is the notation that the event was read from. `context` is the `@context` of its JSON document, which decides
/// how the reference writes names; the other profiles do not need it.
///
/// # Errors
/// Only under [`Profile::Ref193`], where the reference fails.
pub fn prehash(
    profile: Profile,
    event: &Event,
    form: Form,
    context: Option<&Value>,
) -> Result<String, NoHash> {
    let prefixes = match (profile, context) {
        (Profile::Ref193, Some(context)) => inline_prefixes(context),
        _ => Vec::new(),
    };
    let mut nodes = node::Shape::new(profile, form, &prefixes).nodes(event)?;
    let mut text = String::with_capacity(1024);
    text.push_str("eventType=");
    text.push_str(event.kind.name());
    match profile {
        Profile::Ref193 => text.push_str(&reference::write(&mut nodes)?),
        Profile::CbvTable | Profile::RawStringSafe => table::write(&nodes, profile, &mut text),
    }
    Ok(text)
}

/// The hash of an event: `ni:///sha-256;…?ver=CBV2.0` (RFC 6920).
///
/// # Errors
/// Those of [`prehash`].
pub fn hash(profile: Profile, event: &Event, form: Form, context: Option<&Value>) -> Result<String, NoHash> {
    Ok(of_prehash(&prehash(profile, event, form, context)?))
}

/// The hash of what [`prehash`] gives.
#[must_use]
pub fn of_prehash(text: &str) -> String {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut hash = String::with_capacity(90);
    hash.push_str("ni:///sha-256;");
    for byte in Sha256::digest(text.as_bytes()) {
        for half in [byte >> 4, byte & 15] {
            hash.push(HEX.get(usize::from(half)).copied().map_or('0', char::from));
        }
    }
    hash.push_str("?ver=CBV2.0");
    hash
}

/// The prefixes that objects in the list of a `@context` define.
fn inline_prefixes(context: &Value) -> Vec<(String, String)> {
    let Value::List(values) = context else { return Vec::new() };
    let members = values.iter().flat_map(|value| match value {
        Value::Members(members) => members.as_slice(),
        _ => &[],
    });
    let one = |member: &super::model::Extension| match &member.value {
        Value::Text(namespace) => Some((member.name.written(), namespace.clone())),
        _ => None,
    };
    members.filter_map(one).collect()
}
