use napi::Error;
use tallymark_bindings::Failure;

/// A failure as an error whose message is the failure's JSON; `index.js` makes a `TallymarkError` of it.
pub(crate) fn thrown(failure: &Failure) -> Error {
    Error::from_reason(serde_json::to_string(failure).unwrap_or_else(|_| failure.message.clone()))
}
