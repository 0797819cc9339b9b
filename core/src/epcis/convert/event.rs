//! The fields of an event.

use super::name::context;
use super::{Converter, Identifiers};
use crate::epc::EpcUri;
use crate::epcis::model::{Event, EventKind, Extension, Form, Identifier, Name, Quantity, Typed, Value};
use crate::epcis::vocabulary::{self, Form as Word, Kind};
use crate::epcis::write::is_json_number;
use crate::gs1::{Form as Text, Message, Options as TextOptions};

/// Attributes of sensor reports that are numbers in JSON.
const NUMBERS: [&str; 8] =
    ["value", "minValue", "maxValue", "meanValue", "sDev", "percRank", "percValue", "quantity"];

/// The text of every identifier of an event.
pub(super) fn identifiers(event: &Event, mut each: impl FnMut(&str)) {
    let lists = [&event.epc_list, &event.child_epcs, &event.input_epc_list, &event.output_epc_list];
    for epc in event.parent_id.iter().chain(lists.into_iter().flatten().flatten()) {
        each(&epc.text);
    }
    let amounts = [
        &event.quantity_list,
        &event.child_quantity_list,
        &event.input_quantity_list,
        &event.output_quantity_list,
    ];
    amounts.into_iter().flatten().flatten().for_each(|amount| each(&amount.epc_class.text));
    event.read_point.iter().chain(&event.biz_location).for_each(|(place, _)| each(&place.text));
    let typed = [&event.biz_transaction_list, &event.source_list, &event.destination_list];
    typed.into_iter().flatten().flatten().for_each(|typed| each(&typed.id.text));
}

impl Converter<'_> {
    pub(super) fn converted_event(&mut self, mut event: Event) -> Event {
        self.words(&mut event);
        self.all_identifiers(&mut event);
        if self.crosses() {
            self.parts(&mut event);
        }
        match self.options.form {
            Form::Json => {
                event.namespaces.clear();
                let fresh = self.names.of_event();
                if self.from != Form::Json && !fresh.is_empty() {
                    event.context = Some(context(&fresh));
                }
            }
            Form::Xml1 | Form::Xml2 => event.context = None,
        }
        if self.options.form == Form::Xml1 && self.from != Form::Xml1 {
            self.older(&mut event);
        }
        event
    }

    /// What EPCIS 1.2 asks for, and what it has no place for.
    fn older(&mut self, event: &mut Event) {
        match event.kind {
            EventKind::Object | EventKind::Transaction => _ = event.epc_list.get_or_insert_default(),
            EventKind::Aggregation => _ = event.child_epcs.get_or_insert_default(),
            EventKind::Association => {
                self.lose(
                    "not-in-1.2",
                    "EPCIS 1.2 does not know it; it is written as an extension",
                    "AssociationEvent",
                );
            }
            EventKind::Transformation => {}
        }
        let later = [
            ("sensorElementList", event.sensor_element_list.is_some()),
            ("persistentDisposition", event.persistent_disposition.is_some()),
            ("certificationInfo", !event.certification_info.is_empty()),
        ];
        for (name, _) in later.into_iter().filter(|(_, present)| *present) {
            self.lose("not-in-1.2", "EPCIS 1.2 does not know it; it is written as an extension", name);
        }
    }

    fn words(&mut self, event: &mut Event) {
        let form = match self.options.words {
            Some(form) => form,
            None if self.to_json() => Word::Bare,
            None => Word::Urn,
        };
        let word = |kind: Kind, field: &mut Identifier| {
            field.text = vocabulary::rewrite(kind, &field.text, form);
        };
        event.biz_step.iter_mut().for_each(|step| word(Kind::BizStep, step));
        event.disposition.iter_mut().for_each(|disposition| word(Kind::Disposition, disposition));
        if let Some(both) = &mut event.persistent_disposition {
            let lists = both.set.iter_mut().chain(&mut both.unset);
            lists.flatten().for_each(|disposition| word(Kind::Disposition, disposition));
        }
        if let Some(declaration) = &mut event.error_declaration {
            declaration.reason.iter_mut().for_each(|reason| word(Kind::ErrorReason, reason));
        }
        for typed in event.biz_transaction_list.iter_mut().flatten() {
            typed.kind.iter_mut().for_each(|kind| word(Kind::BusinessTransactionType, kind));
        }
        for typed in event.source_list.iter_mut().chain(&mut event.destination_list).flatten() {
            typed.kind.iter_mut().for_each(|kind| word(Kind::SourceDestinationType, kind));
        }
        let reports = event.sensor_element_list.iter_mut().flatten().flat_map(|sensor| &mut sensor.reports);
        for field in reports.flatten().filter(|field| field.name.prefix.is_empty()) {
            let kind = match field.name.local.as_str() {
                "type" => Kind::Measurement,
                "exception" => Kind::SensorAlert,
                "component" => Kind::Component,
                _ => continue,
            };
            if let Value::Text(text) = &mut field.value {
                *text = vocabulary::rewrite(kind, text, form);
            }
        }
    }

    fn all_identifiers(&mut self, event: &mut Event) {
        if self.options.identifiers == Identifiers::Keep {
            return;
        }
        let lists = [
            &mut event.epc_list,
            &mut event.child_epcs,
            &mut event.input_epc_list,
            &mut event.output_epc_list,
        ];
        let epcs = event.parent_id.iter_mut().chain(lists.into_iter().flatten().flatten());
        epcs.for_each(|epc| self.identifier(epc));
        let amounts = [
            &mut event.quantity_list,
            &mut event.child_quantity_list,
            &mut event.input_quantity_list,
            &mut event.output_quantity_list,
        ];
        for Quantity { epc_class, .. } in amounts.into_iter().flatten().flatten() {
            self.identifier(epc_class);
        }
        for (place, _) in event.read_point.iter_mut().chain(&mut event.biz_location) {
            self.identifier(place);
        }
        let typed = [&mut event.biz_transaction_list, &mut event.source_list, &mut event.destination_list];
        for Typed { id, .. } in typed.into_iter().flatten().flatten() {
            self.identifier(id);
        }
    }

    fn identifier(&mut self, identifier: &mut Identifier) {
        if let Some(text) = self.rewritten(&identifier.text) {
            identifier.text = text;
        }
    }

    /// A GS1 identifier in the form that is wanted; none if it stays.
    pub(super) fn rewritten(&mut self, text: &str) -> Option<String> {
        match self.options.identifiers {
            Identifiers::Keep => None,
            Identifiers::DigitalLink => {
                let link = text.starts_with("urn:epc:").then(|| EpcUri::parse(text)?.digital_link())?;
                if link.is_err() {
                    self.lose("identifier-kept", "no Digital Link can stand for it; it stays as it is", text);
                }
                link.ok()
            }
            Identifiers::Urn => {
                if !text.starts_with("https://") && !text.starts_with("http://") {
                    return None;
                }
                let message =
                    Message::parse(Text::DigitalLink, text.as_bytes(), &TextOptions::default()).ok()?;
                let learnt = message.epc_uri(&self.options.prefixes.learnt(&self.learner));
                if learnt.is_err() {
                    self.lose(
                        "identifier-kept",
                        "the length of its company prefix is not known, or no EPC URN can stand for it; it stays as it is",
                        text,
                    );
                }
                learnt.ok()
            }
        }
    }

    /// Extensions and values of every part, between XML and JSON.
    fn parts(&mut self, event: &mut Event) {
        let take = std::mem::take::<Vec<Extension>>;
        for (_, extensions) in event.read_point.iter_mut().chain(&mut event.biz_location) {
            *extensions = self.extensions(take(extensions));
        }
        if let Some(declaration) = &mut event.error_declaration {
            declaration.extensions = self.extensions(take(&mut declaration.extensions));
        }
        if let Some(both) = &mut event.persistent_disposition {
            both.extensions = self.extensions(take(&mut both.extensions));
        }
        let amounts = [
            &mut event.quantity_list,
            &mut event.child_quantity_list,
            &mut event.input_quantity_list,
            &mut event.output_quantity_list,
        ];
        for amount in amounts.into_iter().flatten().flatten() {
            // What is expressly nil in XML is left out in JSON.
            let to_json = self.to_json();
            amount.extensions.retain(|extension| !(to_json && is_nil(&extension.value)));
            amount.extensions = self.extensions(take(&mut amount.extensions));
        }
        let typed = [&mut event.biz_transaction_list, &mut event.source_list, &mut event.destination_list];
        for typed in typed.into_iter().flatten().flatten() {
            typed.extensions = self.attributes(take(&mut typed.extensions));
        }
        for sensor in event.sensor_element_list.iter_mut().flatten() {
            sensor.metadata = sensor.metadata.take().map(|metadata| self.attributes(metadata));
            for report in &mut sensor.reports {
                *report = self.attributes(take(report));
            }
            sensor.extensions = self.extensions(take(&mut sensor.extensions));
        }
        event.ilmd = event.ilmd.take().map(|ilmd| self.extensions(ilmd));
        event.extensions = self.extensions(take(&mut event.extensions));
    }

    /// What is written as attributes in XML and as members in JSON.
    fn attributes(&mut self, fields: Vec<Extension>) -> Vec<Extension> {
        let to_json = self.to_json();
        let mut converted = Vec::with_capacity(fields.len());
        for mut field in fields {
            if to_json {
                field.name.local = field.name.local.trim_start_matches('@').to_owned();
                if let (Value::Text(text), true) = (&field.value, field.name.prefix.is_empty()) {
                    field.value = typed_value(&field.name, text);
                }
            } else {
                let plain = matches!(field.value, Value::Text(_) | Value::Number(_) | Value::Bool(_));
                if !plain {
                    self.lose(
                        "value-not-in-attribute",
                        "a list or object becomes the text of an attribute",
                        &field.name.local,
                    );
                }
                field.value = Value::Text(crate::epcis::write::scalar(&field.value).into_owned());
                field.name.local = format!("@{}", field.name.local);
            }
            if let Some(mut field) = self.extension(field) {
                if !to_json && !field.name.local.starts_with('@') {
                    field.name.local.insert(0, '@');
                }
                converted.push(field);
            }
        }
        converted
    }
}

fn is_nil(value: &Value) -> bool {
    match value {
        Value::Element { attributes, .. } => attributes
            .iter()
            .any(|(name, value)| name.local == "nil" && matches!(value.as_str(), "true" | "1")),
        _ => false,
    }
}

/// A number or flag of a sensor report as JSON has it.
fn typed_value(name: &Name, text: &str) -> Value {
    match (name.local.as_str(), text) {
        ("booleanValue", "true" | "1") => Value::Bool(true),
        ("booleanValue", "false" | "0") => Value::Bool(false),
        (name, text) if NUMBERS.contains(&name) => {
            let plain = text.strip_prefix('+').unwrap_or(text);
            let (sign, digits) = plain.strip_prefix('-').map_or(("", plain), |digits| ("-", digits));
            let digits = digits.trim_start_matches('0');
            let zero = if digits.is_empty() || digits.starts_with(['.', 'e', 'E']) { "0" } else { "" };
            let number = format!("{sign}{zero}{}", digits.strip_suffix('.').unwrap_or(digits));
            if is_json_number(&number) { Value::Number(number) } else { Value::Text(text.to_owned()) }
        }
        _ => Value::Text(text.to_owned()),
    }
}
