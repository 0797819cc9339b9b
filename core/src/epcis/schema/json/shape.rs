//! What a schema says of values, as data.

use crate::epcis::tree::json::Value;
use crate::epcis::vocabulary::Kind;

#[derive(Debug)]
pub(super) enum Shape {
    Text,
    Number,
    Boolean,
    /// A URI with its scheme.
    Uri,
    /// A date and time with its zone.
    Time,
    /// A text of this form.
    Form(Form),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A word of a standard vocabulary, or a URI of another.
    Vocabulary(Kind),
    List(&'static List),
    Object(&'static Object),
    /// One of these, and how to say that.
    Either(&'static [Shape], &'static str),
    /// An event in a list, told by its type.
    Event,
    /// A list whose elements are judged one by one, elsewhere.
    Elsewhere,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Version,
    Zone,
    Unit,
    Hex,
}

#[derive(Debug)]
pub(super) struct List {
    pub(super) of: Shape,
    /// Elements at least.
    pub(super) least: usize,
    /// Whether no two may be equal.
    pub(super) different: bool,
}

#[derive(Debug)]
pub(super) struct Object {
    /// What it is, for messages.
    pub(super) what: &'static str,
    /// Members that another object has as well.
    pub(super) base: &'static [Member],
    pub(super) members: &'static [Member],
    pub(super) required: &'static [&'static str],
    pub(super) others: Others,
    pub(super) rules: &'static [Rule],
}

/// Which members that are not named an object may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Others {
    Any,
    None,
    /// Those whose name is a URI or has a prefix.
    Uris,
}

#[derive(Debug)]
pub(super) struct Member {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
}

/// What several members have to do with each other.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) holds: fn(&Value) -> bool,
    /// Where it is told.
    pub(super) member: &'static str,
    pub(super) message: &'static str,
    pub(super) expected: &'static str,
    pub(super) help: &'static str,
}

impl Object {
    pub(super) fn members(&self) -> impl Iterator<Item = &'static Member> + Clone {
        self.base.iter().chain(self.members)
    }

    pub(super) fn member(&self, name: &str) -> Option<&'static Member> {
        self.members().find(|member| member.name == name)
    }
}

/// The member of this name that counts: the last one.
pub(super) fn last<'a>(of: &'a Value, name: &str) -> Option<&'a Value> {
    of.members().iter().rev().find(|member| member.name == name).map(|member| &member.value)
}

/// Whether a member is a list that holds something.
pub(super) fn holds(of: &Value, name: &str) -> bool {
    last(of, name).is_some_and(|list| !list.elements().is_empty())
}
