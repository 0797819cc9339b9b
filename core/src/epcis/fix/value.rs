//! Texts that can mean one thing only, written as the standard asks.

use crate::batch::parse_time;
use crate::epc::EpcUri;
use crate::epcis::Rule;
use crate::epcis::model::Form;
use crate::epcis::vocabulary::{self, Form as WordForm, Kind, Reading};

/// What a text stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Time,
    Offset,
    Action,
    Word(Kind),
    Identifier,
    Unit,
    Date,
    Quantity,
}

impl Role {
    /// By the name of the element or member, and of what it is in.
    pub(super) fn of(name: &str, within: &str) -> Option<Self> {
        Some(match (name, within) {
            ("eventTime" | "recordTime" | "declarationTime", _) => Role::Time,
            ("eventTimeZoneOffset", _) => Role::Offset,
            ("action", _) => Role::Action,
            ("bizStep", _) => Role::Word(Kind::BizStep),
            ("disposition", _) | ("set" | "unset", "persistentDisposition") => Role::Word(Kind::Disposition),
            ("reason", "errorDeclaration") => Role::Word(Kind::ErrorReason),
            ("type", "bizTransaction" | "bizTransactionList") => Role::Word(Kind::BusinessTransactionType),
            ("type", "source" | "destination" | "sourceList" | "destinationList") => {
                Role::Word(Kind::SourceDestinationType)
            }
            ("epc" | "parentID" | "epcClass", _) | ("id", "readPoint" | "bizLocation") => Role::Identifier,
            ("epcList" | "childEPCs" | "inputEPCList" | "outputEPCList", _) => Role::Identifier,
            (
                "uom",
                "quantityElement" | "quantityList" | "childQuantityList" | "inputQuantityList"
                | "outputQuantityList",
            ) => Role::Unit,
            (
                "quantity",
                "quantityList" | "childQuantityList" | "inputQuantityList" | "outputQuantityList",
            ) => Role::Quantity,
            ("itemExpirationDate", _) => Role::Date,
            _ => return None,
        })
    }
}

/// A text as it should be.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Better {
    pub(super) text: String,
    pub(super) rule: Rule,
    pub(super) reason: &'static str,
}

/// The text of a role as it should be, if it is not and can mean one thing only.
pub(super) fn better(role: Role, text: &str, form: Form) -> Option<Better> {
    let bare = text.trim_matches([' ', '\t', '\r', '\n', '\u{a0}', '\u{feff}']);
    let upper = || bare.to_ascii_uppercase();
    let (found, rule, reason) = match role {
        Role::Time => (time(bare), Rule::TimeInvalid, "the same moment in the form of ISO 8601"),
        Role::Offset => (offset(bare), Rule::OffsetInvalid, "the same offset with a colon"),
        Role::Action => {
            let known = |word: &String| matches!(word.as_str(), "ADD" | "OBSERVE" | "DELETE");
            (Some(upper()).filter(known), Rule::ActionMissing, "the same action in capital letters")
        }
        Role::Word(kind) => {
            (word(kind, bare, form), Rule::WordForm, "the same word of the CBV in its standard form")
        }
        Role::Identifier => {
            (identifier(bare), Rule::EpcSyntax, "the same identifier with its characters escaped")
        }
        Role::Unit => {
            let is_unit = |unit: &String| {
                matches!(unit.len(), 2 | 3) && unit.bytes().all(|byte| byte.is_ascii_alphanumeric())
            };
            (Some(upper()).filter(is_unit), Rule::EpcSyntax, "the same unit in capital letters")
        }
        Role::Date => (date(bare), Rule::ExpiryInvalid, "the same day with dashes"),
        Role::Quantity => (None, Rule::Unreadable, ""),
    };
    let better = found.unwrap_or_else(|| bare.to_owned());
    if better == text || bare.is_empty() {
        return None;
    }
    let reason = if better == bare { "the same without the blanks around it" } else { reason };
    Some(Better { text: better, rule, reason })
}

fn time(text: &str) -> Option<String> {
    let mut better = text.to_ascii_uppercase();
    if better.as_bytes().get(10) == Some(&b' ') {
        better.replace_range(10..11, "T");
    }
    if let Some((time, zone)) =
        better.get(19..).and_then(|rest| rest.find(['+', '-'])).map(|at| better.split_at(19 + at))
        && let Some(zone) = offset(zone)
    {
        better = format!("{time}{zone}");
    }
    let moment = parse_time(better.as_bytes()).ok()?;
    // What was understood before has to be the same moment.
    parse_time(text.as_bytes())
        .is_ok_and(|before| before != moment)
        .then_some(())
        .map_or(Some(better), |()| None)
}

/// `+01:00` of `+0100`, `+1:00`, `+01` and `Z`.
fn offset(text: &str) -> Option<String> {
    if matches!(text, "Z" | "z") {
        return Some("+00:00".to_owned());
    }
    let digits = text.strip_prefix(['+', '-'])?;
    let sign = text.get(..1)?;
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some(parts), _) => parts,
        (None, 4) => digits.split_at_checked(2)?,
        (None, 1 | 2) => (digits, "00"),
        (None, _) => return None,
    };
    let number = |part: &str| {
        part.bytes().all(|byte| byte.is_ascii_digit()).then(|| part.parse::<u32>().ok()).flatten()
    };
    let (hours, minutes) = (number(hours)?, number(minutes).filter(|_| minutes.len() == 2)?);
    (minutes < 60 && hours * 60 + minutes <= 14 * 60).then(|| format!("{sign}{hours:02}:{minutes:02}"))
}

fn word(kind: Kind, text: &str, form: Form) -> Option<String> {
    let wanted = |found: WordForm| match (form, found) {
        (Form::Json, _) => WordForm::Bare,
        (Form::Xml2, WordForm::WebUri) => WordForm::WebUri,
        _ => WordForm::Urn,
    };
    if let Reading::Known(word, found) = vocabulary::read(kind, text) {
        return Some(vocabulary::write(kind, word, wanted(found)));
    }
    // Capital letters, and blanks or dashes for low lines.
    let plain = text.to_ascii_lowercase().replace([' ', '-'], "_");
    let last = plain.rsplit([':', '/']).next().unwrap_or_default();
    let own = plain.strip_suffix(last).unwrap_or_default();
    let ours = own.is_empty() || own == vocabulary::write(kind, "", WordForm::Urn);
    let known = kind.words().iter().find(|word| ours && **word == last)?;
    Some(vocabulary::write(kind, known, wanted(WordForm::Bare)))
}

/// An EPC URN whose scheme is in small letters and whose characters are escaped (TDS 2.3, table 6-2).
fn identifier(text: &str) -> Option<String> {
    let is_epc = text.get(..8).is_some_and(|start| start.eq_ignore_ascii_case("urn:epc:"));
    if !is_epc || EpcUri::parse(text.as_bytes()).is_ok() {
        return None;
    }
    let body = text.match_indices(':').nth(3).map(|(at, _)| at + 1)?;
    let (start, rest) = text.split_at(body);
    let mut better = start.to_ascii_lowercase();
    for (at, character) in rest.char_indices() {
        let escaped =
            rest.as_bytes().get(at + 1..at + 3).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
        match character {
            '"' | '&' | '/' | '<' | '>' | '?' | '#' => {
                better.push_str(&format!("%{:02X}", u32::from(character)));
            }
            '%' if !escaped => better.push_str("%25"),
            _ => better.push(character),
        }
    }
    EpcUri::parse(better.as_bytes()).is_ok().then_some(better)
}

/// `2028-05-31` of `20280531` and `2028/05/31`. Read from its other end, eight digits of this century have no such month.
fn date(text: &str) -> Option<String> {
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let shaped = match text.len() {
        8 => digits.len() == 8,
        10 => {
            digits.len() == 8
                && (text.matches('/').count() == 2 || text.matches('.').count() == 2)
                && text.get(..4).is_some_and(|year| year.bytes().all(|byte| byte.is_ascii_digit()))
        }
        _ => false,
    };
    let day = |text: &str| !text.ends_with("00") && crate::gs1::Date::parse_long(text).is_some();
    let better = || Some(format!("{}-{}-{}", digits.get(..4)?, digits.get(4..6)?, digits.get(6..8)?));
    (shaped && day(&digits)).then(better).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now(role: Role, text: &str, form: Form) -> Option<String> {
        better(role, text, form).map(|better| better.text)
    }

    #[test]
    fn what_can_mean_one_thing_is_written_as_it_should_be() {
        let step = Role::Word(Kind::BizStep);
        for (role, text, form, expected) in [
            (Role::Time, "2026-03-04t10:01:07z", Form::Json, "2026-03-04T10:01:07Z"),
            (Role::Time, " 2026-03-04 10:01:07.5+0100", Form::Xml1, "2026-03-04T10:01:07.5+01:00"),
            (Role::Offset, "-0530", Form::Json, "-05:30"),
            (Role::Offset, "Z", Form::Json, "+00:00"),
            (Role::Offset, "+1:00", Form::Json, "+01:00"),
            (Role::Action, "Add ", Form::Xml2, "ADD"),
            (step, "shipping", Form::Xml1, "urn:epcglobal:cbv:bizstep:shipping"),
            (step, "urn:epcglobal:cbv:bizstep:shipping", Form::Json, "shipping"),
            (step, "Staging Outbound", Form::Json, "staging_outbound"),
            (step, "URN:epcglobal:cbv:bizstep:Shipping", Form::Xml1, "urn:epcglobal:cbv:bizstep:shipping"),
            (
                step,
                "https://ref.gs1.org/cbv/BizStep-shipping",
                Form::Xml1,
                "urn:epcglobal:cbv:bizstep:shipping",
            ),
            (
                Role::Identifier,
                "URN:EPC:ID:SGTIN:9506000.013435.A/1",
                Form::Json,
                "urn:epc:id:sgtin:9506000.013435.A%2F1",
            ),
            (Role::Identifier, " urn:x:y", Form::Json, "urn:x:y"),
            (Role::Unit, "kgm", Form::Json, "KGM"),
            (Role::Date, "20280531", Form::Xml1, "2028-05-31"),
            (Role::Date, "2028/05/31", Form::Xml1, "2028-05-31"),
        ] {
            assert_eq!(now(role, text, form).as_deref(), Some(expected));
            assert_eq!(now(role, expected, form), None, "{expected} stays");
        }
    }

    #[test]
    fn what_is_right_or_could_mean_another_thing_stays() {
        for (role, text, form) in [
            (Role::Time, "2026-03-04T10:01:07", Form::Json),
            (Role::Time, "04.03.2026 10:01", Form::Json),
            (Role::Offset, "+1500", Form::Json),
            (Role::Offset, "CET", Form::Json),
            (Role::Action, "REMOVE", Form::Json),
            (Role::Word(Kind::BizStep), "https://ref.gs1.org/cbv/BizStep-shipping", Form::Xml2),
            (Role::Word(Kind::BizStep), "comissioning", Form::Json),
            (Role::Word(Kind::BizStep), "https://example.com/Shipping", Form::Json),
            (Role::Identifier, "urn:epc:id:sgtin:9506000.13435.A/1", Form::Json),
            (Role::Identifier, "urn:epc:id:sgtin:9506000.013435.A%2F1", Form::Json),
            (Role::Date, "280531", Form::Json),
            (Role::Date, "31052028", Form::Json),
            (Role::Date, "05312028", Form::Json),
            (Role::Date, "31.05.2028", Form::Json),
            (Role::Unit, "kilogram", Form::Json),
            (Role::Action, " ", Form::Json),
        ] {
            assert_eq!(now(role, text, form), None, "{text}");
        }
    }
}
