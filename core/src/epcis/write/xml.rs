use std::borrow::Cow;
use std::io::{self, Write};

use super::text::{self, xml_name};
use super::xml_event;
use crate::epcis::model::{Event, EventKind, Extension, Form, Head, Name, Named, Value, Vocabulary, Wrapper};

/// Elements, with the namespaces in force.
#[derive(Debug)]
pub(super) struct Xml<W> {
    out: W,
    scope: Vec<(String, String)>,
    /// Open elements of the standard: their names, and how many namespaces each declared.
    open: Vec<(String, usize)>,
}

impl<W: Write> Xml<W> {
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    fn line(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")?;
        (0..self.open.len()).try_for_each(|_| self.out.write_all(b"  "))
    }

    fn attribute(&mut self, name: &str, value: &str) -> io::Result<()> {
        write!(self.out, " {name}=\"")?;
        text::xml(&mut self.out, value, true)?;
        self.out.write_all(b"\"")
    }

    fn declare(&mut self, prefix: &str, namespace: &str) -> io::Result<()> {
        match prefix {
            "" => self.attribute("xmlns", namespace)?,
            prefix => self.attribute(&format!("xmlns:{prefix}"), namespace)?,
        }
        self.scope.push((prefix.to_owned(), namespace.to_owned()));
        Ok(())
    }

    fn namespace(&self, prefix: &str) -> Option<&str> {
        self.scope.iter().rev().find(|(known, _)| known == prefix).map(|(_, namespace)| namespace.as_str())
    }

    /// Opens an element of the standard on a line of its own.
    pub(super) fn open(&mut self, name: &str) -> io::Result<()> {
        self.open_with(name, &[], &[])
    }

    pub(super) fn open_with(
        &mut self,
        name: &str,
        namespaces: &[(String, String)],
        attributes: &[(String, Cow<'_, str>)],
    ) -> io::Result<()> {
        self.line()?;
        write!(self.out, "<{name}")?;
        let mut declared = 0;
        for (prefix, namespace) in namespaces {
            if self.namespace(prefix) != Some(namespace) {
                self.declare(prefix, namespace)?;
                declared += 1;
            }
        }
        for (name, value) in attributes {
            self.attribute(name, value)?;
        }
        self.out.write_all(b">")?;
        self.open.push((name.to_owned(), declared));
        Ok(())
    }

    pub(super) fn close(&mut self) -> io::Result<()> {
        let Some((name, declared)) = self.open.pop() else { return Ok(()) };
        self.scope.truncate(self.scope.len() - declared.min(self.scope.len()));
        self.line()?;
        write!(self.out, "</{name}>")
    }

    /// An element of the standard that holds a text.
    pub(super) fn leaf(
        &mut self,
        name: &str,
        attributes: &[(String, Cow<'_, str>)],
        value: &str,
    ) -> io::Result<()> {
        self.line()?;
        write!(self.out, "<{name}")?;
        for (name, value) in attributes {
            self.attribute(name, value)?;
        }
        if value.is_empty() {
            return self.out.write_all(b"/>");
        }
        self.out.write_all(b">")?;
        text::xml(&mut self.out, value, false)?;
        write!(self.out, "</{name}>")
    }

    /// Extensions as they stand, each on a line.
    pub(super) fn extensions<'e>(
        &mut self,
        extensions: impl IntoIterator<Item = &'e Extension>,
    ) -> io::Result<()> {
        for extension in extensions.into_iter().filter(|extension| !is_attribute(extension)) {
            match &extension.value {
                Value::List(values) => {
                    for value in values {
                        self.line()?;
                        self.verbatim(&extension.name, value)?;
                    }
                }
                value => {
                    self.line()?;
                    self.verbatim(&extension.name, value)?;
                }
            }
        }
        Ok(())
    }

    /// A name that is declared, with what has to be declared for it.
    fn qualified<'n>(&self, name: &'n Name, attribute: bool) -> (String, Option<(&'n str, Cow<'n, str>)>) {
        let local = xml_name(name.local.strip_prefix('@').filter(|_| attribute).unwrap_or(&name.local));
        let namespace = match (name.namespace.as_str(), name.prefix.as_str()) {
            // A prefix that nothing explains is the scheme of a URI.
            ("", prefix) if !prefix.is_empty() => Cow::Owned(format!("{prefix}:")),
            (namespace, _) => Cow::Borrowed(namespace),
        };
        let prefix = name.prefix.as_str();
        let missing = match (prefix, attribute) {
            ("xml", _) | ("", true) => false,
            _ => self.namespace(prefix).unwrap_or_default() != namespace,
        };
        let written = if prefix.is_empty() { local.into_owned() } else { format!("{prefix}:{local}") };
        (written, missing.then_some((prefix, namespace)))
    }

    /// An element that the standard does not define, without any white space that it did not have.
    fn verbatim(&mut self, name: &Name, value: &Value) -> io::Result<()> {
        let mark = self.scope.len();
        let (tag, missing) = self.qualified(name, false);
        write!(self.out, "<{tag}")?;
        if let Value::Element { declared, .. } = value {
            for (prefix, namespace) in declared {
                self.declare(prefix, namespace)?;
            }
        }
        if let Some((prefix, namespace)) = missing
            && self.namespace(prefix).unwrap_or_default() != namespace
        {
            self.declare(prefix, &namespace)?;
        }
        match value {
            Value::Element { attributes, content, .. } => {
                for (name, value) in attributes {
                    self.named_attribute(name, value)?;
                }
                self.content(&tag, content.iter())?;
            }
            Value::Members(members) => {
                for member in members.iter().filter(|member| is_attribute(member)) {
                    self.named_attribute(&member.name, &scalar(&member.value))?;
                }
                self.content(&tag, members.iter().filter(|member| !is_attribute(member)))?;
            }
            Value::List(values) => {
                self.out.write_all(b">")?;
                values.iter().try_for_each(|value| self.verbatim(name, value))?;
                write!(self.out, "</{tag}>")?;
            }
            other => {
                let value = scalar(other);
                if value.is_empty() {
                    self.out.write_all(b"/>")?;
                } else {
                    self.out.write_all(b">")?;
                    text::xml(&mut self.out, &value, false)?;
                    write!(self.out, "</{tag}>")?;
                }
            }
        }
        self.scope.truncate(mark);
        Ok(())
    }

    fn named_attribute(&mut self, name: &Name, value: &str) -> io::Result<()> {
        let (written, missing) = self.qualified(name, true);
        if let Some((prefix, namespace)) = missing {
            self.declare(prefix, &namespace)?;
        }
        self.attribute(&written, value)
    }

    fn content<'e>(&mut self, tag: &str, content: impl Iterator<Item = &'e Extension>) -> io::Result<()> {
        let mut empty = true;
        for part in content {
            if empty {
                self.out.write_all(b">")?;
                empty = false;
            }
            let is_text =
                part.name.local.is_empty() || (part.name.local == "#text" && part.name.prefix.is_empty());
            match &part.value {
                Value::List(values) => {
                    values.iter().try_for_each(|value| self.verbatim(&part.name, value))?;
                }
                value if is_text => text::xml(&mut self.out, &scalar(value), false)?,
                value => self.verbatim(&part.name, value)?,
            }
        }
        if empty { self.out.write_all(b"/>") } else { write!(self.out, "</{tag}>") }
    }
}

/// Whether it stands for an attribute.
pub(super) fn is_attribute(extension: &Extension) -> bool {
    extension.name.local.starts_with('@') && !matches!(extension.value, Value::Members(_) | Value::List(_))
}

/// The attributes among extensions, to be written on an element of the standard.
pub(super) fn attributes(extensions: &[Extension]) -> Vec<(String, Cow<'_, str>)> {
    let one = |extension: &Extension| {
        let name = extension.name.written();
        (
            name.strip_prefix('@').unwrap_or(&name).to_owned(),
            Cow::Owned(scalar(&extension.value).into_owned()),
        )
    };
    extensions.iter().filter(|extension| is_attribute(extension)).map(one).collect()
}

/// The text of a value that has no parts.
pub(in crate::epcis) fn scalar(value: &Value) -> Cow<'_, str> {
    match value {
        Value::Text(text) | Value::Number(text) => Cow::Borrowed(text),
        Value::Bool(true) => Cow::Borrowed("true"),
        Value::Bool(false) => Cow::Borrowed("false"),
        Value::Null | Value::Members(_) => Cow::Borrowed(""),
        Value::List(values) => {
            let texts: Vec<_> = values.iter().map(scalar).collect();
            Cow::Owned(texts.join(" "))
        }
        Value::Element { content, .. } => {
            Cow::Owned(content.iter().map(|part| scalar(&part.value)).collect())
        }
    }
}

/// A document being written.
#[derive(Debug)]
pub(super) struct Document<W> {
    xml: Xml<W>,
    form: Form,
    /// What follows the body.
    extensions: Vec<Extension>,
    query: Option<Vec<Extension>>,
}

impl<W: Write> Document<W> {
    pub(super) fn begin(mut out: W, head: &Head) -> io::Result<Self> {
        out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
        let xml = Xml { out, scope: Vec::new(), open: Vec::new() };
        let mut document = Document {
            xml,
            form: head.form,
            extensions: head.extensions.clone(),
            query: head.query.as_ref().map(|query| query.extensions.clone()),
        };
        // A bare event is a document of its own.
        if head.wrapper == Wrapper::None && head.root.local.is_empty() {
            return Ok(document);
        }
        document.root(head)?;
        match head.wrapper {
            Wrapper::None if head.root.local == "EventList" => return Ok(document),
            Wrapper::None => {}
            _ => {
                document.header(head)?;
                document.xml.open("EPCISBody")?;
            }
        }
        match head.wrapper {
            Wrapper::MasterData => {
                document.vocabularies(&head.vocabularies)?;
                return Ok(document);
            }
            Wrapper::Query => {
                let prefix = &head.root.prefix;
                document.xml.open(&match prefix.as_str() {
                    "" => "QueryResults".to_owned(),
                    prefix => format!("{prefix}:QueryResults"),
                })?;
            }
            _ => {}
        }
        if let Some(query) = &head.query {
            let fields = [("queryName", &query.name), ("subscriptionID", &query.subscription)];
            for (name, value) in fields.iter().filter_map(|(name, value)| Some((*name, value.as_ref()?))) {
                document.xml.leaf(name, &[], value)?;
            }
            document.xml.open("resultsBody")?;
        }
        document.xml.open("EventList")?;
        Ok(document)
    }

    fn root(&mut self, head: &Head) -> io::Result<()> {
        let local = match head.wrapper {
            _ if !head.root.local.is_empty() => head.root.local.as_str(),
            Wrapper::Query => "EPCISQueryDocument",
            Wrapper::MasterData => "EPCISMasterDataDocument",
            Wrapper::Document | Wrapper::None => "EPCISDocument",
        };
        let name = match head.root.prefix.as_str() {
            "" => local.to_owned(),
            prefix => format!("{prefix}:{local}"),
        };
        let mut namespaces = head.namespaces.clone();
        if !head.root.namespace.is_empty()
            && !namespaces.iter().any(|(prefix, _)| *prefix == head.root.prefix)
        {
            namespaces.insert(0, (head.root.prefix.clone(), head.root.namespace.clone()));
        }
        let mut attributes = Vec::new();
        for (name, value) in [("schemaVersion", &head.schema_version), ("creationDate", &head.creation_date)]
        {
            if let Some(value) = value {
                attributes.push((name.to_owned(), Cow::Borrowed(value.as_str())));
            }
        }
        for (name, value) in &head.attributes {
            let prefix = if name.prefix.is_empty() { String::new() } else { format!("{}:", name.prefix) };
            attributes.push((format!("{prefix}{}", xml_name(&name.local)), Cow::Borrowed(value.as_str())));
        }
        self.xml.open_with(&name, &namespaces, &attributes)
    }

    fn header(&mut self, head: &Head) -> io::Result<()> {
        let master_data = !head.vocabularies.is_empty() && head.wrapper != Wrapper::MasterData;
        if head.sbdh.is_none() && !master_data && head.header.is_empty() {
            return Ok(());
        }
        self.xml.open("EPCISHeader")?;
        self.xml.extensions(&head.sbdh)?;
        if master_data {
            self.xml.open("extension")?;
            self.xml.open("EPCISMasterData")?;
            self.vocabularies(&head.vocabularies)?;
            self.xml.close()?;
            self.xml.close()?;
        }
        self.xml.extensions(&head.header)?;
        self.xml.close()
    }

    fn vocabularies(&mut self, vocabularies: &[Vocabulary]) -> io::Result<()> {
        let xml = &mut self.xml;
        xml.open("VocabularyList")?;
        for vocabulary in vocabularies {
            let mut own = vec![("type".to_owned(), Cow::Borrowed(vocabulary.kind.as_str()))];
            own.append(&mut attributes(&vocabulary.extensions));
            xml.open_with("Vocabulary", &[], &own)?;
            if !vocabulary.elements.is_empty() {
                xml.open("VocabularyElementList")?;
            }
            for element in &vocabulary.elements {
                let mut own = vec![("id".to_owned(), Cow::Borrowed(element.id.as_str()))];
                own.append(&mut attributes(&element.extensions));
                xml.open_with("VocabularyElement", &[], &own)?;
                for Named { id, value } in &element.attributes {
                    xml.line()?;
                    xml.named(id, value)?;
                }
                if !element.children.is_empty() {
                    xml.open("children")?;
                    element.children.iter().try_for_each(|child| xml.leaf("id", &[], child))?;
                    xml.close()?;
                }
                xml.extensions(&element.extensions)?;
                xml.close()?;
            }
            if !vocabulary.elements.is_empty() {
                xml.close()?;
            }
            xml.extensions(&vocabulary.extensions)?;
            xml.close()?;
        }
        xml.close()
    }

    pub(super) fn event(&mut self, event: &Event) -> io::Result<()> {
        // What a version does not know stands deeper in `extension`.
        let wraps = match (self.form, event.kind) {
            (Form::Xml1, EventKind::Transformation) => 1,
            (Form::Xml1, EventKind::Association) => 2,
            _ => 0,
        };
        let wraps = if self.xml.depth() == 0 { 0 } else { wraps };
        (0..wraps).try_for_each(|_| self.xml.open("extension"))?;
        xml_event::write(&mut self.xml, event, self.form)?;
        (0..wraps).try_for_each(|_| self.xml.close())
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        // The body's and the document's own stand before the document ends.
        while self.xml.depth() > 1 {
            self.xml.close()?;
            if let Some(extensions) = self.query.take_if(|_| self.xml.open.last().is_some_and(is_query)) {
                self.xml.extensions(&extensions)?;
            }
        }
        if self.xml.depth() == 1 {
            let extensions = std::mem::take(&mut self.extensions);
            self.xml.extensions(&extensions)?;
            self.xml.close()?;
        }
        self.xml.out.write_all(b"\n")?;
        Ok(self.xml.out)
    }
}

fn is_query((name, _): &(String, usize)) -> bool {
    name.ends_with("QueryResults")
}

impl<W: Write> Xml<W> {
    /// An attribute of master data: an element with an `id`, and a text or elements.
    fn named(&mut self, id: &str, value: &Value) -> io::Result<()> {
        let own = (Name { local: "id".to_owned(), ..Name::default() }, id.to_owned());
        let text = |value: &Value| Extension { name: Name::default(), value: value.clone(), offset: 0 };
        let (attributes, declared, content) = match value {
            Value::Element { attributes, declared, content } => {
                let all = std::iter::once(&own).chain(attributes).cloned();
                (all.collect(), declared.clone(), content.clone())
            }
            Value::Members(members) => (vec![own], Vec::new(), members.clone()),
            Value::Null => (vec![own], Vec::new(), Vec::new()),
            Value::Text(empty) if empty.is_empty() => (vec![own], Vec::new(), Vec::new()),
            value => (vec![own], Vec::new(), vec![text(value)]),
        };
        let name = Name { local: "attribute".to_owned(), ..Name::default() };
        self.verbatim(&name, &Value::Element { attributes, declared, content })
    }
}
