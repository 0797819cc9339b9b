//! XML 1.0 with namespaces as a tree that knows where everything stands.

use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::{Limits, TreeError};

/// An element.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Element {
    /// The prefix as written, empty if there is none.
    pub prefix: String,
    /// The name without its prefix.
    pub local: String,
    /// The namespace that the prefix stands for, empty if none.
    pub namespace: String,
    /// The attributes that are no namespace declarations, in order.
    pub attributes: Vec<Attribute>,
    /// The namespaces declared on this element: prefix (empty for the default one) and name.
    pub declared: Vec<(String, String)>,
    /// What stands between the tags.
    pub children: Vec<Node>,
    /// The byte of the document at which the start tag begins.
    pub offset: u64,
    /// The byte behind the start tag.
    pub inner: u64,
    /// The byte behind the end tag.
    pub end: u64,
}

/// An attribute.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Attribute {
    /// The prefix as written, empty if there is none.
    pub prefix: String,
    /// The name without its prefix.
    pub local: String,
    /// The namespace of the prefix, empty without one.
    pub namespace: String,
    /// The value without its references.
    pub value: String,
}

/// What stands in an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A further element.
    Element(Element),
    /// Characters without their references; CDATA too.
    Text {
        /// The characters.
        text: String,
        /// The byte at which they begin.
        offset: u64,
    },
    /// A comment, without its marks.
    Comment(String),
    /// A processing instruction, without its marks.
    Instruction(String),
}

impl Element {
    /// The elements in it.
    pub fn elements(&self) -> impl DoubleEndedIterator<Item = &Element> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            _ => None,
        })
    }

    /// The first element of this local name in it, whatever the namespace.
    #[must_use]
    pub fn child(&self, local: &str) -> Option<&Element> {
        self.elements().find(|element| element.local == local)
    }

    /// Its characters, those of elements in it left out, white space at both ends removed.
    #[must_use]
    pub fn text(&self) -> String {
        let mut whole = String::new();
        for node in &self.children {
            if let Node::Text { text, .. } = node {
                whole.push_str(text);
            }
        }
        let trimmed = whole.trim_matches([' ', '\t', '\r', '\n']);
        if trimmed.len() == whole.len() { whole } else { trimmed.to_owned() }
    }

    /// The byte at which its characters begin, those of the start tag if it has none.
    #[must_use]
    pub fn text_offset(&self) -> u64 {
        let of = |node: &Node| match node {
            Node::Text { text, offset } => {
                let blank = text.len() - text.trim_start_matches([' ', '\t', '\r', '\n']).len();
                (blank < text.len()).then_some(offset + blank as u64)
            }
            _ => None,
        };
        self.children.iter().find_map(of).unwrap_or(self.offset)
    }

    /// The value of an attribute without a prefix.
    #[must_use]
    pub fn attribute(&self, local: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        attributes.find(|a| a.prefix.is_empty() && a.local == local).map(|a| a.value.as_str())
    }

    /// Reads one element, white space, comments and instructions around it allowed; `start` is the offset of `text`
    /// within its document, `scope` the namespaces that are declared around it, the inner ones last.
    ///
    /// ```
    /// use tallymark::epcis::tree::{Limits, xml::Element};
    /// let element = Element::parse("<a:b xmlns:a='urn:x'><c>d</c></a:b>", 0, &[], Limits::default())?;
    /// assert_eq!((element.namespace.as_str(), element.local.as_str()), ("urn:x", "b"));
    /// assert_eq!(element.child("c").map(Element::text).as_deref(), Some("d"));
    /// # Ok::<(), tallymark::epcis::tree::TreeError>(())
    /// ```
    ///
    /// # Errors
    /// `xml-syntax`, `xml-namespace`, `xml-entity` or one of the limits.
    pub fn parse(
        text: &str,
        start: u64,
        scope: &[(String, String)],
        limits: Limits,
    ) -> Result<Element, TreeError> {
        if text.len() > limits.piece {
            return Err(TreeError::new("limit-size", start, format!("longer than {} bytes", limits.piece)));
        }
        let mut reader = Reader::from_str(text);
        let mut builder = Builder::new(scope.to_vec(), limits);
        let mut root = None;
        loop {
            let from = start + reader.buffer_position();
            let event = reader.read_event();
            let event = event.map_err(|error| {
                TreeError::new("xml-syntax", start + reader.error_position(), error.to_string())
            })?;
            let end = start + reader.buffer_position();
            if matches!(event, Event::Eof) {
                return root.ok_or_else(|| {
                    TreeError::new("xml-syntax", end, "the text ends before the element does")
                });
            }
            let outside = builder.is_empty();
            match &event {
                Event::Start(_) | Event::Empty(_) if root.is_some() => {
                    return Err(TreeError::new(
                        "xml-syntax",
                        from,
                        "a second element stands behind the first",
                    ));
                }
                Event::Text(text) if outside && !text.xml10_content().trim().is_empty() => {
                    return Err(TreeError::new("xml-syntax", from, "text stands outside of any element"));
                }
                Event::CData(_) | Event::GeneralRef(_) if outside => {
                    return Err(TreeError::new("xml-syntax", from, "text stands outside of any element"));
                }
                _ if outside && !matches!(event, Event::Start(_) | Event::Empty(_) | Event::End(_)) => {
                    continue;
                }
                _ => {}
            }
            if let Some(element) = builder.take(&event, from, end)? {
                root = Some(element);
            }
        }
    }
}

/// Makes an element of parser events.
#[derive(Debug)]
pub(crate) struct Builder {
    /// The namespaces in force, the inner ones last.
    scope: Vec<(String, String)>,
    open: Vec<Element>,
    limits: Limits,
}

impl Builder {
    pub(crate) const fn new(scope: Vec<(String, String)>, limits: Limits) -> Self {
        Builder { scope, open: Vec::new(), limits }
    }

    /// Whether no element is open.
    pub(crate) fn is_empty(&self) -> bool {
        self.open.is_empty()
    }

    /// Takes the parser event between two offsets; gives the element if it was the end of the outermost one.
    pub(crate) fn take(
        &mut self,
        event: &Event<'_>,
        offset: u64,
        end: u64,
    ) -> Result<Option<Element>, TreeError> {
        match event {
            Event::Start(tag) => {
                let element = self.start(tag, offset, end)?;
                if self.open.len() >= self.limits.depth {
                    return Err(TreeError::new("limit-depth", offset, "elements nest too deep"));
                }
                self.open.push(element);
            }
            Event::Empty(tag) => {
                let element = self.start(tag, offset, end)?;
                self.open.push(element);
                return Ok(self.end(end));
            }
            Event::End(_) => return Ok(self.end(end)),
            Event::Text(text) => self.text(&text.xml10_content(), offset),
            Event::CData(text) => self.text(&text.xml10_content(), offset),
            Event::GeneralRef(reference) => {
                let text = resolve(reference).ok_or_else(|| {
                    let name = super::clip(&reference.xml10_content());
                    TreeError::new("xml-entity", offset, format!("the entity &{name}; is not defined"))
                })?;
                self.text(text.encode_utf8(&mut [0; 4]), offset);
            }
            Event::Comment(text) => self.push(Node::Comment(text.xml10_content().into_owned())),
            Event::PI(text) => self.push(Node::Instruction(text.to_string())),
            Event::Decl(_) | Event::DocType(_) if !self.open.is_empty() => {
                return Err(TreeError::new(
                    "xml-syntax",
                    offset,
                    "a declaration stands inside of an element",
                ));
            }
            Event::Decl(_) | Event::DocType(_) | Event::Eof => {}
        }
        Ok(None)
    }

    /// An element that was only started ends: the namespaces that it declared are out of force.
    pub(crate) fn leave(&mut self, element: &Element) {
        self.scope.truncate(self.scope.len().saturating_sub(element.declared.len()));
    }

    /// The namespace behind a prefix in a value such as that of `xsi:type`.
    pub(crate) fn namespace(&self, prefix: &str) -> Option<String> {
        self.resolve(prefix, true, 0).ok()
    }

    fn push(&mut self, node: Node) {
        if let Some(parent) = self.open.last_mut() {
            parent.children.push(node);
        }
    }

    fn text(&mut self, more: &str, offset: u64) {
        let Some(parent) = self.open.last_mut() else { return };
        match parent.children.last_mut() {
            Some(Node::Text { text, .. }) => text.push_str(more),
            _ => parent.children.push(Node::Text { text: more.to_owned(), offset }),
        }
    }

    fn end(&mut self, end: u64) -> Option<Element> {
        let mut element = self.open.pop()?;
        element.end = end;
        self.scope.truncate(self.scope.len() - element.declared.len().min(self.scope.len()));
        match self.open.last_mut() {
            Some(parent) => {
                parent.children.push(Node::Element(element));
                None
            }
            None => Some(element),
        }
    }

    pub(crate) fn start(
        &mut self,
        tag: &BytesStart<'_>,
        offset: u64,
        end: u64,
    ) -> Result<Element, TreeError> {
        let name = tag.name();
        let prefix = name.prefix().map(|prefix| prefix.as_ref().to_owned()).unwrap_or_default();
        let mut element = Element {
            prefix,
            local: name.local_name().as_ref().to_owned(),
            offset,
            inner: end,
            end,
            ..Element::default()
        };
        for (count, attribute) in tag.attributes().enumerate() {
            if count >= self.limits.attributes {
                return Err(TreeError::new("limit-attributes", offset, "an element has too many attributes"));
            }
            let syntax =
                |error: &dyn std::fmt::Display| TreeError::new("xml-syntax", offset, error.to_string());
            let attribute = attribute.map_err(|error| syntax(&error))?;
            let value = attribute.normalized_value(XmlVersion::Explicit1_0);
            let value = value.map_err(|error| syntax(&error))?.into_owned();
            let (local, prefix) = attribute.key.decompose();
            let (local, prefix) = (local.as_ref(), prefix.as_ref().map(AsRef::as_ref));
            match prefix {
                None if local == "xmlns" => element.declared.push((String::new(), value)),
                Some("xmlns") => element.declared.push((local.to_owned(), value)),
                prefix => element.attributes.push(Attribute {
                    prefix: prefix.unwrap_or_default().to_owned(),
                    local: local.to_owned(),
                    namespace: String::new(),
                    value,
                }),
            }
        }
        self.scope.extend(element.declared.iter().cloned());
        element.namespace = self.resolve(&element.prefix, true, offset)?;
        for attribute in &mut element.attributes {
            attribute.namespace = self.resolve(&attribute.prefix, false, offset)?;
        }
        Ok(element)
    }

    fn resolve(&self, prefix: &str, element: bool, offset: u64) -> Result<String, TreeError> {
        if prefix == "xml" {
            return Ok("http://www.w3.org/XML/1998/namespace".to_owned());
        }
        if prefix.is_empty() && !element {
            return Ok(String::new());
        }
        match self.scope.iter().rev().find(|(declared, _)| declared == prefix) {
            Some((_, namespace)) => Ok(namespace.clone()),
            None if prefix.is_empty() => Ok(String::new()),
            None => {
                let prefix = super::clip(prefix);
                let message = format!("the prefix {prefix} is not declared; add xmlns:{prefix}=\"...\"");
                Err(TreeError::new("xml-namespace", offset, message))
            }
        }
    }
}

/// The character behind a reference; only those that XML itself defines exist, so nothing can be expanded.
pub(crate) fn resolve(reference: &BytesRef<'_>) -> Option<char> {
    match reference.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => reference.resolve_char_ref().ok().flatten(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Result<Element, TreeError> {
        Element::parse(text, 0, &[], Limits::default())
    }

    fn code(text: &str) -> &'static str {
        read(text).unwrap_err().code
    }

    #[test]
    fn everything_has_its_place() {
        let root = Element::parse("\n<a>x<b c='1&amp;'/>\u{e9}&lt;</a>", 10, &[], Limits::default()).unwrap();
        assert_eq!((root.offset, root.inner, root.end), (11, 14, 40));
        let b = root.child("b").unwrap();
        assert_eq!((b.offset, b.end, b.attribute("c")), (15, 30, Some("1&")));
        assert_eq!(root.children[2], Node::Text { text: "\u{e9}<".to_owned(), offset: 30 });
    }

    #[test]
    fn prefixes_stand_for_what_is_declared_nearest() {
        let scope = [("p".to_owned(), "urn:outer".to_owned())];
        let text = "<p:a p:x='1'><p:b xmlns:p='urn:inner'/><p:c/></p:a>";
        let root = Element::parse(text, 0, &scope, Limits::default()).unwrap();
        let spaces: Vec<_> = root.elements().map(|element| element.namespace.as_str()).collect();
        assert_eq!((root.namespace.as_str(), spaces), ("urn:outer", vec!["urn:inner", "urn:outer"]));
        assert_eq!(root.attributes[0].namespace, "urn:outer");
    }

    #[test]
    fn what_is_no_element_says_why() {
        assert_eq!(code("<a>"), "xml-syntax");
        assert_eq!(code("<a></b>"), "xml-syntax");
        assert_eq!(code("<a/><b/>"), "xml-syntax");
        assert_eq!(code("<a b='1' b='2'/>"), "xml-syntax");
        assert_eq!(code("<p:a/>"), "xml-namespace");
        assert_eq!(code("<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>"), "xml-entity");
    }

    #[test]
    fn limits_are_kept() {
        let limits = Limits { depth: 2, piece: 60, attributes: 2 };
        let read = |text: &str| Element::parse(text, 0, &[], limits).map_err(|error| error.code);
        assert!(read("<a><b/></a>").is_ok());
        assert_eq!(read("<a><b><c></c></b></a>"), Err("limit-depth"));
        assert_eq!(read("<a b='1' c='2' d='3'/>"), Err("limit-attributes"));
        assert_eq!(read(&format!("<a>{}</a>", "x".repeat(60))), Err("limit-size"));
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "[<>/a:b='\"& \\[\\]!?x;-]{0,40}") {
            if let Ok(element) = read(&text) {
                prop_assert!(element.end <= text.len() as u64 && element.offset < element.end);
            }
        }
    }
}
