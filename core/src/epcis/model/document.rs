use super::{Extension, Name, Value};

/// The notation of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// EPCIS 1.2 (or 1.1, 1.0) XML.
    Xml1,
    /// EPCIS 2.0 XML.
    #[default]
    Xml2,
    /// EPCIS 2.0 JSON-LD.
    Json,
}

/// What stands around the events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Wrapper {
    /// An EPCIS document.
    #[default]
    Document,
    /// The results of a query.
    Query,
    /// A document of master data only (1.2).
    MasterData,
    /// No document: a bare event or list of events.
    None,
}

/// A document without its events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Head {
    /// The notation.
    pub form: Form,
    /// What stands around the events.
    pub wrapper: Wrapper,
    /// As written.
    pub schema_version: Option<String>,
    /// As written.
    pub creation_date: Option<String>,
    /// Of XML: the root's name and prefix.
    pub root: Name,
    /// Of XML: namespaces declared on the root and on elements between it and the events, in order: prefix and name.
    pub namespaces: Vec<(String, String)>,
    /// Of XML: further attributes of the root. Of JSON: further members of the document.
    pub attributes: Vec<(Name, String)>,
    /// Of JSON-LD: `@context` as written.
    pub context: Option<Value>,
    /// The Standard Business Document Header, as it stands (in JSON: `sbdh` members).
    pub sbdh: Option<Extension>,
    /// Master data.
    pub vocabularies: Vec<Vocabulary>,
    /// Further elements of the header, such as `gs1ushc:dscsaTransactionStatement`.
    pub header: Vec<Extension>,
    /// Further elements of the document and of its body.
    pub extensions: Vec<Extension>,
    /// Of a query result.
    pub query: Option<Query>,
}

/// What a query result says of its query.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// `queryName`
    pub name: Option<String>,
    /// `subscriptionID`
    pub subscription: Option<String>,
    /// Further members.
    pub extensions: Vec<Extension>,
}

/// Master data of one type, such as locations.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vocabulary {
    /// The type, such as `urn:epcglobal:epcis:vtype:Location`.
    pub kind: String,
    /// What is described.
    pub elements: Vec<VocabularyElement>,
    /// Further attributes and elements.
    pub extensions: Vec<Extension>,
}

/// The place is not part of what is said.
impl PartialEq for VocabularyElement {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
            && self.attributes == other.attributes
            && self.children == other.children
            && self.extensions == other.extensions
    }
}

/// What is said of one location, trade item or party.
#[derive(Clone, Debug, Default)]
pub struct VocabularyElement {
    /// Its identifier.
    pub id: String,
    /// The byte of the document at which it begins.
    pub offset: u64,
    /// Attributes in order.
    pub attributes: Vec<Named>,
    /// Identifiers of what is part of it.
    pub children: Vec<String>,
    /// Further elements.
    pub extensions: Vec<Extension>,
}

/// An attribute of master data: its id, and its text or elements.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// The attribute's id, such as `urn:epcglobal:cbv:mda#name`.
    pub id: String,
    /// Its text or elements.
    pub value: Value,
}
