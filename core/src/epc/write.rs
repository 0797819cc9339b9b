//! From elements to an EPC URI.

use super::{PrefixLength, Prefixes};
use crate::diagnostic::{ApplicationIdentifier, Code, Detail, ParseError, Reason, Span};
use crate::gs1::urn::{UriKind, encode};
use crate::gs1::urn_schemes::{Layout, Scheme, Tail};
use crate::gs1::{ElementString, Message};

/// What of a message an EPC names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct EpcKey<'m> {
    /// The scheme.
    pub(crate) scheme: Scheme,
    /// The element that holds the key.
    pub(crate) key: ElementString<'m>,
    /// Serial, lot or extension that is an element of its own.
    pub(crate) tail: Option<ElementString<'m>>,
}

/// Keys in the order in which they are looked for, which is that of [`Message::key`]: the unit, the pack, the piece, the
/// asset, the relation, the document, the coupon, the shipment, the part, the location; last the class and the party.
const ORDER: [Scheme; 16] = [
    Scheme::Sscc,
    Scheme::Sgtin,
    Scheme::Itip,
    Scheme::Grai,
    Scheme::Giai,
    Scheme::Gsrn,
    Scheme::Gsrnp,
    Scheme::Gdti,
    Scheme::Sgcn,
    Scheme::Gsin,
    Scheme::Ginc,
    Scheme::Cpi,
    Scheme::Sgln,
    Scheme::Upui,
    Scheme::Lgtin,
    Scheme::Pgln,
];

impl Message<'_> {
    /// The EPC URI of the thing or class that the message names, where the length of its company prefix is known.
    ///
    /// One thing is written as `urn:epc:id:`; a trade item with its lot as `urn:epc:class:lgtin:`; a key without its serial
    /// as the pattern `urn:epc:idpat:` with one wildcard. Other elements, such as an expiry date, are no part of an EPC.
    ///
    /// # Errors
    /// [`Code::EpcPrefixUnknown`], [`Code::EpcPrefixNone`], [`Code::EpcPrefixConflict`]: the length of the company prefix;
    /// [`Code::EpcKey`] if there is no key that an EPC can name; [`Code::EpcLength`] if a length is not 6 to 12.
    ///
    /// ```
    /// use tallymark::Message;
    /// use tallymark::epc::Prefixes;
    /// let message = Message::parse_bracketed("(01)09506000134352(17)281231(10)A7B21")?;
    /// assert_eq!(message.epc_uri(&Prefixes::new().given(7))?, "urn:epc:class:lgtin:9506000.013435.A7B21");
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn epc_uri(&self, prefixes: &Prefixes<'_>) -> Result<String, ParseError> {
        let found = self.epc_key()?;
        let length = found.prefix_length(prefixes)?;
        found.uri(length)
    }

    /// The length of the company prefix of the key that an EPC of this message names.
    ///
    /// # Errors
    /// [`Code::EpcKey`] if there is no such key, [`Code::EpcPrefixConflict`] if sources contradict each other.
    ///
    /// ```
    /// use tallymark::Message;
    /// use tallymark::epc::{PrefixLength, Prefixes};
    /// let message = Message::parse_bracketed("(01)02000010000012")?;
    /// assert_eq!(message.prefix_length(&Prefixes::new())?, PrefixLength::NotGcp);
    /// # Ok::<(), tallymark::ParseError>(())
    /// ```
    pub fn prefix_length(&self, prefixes: &Prefixes<'_>) -> Result<PrefixLength, ParseError> {
        let found = self.epc_key()?;
        prefixes.length(found.digits()).map_err(|error| found.about(error.code()))
    }

    /// The digits of the key from its company prefix on, as far as it has digits; what [`Prefixes::length`] asks for.
    ///
    /// # Errors
    /// [`Code::EpcKey`] if there is no key that an EPC can name.
    pub fn prefix_digits(&self) -> Result<String, ParseError> {
        let found = self.epc_key()?;
        Ok(String::from_utf8_lossy(found.digits()).into_owned())
    }

    /// The key that an EPC names.
    pub(crate) fn epc_key(&self) -> Result<EpcKey<'_>, ParseError> {
        let element = |ai: ApplicationIdentifier| self.elements().find(|element| element.ai == ai);
        let with = |scheme: Scheme| {
            let layout = scheme.layout();
            let key = element(layout.ai)?;
            let tail = match layout.tail {
                Tail::Element(ai) | Tail::Extension(ai) | Tail::Pieces(ai) => element(ai),
                Tail::Nothing | Tail::Joined => None,
            };
            // Several schemes begin with a GTIN: the last element tells which, and without one it is the class of packs.
            let needs_tail = matches!(scheme, Scheme::Sgtin | Scheme::Upui | Scheme::Lgtin);
            (tail.is_some() || !needs_tail).then_some(EpcKey { scheme, key, tail })
        };
        let class =
            || element(Scheme::Sgtin.ai()).map(|key| EpcKey { scheme: Scheme::Sgtin, key, tail: None });
        let party = |found: &EpcKey<'_>| found.scheme == Scheme::Pgln;
        let found = ORDER.into_iter().find_map(with);
        let found = match found {
            Some(found) if !party(&found) => Some(found),
            other => class().or(other),
        };
        found.ok_or_else(|| {
            let place = Span::new(0, self.input_len());
            ParseError::new(Code::EpcKey, place).with(Detail::Reason(Reason::EpcNoKey))
        })
    }
}

impl<'m> EpcKey<'m> {
    fn layout(&self) -> &'static Layout {
        self.scheme.layout()
    }

    fn about(&self, code: Code) -> ParseError {
        ParseError::new(code, self.key.span).about(self.key.ai)
    }

    fn refuse(&self, reason: Reason) -> ParseError {
        self.about(Code::EpcKey).with(Detail::Reason(reason))
    }

    /// The key from its company prefix on: without the zero in front of a GRAI and without indicator or extension digit;
    /// of a numeric key without its check digit and what follows.
    fn behind_indicator(&self) -> &'m [u8] {
        let layout = self.layout();
        let value = self.key.value.as_bytes();
        let from = layout.front.len() + usize::from(layout.leading);
        let to = match usize::from(layout.digits) {
            0 => value.len(),
            digits => layout.front.len() + digits,
        };
        value.get(from..to).unwrap_or_default()
    }

    /// The digits with which it begins.
    pub(crate) fn digits(&self) -> &'m [u8] {
        let text = self.behind_indicator();
        let end = text.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len());
        text.get(..end).unwrap_or_default()
    }

    /// The length of the company prefix, or why it is not known.
    pub(crate) fn prefix_length(&self, prefixes: &Prefixes<'_>) -> Result<u8, ParseError> {
        match prefixes.length(self.digits()) {
            Ok(PrefixLength::Known(length @ 6..=12)) => Ok(length),
            Ok(PrefixLength::Known(_)) => {
                Err(self.about(Code::EpcLength).with(Detail::Reason(Reason::EpcPrefix)))
            }
            Ok(PrefixLength::NotGcp) => Err(self.about(Code::EpcPrefixNone)),
            Ok(PrefixLength::Unknown) => Err(self.about(Code::EpcPrefixUnknown)),
            Err(error) => Err(self.about(error.code())),
        }
    }

    /// The URI with a company prefix of so many digits.
    fn uri(&self, length: u8) -> Result<String, ParseError> {
        let layout = self.layout();
        let text = self.behind_indicator();
        let Some((prefix, rest)) = text.split_at_checked(usize::from(length)) else {
            return Err(self.refuse(Reason::EpcShortKey));
        };
        if !prefix.iter().all(u8::is_ascii_digit) {
            return Err(self.refuse(Reason::EpcPrefixText));
        }
        if layout.digits == 0 && rest.is_empty() {
            return Err(self.refuse(Reason::EpcShortKey));
        }
        let value = self.key.value.as_bytes();
        let joined = match layout.tail {
            // A check digit stands before it.
            Tail::Joined => {
                value.get(layout.front.len() + usize::from(layout.digits) + 1..).unwrap_or_default()
            }
            _ => b"",
        };
        let class = layout.tail != Tail::Nothing
            && !matches!(layout.tail, Tail::Extension(_))
            && self.tail.is_none()
            && joined.is_empty();
        let kind = match self.scheme {
            Scheme::Lgtin => UriKind::Class,
            _ if class => UriKind::Pattern,
            _ => UriKind::Identity,
        };
        let mut out = String::with_capacity(64);
        out.push_str(kind.head());
        out.push_str(layout.name);
        out.push(':');
        encode(prefix, &mut out);
        out.push('.');
        if layout.leading {
            encode(value.get(..1).unwrap_or_default(), &mut out);
        }
        encode(rest, &mut out);
        let tail = self.tail.map(|tail| tail.value.as_bytes());
        match layout.tail {
            Tail::Nothing => return Ok(out),
            Tail::Pieces(_) => {
                let pieces = usize::from(layout.digits) + 1;
                for at in [pieces, pieces + 2] {
                    out.push('.');
                    encode(value.get(at..at + 2).unwrap_or_default(), &mut out);
                }
            }
            _ => {}
        }
        out.push('.');
        match (layout.tail, tail) {
            (Tail::Extension(_), Some(b"0")) => {
                let tail = self.tail.unwrap_or(self.key);
                let error = ParseError::new(Code::EpcKey, tail.span).about(tail.ai);
                return Err(error.with(Detail::Reason(Reason::EpcExtensionZero)));
            }
            (Tail::Extension(_), None) => out.push('0'),
            (_, Some(tail)) => encode(tail, &mut out),
            _ if class => out.push('*'),
            _ => encode(joined, &mut out),
        }
        Ok(out)
    }
}
