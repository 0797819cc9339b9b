use std::io::{self, Write};

use super::json_event;
use super::text;
use crate::epcis::model::{Event, Extension, Head, Name, Value, Vocabulary, VocabularyElement, Wrapper};

/// Members and elements, with commas and layout.
#[derive(Debug)]
pub(super) struct Json<W> {
    out: W,
    /// What is open: its closing bracket, whether it holds something, whether each part has a line.
    open: Vec<(u8, bool, bool)>,
}

impl<W: Write> Json<W> {
    pub(super) const fn new(out: W) -> Self {
        Json { out, open: Vec::new() }
    }

    pub(super) fn into_inner(self) -> W {
        self.out
    }

    /// Before an element of a list, or the name of a member.
    fn next(&mut self) -> io::Result<()> {
        let depth = self.open.iter().filter(|(.., lines)| *lines).count();
        let Some((_, filled, lines)) = self.open.last_mut() else { return Ok(()) };
        if std::mem::replace(filled, true) {
            self.out.write_all(b",")?;
            if !*lines {
                self.out.write_all(b" ")?;
            }
        }
        if *lines {
            self.out.write_all(b"\n")?;
            (0..depth).try_for_each(|_| self.out.write_all(b"  "))?;
        }
        Ok(())
    }

    pub(super) fn name(&mut self, name: &str) -> io::Result<()> {
        self.next()?;
        text::json(&mut self.out, name)?;
        self.out.write_all(b": ")
    }

    pub(super) fn open(&mut self, bracket: u8, lines: bool) -> io::Result<()> {
        self.out.write_all(&[bracket])?;
        // `{` and `}`, `[` and `]` are two apart.
        self.open.push((bracket + 2, false, lines));
        Ok(())
    }

    pub(super) fn close(&mut self) -> io::Result<()> {
        let Some((bracket, filled, lines)) = self.open.pop() else { return Ok(()) };
        if filled && lines {
            let depth = self.open.iter().filter(|(.., lines)| *lines).count();
            self.out.write_all(b"\n")?;
            (0..depth).try_for_each(|_| self.out.write_all(b"  "))?;
        }
        self.out.write_all(&[bracket])
    }

    pub(super) fn text(&mut self, value: &str) -> io::Result<()> {
        text::json(&mut self.out, value)
    }

    /// A number, as text if JSON would not know it as one.
    pub(super) fn number(&mut self, value: &str) -> io::Result<()> {
        if text::is_json_number(value) { self.out.write_all(value.as_bytes()) } else { self.text(value) }
    }

    pub(super) fn member(&mut self, name: &str, value: &str) -> io::Result<()> {
        self.name(name)?;
        self.text(value)
    }

    /// A list on one line or on many.
    pub(super) fn list<T>(
        &mut self,
        values: impl IntoIterator<Item = T>,
        lines: bool,
        mut one: impl FnMut(&mut Self, T) -> io::Result<()>,
    ) -> io::Result<()> {
        self.open(b'[', lines)?;
        for value in values {
            self.next()?;
            one(self, value)?;
        }
        self.close()
    }

    pub(super) fn extensions<'e>(
        &mut self,
        extensions: impl IntoIterator<Item = &'e Extension>,
    ) -> io::Result<()> {
        for extension in extensions {
            self.name(&extension.name.written())?;
            self.value(&extension.value)?;
        }
        Ok(())
    }

    pub(super) fn value(&mut self, value: &Value) -> io::Result<()> {
        match value {
            Value::Text(text) => self.text(text),
            Value::Number(number) => self.number(number),
            Value::Bool(flag) => write!(self.out, "{flag}"),
            Value::Null => self.out.write_all(b"null"),
            Value::List(values) => self.list(values, false, Json::value),
            Value::Members(members) => {
                self.open(b'{', false)?;
                self.extensions(members)?;
                self.close()
            }
            element @ Value::Element { .. } => self.value(&members_of(element)),
        }
    }
}

/// An element of XML as members: attributes by names with `@`, text beside them as `#text`.
pub(in crate::epcis) fn members_of(element: &Value) -> Value {
    let Value::Element { attributes, content, .. } = element else { return element.clone() };
    let attribute = |(name, value): &(Name, String)| Extension {
        name: Name { local: format!("@{}", name.local), ..name.clone() },
        value: Value::Text(value.clone()),
        offset: 0,
    };
    let mut members: Vec<Extension> = attributes.iter().map(attribute).collect();
    let mut text = String::new();
    for part in content {
        match &part.value {
            Value::Text(more) if part.name.local.is_empty() => text.push_str(more),
            value => members.push(Extension { value: members_of(value), ..part.clone() }),
        }
    }
    if members.is_empty() {
        return Value::Text(text);
    }
    if !text.is_empty() {
        let name = Name { local: "#text".to_owned(), ..Name::default() };
        members.push(Extension { name, value: Value::Text(text), offset: 0 });
    }
    Value::Members(members)
}

/// A document being written.
#[derive(Debug)]
pub(super) struct Document<W> {
    json: Json<W>,
    /// What follows the body.
    extensions: Vec<Extension>,
}

impl<W: Write> Document<W> {
    pub(super) fn begin(out: W, head: &Head) -> io::Result<Self> {
        let mut json = Json { out, open: Vec::new() };
        if head.wrapper == Wrapper::None {
            json.open(b'[', true)?;
            return Ok(Document { json, extensions: Vec::new() });
        }
        json.open(b'{', true)?;
        if let Some(context) = &head.context {
            json.name("@context")?;
            json.value(context)?;
        }
        let kind = match head.wrapper {
            Wrapper::Query => "EPCISQueryDocument",
            Wrapper::MasterData => "EPCISMasterDataDocument",
            _ => "EPCISDocument",
        };
        json.member("type", kind)?;
        for (name, value) in [("schemaVersion", &head.schema_version), ("creationDate", &head.creation_date)]
        {
            if let Some(value) = value {
                json.member(name, value)?;
            }
        }
        for (name, value) in &head.attributes {
            json.member(&name.written(), value)?;
        }
        header(&mut json, head)?;
        json.name("epcisBody")?;
        json.open(b'{', true)?;
        if let Some(query) = &head.query {
            json.name("queryResults")?;
            json.open(b'{', true)?;
            for (name, value) in [("queryName", &query.name), ("subscriptionID", &query.subscription)] {
                if let Some(value) = value {
                    json.member(name, value)?;
                }
            }
            json.extensions(&query.extensions)?;
            json.name("resultsBody")?;
            json.open(b'{', true)?;
        }
        json.name("eventList")?;
        json.open(b'[', true)?;
        Ok(Document { json, extensions: head.extensions.clone() })
    }

    pub(super) fn event(&mut self, event: &Event) -> io::Result<()> {
        self.json.next()?;
        json_event::write(&mut self.json, event)
    }

    pub(super) fn finish(mut self) -> io::Result<W> {
        let json = &mut self.json;
        while json.open.len() > 1 {
            json.close()?;
        }
        json.extensions(&self.extensions)?;
        json.close()?;
        json.out.write_all(b"\n")?;
        Ok(self.json.out)
    }
}

fn header<W: Write>(json: &mut Json<W>, head: &Head) -> io::Result<()> {
    if head.sbdh.is_none() && head.vocabularies.is_empty() && head.header.is_empty() {
        return Ok(());
    }
    json.name("epcisHeader")?;
    json.open(b'{', true)?;
    json.extensions(&head.sbdh)?;
    if !head.vocabularies.is_empty() {
        json.name("epcisMasterData")?;
        json.open(b'{', true)?;
        json.name("vocabularyList")?;
        json.list(&head.vocabularies, true, vocabulary)?;
        json.close()?;
    }
    json.extensions(&head.header)?;
    json.close()
}

fn vocabulary<W: Write>(json: &mut Json<W>, vocabulary: &Vocabulary) -> io::Result<()> {
    json.open(b'{', true)?;
    json.member("type", &vocabulary.kind)?;
    json.extensions(&vocabulary.extensions)?;
    if !vocabulary.elements.is_empty() {
        json.name("vocabularyElementList")?;
        json.list(&vocabulary.elements, true, described)?;
    }
    json.close()
}

fn described<W: Write>(json: &mut Json<W>, element: &VocabularyElement) -> io::Result<()> {
    json.open(b'{', true)?;
    json.member("id", &element.id)?;
    if !element.attributes.is_empty() {
        json.name("attributes")?;
        json.list(&element.attributes, true, |json, attribute| {
            json.open(b'{', false)?;
            json.member("id", &attribute.id)?;
            if attribute.value != Value::Null {
                json.name("attribute")?;
                json.value(&attribute.value)?;
            }
            json.close()
        })?;
    }
    if !element.children.is_empty() {
        json.name("children")?;
        json.list(&element.children, false, |json, child| json.text(child))?;
    }
    json.extensions(&element.extensions)?;
    json.close()
}
