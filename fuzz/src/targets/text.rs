use tallymark::gs1::{Form, Message, Options};
use tallymark::link::{Compression, DigitalLink, compress, decompress};
use tallymark::pharma::Envelope;
use tallymark::{Item, ParseError};

use crate::{Verdict, model};

/// Scan data with a symbology identifier.
pub fn scan(data: &[u8]) -> Verdict {
    form(Form::Scan, data)
}

/// Bracketed element strings.
pub fn bracketed(data: &[u8]) -> Verdict {
    form(Form::Bracketed, data)
}

/// Plain element strings.
pub fn plain(data: &[u8]) -> Verdict {
    form(Form::Plain, data)
}

/// Digital Link URIs.
pub fn link(data: &[u8]) -> Verdict {
    form(Form::DigitalLink, data)
}

/// Compressed Digital Links: what comes out is a valid link, bounded by what went in, and survives compression.
pub fn link_compressed(data: &[u8]) -> Verdict {
    match decompress(data) {
        Ok(plain) => {
            assert!(plain.len() <= 16 * data.len() + 64, "{} bytes of {}", plain.len(), data.len());
            let message = Message::parse_digital_link(&plain).expect("a plain link");
            for how in
                [Compression::new(), Compression::new().keep_key(true).parameters(true).optimise(false)]
            {
                let short = compress(&plain, how).expect("a valid link can be compressed");
                let again = decompress(&short).unwrap_or(short);
                let again = Message::parse_digital_link(&again).expect("a plain link again");
                assert_eq!(distinct(&again), distinct(&message), "{plain}");
            }
            Verdict::Accepted
        }
        Err(error) => {
            is_told(&error, data);
            Verdict::Refused
        }
    }
}

/// Identifiers in any form: an accepted one is written canonically, and that is read as the same item.
pub fn item(data: &[u8]) -> Verdict {
    match Item::parse(data) {
        Ok(item) => {
            let canonical = item.to_string();
            assert_eq!(Item::parse(canonical.as_bytes()), Ok(item), "{canonical}");
            // An envelope of ISO/IEC 15434 holds a message in one of its formats at most.
            if !Envelope::begins(data) {
                let message = Message::parse_any(data).expect("an item is in a message");
                let named = message.sscc().map(Item::Sscc).or(message.sgtin().map(Item::Sgtin));
                assert_eq!(named, Some(item));
            }
            Verdict::Accepted
        }
        Err(error) => {
            is_told(&error, data);
            Verdict::Refused
        }
    }
}

/// Reads strictly and with every option that permits more.
pub(super) fn form(form: Form, data: &[u8]) -> Verdict {
    let strict = read(form, data, &Options::new());
    model::agrees(form, data);
    let lenient = Options::new()
        .permit_unknown_ais(true)
        .permit_zero_suppressed_gtin(true)
        .no_requisite_check(true)
        .unknown_ai_as_dl_attr(true);
    let wide = read(form, data, &lenient);
    assert!(strict == Verdict::Refused || wide == Verdict::Accepted, "options that permit more refuse");
    strict
}

/// Reads with these options: what is accepted survives every form, what is refused is told.
pub(super) fn read(form: Form, data: &[u8], options: &Options) -> Verdict {
    let (all, errors) = Message::parse_all(form, data, options);
    let _ = (all.bracketed(), all.plain(), all.hri(true), all.key());
    match Message::parse(form, data, options) {
        Ok(message) => {
            assert!(errors.is_empty(), "no error at first, but {errors:?}");
            renders(&message, data, options);
            // A carrier of other data is right, but not what to look for.
            if message.is_empty() { Verdict::Refused } else { Verdict::Accepted }
        }
        Err(error) => {
            assert_eq!(errors.first(), Some(&error), "the first of all errors is the one that is told alone");
            for error in &errors {
                is_told(error, data);
            }
            Verdict::Refused
        }
    }
}

/// An error has a place in the input, a sentence and help.
pub(super) fn is_told(error: &ParseError, data: &[u8]) {
    let span = error.span();
    assert!(span.start <= span.end && span.end as usize <= data.len(), "{error:?} of {} bytes", data.len());
    assert!(!error.message().is_empty() && !error.help().is_empty() && !error.code().as_str().is_empty());
}

/// Whatever was accepted is read again from each form it is written in, as the same elements.
fn renders(message: &Message<'_>, data: &[u8], options: &Options) {
    for element in message.elements() {
        let (start, end) = (element.span.start as usize, element.span.end as usize);
        assert!(start <= end && end <= data.len(), "an element beyond the input");
    }
    if message.is_empty() {
        return;
    }
    let bracketed = message.bracketed();
    let again = Message::parse_bracketed_with(&bracketed, options)
        .unwrap_or_else(|error| panic!("bracketed {bracketed:?}: {error:?}"));
    assert_eq!(pairs(&again), pairs(message), "bracketed {bracketed:?}");
    assert_eq!(again.bracketed(), bracketed);
    assert_eq!(again.key(), message.key());
    assert_eq!((again.sscc(), again.sgtin()), (message.sscc(), message.sgtin()));

    // Without brackets the length of an unknown AI may not be clear.
    if Message::parse_bracketed_with(&bracketed, &options.clone().permit_unknown_ais(false)).is_err() {
        return;
    }
    let plain = message.plain();
    let again = Message::parse_plain_with(&plain, options)
        .unwrap_or_else(|error| panic!("plain {plain:?}: {error:?}"));
    assert_eq!(pairs(&again), pairs(message), "plain {plain:?}");

    assert_eq!(message.hri(false).len(), message.elements().len());
    if let Some(link) = DigitalLink::of(message) {
        let link = link.to_string();
        let again = Message::parse_digital_link_with(&link, options)
            .unwrap_or_else(|error| panic!("link {link:?}: {error:?}"));
        // A link orders elements anew and holds a repeated one once.
        assert_eq!(distinct(&again), distinct(message), "link {link:?}");
        let canonical = DigitalLink::of(&again).map(|link| link.to_string());
        assert_eq!(canonical.as_ref(), Some(&link), "canonical form of a canonical form");
    }
}

fn pairs(message: &Message<'_>) -> Vec<(String, String)> {
    message.elements().map(|element| (element.ai.to_string(), element.value.to_owned())).collect()
}

fn distinct(message: &Message<'_>) -> Vec<(String, String)> {
    let mut pairs = pairs(message);
    pairs.sort();
    pairs.dedup();
    pairs
}
