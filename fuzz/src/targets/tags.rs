use tallymark::epc::{Encoding, Tag, sgtin96};
use tallymark::gs1::Message;

use super::text::is_told;
use crate::Verdict;

/// The bytes of a tag.
pub fn epc_binary(data: &[u8]) -> Verdict {
    // The short way for twelve bytes agrees with the long one.
    if let Some(bytes) = data.first_chunk::<12>() {
        let (short, long) = (sgtin96::decode(*bytes), Tag::from_bytes(bytes));
        match (&short, &long) {
            (Ok((pack, filter, length)), Ok(tag)) => {
                assert_eq!(tag.bracketed(), pack.to_string());
                assert_eq!(sgtin96::encode(*pack, *length, *filter).as_ref(), Ok(bytes));
            }
            (Err(short), Err(long)) => assert_eq!(short, long),
            _ => assert!(bytes[0] != 0x30, "{short:?} {long:?}"),
        }
    }
    told(Tag::from_bytes(data), data)
}

/// Tag URIs, raw URIs and hexadecimal digits.
pub fn epc_tag(data: &[u8]) -> Verdict {
    if data.first().is_some_and(u8::is_ascii_hexdigit) {
        return told(Tag::from_hex(data), data);
    }
    told(Tag::parse_uri(data), data)
}

/// What is read is written again as it was, or, where the standard leaves a choice, in no more bits.
fn told(result: Result<Tag, tallymark::ParseError>, data: &[u8]) -> Verdict {
    let tag = match result {
        Ok(tag) => tag,
        Err(error) => {
            is_told(&error, data);
            return Verdict::Refused;
        }
    };
    let contents = tag.contents();
    let elements: Vec<_> = contents.elements().map(|(ai, value)| (ai, value.to_owned())).collect();
    let mut encoding = Encoding::new(tag.coding()).filter(tag.filter()).data(true);
    if let Some(length) = tag.prefix_length() {
        encoding = encoding.prefix_length(length);
    }
    if let Some(hostname) = contents.hostname() {
        encoding = encoding.hostname(hostname);
    }
    let again = encoding.encode_elements(&elements).expect("what is read can be written");
    assert_eq!(Tag::from_hex(tag.hex()), Ok(tag));
    assert_eq!(Tag::parse_uri(tag.raw_uri()), Ok(tag));
    match tag.tag_uri() {
        Some(uri) => {
            assert_eq!(again, tag);
            assert_eq!(Tag::parse_uri(&uri), Ok(tag), "{uri}");
        }
        None => assert!(again.bit_count() <= tag.bit_count()),
    }
    // The elements stand in the bracketed text as they are.
    if let Ok(message) = Message::parse_bracketed(&contents.bracketed()) {
        assert!(
            message.elements().map(|element| element.value).eq(contents.elements().map(|(_, value)| value))
        );
    }
    Verdict::Accepted
}
