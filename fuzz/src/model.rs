//! The slow and obvious reading of core's tests, the oracle of the quick one under random input too.
#![allow(dead_code)] // the tests of core use the rest

#[path = "../../core/tests/model/read.rs"]
mod read;
#[path = "../../core/tests/model/rules.rs"]
mod rules;
#[path = "../../core/tests/model/table.rs"]
mod table;

use tallymark::gs1::{Form, Message, Options};

use read::{Verdict, bracketed, link, plain};
use table::Table;

/// Asserts that the library says what the model says, where the model knows the form.
pub(crate) fn agrees(form: Form, data: &[u8]) {
    thread_local!(static TABLE: Table = table::table().0);
    // The model knows no composite data, and marks an escaped bracket with U+0001.
    let Some(text) = std::str::from_utf8(data).ok().filter(|text| !text.contains(['|', '\u{1}'])) else {
        return;
    };
    let expected = TABLE.with(|table| {
        Some(match form {
            Form::Plain => plain(table, text),
            Form::Scan => plain(table, text.strip_prefix("]d2")?),
            Form::Bracketed => bracketed(table, text),
            Form::DigitalLink => {
                let domain = text.strip_prefix("https://")?.split(['/', '?', '#']).next()?;
                let usual = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
                if domain.is_empty() || !domain.bytes().all(usual) {
                    return None;
                }
                link(table, text)
            }
            _ => return None,
        })
    });
    let read = Message::parse(form, data, &Options::new()).ok().map(|message| {
        let pair =
            |element: tallymark::gs1::ElementString<'_>| (element.ai.to_string(), element.value.to_owned());
        message.elements().map(pair).collect::<Vec<_>>()
    });
    match expected {
        None | Some(Verdict::Unjudged) => {}
        Some(Verdict::Wrong) => assert_eq!(read, None, "the model refuses {text:?}"),
        Some(Verdict::Elements(elements)) => {
            assert_eq!(read.as_ref(), Some(&elements), "the model reads {text:?}");
        }
    }
}
