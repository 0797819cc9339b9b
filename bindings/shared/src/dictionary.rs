//! `dictionary`: which release judges, what it says of an AI, and which AIs may still be added to a message.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tallymark::gs1::{AiFacts, ApplicationIdentifier, Dictionary};
use tallymark::{Code, ParseError, Span};

use crate::Failure;
use crate::ask::{data, read};
use crate::parse::dictionary_of;
use crate::report::ErrorReport;

#[derive(Deserialize)]
struct Request {
    /// The text of a release; the built-in table if it is absent.
    #[serde(default)]
    dictionary: Option<String>,
    /// An AI to describe.
    #[serde(default)]
    ai: Option<String>,
    /// AIs of a message that is being put together.
    #[serde(default)]
    with: Option<Vec<String>>,
}

/// A dictionary.
#[derive(Debug, Serialize)]
struct DictionaryReport {
    ok: bool,
    /// The date of the release, as the dictionary states it.
    release: String,
    /// Whether it is the one of this library.
    built_in: bool,
    /// How many AIs it has.
    count: usize,
    /// What it says of the AI asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    ai: Option<AiFacts>,
    /// The AIs that may be added to those of `with`.
    #[serde(skip_serializing_if = "Option::is_none")]
    addable: Option<Vec<Addable>>,
}

/// An AI that may be added.
#[derive(Debug, Serialize)]
struct Addable {
    ai: String,
    title: String,
    /// Whether all that it needs is there.
    complete: bool,
}

pub(crate) fn answer(request: &[u8]) -> Result<Value, Failure> {
    let request: Request = read(request)?;
    let dictionary = match &request.dictionary {
        None => Dictionary::built_in(),
        Some(text) => dictionary_of(text).map_err(|error| {
            let failure = Failure::new(error.code().as_str(), error.to_string()).with_help(error.help());
            if error.line > 0 { failure.at(format!("dictionary:{}", error.line)) } else { failure }
        })?,
    };
    let known = |digits: &String| {
        let ai = ApplicationIdentifier::new(digits);
        let facts = ai.and_then(|ai| dictionary.facts(ai));
        ai.zip(facts).ok_or_else(|| {
            let error = ParseError::new(Code::AiUnknown, Span::new(0, digits.len()));
            Failure::from(ErrorReport {
                ai: ai.map(|ai| ai.to_string()),
                message: format!("`{digits}` is no Application Identifier of this dictionary"),
                help: Some("give the two to four digits of an assigned AI, such as 10 or 3103".into()),
                ..ErrorReport::from(&error)
            })
        })
    };
    let facts = request.ai.as_ref().map(known).transpose()?.map(|(_, facts)| facts);
    let with = request
        .with
        .map(|ais| ais.iter().map(|ai| known(ai).map(|(ai, _)| ai)).collect::<Result<Vec<_>, _>>());
    let addable = with.transpose()?.map(|there| {
        let added = |(ai, complete): (ApplicationIdentifier, bool)| Addable {
            ai: ai.to_string(),
            title: dictionary.title(ai).unwrap_or_default().to_owned(),
            complete,
        };
        dictionary.addable(&there).into_iter().map(added).collect()
    });
    data(&DictionaryReport {
        ok: true,
        release: dictionary.release().to_owned(),
        built_in: request.dictionary.is_none(),
        count: dictionary.ais().count(),
        ai: facts,
        addable,
    })
}
