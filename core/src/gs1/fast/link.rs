use super::super::tables::{Brief, Tables};
use super::super::uri::in_sequence;
use super::values::{run, value_end};
use super::{Taker, lanes};
use crate::diagnostic::ApplicationIdentifier;

/// No key has more qualifiers.
const QUALIFIERS: usize = 4;

/// A Digital Link URI from `start` to `end` whose scheme is in lower case, whose path has no digit in front of its key
/// and which has no fragment and no parameters but elements; the number of elements in the path if all is well but for
/// relations.
///
/// Read from the left. What the reader does from the right comes to the same, because every segment from the key on
/// counts and none but the first is a key. `data` has sixteen bytes or more.
#[inline(always)]
pub(crate) fn link(
    tables: &Tables<'_>,
    data: &[u8],
    start: usize,
    end: usize,
    taker: &mut impl Taker,
) -> Option<u8> {
    let scheme = data.get(start..end)?;
    let domain = start + if scheme.starts_with(b"https://") { 8 } else { 7 };
    if domain == start + 7 && !scheme.starts_with(b"http://") {
        return None;
    }
    let mut at = run(data, domain, end, lanes::outside_domain)?;
    if at == domain {
        return None;
    }
    // Segments in front of the key.
    while at < end && data.get(at) == Some(&b'/') && !data.get(at + 1)?.is_ascii_digit() {
        at = run(data, at + 1, end, lanes::outside_link)?;
    }
    let mut key = None;
    let mut qualifiers = [ApplicationIdentifier::from_parts(0, 2); QUALIFIERS];
    let mut count = 0;
    while at < end && data.get(at) == Some(&b'/') {
        let (brief, from) = name(tables, data, at + 1, b'/')?;
        match key {
            None => {
                if !brief.key {
                    return None;
                }
                key = Some(brief);
            }
            Some(_) => {
                if brief.key {
                    return None;
                }
                *qualifiers.get_mut(count)? = brief.ai;
                count += 1;
            }
        }
        at = value(tables, brief, data, from, end, taker)?;
    }
    let key = tables.definitions.get(usize::from(key?.number).wrapping_sub(1))?;
    if !in_sequence(tables, key, qualifiers.get(..count)?) {
        return None;
    }
    if at < end && data.get(at) == Some(&b'?') {
        at += 1;
        while at < end {
            let (brief, from) = name(tables, data, at, b'=')?;
            // What might stand in the path is for the reader.
            if !brief.attribute || tables.sequences(key).any(|sequence| sequence.contains(&brief.ai)) {
                return None;
            }
            at = value(tables, brief, data, from, end, taker)?;
            if at < end {
                if data.get(at) != Some(&b'&') {
                    return None;
                }
                at += 1;
            }
        }
    }
    (at == end).then_some(1 + count as u8)
}

/// The AI that stands at `at` and the place behind the character that ends it.
#[inline(always)]
fn name<'t>(tables: &Tables<'t>, data: &[u8], at: usize, ends: u8) -> Option<(&'t Brief, usize)> {
    let brief = tables.brief(data, at)?;
    let stop = at + usize::from(brief.digits);
    (data.get(stop) == Some(&ends)).then_some((brief, stop + 1))
}

/// Hands over the value at `from` and gives its end.
#[inline(always)]
fn value(
    tables: &Tables<'_>,
    brief: &Brief,
    data: &[u8],
    from: usize,
    end: usize,
    taker: &mut impl Taker,
) -> Option<usize> {
    if let Some(stop) = value_end(tables, brief, data, from, end, lanes::outside_link)
        && (stop == end || data.get(stop) != Some(&b'%'))
    {
        return taker.take(brief, from, stop).then_some(stop);
    }
    let (value, length, stop) = decoded(data, from, end)?;
    let whole = MARGIN + length;
    let good = value_end(tables, brief, &value, MARGIN, whole, lanes::outside_82) == Some(whole);
    (good && taker.take_made(brief, from, stop, value.get(MARGIN..whole)?)).then_some(stop)
}

/// What stands before a decoded value, as an AI stands before one that is written as it is.
const MARGIN: usize = 16;

/// A value with percent escapes resolved, its length and the end of what is written.
#[inline(never)]
fn decoded(data: &[u8], from: usize, end: usize) -> Option<([u8; 128], usize, usize)> {
    let text = data.get(from..end)?;
    let mut value = [0; 128];
    let (mut at, mut length) = (0, 0);
    let digit = |at: usize| text.get(at).and_then(|&byte| char::from(byte).to_digit(16));
    while let Some(&byte) = text.get(at) {
        let slot = value.get_mut(MARGIN + length)?;
        *slot = match byte {
            b'%' => {
                let escaped = digit(at + 1)? << 4 | digit(at + 2)?;
                at += 2;
                escaped as u8
            }
            b'-' | b'.' | b'_' => byte,
            _ if byte.is_ascii_alphanumeric() => byte,
            _ => break,
        };
        at += 1;
        length += 1;
    }
    Some((value, length, from + at))
}
