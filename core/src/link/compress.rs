use std::fmt::Write as _;

use super::bits::{Encoding, Writer, length_width, sextet};
use super::decompress::decompress;
use super::digital_link::Escaped;
use super::sequences;
use crate::diagnostic::{ApplicationIdentifier, Code, ParseError, Span};
use crate::gs1::{Dictionary, Message, Part, uri};

/// The longest name and value of a parameter that can be compressed.
const LONGEST: usize = 127;

/// How a link is compressed. The default gives the shortest path: everything compressed, sequences of AIs named by one
/// byte, parameters that are no elements left in the query as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compression {
    optimise: bool,
    keep_key: bool,
    parameters: bool,
}

impl Compression {
    /// The default.
    #[must_use]
    pub const fn new() -> Self {
        Compression { optimise: true, keep_key: false, parameters: false }
    }

    /// Whether frequent sequences of AIs are named by one byte (default: yes).
    #[must_use]
    pub const fn optimise(mut self, optimise: bool) -> Self {
        self.optimise = optimise;
        self
    }

    /// Whether the primary key stays readable before the compressed part (default: no).
    #[must_use]
    pub const fn keep_key(mut self, keep: bool) -> Self {
        self.keep_key = keep;
        self
    }

    /// Whether parameters that are no elements are compressed, too (default: no).
    ///
    /// A parameter without value, with a `+`, a name outside base64url, or more than 127 characters stays in the query.
    #[must_use]
    pub const fn parameters(mut self, compress: bool) -> Self {
        self.parameters = compress;
        self
    }
}

impl Default for Compression {
    fn default() -> Self {
        Compression::new()
    }
}

/// A plain link in its compressed form, below the same domain and path stem.
///
/// A link with a key and nothing else is given back as it is where the key is to be kept. The key is kept, too, below a
/// path stem that ends like an AI or a key with its value: the compressed part would be read together with it. Where that
/// does not help, the link is given back as it is.
///
/// ```
/// use tallymark::link::{Compression, compress, decompress};
/// let link = "https://example.com/01/09506000134352/10/A7B21/21/A1B2?17=281231";
/// let short = compress(link, Compression::new())?;
/// assert_eq!(short.len(), 42);
/// assert_eq!(decompress(&short)?, link);
/// let readable = compress(link, Compression::new().keep_key(true))?;
/// assert!(readable.starts_with("https://example.com/01/09506000134352/"));
/// # Ok::<(), tallymark::ParseError>(())
/// ```
///
/// # Errors
/// As [`Message::parse_digital_link`](crate::Message::parse_digital_link): the link has to be valid.
pub fn compress(link: &(impl AsRef<[u8]> + ?Sized), how: Compression) -> Result<String, ParseError> {
    let input = link.as_ref();
    let message = Message::parse_digital_link(input)?;
    let (short, stem_end) = shorten(input, &message, how)?;
    if !is_misleading(input.get(..stem_end).unwrap_or_default()) {
        return Ok(short);
    }
    let (short, _) = shorten(input, &message, how.keep_key(true))?;
    Ok(match decompress(&short) {
        Ok(_) => short,
        Err(_) => String::from_utf8_lossy(input).into_owned(),
    })
}

/// Whether what stands behind this path stem is taken for the value of an AI, or for what belongs to a key.
fn is_misleading(stem: &[u8]) -> bool {
    let from = uri::scheme(stem).unwrap_or(0);
    let mut segments = stem.get(from..).unwrap_or_default().rsplit(|&byte| byte == b'/');
    let mut ai = || segments.next().and_then(ApplicationIdentifier::new);
    let dictionary = Dictionary::built_in();
    let (last, before) = (ai(), ai());
    last.is_some_and(|ai| dictionary.parts(ai).is_some())
        || before.is_some_and(|ai| dictionary.is_link_key(ai))
}

/// The short form of a link that was read, and where its path stem ends.
fn shorten(input: &[u8], message: &Message<'_>, how: Compression) -> Result<(String, usize), ParseError> {
    let elements: Vec<(ApplicationIdentifier, &str)> =
        message.elements().map(|element| (element.ai, element.value)).collect();
    // A link that was read has a key as its first element; its value stands behind `/AI/`.
    let (Some(&key), Some(first)) = (elements.first(), message.elements().next()) else {
        return Err(ParseError::new(Code::LinkNoKey, Span::new(0, input.len())));
    };
    let stem_end = (first.span.start as usize).saturating_sub(key.0.digits() + 2);
    let mut output = String::from_utf8_lossy(input.get(..stem_end).unwrap_or_default()).into_owned();
    let mut rest = elements;
    if how.keep_key {
        let _ = write!(output, "/{}/{}", key.0, Escaped(key.1));
        rest.remove(0);
    }
    let mut bits = Writer::default();
    let mut anything = !rest.is_empty();
    write_elements(&mut bits, how, rest);
    let mut query: Vec<&[u8]> = Vec::new();
    for parameter in message.ignored() {
        match compressible(parameter).filter(|_| how.parameters) {
            Some((name, value)) => {
                anything = true;
                write_parameter(&mut bits, name, &value);
            }
            None => query.push(parameter),
        }
    }
    if anything {
        output.push('/');
        output.push_str(&bits.finish());
    }
    for (position, parameter) in query.into_iter().enumerate() {
        output.push(if position == 0 { '?' } else { '&' });
        output.push_str(&String::from_utf8_lossy(parameter));
    }
    if let Some(at) = input.iter().position(|&byte| byte == b'#') {
        output.push_str(&String::from_utf8_lossy(input.get(at..).unwrap_or_default()));
    }
    Ok((output, stem_end))
}

type Element<'e> = (ApplicationIdentifier, &'e str);

fn write_elements(bits: &mut Writer, how: Compression, mut rest: Vec<Element<'_>>) {
    let dictionary = Dictionary::built_in();
    let keys = rest.iter().filter(|(ai, _)| dictionary.is_link_key(*ai)).count();
    if keys > 1 {
        // The first key that is read makes the path: it stays the first, and no sequence may overtake it.
        rest.get_mut(1..).unwrap_or_default().sort_by_cached_key(|(ai, _)| ai.to_string());
    } else {
        rest.sort_by_cached_key(|(ai, _)| ai.to_string());
        if how.optimise {
            while let Some((code, sequence)) = best_sequence(&rest) {
                bits.number(u32::from(code), 8);
                for ai in sequence {
                    if let Some(position) = rest.iter().position(|(other, _)| *other == ai) {
                        let (ai, value) = rest.remove(position);
                        write_value(bits, &dictionary, ai, value);
                    }
                }
            }
        }
    }
    for (ai, value) in rest {
        ai.to_string().chars().for_each(|digit| bits.number(digit.to_digit(10).unwrap_or(0), 4));
        write_value(bits, &dictionary, ai, value);
    }
}

/// The code whose AIs are all there and have the most digits, the first of several.
fn best_sequence(rest: &[Element<'_>]) -> Option<(u8, Vec<ApplicationIdentifier>)> {
    let mut best: Option<(usize, u8, Vec<ApplicationIdentifier>)> = None;
    for (code, ais) in sequences::all() {
        let there = |ai| rest.iter().any(|(other, _)| *other == ai);
        if !ais.clone().all(there) {
            continue;
        }
        let digits = ais.clone().map(ApplicationIdentifier::digits).sum();
        if best.as_ref().is_none_or(|best| digits > best.0) {
            best = Some((digits, code, ais.collect()));
        }
    }
    best.map(|(_, code, ais)| (code, ais))
}

fn write_value(bits: &mut Writer, dictionary: &Dictionary, ai: ApplicationIdentifier, value: &str) {
    let mut value = value.as_bytes();
    for part in dictionary.parts(ai).unwrap_or_default() {
        let (fixed, most) = part.length();
        let (text, behind) = value.split_at(value.len().min(fixed.unwrap_or(value.len())));
        value = behind;
        let digits = matches!(part, Part::Digits(_) | Part::DigitsUpTo(_));
        let encoding = if digits { Encoding::Digits } else { Encoding::of(text) };
        if !digits {
            bits.number(encoding as u32, 3);
        }
        if fixed.is_none() {
            bits.number(text.len() as u32, length_width(most));
        }
        bits.characters(encoding, text);
    }
}

/// Name and value of a parameter that loses nothing by compression.
fn compressible(parameter: &[u8]) -> Option<(&[u8], Vec<u8>)> {
    let equals = parameter.iter().position(|&byte| byte == b'=')?;
    let (name, value) = (parameter.get(..equals)?, parameter.get(equals + 1..)?);
    if !(1..=LONGEST).contains(&name.len())
        || name.iter().any(|&byte| sextet(byte).is_none())
        || value.contains(&b'+')
    {
        return None;
    }
    let value = uri::decode(value, false).ok()?;
    let fits = value.len() <= LONGEST && value.iter().all(|byte| matches!(byte, b' '..=b'~'));
    fits.then_some((name, value))
}

fn write_parameter(bits: &mut Writer, name: &[u8], value: &[u8]) {
    bits.number(0xF, 4);
    bits.number(name.len() as u32, 7);
    bits.characters(Encoding::Base64, name);
    let encoding = Encoding::of(value);
    bits.number(encoding as u32, 3);
    bits.number(value.len() as u32, 7);
    bits.characters(encoding, value);
}
