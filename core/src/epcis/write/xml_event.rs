//! The elements of an event in the order of the schemas.

use std::borrow::Cow;
use std::io::{self, Write};

use super::xml::{Xml, attributes, scalar};
use crate::epcis::model::{
    Event, EventKind, Extension, Form, Identifier, Quantity, SensorElement, SensorReport, Typed,
};

type Attributes<'a> = Vec<(String, Cow<'a, str>)>;

pub(super) fn write<W: Write>(xml: &mut Xml<W>, event: &Event, form: Form) -> io::Result<()> {
    xml.open_with(event.kind.name(), &event.namespaces, &[])?;
    leaf(xml, "eventTime", event.event_time.as_ref())?;
    leaf(xml, "recordTime", event.record_time.as_ref())?;
    leaf(xml, "eventTimeZoneOffset", event.event_time_zone_offset.as_ref())?;
    base(xml, event, form)?;
    if event.kind == EventKind::Transaction {
        typed(xml, "bizTransactionList", "bizTransaction", event.biz_transaction_list.as_ref())?;
    }
    leaf(xml, "parentID", event.parent_id.as_ref())?;
    epcs(xml, "epcList", event.epc_list.as_ref())?;
    epcs(xml, "childEPCs", event.child_epcs.as_ref())?;
    epcs(xml, "inputEPCList", event.input_epc_list.as_ref())?;
    amounts(xml, "inputQuantityList", event.input_quantity_list.as_ref())?;
    epcs(xml, "outputEPCList", event.output_epc_list.as_ref())?;
    amounts(xml, "outputQuantityList", event.output_quantity_list.as_ref())?;
    leaf(xml, "transformationID", event.transformation_id.as_ref())?;
    if event.kind == EventKind::Association {
        amounts(xml, "childQuantityList", event.child_quantity_list.as_ref())?;
    }
    leaf(xml, "action", event.action.as_ref())?;
    leaf(xml, "bizStep", event.biz_step.as_ref())?;
    leaf(xml, "disposition", event.disposition.as_ref())?;
    place(xml, "readPoint", event.read_point.as_ref())?;
    place(xml, "bizLocation", event.biz_location.as_ref())?;
    if event.kind != EventKind::Transaction {
        typed(xml, "bizTransactionList", "bizTransaction", event.biz_transaction_list.as_ref())?;
    }
    later(xml, event, form)?;
    xml.close()
}

fn leaf<W: Write>(xml: &mut Xml<W>, name: &str, field: Option<&Identifier>) -> io::Result<()> {
    match field {
        Some(field) => xml.leaf(name, &[], &field.text),
        None => Ok(()),
    }
}

/// What versions after 1.1 added to every event.
fn base<W: Write>(xml: &mut Xml<W>, event: &Event, form: Form) -> io::Result<()> {
    let first = form == Form::Xml1;
    let any =
        event.event_id.is_some() || event.error_declaration.is_some() || !event.certification_info.is_empty();
    if first && any {
        xml.open("baseExtension")?;
    }
    leaf(xml, "eventID", event.event_id.as_ref())?;
    if let Some(declaration) = &event.error_declaration {
        xml.open("errorDeclaration")?;
        leaf(xml, "declarationTime", declaration.declaration_time.as_ref())?;
        leaf(xml, "reason", declaration.reason.as_ref())?;
        if let Some(ids) = &declaration.corrective_event_ids {
            list(xml, "correctiveEventIDs", "correctiveEventID", ids)?;
        }
        xml.extensions(&declaration.extensions)?;
        xml.close()?;
    }
    let deeper = first && !event.certification_info.is_empty();
    if deeper {
        xml.open("extension")?;
    }
    event.certification_info.iter().try_for_each(|info| xml.leaf("certificationInfo", &[], info))?;
    if deeper {
        xml.close()?;
    }
    if first && any {
        xml.close()?;
    }
    Ok(())
}

/// What versions after 1.0 added to single types, and extensions.
fn later<W: Write>(xml: &mut Xml<W>, event: &Event, form: Form) -> io::Result<()> {
    let second = event.quantity_list.is_some()
        || (event.child_quantity_list.is_some() && event.kind != EventKind::Association)
        || event.source_list.is_some()
        || event.destination_list.is_some()
        || event.ilmd.is_some();
    let third = event.sensor_element_list.is_some() || event.persistent_disposition.is_some();
    // Extensions without a namespace belong into the wrapper, where their order allows it.
    let local =
        |extension: &&Extension| extension.name.namespace.is_empty() && extension.name.prefix.is_empty();
    let leading = event.extensions.iter().take_while(local).count();
    let ordered =
        form == Form::Xml1 && !event.extensions.iter().skip(leading).any(|extension| local(&extension));
    let (inner, outer) = event.extensions.split_at(if ordered { leading } else { 0 });
    let third = third || !inner.is_empty();
    // Transformation events, themselves later than 1.0, and association events have one wrapper less.
    let wraps = match (form, event.kind) {
        (Form::Xml1, EventKind::Transformation | EventKind::Association) => [false, third],
        (Form::Xml1, _) => [second || third, third],
        _ => [false, false],
    };
    let [first_wrap, second_wrap] = wraps;
    if first_wrap {
        xml.open("extension")?;
    }
    amounts(xml, "quantityList", event.quantity_list.as_ref())?;
    if event.kind != EventKind::Association {
        amounts(xml, "childQuantityList", event.child_quantity_list.as_ref())?;
    }
    typed(xml, "sourceList", "source", event.source_list.as_ref())?;
    typed(xml, "destinationList", "destination", event.destination_list.as_ref())?;
    if form == Form::Xml1 {
        master_data(xml, event.ilmd.as_ref())?;
    }
    if second_wrap {
        xml.open("extension")?;
    }
    if let Some(sensors) = &event.sensor_element_list {
        xml.open("sensorElementList")?;
        sensors.iter().try_for_each(|element| sensor(xml, element))?;
        xml.close()?;
    }
    if let Some(disposition) = &event.persistent_disposition {
        xml.open("persistentDisposition")?;
        for (name, words) in [("unset", &disposition.unset), ("set", &disposition.set)] {
            words.iter().flatten().try_for_each(|word| xml.leaf(name, &[], &word.text))?;
        }
        xml.extensions(&disposition.extensions)?;
        xml.close()?;
    }
    xml.extensions(inner)?;
    if second_wrap {
        xml.close()?;
    }
    if first_wrap {
        xml.close()?;
    }
    if form != Form::Xml1 {
        master_data(xml, event.ilmd.as_ref())?;
    }
    xml.extensions(outer)
}

fn master_data<W: Write>(xml: &mut Xml<W>, ilmd: Option<&Vec<Extension>>) -> io::Result<()> {
    let Some(ilmd) = ilmd else { return Ok(()) };
    xml.open("ilmd")?;
    xml.extensions(ilmd)?;
    xml.close()
}

fn list<W: Write>(xml: &mut Xml<W>, name: &str, item: &str, ids: &[Identifier]) -> io::Result<()> {
    xml.open(name)?;
    ids.iter().try_for_each(|id| xml.leaf(item, &[], &id.text))?;
    xml.close()
}

fn epcs<W: Write>(xml: &mut Xml<W>, name: &str, epcs: Option<&Vec<Identifier>>) -> io::Result<()> {
    epcs.map_or(Ok(()), |epcs| list(xml, name, "epc", epcs))
}

fn amounts<W: Write>(xml: &mut Xml<W>, name: &str, amounts: Option<&Vec<Quantity>>) -> io::Result<()> {
    let Some(amounts) = amounts else { return Ok(()) };
    xml.open(name)?;
    for amount in amounts {
        xml.open("quantityElement")?;
        xml.leaf("epcClass", &[], &amount.epc_class.text)?;
        leaf(xml, "quantity", amount.quantity.as_ref())?;
        leaf(xml, "uom", amount.uom.as_ref())?;
        xml.extensions(&amount.extensions)?;
        xml.close()?;
    }
    xml.close()
}

fn typed<W: Write>(xml: &mut Xml<W>, name: &str, item: &str, list: Option<&Vec<Typed>>) -> io::Result<()> {
    let Some(list) = list else { return Ok(()) };
    xml.open(name)?;
    for typed in list {
        let mut own = Attributes::new();
        if let Some(kind) = &typed.kind {
            own.push(("type".to_owned(), Cow::Borrowed(kind.text.as_str())));
        }
        own.append(&mut attributes(&typed.extensions));
        xml.leaf(item, &own, &typed.id.text)?;
    }
    xml.close()
}

fn place<W: Write>(
    xml: &mut Xml<W>,
    name: &str,
    place: Option<&(Identifier, Vec<Extension>)>,
) -> io::Result<()> {
    let Some((id, extensions)) = place else { return Ok(()) };
    xml.open(name)?;
    xml.leaf("id", &[], &id.text)?;
    xml.extensions(extensions)?;
    xml.close()
}

fn sensor<W: Write>(xml: &mut Xml<W>, sensor: &SensorElement) -> io::Result<()> {
    let fields = |report: &SensorReport| -> Attributes<'static> {
        let one = |field: &Extension| {
            let name = field.name.written();
            (
                name.strip_prefix('@').unwrap_or(&name).to_owned(),
                Cow::Owned(scalar(&field.value).into_owned()),
            )
        };
        report.iter().map(one).collect()
    };
    xml.open("sensorElement")?;
    if let Some(metadata) = &sensor.metadata {
        xml.leaf("sensorMetadata", &fields(metadata), "")?;
    }
    sensor.reports.iter().try_for_each(|report| xml.leaf("sensorReport", &fields(report), ""))?;
    xml.extensions(&sensor.extensions)?;
    xml.close()
}
