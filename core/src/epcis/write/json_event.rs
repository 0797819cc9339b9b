//! The members of an event.

use std::io::{self, Write};

use super::json::Json;
use crate::epcis::model::{Event, Extension, Identifier, Quantity, SensorElement, Typed};

pub(super) fn write<W: Write>(json: &mut Json<W>, event: &Event) -> io::Result<()> {
    json.open(b'{', true)?;
    if let Some(context) = &event.context {
        json.name("@context")?;
        json.value(context)?;
    }
    json.member("type", event.kind.name())?;
    member(json, "eventID", event.event_id.as_ref())?;
    member(json, "eventTime", event.event_time.as_ref())?;
    member(json, "recordTime", event.record_time.as_ref())?;
    member(json, "eventTimeZoneOffset", event.event_time_zone_offset.as_ref())?;
    match event.certification_info.as_slice() {
        [] => {}
        [info] => json.member("certificationInfo", info)?,
        infos => {
            json.name("certificationInfo")?;
            json.list(infos, false, |json, info| json.text(info))?;
        }
    }
    if let Some(declaration) = &event.error_declaration {
        json.name("errorDeclaration")?;
        json.open(b'{', true)?;
        member(json, "declarationTime", declaration.declaration_time.as_ref())?;
        member(json, "reason", declaration.reason.as_ref())?;
        texts(json, "correctiveEventIDs", declaration.corrective_event_ids.as_ref())?;
        json.extensions(&declaration.extensions)?;
        json.close()?;
    }
    member(json, "parentID", event.parent_id.as_ref())?;
    texts(json, "epcList", event.epc_list.as_ref())?;
    texts(json, "childEPCs", event.child_epcs.as_ref())?;
    texts(json, "inputEPCList", event.input_epc_list.as_ref())?;
    texts(json, "outputEPCList", event.output_epc_list.as_ref())?;
    amounts(json, "quantityList", event.quantity_list.as_ref())?;
    amounts(json, "childQuantityList", event.child_quantity_list.as_ref())?;
    amounts(json, "inputQuantityList", event.input_quantity_list.as_ref())?;
    amounts(json, "outputQuantityList", event.output_quantity_list.as_ref())?;
    member(json, "transformationID", event.transformation_id.as_ref())?;
    member(json, "action", event.action.as_ref())?;
    member(json, "bizStep", event.biz_step.as_ref())?;
    member(json, "disposition", event.disposition.as_ref())?;
    if let Some(disposition) = &event.persistent_disposition {
        json.name("persistentDisposition")?;
        json.open(b'{', false)?;
        texts(json, "set", disposition.set.as_ref())?;
        texts(json, "unset", disposition.unset.as_ref())?;
        json.extensions(&disposition.extensions)?;
        json.close()?;
    }
    place(json, "readPoint", event.read_point.as_ref())?;
    place(json, "bizLocation", event.biz_location.as_ref())?;
    typed(json, "bizTransactionList", "bizTransaction", event.biz_transaction_list.as_ref())?;
    typed(json, "sourceList", "source", event.source_list.as_ref())?;
    typed(json, "destinationList", "destination", event.destination_list.as_ref())?;
    if let Some(sensors) = &event.sensor_element_list {
        json.name("sensorElementList")?;
        json.list(sensors, true, sensor)?;
    }
    if let Some(ilmd) = &event.ilmd {
        json.name("ilmd")?;
        json.open(b'{', false)?;
        json.extensions(ilmd)?;
        json.close()?;
    }
    json.extensions(&event.extensions)?;
    json.close()
}

fn member<W: Write>(json: &mut Json<W>, name: &str, field: Option<&Identifier>) -> io::Result<()> {
    field.map_or(Ok(()), |field| json.member(name, &field.text))
}

fn texts<W: Write>(json: &mut Json<W>, name: &str, list: Option<&Vec<Identifier>>) -> io::Result<()> {
    let Some(list) = list else { return Ok(()) };
    json.name(name)?;
    json.list(list, list.len() > 1, |json, one| json.text(&one.text))
}

fn amounts<W: Write>(json: &mut Json<W>, name: &str, list: Option<&Vec<Quantity>>) -> io::Result<()> {
    let Some(list) = list else { return Ok(()) };
    json.name(name)?;
    json.list(list, true, |json, amount| {
        json.open(b'{', false)?;
        json.member("epcClass", &amount.epc_class.text)?;
        if let Some(quantity) = &amount.quantity {
            json.name("quantity")?;
            json.number(&quantity.text)?;
        }
        member(json, "uom", amount.uom.as_ref())?;
        json.extensions(&amount.extensions)?;
        json.close()
    })
}

fn typed<W: Write>(json: &mut Json<W>, name: &str, item: &str, list: Option<&Vec<Typed>>) -> io::Result<()> {
    let Some(list) = list else { return Ok(()) };
    json.name(name)?;
    json.list(list, true, |json, typed| {
        json.open(b'{', false)?;
        member(json, "type", typed.kind.as_ref())?;
        json.member(item, &typed.id.text)?;
        json.extensions(&typed.extensions)?;
        json.close()
    })
}

fn place<W: Write>(
    json: &mut Json<W>,
    name: &str,
    place: Option<&(Identifier, Vec<Extension>)>,
) -> io::Result<()> {
    let Some((id, extensions)) = place else { return Ok(()) };
    json.name(name)?;
    json.open(b'{', false)?;
    json.member("id", &id.text)?;
    json.extensions(extensions)?;
    json.close()
}

fn sensor<W: Write>(json: &mut Json<W>, sensor: &SensorElement) -> io::Result<()> {
    let fields = |json: &mut Json<W>, fields: &Vec<Extension>| {
        json.open(b'{', false)?;
        json.extensions(fields)?;
        json.close()
    };
    json.open(b'{', true)?;
    if let Some(metadata) = &sensor.metadata {
        json.name("sensorMetadata")?;
        fields(json, metadata)?;
    }
    if !sensor.reports.is_empty() {
        json.name("sensorReport")?;
        json.list(&sensor.reports, true, fields)?;
    }
    json.extensions(&sensor.extensions)?;
    json.close()
}
