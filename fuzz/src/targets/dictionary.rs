use std::str;

use tallymark::gs1::{Dictionary, Form, Message, Options};

use super::text::{is_told, read};
use crate::Verdict;

/// Texts that a loaded dictionary judges; each of its own AIs is tried, too.
const TEXTS: [(Form, &str); 5] = [
    (Form::Scan, "]d201095060001343521728123110A7B21\u{1d}21A1B2"),
    (Form::Bracketed, "(01)09506000134352(17)281231(10)A7B21(21)A1B2(3103)001250"),
    (Form::Bracketed, "(8004)9506000A|(99)X"),
    (Form::Plain, "00395060001340000018"),
    (Form::DigitalLink, "https://id.gs1.org/01/09506000134352/10/A%2F1/21/A1B2?17=281231&99=A"),
];
/// Values for AIs of any shape.
const VALUES: [&str; 6] =
    ["A", "1", "281231", "09506000134352", "9506000134352ABC12", "0000000000000000000000000000000"];
/// AIs of one dictionary that are tried.
const MOST: usize = 64;

/// Texts of Syntax Dictionaries: a refused one is refused with a line; what loads judges any text, keeps every property
/// that the built-in table keeps, and describes its AIs.
pub fn dictionary(data: &[u8]) -> Verdict {
    let Ok(text) = str::from_utf8(data) else { return Verdict::Refused };
    let dictionary = match Dictionary::from_text(text) {
        Ok(dictionary) => dictionary,
        Err(error) => {
            assert!(error.line <= text.split('\n').count(), "{error}");
            assert!(error.line > 0 || error.code().as_str() == "dictionary-size", "{error}");
            assert!(
                !error.to_string().is_empty() && error.to_string().len() < 1000 && !error.help().is_empty()
            );
            return Verdict::Refused;
        }
    };
    let ais: Vec<_> = dictionary.ais().collect();
    assert!(!ais.is_empty(), "a dictionary without AIs");
    let options = Options::new().dictionary(dictionary.clone());
    let free = options.clone().no_requisite_check(true);
    for (form, text) in TEXTS {
        read(form, text.as_bytes(), &options);
    }
    for &ai in ais.iter().take(MOST) {
        assert!(dictionary.facts(ai).is_some(), "{ai} without facts");
        for value in VALUES {
            read(Form::Bracketed, format!("({ai}){value}").as_bytes(), &free);
            let (_, errors) = Message::parse_all(Form::Plain, format!("{ai}{value}").as_bytes(), &options);
            errors.iter().for_each(|error| is_told(error, format!("{ai}{value}").as_bytes()));
        }
    }
    let _ = dictionary.addable(&ais[..ais.len().min(3)]);
    Verdict::Accepted
}
