use crate::batch::{TimeError, bare_word, parse_time};
use crate::epcis::model::{Action, Event, EventKind, Form, Identifier};
use crate::epcis::vocabulary::{self, Form as WordForm, Kind, Reading};
use crate::epcis::{Facts, Role, Rule};

use super::identifier::{class_fault, instance_fault};

type Tell<'a> = dyn FnMut(Rule, String, u64) + 'a;

/// What one event says wrong by itself, whatever the partner.
pub(super) fn check(event: &Event, facts: &Facts<'_>, form: Form, tell: &mut Tell<'_>) {
    action(event, facts, tell);
    times(event, facts, tell);
    words(event, form, tell);
    identifiers(event, facts, tell);
    if !facts.expiry.is_empty() && !is_date(facts.expiry) {
        let message = format!("itemExpirationDate is \"{}\", which is no date", clip(facts.expiry));
        tell(Rule::ExpiryInvalid, message, offset_of_expiry(event));
    }
}

fn clip(text: &str) -> String {
    crate::epcis::tree::clip(text)
}

fn offset_of_expiry(event: &Event) -> u64 {
    let found = event.ilmd.iter().flatten().find(|part| part.name.local.ends_with("itemExpirationDate"));
    found.map_or(0, |part| part.offset)
}

fn action(event: &Event, facts: &Facts<'_>, tell: &mut Tell<'_>) {
    if event.kind == EventKind::Transformation {
        return;
    }
    let Some(action) = facts.action else {
        match &event.action {
            Some(word) => {
                tell(Rule::ActionMissing, format!("\"{}\" is no action", clip(&word.text)), word.offset);
            }
            None => tell(Rule::ActionMissing, "the event has no action".to_owned(), 0),
        }
        return;
    };
    let step = bare_word(facts.biz_step);
    let fits = match (event.kind, step) {
        (EventKind::Object, "commissioning") => action == Action::Add,
        (EventKind::Object, "decommissioning" | "destroying") => action == Action::Delete,
        (EventKind::Object, "shipping" | "receiving" | "void_shipping") => action != Action::Delete,
        (EventKind::Aggregation, "packing") => action != Action::Delete,
        (EventKind::Aggregation, "unpacking") => action != Action::Add,
        _ => true,
    };
    if !fits {
        let offset = event.action.as_ref().map_or(0, |word| word.offset);
        tell(Rule::ActionStep, format!("{step} does not go with the action {}", action.word()), offset);
    }
    let disposition = bare_word(facts.disposition);
    let impossible = match step {
        "commissioning" => {
            matches!(disposition, "inactive" | "destroyed" | "disposed" | "dispensed" | "retail_sold")
        }
        "decommissioning" => {
            matches!(disposition, "active" | "in_transit" | "in_progress" | "sellable_accessible")
        }
        "destroying" => matches!(disposition, "active" | "in_transit" | "sellable_accessible"),
        "shipping" => matches!(disposition, "active" | "destroyed" | "disposed" | "inactive" | "encoded"),
        "packing" => matches!(disposition, "destroyed" | "disposed" | "inactive" | "in_transit"),
        "receiving" => matches!(disposition, "destroyed" | "disposed" | "inactive" | "encoded"),
        _ => false,
    };
    if impossible {
        let offset = event.disposition.as_ref().map_or(0, |word| word.offset);
        tell(Rule::DispositionStep, format!("{step} does not leave things {disposition}"), offset);
    }
}

fn times(event: &Event, facts: &Facts<'_>, tell: &mut Tell<'_>) {
    let mut time = |name: &str, field: Option<&Identifier>| {
        let Some(field) = field else { return };
        match parse_time(field.text.as_bytes()) {
            Ok(_) => {}
            Err(TimeError::NoOffset) => {
                let message = format!("{name} \"{}\" has no time zone", clip(&field.text));
                tell(Rule::TimeZoneMissing, message, field.offset);
            }
            Err(error) => {
                tell(Rule::TimeInvalid, format!("{name} \"{}\": {error}", clip(&field.text)), field.offset);
            }
        }
    };
    time("eventTime", event.event_time.as_ref());
    time("recordTime", event.record_time.as_ref());
    if event.event_time.is_none() {
        tell(Rule::TimeInvalid, "the event has no eventTime".to_owned(), 0);
    }
    match &event.event_time_zone_offset {
        None => tell(Rule::OffsetInvalid, "the event has no eventTimeZoneOffset".to_owned(), 0),
        Some(offset) if !is_zone(&offset.text) => {
            let message =
                format!("eventTimeZoneOffset \"{}\" is no offset such as +01:00", clip(&offset.text));
            tell(Rule::OffsetInvalid, message, offset.offset);
        }
        Some(_) => {}
    }
    if let (Some(happened), Some(recorded)) = (facts.time, facts.record_time)
        && recorded < happened
    {
        let offset = event.record_time.as_ref().map_or(0, |time| time.offset);
        tell(Rule::RecordTime, format!("recorded at {recorded}, before it happened at {happened}"), offset);
    }
}

/// `+hh:mm` or `-hh:mm`, up to 14 hours.
pub(super) fn is_zone(text: &str) -> bool {
    let number = |at: std::ops::Range<usize>| {
        text.get(at).filter(|t| t.bytes().all(|b| b.is_ascii_digit())).and_then(|t| t.parse::<u32>().ok())
    };
    text.len() == 6
        && text.starts_with(['+', '-'])
        && text.get(3..4) == Some(":")
        && matches!((number(1..3), number(4..6)), (Some(h), Some(m)) if m < 60 && h * 60 + m <= 14 * 60)
}

/// `YYYY-MM-DD`, a time of day or zone behind it allowed.
pub(super) fn is_date(text: &str) -> bool {
    let digits = |at: std::ops::Range<usize>| text.get(at).filter(|t| t.bytes().all(|b| b.is_ascii_digit()));
    let (Some(year), Some(month), Some(day)) = (digits(0..4), digits(5..7), digits(8..10)) else {
        return false;
    };
    let dashes = text.get(4..5) == Some("-") && text.get(7..8) == Some("-");
    let behind = text.get(10..).unwrap_or_default();
    let tail = behind.is_empty() || behind == "Z" || behind.starts_with('T') || is_zone(behind);
    dashes && tail && day != "00" && crate::gs1::Date::parse_long(format!("{year}{month}{day}")).is_some()
}

fn words(event: &Event, form: Form, tell: &mut Tell<'_>) {
    let mut word = |kind: Kind, field: Option<&Identifier>| {
        let Some(field) = field else { return };
        let name = kind.name();
        let text = field.text.as_str();
        match vocabulary::read(kind, text) {
            Reading::Known(word, WordForm::Bare) if form != Form::Json => {
                let urn = vocabulary::write(kind, word, WordForm::Urn);
                tell(Rule::WordForm, format!("{name} \"{word}\" is written {urn} in XML"), field.offset);
            }
            Reading::Known(..) | Reading::Private => {}
            Reading::Unknown(word) => {
                let guess = vocabulary::closest(kind, word);
                let guess = guess.map(|guess| format!("; perhaps {guess} is meant")).unwrap_or_default();
                tell(
                    Rule::UnknownWord,
                    format!("the CBV has no {name} \"{}\"{guess}", clip(word)),
                    field.offset,
                );
            }
            Reading::Nothing => {
                tell(
                    Rule::UnknownWord,
                    format!("{name} \"{}\" is no word and no URI", clip(text)),
                    field.offset,
                );
            }
        }
    };
    word(Kind::BizStep, event.biz_step.as_ref());
    word(Kind::Disposition, event.disposition.as_ref());
    if let Some(lasting) = &event.persistent_disposition {
        lasting.set.iter().chain(&lasting.unset).flatten().for_each(|one| word(Kind::Disposition, Some(one)));
    }
    for one in event.biz_transaction_list.iter().flatten() {
        word(Kind::BusinessTransactionType, one.kind.as_ref());
    }
    for one in event.source_list.iter().chain(&event.destination_list).flatten() {
        word(Kind::SourceDestinationType, one.kind.as_ref());
    }
    if let Some(declaration) = &event.error_declaration {
        word(Kind::ErrorReason, declaration.reason.as_ref());
    }
}

fn identifiers(event: &Event, facts: &Facts<'_>, tell: &mut Tell<'_>) {
    for mention in facts.parent.iter().chain(&facts.epcs) {
        if mention.role == Role::Parent && event.kind == EventKind::Transaction && mention.text.is_empty() {
            continue;
        }
        if let Some(fault) = instance_fault(mention.text, mention.item) {
            tell(Rule::EpcSyntax, format!("{}: {fault}", clip(mention.text)), mention.offset);
        }
    }
    for amount in &facts.quantities {
        if let Some(fault) = class_fault(amount.class) {
            tell(Rule::EpcSyntax, format!("{}: {fault}", clip(amount.class)), amount.offset);
        }
    }
    for (id, _) in event.read_point.iter().chain(&event.biz_location) {
        if let Some(fault) = instance_fault(&id.text, None) {
            tell(Rule::EpcSyntax, format!("{}: {fault}", clip(&id.text)), id.offset);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_zones() {
        assert!(is_date("2028-05-31") && is_date("2028-05-31Z") && is_date("2028-05-31T00:00:00Z"));
        assert!(
            !is_date("280531") && !is_date("2028-02-30") && !is_date("2028-05-00") && !is_date("31.05.2028")
        );
        assert!(
            is_zone("+14:00")
                && is_zone("-00:00")
                && !is_zone("+14:01")
                && !is_zone("+0100")
                && !is_zone("Z")
        );
    }
}
