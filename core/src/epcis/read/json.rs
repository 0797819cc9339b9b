use super::EventError;
use crate::epcis::model::{
    ErrorDeclaration, Event, EventKind, Extension, Identifier, Name, Named, PersistentDisposition, Quantity,
    SensorElement, Typed, Value as Content, Vocabulary, VocabularyElement,
};
use crate::epcis::tree::clip;
use crate::epcis::tree::json::{Kind, Member, Value};
use crate::epcis::vocabulary::CONTEXT_PREFIXES;

/// Prefixes and the namespaces that `@context` gives them, the inner ones last.
pub(super) type Scope = Vec<(String, String)>;

fn wrong<T>(path: &str, value: &Value, expected: &str) -> Result<T, EventError> {
    let message = format!("{} stands where {expected} is expected", value.what());
    Err(EventError { code: "type", offset: value.offset, path: path.to_owned(), message })
}

fn identifier(path: &str, value: &Value) -> Result<Identifier, EventError> {
    match &value.kind {
        // The text begins behind the quotation mark.
        Kind::String(text) => Ok(Identifier { text: text.clone(), offset: value.offset + 1 }),
        _ => wrong(path, value, "text"),
    }
}

/// The elements of a list; JSON-LD lets a list of one be written without brackets.
fn each<T>(
    path: &str,
    value: &Value,
    read: impl Fn(&str, &Value) -> Result<T, EventError>,
) -> Result<Vec<T>, EventError> {
    match &value.kind {
        Kind::Array(values) => {
            let one = |(index, value)| read(&format!("{path}/{index}"), value);
            values.iter().enumerate().map(one).collect()
        }
        _ => Ok(vec![read(path, value)?]),
    }
}

fn members<'a>(path: &str, value: &'a Value) -> Result<&'a [Member], EventError> {
    match &value.kind {
        Kind::Object(members) => Ok(members),
        _ => wrong(path, value, "an object"),
    }
}

fn decimal(path: &str, value: &Value) -> Result<Identifier, EventError> {
    match &value.kind {
        Kind::Number(text) => Ok(Identifier { text: text.clone(), offset: value.offset }),
        _ => identifier(path, value),
    }
}

/// Members into the fields that `take` knows, the others into extensions.
fn object(
    path: &str,
    value: &Value,
    scope: &[(String, String)],
    extensions: &mut Vec<Extension>,
    mut take: impl FnMut(&str, &str, &Value) -> Result<bool, EventError>,
) -> Result<(), EventError> {
    for member in members(path, value)? {
        if !take(&format!("{path}/{}", clip(&member.name)), &member.name, &member.value)? {
            extensions.push(extension(member, scope));
        }
    }
    Ok(())
}

fn typed<'n>(
    id: &'n str,
    scope: &'n [(String, String)],
) -> impl Fn(&str, &Value) -> Result<Typed, EventError> + 'n {
    move |path, value| {
        let (mut found, mut extensions) = (Typed::default(), Vec::new());
        object(path, value, scope, &mut extensions, |path, name, value| {
            match name {
                "type" => found.kind = Some(identifier(path, value)?),
                _ if name == id => found.id = identifier(path, value)?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        found.extensions = extensions;
        Ok(found)
    }
}

fn quantity<'n>(scope: &'n [(String, String)]) -> impl Fn(&str, &Value) -> Result<Quantity, EventError> + 'n {
    move |path, value| {
        let (mut found, mut extensions) = (Quantity::default(), Vec::new());
        object(path, value, scope, &mut extensions, |path, name, value| {
            match name {
                "epcClass" => found.epc_class = identifier(path, value)?,
                "quantity" => found.quantity = Some(decimal(path, value)?),
                "uom" => found.uom = Some(identifier(path, value)?),
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        found.extensions = extensions;
        Ok(found)
    }
}

fn place(
    path: &str,
    value: &Value,
    scope: &[(String, String)],
) -> Result<(Identifier, Vec<Extension>), EventError> {
    let (mut id, mut extensions) = (Identifier::default(), Vec::new());
    if let Kind::String(_) = value.kind {
        return Ok((identifier(path, value)?, extensions));
    }
    object(path, value, scope, &mut extensions, |path, name, value| {
        if name == "id" {
            id = identifier(path, value)?;
        }
        Ok(name == "id")
    })?;
    Ok((id, extensions))
}

fn error_declaration(
    path: &str,
    value: &Value,
    scope: &[(String, String)],
) -> Result<ErrorDeclaration, EventError> {
    let (mut found, mut extensions) = (ErrorDeclaration::default(), Vec::new());
    object(path, value, scope, &mut extensions, |path, name, value| {
        match name {
            "declarationTime" => found.declaration_time = Some(identifier(path, value)?),
            "reason" => found.reason = Some(identifier(path, value)?),
            "correctiveEventIDs" => found.corrective_event_ids = Some(each(path, value, identifier)?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    found.extensions = extensions;
    Ok(found)
}

fn persistent_disposition(
    path: &str,
    value: &Value,
    scope: &[(String, String)],
) -> Result<PersistentDisposition, EventError> {
    let (mut found, mut extensions) = (PersistentDisposition::default(), Vec::new());
    object(path, value, scope, &mut extensions, |path, name, value| {
        match name {
            "set" => found.set = Some(each(path, value, identifier)?),
            "unset" => found.unset = Some(each(path, value, identifier)?),
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    found.extensions = extensions;
    Ok(found)
}

fn sensor_element(
    path: &str,
    value: &Value,
    scope: &[(String, String)],
) -> Result<SensorElement, EventError> {
    let all = |path: &str, value: &Value| {
        Ok(members(path, value)?.iter().map(|member| extension(member, scope)).collect::<Vec<_>>())
    };
    let (mut found, mut extensions) = (SensorElement::default(), Vec::new());
    object(path, value, scope, &mut extensions, |path, name, value| {
        match name {
            "sensorMetadata" => found.metadata = Some(all(path, value)?),
            "sensorReport" => found.reports = each(path, value, all)?,
            _ => return Ok(false),
        }
        Ok(true)
    })?;
    found.extensions = extensions;
    Ok(found)
}

/// The type of an event, if the object says that it is one.
pub(super) fn kind(value: &Value) -> Option<&Value> {
    ["type", "@type", "isA"].into_iter().find_map(|name| value.get(name))
}

impl Event {
    /// The event that an object of EPCIS 2.0 JSON stands for; `scope` gives the namespaces of prefixes.
    ///
    /// What the standard does not define is kept as an extension; of doubled members the last one counts, as in JSON.
    ///
    /// # Errors
    /// `event-type` if it is of none of the five types; `type` if a member has the wrong kind of value.
    pub fn from_json(value: &Value, scope: &[(String, String)]) -> Result<Event, EventError> {
        let Kind::Object(members) = &value.kind else { return wrong("", value, "an event") };
        let named = kind(value).map(|kind| identifier("type", kind)).transpose()?;
        // JSON-LD may name the type with a prefix.
        let known = named.as_ref().and_then(|kind| EventKind::named(kind.text.rsplit(':').next()?));
        let Some(kind) = known else {
            let message = match &named {
                Some(kind) => format!("\"{}\" is none of the five event types", clip(&kind.text)),
                None => "the event does not say its type".to_owned(),
            };
            let offset = named.map_or(value.offset, |kind| kind.offset);
            return Err(EventError { code: "event-type", offset, path: "type".to_owned(), message });
        };
        let context = value.get("@context");
        let mut own = Scope::new();
        if let Some(context) = context {
            own.extend_from_slice(scope);
            prefixes(context, &mut own);
        }
        let scope = if context.is_some() { &own } else { scope };
        let mut event = Event { kind, ..Event::default() };
        for member in members {
            if !take(&mut event, &member.name, &member.value, scope)? {
                event.extensions.push(extension(member, scope));
            }
        }
        Ok(event)
    }
}

/// Takes a member of the standard; tells whether it is one.
pub(in crate::epcis) fn take(
    event: &mut Event,
    name: &str,
    value: &Value,
    scope: &[(String, String)],
) -> Result<bool, EventError> {
    let text = || identifier(name, value).map(Some);
    let list = || each(name, value, identifier).map(Some);
    let amounts = || each(name, value, quantity(scope)).map(Some);
    // `null` is as good as nothing, but it is kept.
    if value.kind == Kind::Null {
        return Ok(false);
    }
    match name {
        "type" | "@type" | "isA" => {}
        "@context" => event.context = Some(content(value, scope)),
        "eventID" => event.event_id = text()?,
        "eventTime" => event.event_time = text()?,
        "recordTime" => event.record_time = text()?,
        "eventTimeZoneOffset" => event.event_time_zone_offset = text()?,
        "certificationInfo" => {
            let infos = each(name, value, identifier)?;
            event.certification_info = infos.into_iter().map(|info| info.text).collect();
        }
        "errorDeclaration" => event.error_declaration = Some(error_declaration(name, value, scope)?),
        "action" => event.action = text()?,
        "parentID" => event.parent_id = text()?,
        "epcList" => event.epc_list = list()?,
        "childEPCs" => event.child_epcs = list()?,
        "inputEPCList" => event.input_epc_list = list()?,
        "outputEPCList" => event.output_epc_list = list()?,
        "quantityList" => event.quantity_list = amounts()?,
        "childQuantityList" => event.child_quantity_list = amounts()?,
        "inputQuantityList" => event.input_quantity_list = amounts()?,
        "outputQuantityList" => event.output_quantity_list = amounts()?,
        "transformationID" => event.transformation_id = text()?,
        "bizStep" => event.biz_step = text()?,
        "disposition" => event.disposition = text()?,
        "persistentDisposition" => {
            event.persistent_disposition = Some(persistent_disposition(name, value, scope)?);
        }
        "readPoint" => event.read_point = Some(place(name, value, scope)?),
        "bizLocation" => event.biz_location = Some(place(name, value, scope)?),
        "bizTransactionList" => {
            event.biz_transaction_list = Some(each(name, value, typed("bizTransaction", scope))?);
        }
        "sourceList" => event.source_list = Some(each(name, value, typed("source", scope))?),
        "destinationList" => event.destination_list = Some(each(name, value, typed("destination", scope))?),
        "sensorElementList" => {
            let read = |path: &str, value: &Value| sensor_element(path, value, scope);
            event.sensor_element_list = Some(each(name, value, read)?);
        }
        "ilmd" => {
            let all = members(name, value)?.iter().map(|member| extension(member, scope));
            event.ilmd = Some(all.collect());
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// A name with the namespace of its prefix.
fn named(text: &str, scope: &[(String, String)]) -> Name {
    // What stands for an attribute of XML is marked before its prefix.
    if let Some((prefix, local)) = text.strip_prefix('@').and_then(|rest| rest.split_once(':')) {
        let name = named(&format!("{prefix}:{local}"), scope);
        return Name { local: format!("@{}", name.local), ..name };
    }
    let (prefix, local) = text.split_once(':').unwrap_or(("", text));
    let namespace = scope.iter().rev().find(|(known, _)| known == prefix && !prefix.is_empty());
    match namespace {
        Some((_, namespace)) => {
            Name { prefix: prefix.to_owned(), namespace: namespace.clone(), local: local.to_owned() }
        }
        // A whole URI, or a prefix that nothing explains: the name must come out as it went in.
        None if !prefix.is_empty() && (local.starts_with("//") || prefix == "urn") => {
            Name { local: text.to_owned(), ..Name::default() }
        }
        None => Name { prefix: prefix.to_owned(), namespace: String::new(), local: local.to_owned() },
    }
}

/// A member as an extension.
pub(in crate::epcis) fn extension(member: &Member, scope: &[(String, String)]) -> Extension {
    Extension {
        name: named(&member.name, scope),
        value: content(&member.value, scope),
        offset: member.offset,
    }
}

pub(super) fn content(value: &Value, scope: &[(String, String)]) -> Content {
    match &value.kind {
        Kind::Null => Content::Null,
        Kind::Bool(flag) => Content::Bool(*flag),
        Kind::Number(text) => Content::Number(text.clone()),
        Kind::String(text) => Content::Text(text.clone()),
        Kind::Array(values) => Content::List(values.iter().map(|value| content(value, scope)).collect()),
        Kind::Object(members) => {
            Content::Members(members.iter().map(|member| extension(member, scope)).collect())
        }
    }
}

/// Adds the prefixes that a `@context` defines.
pub(super) fn prefixes(context: &Value, scope: &mut Scope) {
    match &context.kind {
        Kind::Array(values) => values.iter().for_each(|value| prefixes(value, scope)),
        Kind::Object(members) => {
            for member in members {
                let namespace = match &member.value.kind {
                    Kind::String(text) => Some(text.as_str()),
                    _ => member.value.get("@id").and_then(Value::as_str),
                };
                if let Some(namespace) = namespace {
                    scope.push((member.name.clone(), namespace.to_owned()));
                }
            }
        }
        Kind::String(text) if text.contains("epcis-context") => scope.extend(standard_prefixes()),
        _ => {}
    }
}

/// The same of a `@context` that was read before.
pub(super) fn known_prefixes(context: &Content, scope: &mut Scope) {
    match context {
        Content::List(values) => values.iter().for_each(|value| known_prefixes(value, scope)),
        Content::Members(members) => {
            for member in members {
                let namespace = match &member.value {
                    Content::Text(text) => Some(text),
                    Content::Members(inner) => {
                        inner.iter().find(|inner| inner.name.local == "@id").and_then(|id| match &id.value {
                            Content::Text(text) => Some(text),
                            _ => None,
                        })
                    }
                    _ => None,
                };
                if let Some(namespace) = namespace {
                    scope.push((member.name.written(), namespace.clone()));
                }
            }
        }
        Content::Text(text) if text.contains("epcis-context") => scope.extend(standard_prefixes()),
        _ => {}
    }
}

fn standard_prefixes() -> impl Iterator<Item = (String, String)> {
    CONTEXT_PREFIXES.into_iter().map(|(prefix, namespace)| (prefix.to_owned(), namespace.to_owned()))
}

/// Master data of one type; what is no object is left out.
pub(super) fn vocabulary(value: &Value, scope: &[(String, String)]) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for member in value.members() {
        match member.name.as_str() {
            "type" => member.value.as_str().unwrap_or_default().clone_into(&mut vocabulary.kind),
            "vocabularyElementList" => {
                let elements = member.value.elements().iter();
                vocabulary.elements = elements.map(|element| vocabulary_element(element, scope)).collect();
            }
            _ => vocabulary.extensions.push(extension(member, scope)),
        }
    }
    vocabulary
}

fn vocabulary_element(value: &Value, scope: &[(String, String)]) -> VocabularyElement {
    let mut described = VocabularyElement { offset: value.offset, ..VocabularyElement::default() };
    for member in value.members() {
        match member.name.as_str() {
            "id" => member.value.as_str().unwrap_or_default().clone_into(&mut described.id),
            "attributes" => {
                let one = |attribute: &Value| Named {
                    id: attribute.get("id").and_then(Value::as_str).unwrap_or_default().to_owned(),
                    value: attribute
                        .get("attribute")
                        .map_or(Content::Null, |attribute| content(attribute, scope)),
                };
                described.attributes = member.value.elements().iter().map(one).collect();
            }
            "children" => {
                let names = member.value.elements().iter().filter_map(Value::as_str);
                described.children = names.map(str::to_owned).collect();
            }
            _ => described.extensions.push(extension(member, scope)),
        }
    }
    described
}
