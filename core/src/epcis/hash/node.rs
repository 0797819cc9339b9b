//! An event as the tree of names, texts and parts that is written out for hashing: the shape of EPCIS 2.0 XML, whatever
//! notation the event was read from.

use std::borrow::Cow;

use super::{NoHash, Profile};
use crate::epcis::model::{Event, Extension, Form, Identifier, Name, Quantity, SensorElement, Typed, Value};
use crate::epcis::vocabulary::{self, Form as Word, Kind, Reading};

/// A name, a text, and parts.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Node<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) text: Cow<'a, str>,
    pub(super) parts: Vec<Node<'a>>,
    /// A type and what it is the type of, which stay in this order and have no name of their own.
    pub(super) pair: bool,
}

impl<'a> Node<'a> {
    fn text(name: impl Into<Cow<'a, str>>, text: impl Into<Cow<'a, str>>) -> Self {
        Node { name: name.into(), text: text.into(), ..Node::default() }
    }

    fn parts(name: impl Into<Cow<'a, str>>, parts: Vec<Node<'a>>) -> Self {
        Node { name: name.into(), parts, ..Node::default() }
    }
}

/// How an event becomes nodes.
pub(super) struct Shape<'s> {
    profile: Profile,
    json: bool,
    /// Of JSON as the reference reads it: prefixes that an object in the list of `@context` defines.
    prefixes: &'s [(String, String)],
    /// Of JSON as the reference reads it: the Web URIs of the event's words, with which it replaces any equal text.
    words: Vec<String>,
}

impl<'s> Shape<'s> {
    pub(super) fn new(profile: Profile, form: Form, prefixes: &'s [(String, String)]) -> Self {
        Shape { profile, json: form == Form::Json, prefixes, words: Vec::new() }
    }

    fn like_reference(&self) -> bool {
        self.profile == Profile::Ref193
    }

    /// The parts of an event that are hashed.
    pub(super) fn nodes<'a>(mut self, event: &'a Event) -> Result<Vec<Node<'a>>, NoHash>
    where
        's: 'a,
    {
        if self.like_reference() && self.json {
            self.words = words(event);
        }
        let mut nodes = Vec::with_capacity(16);
        let plain = [
            ("eventTime", &event.event_time),
            ("eventTimeZoneOffset", &event.event_time_zone_offset),
            ("action", &event.action),
            ("parentID", &event.parent_id),
            ("transformationID", &event.transformation_id),
        ];
        for (name, field) in plain {
            if let Some(field) = field {
                nodes.push(Node::text(name, self.written(&field.text)));
            }
        }
        for info in &event.certification_info {
            nodes.push(Node::text("certificationInfo", self.written(info)));
        }
        for (name, kind, field) in [
            ("bizStep", Kind::BizStep, &event.biz_step),
            ("disposition", Kind::Disposition, &event.disposition),
        ] {
            if let Some(field) = field {
                nodes.push(Node::text(name, self.word(kind, &field.text)));
            }
        }
        let lists = [
            ("epcList", &event.epc_list),
            ("childEPCs", &event.child_epcs),
            ("inputEPCList", &event.input_epc_list),
            ("outputEPCList", &event.output_epc_list),
        ];
        for (name, list) in lists {
            if let Some(list) = list {
                let epcs = list.iter().map(|epc| Node::text("epc", self.written(&epc.text)));
                nodes.push(Node::parts(name, epcs.collect()));
            }
        }
        let amounts = [
            ("quantityList", &event.quantity_list),
            ("childQuantityList", &event.child_quantity_list),
            ("inputQuantityList", &event.input_quantity_list),
            ("outputQuantityList", &event.output_quantity_list),
        ];
        for (name, list) in amounts {
            if let Some(list) = list {
                nodes.push(Node::parts(name, list.iter().map(|amount| self.amount(amount)).collect()));
            }
        }
        if let Some(disposition) = &event.persistent_disposition {
            let mut parts = Vec::new();
            for (name, list) in [("set", &disposition.set), ("unset", &disposition.unset)] {
                let words = list.iter().flatten();
                parts.extend(words.map(|word| Node::text(name, self.word(Kind::Disposition, &word.text))));
            }
            self.extensions(&disposition.extensions, &mut parts);
            nodes.push(Node::parts("persistentDisposition", parts));
        }
        for (name, place) in [("readPoint", &event.read_point), ("bizLocation", &event.biz_location)] {
            if let Some((id, extensions)) = place {
                let mut parts = vec![Node::text("id", self.written(&id.text))];
                self.extensions(extensions, &mut parts);
                nodes.push(Node::parts(name, parts));
            }
        }
        let parties = Kind::SourceDestinationType;
        let typed = [
            (
                "bizTransactionList",
                "bizTransaction",
                Kind::BusinessTransactionType,
                &event.biz_transaction_list,
            ),
            ("sourceList", "source", parties, &event.source_list),
            ("destinationList", "destination", parties, &event.destination_list),
        ];
        for (name, item, kind, list) in typed {
            if let Some(list) = list {
                let pairs = list.iter().map(|typed| self.typed(item, kind, typed));
                nodes.push(Node::parts(name, pairs.collect::<Result<_, _>>()?));
            }
        }
        if let Some(list) = &event.sensor_element_list {
            nodes.push(Node::parts(
                "sensorElementList",
                list.iter().map(|sensor| self.sensor(sensor)).collect(),
            ));
        }
        if let Some(ilmd) = &event.ilmd {
            let mut parts = Vec::new();
            self.extensions(ilmd, &mut parts);
            nodes.push(Node::parts("ilmd", parts));
        }
        self.extensions(&event.extensions, &mut nodes);
        if let Some(context) = event.context.as_ref().filter(|_| self.like_reference()) {
            self.content(Cow::Borrowed("@context"), context, &mut nodes);
        }
        Ok(nodes)
    }

    fn amount<'a>(&self, amount: &'a Quantity) -> Node<'a>
    where
        's: 'a,
    {
        let mut parts = vec![Node::text("epcClass", self.written(&amount.epc_class.text))];
        for (name, field) in [("quantity", &amount.quantity), ("uom", &amount.uom)] {
            if let Some(field) = field {
                parts.push(Node::text(name, self.written(&field.text)));
            }
        }
        self.extensions(&amount.extensions, &mut parts);
        Node::parts("quantityElement", parts)
    }

    fn typed<'a>(&self, item: &'static str, kind: Kind, typed: &'a Typed) -> Result<Node<'a>, NoHash>
    where
        's: 'a,
    {
        // In XML the reference spells out prefixes of neither, but for `cbv:` of the type.
        let bare = self.like_reference() && !self.json;
        let id = Node::text(
            item,
            if bare { Cow::Borrowed(typed.id.text.as_str()) } else { self.written(&typed.id.text) },
        );
        let Some(word) = &typed.kind else {
            if self.like_reference() {
                return Err(NoHash { reason: "a business transaction, source or destination has no type" });
            }
            return Ok(Node { parts: vec![id], pair: true, ..Node::default() });
        };
        let kind = match word.text.starts_with("gs1:") && bare {
            true => Node::text("type", word.text.as_str()),
            false => Node::text("type", self.word(kind, &word.text)),
        };
        let swapped = self.like_reference() && self.json && word.offset > typed.id.offset;
        let mut parts = if swapped { vec![id, kind] } else { vec![kind, id] };
        if !self.like_reference() {
            self.extensions(&typed.extensions, &mut parts);
        }
        Ok(Node { parts, pair: true, ..Node::default() })
    }

    fn sensor<'a>(&self, sensor: &'a SensorElement) -> Node<'a>
    where
        's: 'a,
    {
        let mut parts = Vec::with_capacity(1 + sensor.reports.len());
        if let Some(metadata) = &sensor.metadata {
            let mut fields = Vec::with_capacity(metadata.len());
            self.extensions(metadata, &mut fields);
            parts.push(Node::parts("sensorMetadata", fields));
        }
        for report in &sensor.reports {
            let mut fields = Vec::with_capacity(report.len());
            for field in report {
                let kind = match (field.name.local.as_str(), field.name.prefix.as_str()) {
                    ("type", "") => Some(Kind::Measurement),
                    ("exception", "") => Some(Kind::SensorAlert),
                    ("component", "") => Some(Kind::Component),
                    _ => None,
                };
                match (kind, &field.value) {
                    (Some(kind), Value::Text(text)) => {
                        fields.push(Node::text(field.name.local.as_str(), self.word(kind, text)));
                    }
                    _ => self.extension(field, &mut fields),
                }
            }
            parts.push(Node::parts("sensorReport", fields));
        }
        self.extensions(&sensor.extensions, &mut parts);
        Node::parts("sensorElement", parts)
    }

    /// A word of the CBV: its Web URI, as far as the profile knows it.
    fn word<'a>(&self, kind: Kind, text: &'a str) -> Cow<'a, str> {
        let text = text.trim();
        if self.like_reference() {
            return self.written_owned(text);
        }
        match vocabulary::read(kind, text) {
            // As the reference, which leaves the compact form of JSON; in XML it is the usual one.
            Reading::Known(_, Word::Compact) if self.profile == Profile::CbvTable && self.json => {
                Cow::Borrowed(text)
            }
            Reading::Known(_, Word::WebUri) => Cow::Borrowed(text),
            Reading::Known(word, _) => Cow::Owned(vocabulary::write(kind, word, Word::WebUri)),
            _ if text.starts_with("urn:epcglobal:cbv:") => Cow::Owned(vocabulary::web_uri(text).into_owned()),
            _ => self.expanded(text).map_or(Cow::Borrowed(text), Cow::Owned),
        }
    }

    /// The prefixes of the standard, spelt out in XML.
    fn expanded(&self, text: &str) -> Option<String> {
        if self.json {
            return None;
        }
        let known = [("gs1:", "https://gs1.org/voc/"), ("cbv:", "https://ref.gs1.org/cbv/")];
        let (prefix, uri) = known.into_iter().find(|(prefix, _)| text.starts_with(prefix))?;
        Some(text.replace(prefix, uri))
    }

    fn written<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if self.like_reference() { self.written_owned(text) } else { Cow::Borrowed(text) }
    }

    /// A text as the reference reads it.
    fn written_owned<'a>(&self, text: &'a str) -> Cow<'a, str> {
        if !self.json {
            let text = text.trim();
            return self.expanded(text).map_or(Cow::Borrowed(text), Cow::Owned);
        }
        let mut same = self.words.iter().filter(|word| {
            word.strip_suffix(text).is_some_and(|start| start.ends_with(['-', '/']) && !text.is_empty())
        });
        if let (Some(word), None) = (same.next(), same.next()) {
            return Cow::Owned(word.clone());
        }
        if let Some((prefix, rest)) = text.split_once(':')
            && let Some((_, namespace)) = self.prefixes.iter().rev().find(|(known, _)| known == prefix)
        {
            return Cow::Owned(format!("{}{rest}", namespace.replace(['{', '}'], "")));
        }
        Cow::Borrowed(text)
    }

    fn extensions<'a>(&self, extensions: &'a [Extension], nodes: &mut Vec<Node<'a>>)
    where
        's: 'a,
    {
        for extension in extensions {
            self.extension(extension, nodes);
        }
        if self.like_reference() && self.json {
            group_lists(nodes);
        }
    }

    fn extension<'a>(&self, extension: &'a Extension, nodes: &mut Vec<Node<'a>>)
    where
        's: 'a,
    {
        if self.like_reference()
            && self.json
            && matches!(
                (extension.name.prefix.as_str(), extension.name.local.as_str()),
                ("rdfs", "comment") | ("", "comment")
            )
        {
            return;
        }
        self.content(self.name(&extension.name), &extension.value, nodes);
    }

    fn name<'a>(&self, name: &'a Name) -> Cow<'a, str> {
        let Name { prefix, namespace, local } = name;
        let local = if self.json { local } else { local.strip_prefix('@').unwrap_or(local) };
        let written = || match prefix.as_str() {
            "" => Cow::Borrowed(local),
            _ => Cow::Owned(name.written()),
        };
        if self.like_reference() && self.json {
            return match self.prefixes.iter().rev().find(|(known, _)| known == prefix && !prefix.is_empty()) {
                Some((_, namespace)) => Cow::Owned(format!("{{{namespace}}}{local}")),
                None => written(),
            };
        }
        match namespace.as_str() {
            "" => written(),
            // XML leaves out the colon that JSON-LD needs at the end of the same namespace.
            "urn:epcglobal:cbv:mda" if !self.like_reference() => {
                Cow::Owned(format!("{{urn:epcglobal:cbv:mda:}}{local}"))
            }
            namespace => Cow::Owned(format!("{{{namespace}}}{local}")),
        }
    }

    fn content<'a>(&self, name: Cow<'a, str>, value: &'a Value, nodes: &mut Vec<Node<'a>>)
    where
        's: 'a,
    {
        let reference = self.like_reference();
        let node = match value {
            Value::Text(text) => Node::text(name, self.written(text)),
            Value::Number(text) => Node::text(name, text.as_str()),
            Value::Bool(flag) => Node::text(
                name,
                match (flag, reference) {
                    (true, true) => "True",
                    (false, true) => "False",
                    (true, false) => "true",
                    (false, false) => "false",
                },
            ),
            Value::Null => Node::text(name, if reference { "None" } else { "null" }),
            Value::List(values) => {
                for value in values {
                    match value {
                        Value::List(_) => {
                            let mut parts = Vec::new();
                            self.content(Cow::Borrowed(""), value, &mut parts);
                            nodes.push(Node::parts(name.clone(), parts));
                        }
                        _ => self.content(name.clone(), value, nodes),
                    }
                }
                return;
            }
            Value::Members(members) => {
                let mut parts = Vec::with_capacity(members.len());
                self.extensions(members, &mut parts);
                let text = parts.iter().position(|part| self.json && part.name == "#text");
                let text = text.map(|at| parts.remove(at).text).unwrap_or_default();
                Node { name, text, parts, pair: false }
            }
            Value::Element { attributes, content, .. } => {
                let mut parts = Vec::with_capacity(attributes.len() + content.len());
                for (name, value) in attributes {
                    parts.push(Node::text(self.name(name), self.written(value)));
                }
                let mut text = None;
                for part in content {
                    match &part.value {
                        Value::Text(inner) if part.name.local.is_empty() => {
                            // The reference ignores text behind an element.
                            match &mut text {
                                None if parts.len() == attributes.len() || !reference => {
                                    text = Some(self.written(inner));
                                }
                                Some(text) if !reference => text.to_mut().push_str(inner),
                                _ => {}
                            }
                        }
                        _ => self.extension(part, &mut parts),
                    }
                }
                Node { name, text: text.unwrap_or_default(), parts, pair: false }
            }
        };
        nodes.push(self.renamed(node));
    }

    /// What the reference does to some names of JSON and of XML, wherever they stand.
    fn renamed<'a>(&self, mut node: Node<'a>) -> Node<'a> {
        if !self.like_reference() {
            return node;
        }
        if self.json {
            match node.name.as_ref() {
                "inputEPC" | "outputEPC" => node.name = Cow::Borrowed("epc"),
                "inputQuantity" | "outputQuantity" | "childQuantity" => {
                    node.name = Cow::Borrowed("quantityElement");
                }
                "quantity" if !node.parts.is_empty() => node.name = Cow::Borrowed("quantityElement"),
                _ => {}
            }
            if !node.parts.iter().any(is_typed) {
                node.parts.sort_by(|one, two| one.name.cmp(&two.name).then_with(|| one.text.cmp(&two.text)));
            }
        } else if node.parts.iter().any(is_typed) {
            node.parts.retain(|part| is_typed(part) && !part.parts.is_empty());
            for part in &mut node.parts {
                part.parts.truncate(1);
                let (name, text) = (std::mem::take(&mut part.name), std::mem::take(&mut part.text));
                part.parts.push(Node::text(name, text));
                part.pair = true;
            }
        }
        node
    }
}

pub(super) fn is_typed(node: &Node<'_>) -> bool {
    matches!(node.name.as_ref(), "bizTransaction" | "source" | "destination")
}

/// Parts named `…List` become one of this name, as if the list's elements were of the name without `List`.
fn group_lists(nodes: &mut Vec<Node<'_>>) {
    if !nodes.iter().any(|node| node.name.ends_with("List") && node.name.contains([':', '}'])) {
        return;
    }
    let mut lists: Vec<Node<'_>> = Vec::new();
    let mut at = 0;
    while let Some(node) = nodes.get(at) {
        if !(node.name.ends_with("List") && node.name.contains([':', '}'])) {
            at += 1;
            continue;
        }
        let mut node = nodes.remove(at);
        let name = std::mem::take(&mut node.name);
        node.name = Cow::Owned(name.strip_suffix("List").unwrap_or(&name).to_owned());
        match lists.iter_mut().find(|list| list.name == name) {
            Some(list) => list.parts.push(node),
            None => lists.push(Node::parts(name, vec![node])),
        }
    }
    nodes.append(&mut lists);
}

/// The Web URIs of the words of an event in JSON.
fn words(event: &Event) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut add = |kind: Kind, text: &str| {
        if let Reading::Known(word, Word::Bare | Word::WebUri | Word::Compact) = vocabulary::read(kind, text)
        {
            let uri = vocabulary::write(kind, word, Word::WebUri);
            if !found.contains(&uri) {
                found.push(uri);
            }
        }
    };
    let mut field = |kind: Kind, field: Option<&Identifier>| {
        if let Some(field) = field {
            add(kind, &field.text);
        }
    };
    field(Kind::BizStep, event.biz_step.as_ref());
    field(Kind::Disposition, event.disposition.as_ref());
    for list in event.persistent_disposition.iter().flat_map(|both| [&both.set, &both.unset]) {
        list.iter().flatten().for_each(|word| field(Kind::Disposition, Some(word)));
    }
    for typed in event.biz_transaction_list.iter().flatten() {
        field(Kind::BusinessTransactionType, typed.kind.as_ref());
    }
    for typed in event.source_list.iter().chain(&event.destination_list).flatten() {
        field(Kind::SourceDestinationType, typed.kind.as_ref());
    }
    if let Some(declaration) = &event.error_declaration {
        field(Kind::ErrorReason, declaration.reason.as_ref());
    }
    for report in event.sensor_element_list.iter().flatten().flat_map(|sensor| &sensor.reports).flatten() {
        let kind = match report.name.local.as_str() {
            "type" => Kind::Measurement,
            "exception" => Kind::SensorAlert,
            "component" => Kind::Component,
            _ => continue,
        };
        if let Value::Text(text) = &report.value {
            add(kind, text);
        }
    }
    found
}
