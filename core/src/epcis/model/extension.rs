use std::hash::{Hash, Hasher};

/// The name of an extension: in XML an element's or attribute's, in JSON a member's.
///
/// Where an attribute of XML stands among elements, and where a document of XML becomes one of JSON, the local name of an
/// attribute begins with `@`, and `#text` is the text beside attributes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Name {
    /// The prefix as written, empty if there is none.
    pub prefix: String,
    /// The namespace that the prefix stands for, empty if none is known.
    pub namespace: String,
    /// The name without prefix.
    pub local: String,
}

impl Name {
    /// As it was written: the prefix, if there is one, a colon and the name; before an attribute's prefix stands `@`.
    #[must_use]
    pub fn written(&self) -> String {
        match (self.prefix.as_str(), self.local.strip_prefix('@')) {
            ("", _) => self.local.clone(),
            (prefix, Some(attribute)) => format!("@{prefix}:{attribute}"),
            (prefix, None) => format!("{prefix}:{}", self.local),
        }
    }
}

/// Something that the standard does not define, kept as it stands.
#[derive(Clone, Debug)]
pub struct Extension {
    /// Its name.
    pub name: Name,
    /// Its content.
    pub value: Value,
    /// The byte of the document at which it begins (0 if it was not read from one).
    pub offset: u64,
}

/// The place is not part of what an extension says.
impl PartialEq for Extension {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.value == other.value
    }
}

impl Hash for Extension {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
        self.value.hash(state);
    }
}

/// The content of an extension. Only XML has `Element`, only JSON has the others beside `Text` and `Members`.
#[derive(Clone, Debug, PartialEq, Hash)]
pub enum Value {
    /// Characters: an XML element without attributes and elements, or a JSON text.
    Text(String),
    /// A JSON number as written.
    Number(String),
    /// A JSON `true` or `false`.
    Bool(bool),
    /// A JSON `null`.
    Null,
    /// A JSON list.
    List(Vec<Value>),
    /// Members: a JSON object, or an XML element that holds nothing but elements.
    Members(Vec<Extension>),
    /// An XML element that says more than text or members can: attributes, namespace declarations of its own, mixed
    /// content, comments.
    Element {
        /// Attributes in order.
        attributes: Vec<(Name, String)>,
        /// Namespaces declared on it: prefix and name.
        declared: Vec<(String, String)>,
        /// What stands in it, in order: a text has an empty name.
        content: Vec<Extension>,
    },
}
