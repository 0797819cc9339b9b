use super::EventError;
use crate::epcis::model::{
    ErrorDeclaration, Event, EventKind, Extension, Identifier, Name, Named, PersistentDisposition, Quantity,
    SensorElement, Typed, Value, Vocabulary, VocabularyElement,
};
use crate::epcis::tree::clip;
use crate::epcis::tree::xml::{Attribute, Element, Node};

/// Whether an element belongs to EPCIS: its elements have no namespace (`elementFormDefault` is unqualified), though some
/// writers give them that of the document.
pub(in crate::epcis) fn is_standard(element: &Element) -> bool {
    element.namespace.is_empty() || element.namespace.starts_with("urn:epcglobal:epcis")
}

/// Whether the element only wraps what later versions of EPCIS added.
pub(in crate::epcis) fn is_wrapper(element: &Element) -> bool {
    is_standard(element) && matches!(element.local.as_str(), "extension" | "baseExtension")
}

/// The elements in it, those in wrappers in place of the wrappers.
fn unwrapped<'a>(element: &'a Element, found: &mut Vec<&'a Element>) {
    for inner in element.elements() {
        if is_wrapper(inner) {
            unwrapped(inner, found);
        } else {
            found.push(inner);
        }
    }
}

fn parts(element: &Element) -> Vec<&Element> {
    let mut found = Vec::new();
    unwrapped(element, &mut found);
    found
}

fn identifier(element: &Element) -> Identifier {
    Identifier { text: element.text(), offset: element.text_offset() }
}

fn identifiers(list: &Element) -> Vec<Identifier> {
    list.elements().map(identifier).collect()
}

fn typed(list: &Element) -> Vec<Typed> {
    let one = |element: &Element| {
        let kind = element.attribute("type");
        Typed {
            kind: kind.map(|text| Identifier { text: text.to_owned(), offset: element.offset }),
            id: identifier(element),
            extensions: further_attributes(element, "type"),
        }
    };
    list.elements().map(one).collect()
}

fn quantities(list: &Element) -> Vec<Quantity> {
    let one = |element: &Element| {
        let mut amount = Quantity::default();
        for part in element.elements() {
            // One that is expressly nil says nothing; how it says so is kept.
            let says = is_standard(part) && (part.attributes.is_empty() || !part.text().is_empty());
            match part.local.as_str() {
                "epcClass" if says && amount.epc_class.text.is_empty() => amount.epc_class = identifier(part),
                "quantity" if says && amount.quantity.is_none() => amount.quantity = Some(identifier(part)),
                "uom" if says && amount.uom.is_none() => amount.uom = Some(identifier(part)),
                _ => amount.extensions.push(Extension::from(part)),
            }
        }
        amount
    };
    list.elements().map(one).collect()
}

fn place(element: &Element) -> (Identifier, Vec<Extension>) {
    let (mut id, mut extensions) = (Identifier::default(), Vec::new());
    for part in parts(element) {
        if is_standard(part) && part.local == "id" {
            id = identifier(part);
        } else {
            extensions.push(Extension::from(part));
        }
    }
    (id, extensions)
}

fn error_declaration(element: &Element) -> ErrorDeclaration {
    let mut declaration = ErrorDeclaration::default();
    for part in parts(element) {
        match part.local.as_str() {
            "declarationTime" if is_standard(part) => declaration.declaration_time = Some(identifier(part)),
            "reason" if is_standard(part) => declaration.reason = Some(identifier(part)),
            "correctiveEventIDs" if is_standard(part) => {
                declaration.corrective_event_ids = Some(identifiers(part));
            }
            _ => declaration.extensions.push(Extension::from(part)),
        }
    }
    declaration
}

fn persistent_disposition(element: &Element) -> PersistentDisposition {
    let mut disposition = PersistentDisposition::default();
    for part in parts(element) {
        let list = match part.local.as_str() {
            "set" if is_standard(part) => &mut disposition.set,
            "unset" if is_standard(part) => &mut disposition.unset,
            _ => {
                disposition.extensions.push(Extension::from(part));
                continue;
            }
        };
        list.get_or_insert_default().push(identifier(part));
    }
    disposition
}

fn attributes(element: &Element) -> Vec<Extension> {
    let one = |attribute: &Attribute| Extension {
        name: Name {
            prefix: attribute.prefix.clone(),
            namespace: attribute.namespace.clone(),
            local: attribute.local.clone(),
        },
        value: Value::Text(attribute.value.clone()),
        offset: element.offset,
    };
    element.attributes.iter().map(one).collect()
}

fn sensor_element(element: &Element) -> SensorElement {
    let mut sensor = SensorElement::default();
    for part in parts(element) {
        match part.local.as_str() {
            "sensorMetadata" if is_standard(part) => sensor.metadata = Some(attributes(part)),
            "sensorReport" if is_standard(part) => sensor.reports.push(attributes(part)),
            _ => sensor.extensions.push(Extension::from(part)),
        }
    }
    sensor
}

impl Event {
    /// The event that an element of EPCIS 1.2 or 2.0 XML stands for.
    ///
    /// The `extension` wrappers of 1.2 are passed through; what the standard does not define, and any further element of
    /// a name that may occur once, is kept as an extension.
    ///
    /// # Errors
    /// `event-type` if the element's name is none of the five types.
    pub fn from_xml(element: &Element) -> Result<Event, EventError> {
        let Some(kind) = EventKind::named(&element.local).filter(|_| is_standard(element)) else {
            return Err(EventError {
                code: "event-type",
                offset: element.offset,
                path: clip(&element.local),
                message: format!("\"{}\" is none of the five event types", clip(&element.local)),
            });
        };
        let mut event = Event { kind, ..Event::default() };
        declared(element, &mut event.namespaces);
        for part in parts(element) {
            if !is_standard(part) || !take(&mut event, part) {
                event.extensions.push(Extension::from(part));
            }
        }
        Ok(event)
    }
}

/// The namespaces declared on an element of the standard and on those in it.
pub(in crate::epcis) fn declared(element: &Element, found: &mut Vec<(String, String)>) {
    for (prefix, name) in &element.declared {
        if !found.iter().any(|(known, _)| known == prefix) {
            found.push((prefix.clone(), name.clone()));
        }
    }
    element.elements().filter(|inner| is_standard(inner)).for_each(|inner| declared(inner, found));
}

/// Takes an element of the standard; tells whether it is one, and the first of its name.
pub(in crate::epcis) fn take(event: &mut Event, part: &Element) -> bool {
    fn first<T>(field: &mut Option<T>, value: impl FnOnce() -> T) -> bool {
        let free = field.is_none();
        if free {
            *field = Some(value());
        }
        free
    }
    let text = || identifier(part);
    let list = || identifiers(part);
    let amounts = || quantities(part);
    match part.local.as_str() {
        "eventID" => first(&mut event.event_id, text),
        "eventTime" => first(&mut event.event_time, text),
        "recordTime" => first(&mut event.record_time, text),
        "eventTimeZoneOffset" => first(&mut event.event_time_zone_offset, text),
        "certificationInfo" => {
            event.certification_info.push(part.text());
            true
        }
        "errorDeclaration" => first(&mut event.error_declaration, || error_declaration(part)),
        "action" => first(&mut event.action, text),
        "parentID" => first(&mut event.parent_id, text),
        "epcList" => first(&mut event.epc_list, list),
        "childEPCs" => first(&mut event.child_epcs, list),
        "inputEPCList" => first(&mut event.input_epc_list, list),
        "outputEPCList" => first(&mut event.output_epc_list, list),
        "quantityList" => first(&mut event.quantity_list, amounts),
        "childQuantityList" => first(&mut event.child_quantity_list, amounts),
        "inputQuantityList" => first(&mut event.input_quantity_list, amounts),
        "outputQuantityList" => first(&mut event.output_quantity_list, amounts),
        "transformationID" => first(&mut event.transformation_id, text),
        "bizStep" => first(&mut event.biz_step, text),
        "disposition" => first(&mut event.disposition, text),
        "persistentDisposition" => first(&mut event.persistent_disposition, || persistent_disposition(part)),
        "readPoint" => first(&mut event.read_point, || place(part)),
        "bizLocation" => first(&mut event.biz_location, || place(part)),
        "bizTransactionList" => first(&mut event.biz_transaction_list, || typed(part)),
        "sourceList" => first(&mut event.source_list, || typed(part)),
        "destinationList" => first(&mut event.destination_list, || typed(part)),
        "sensorElementList" => {
            first(&mut event.sensor_element_list, || part.elements().map(sensor_element).collect())
        }
        "ilmd" => first(&mut event.ilmd, || parts(part).into_iter().map(Extension::from).collect()),
        _ => false,
    }
}

impl From<&Element> for Name {
    fn from(element: &Element) -> Self {
        Name {
            prefix: element.prefix.clone(),
            namespace: element.namespace.clone(),
            local: element.local.clone(),
        }
    }
}

impl From<&Element> for Extension {
    fn from(element: &Element) -> Self {
        Extension { name: Name::from(element), value: value(element), offset: element.offset }
    }
}

/// What stands in an element, and on it.
pub(super) fn value(element: &Element) -> Value {
    let plain = element.attributes.is_empty() && element.declared.is_empty();
    let only_text = element.elements().next().is_none();
    if plain && only_text {
        return Value::Text(raw_text(element));
    }
    // White space between elements is layout; between text it is not.
    let mixed =
        element.children.iter().any(|node| matches!(node, Node::Text { text, .. } if !is_blank(text)));
    let content = element.children.iter().filter_map(|node| match node {
        Node::Element(inner) => Some(Extension::from(inner)),
        Node::Text { text, offset } if mixed || only_text => {
            Some(Extension { name: Name::default(), value: Value::Text(text.clone()), offset: *offset })
        }
        _ => None,
    });
    let content: Vec<Extension> = content.collect();
    if plain && !mixed {
        return Value::Members(content);
    }
    let attribute = |attribute: &Attribute| {
        let Attribute { prefix, local, namespace, value } = attribute.clone();
        (Name { prefix, namespace, local }, value)
    };
    Value::Element {
        attributes: element.attributes.iter().map(attribute).collect(),
        declared: element.declared.clone(),
        content,
    }
}

fn is_blank(text: &str) -> bool {
    text.bytes().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

fn raw_text(element: &Element) -> String {
    let texts = element.children.iter().filter_map(|node| match node {
        Node::Text { text, .. } => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}

/// The attributes but for one, their names marked as those of attributes.
fn further_attributes(element: &Element, but: &str) -> Vec<Extension> {
    let mut found = attributes(element);
    found.retain(|attribute| !attribute.name.prefix.is_empty() || attribute.name.local != but);
    found.iter_mut().for_each(|attribute| attribute.name.local.insert(0, '@'));
    found
}

/// Master data of one type.
pub(super) fn vocabulary(element: &Element) -> Vocabulary {
    let mut vocabulary = Vocabulary {
        kind: element.attribute("type").unwrap_or_default().to_owned(),
        extensions: further_attributes(element, "type"),
        ..Vocabulary::default()
    };
    for part in element.elements() {
        if part.local == "VocabularyElementList" {
            vocabulary.elements.extend(part.elements().map(vocabulary_element));
        } else {
            vocabulary.extensions.push(Extension::from(part));
        }
    }
    vocabulary
}

fn vocabulary_element(element: &Element) -> VocabularyElement {
    let mut described = VocabularyElement {
        id: element.attribute("id").unwrap_or_default().to_owned(),
        offset: element.offset,
        extensions: further_attributes(element, "id"),
        ..VocabularyElement::default()
    };
    for part in element.elements() {
        match part.local.as_str() {
            "attribute" => {
                let id = part.attribute("id").unwrap_or_default().to_owned();
                // The id is said already; what else stands on the element is kept.
                let mut rest = part.clone();
                rest.attributes.retain(|attribute| !attribute.prefix.is_empty() || attribute.local != "id");
                described.attributes.push(Named { id, value: value(&rest) });
            }
            "children" => described.children.extend(part.elements().map(Element::text)),
            _ => described.extensions.push(Extension::from(part)),
        }
    }
    described
}
