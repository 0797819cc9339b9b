use crate::batch::parse_time;
use crate::epcis::facts::{Amount, Facts, Mention, Role};
use crate::epcis::model::{Action, Event, Extension, Identifier, Quantity, Value};
use crate::epcis::tree::Place;
use crate::item::Alike;

fn text(field: Option<&Identifier>) -> &str {
    field.map_or("", |identifier| identifier.text.as_str())
}

fn mention<'a>(role: Role, identifier: &'a Identifier, before: &mut Alike<'a>) -> Mention<'a> {
    Mention {
        role,
        item: before.parse(identifier.text.as_bytes()),
        text: &identifier.text,
        offset: identifier.offset,
    }
}

fn amount(role: Role, quantity: &Quantity) -> Amount<'_> {
    Amount {
        role,
        class: &quantity.epc_class.text,
        quantity: text(quantity.quantity.as_ref()),
        uom: text(quantity.uom.as_ref()),
        offset: quantity.epc_class.offset,
    }
}

/// The text of an element of instance and lot master data, under whatever prefix.
fn master_data<'a>(ilmd: Option<&'a Vec<Extension>>, name: &str) -> &'a str {
    let found = ilmd
        .into_iter()
        .flatten()
        .find(|extension| extension.name.local.rsplit([':', '/', '#']).next() == Some(name));
    let mut value = found.map(|extension| &extension.value);
    loop {
        match value {
            Some(Value::Text(text)) => return text.trim(),
            // An element with attributes, such as `xsi:type`.
            Some(Value::Element { content, .. }) => {
                value = content.iter().find(|part| part.name.local.is_empty()).map(|part| &part.value);
            }
            _ => return "",
        }
    }
}

impl<'a> Facts<'a> {
    /// What an event says, read from `place` as the document's event of this number.
    #[must_use]
    pub fn of(event: &'a Event, place: Place, number: u64) -> Self {
        let time = |field: Option<&Identifier>| parse_time(text(field).as_bytes()).ok();
        let location = |field: Option<&'a (Identifier, Vec<Extension>)>| text(field.map(|(id, _)| id));
        let lists = [
            (Role::Object, &event.epc_list),
            (Role::Child, &event.child_epcs),
            (Role::Input, &event.input_epc_list),
            (Role::Output, &event.output_epc_list),
        ];
        let amounts = [
            (Role::Object, &event.quantity_list),
            (Role::Child, &event.child_quantity_list),
            (Role::Input, &event.input_quantity_list),
            (Role::Output, &event.output_quantity_list),
        ];
        let mut epcs =
            Vec::with_capacity(lists.iter().map(|(_, list)| list.as_ref().map_or(0, Vec::len)).sum());
        let mut before = Alike::default();
        for (role, list) in lists.into_iter().filter_map(|(role, list)| Some((role, list.as_ref()?))) {
            epcs.extend(list.iter().map(|epc| mention(role, epc, &mut before)));
        }
        let declaration = event.error_declaration.as_ref();
        let corrective = declaration.and_then(|declaration| declaration.corrective_event_ids.as_ref());
        Facts {
            place: Some(place),
            number,
            kind: event.kind,
            action: Action::of(text(event.action.as_ref())),
            time: time(event.event_time.as_ref()),
            record_time: time(event.record_time.as_ref()),
            event_id: text(event.event_id.as_ref()),
            biz_step: text(event.biz_step.as_ref()),
            disposition: text(event.disposition.as_ref()),
            read_point: location(event.read_point.as_ref()),
            biz_location: location(event.biz_location.as_ref()),
            parent: event
                .parent_id
                .as_ref()
                .filter(|parent| !parent.text.is_empty())
                .map(|parent| mention(Role::Parent, parent, &mut Alike::default())),
            epcs,
            quantities: amounts
                .into_iter()
                .flat_map(|(role, list)| list.iter().flatten().map(move |quantity| amount(role, quantity)))
                .collect(),
            lot: master_data(event.ilmd.as_ref(), "lotNumber"),
            expiry: master_data(event.ilmd.as_ref(), "itemExpirationDate"),
            error_declaration: declaration.is_some(),
            corrective_event_ids: corrective.into_iter().flatten().map(|id| id.text.as_str()).collect(),
        }
    }
}
