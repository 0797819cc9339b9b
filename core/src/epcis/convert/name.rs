//! Names between namespaces of XML and prefixes of a `@context`.

use crate::epcis::model::{Extension, Name, Value};
use crate::epcis::vocabulary::CONTEXT_PREFIXES;

/// The context of the standard.
pub(super) const STANDARD: &str = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld";

/// The prefixes in use, one for each namespace.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// Of the document.
    known: Vec<(String, String)>,
    /// Met since and not yet declared.
    pub(super) fresh: Vec<(String, String)>,
}

impl Names {
    /// The prefix for a namespace in a `@context`; a new one, near to the one that was used, is to be declared.
    pub(super) fn prefix(&mut self, wanted: &str, namespace: &str) -> String {
        let known = CONTEXT_PREFIXES
            .iter()
            .find(|(_, name)| *name == namespace)
            .map(|(prefix, _)| (*prefix).to_owned());
        let used = || self.known.iter().chain(&self.fresh);
        if let Some(prefix) =
            known.or_else(|| used().find(|(_, name)| name == namespace).map(|(p, _)| p.clone()))
        {
            return prefix;
        }
        let taken = |prefix: &str| {
            prefix.is_empty()
                || CONTEXT_PREFIXES.iter().any(|(reserved, _)| *reserved == prefix)
                || used().any(|(known, _)| known == prefix)
        };
        let base = if wanted.is_empty() { "ns" } else { wanted };
        let mut prefix = wanted.to_owned();
        let mut number = 1;
        while taken(&prefix) {
            prefix = format!("{base}{number}");
            number += 1;
        }
        self.fresh.push((prefix.clone(), namespace.to_owned()));
        prefix
    }

    /// What was met since is declared now.
    pub(super) fn declared(&mut self) -> Vec<(String, String)> {
        let fresh = std::mem::take(&mut self.fresh);
        self.known.extend(fresh.iter().cloned());
        fresh
    }

    /// Forgets what only one event declares.
    pub(super) fn of_event(&mut self) -> Vec<(String, String)> {
        std::mem::take(&mut self.fresh)
    }

    /// A name of XML as one of JSON.
    pub(super) fn as_member(&mut self, name: &Name) -> Name {
        let (mark, local) = match name.local.strip_prefix('@') {
            Some(local) => ("@", local),
            None => ("", name.local.as_str()),
        };
        let namespace = match name.namespace.as_str() {
            "" => return name.clone(),
            "http://www.w3.org/XML/1998/namespace" => {
                return Name { namespace: String::new(), ..name.clone() };
            }
            "urn:epcglobal:cbv:mda" => "urn:epcglobal:cbv:mda:",
            namespace => namespace,
        };
        let prefix = self.prefix(&name.prefix, namespace);
        Name { prefix, namespace: namespace.to_owned(), local: format!("{mark}{local}") }
    }
}

/// A name of JSON as one of XML; the prefix is kept, and gives a namespace of its own where nothing explains it.
pub(super) fn to_xml(name: &Name) -> Name {
    let (mark, local) = match name.local.strip_prefix('@') {
        Some(local) => ("@", local),
        None => ("", name.local.as_str()),
    };
    match (name.prefix.as_str(), name.namespace.as_str()) {
        // A whole URI as a name: its last part is the name.
        ("", _) if local.contains(':') => {
            let at = local.rfind(['/', '#', ':']).map_or(0, |at| at + 1);
            let (namespace, last) = local.split_at(at);
            Name { prefix: "ns1".to_owned(), namespace: namespace.to_owned(), local: format!("{mark}{last}") }
        }
        ("", _) => name.clone(),
        // The prefix of XML itself needs no namespace.
        ("xml", _) => name.clone(),
        (_, "urn:epcglobal:cbv:mda:") => {
            Name { namespace: "urn:epcglobal:cbv:mda".to_owned(), ..name.clone() }
        }
        (prefix, "") => Name { namespace: format!("{prefix}:"), ..name.clone() },
        _ => name.clone(),
    }
}

/// A `@context` that declares prefixes.
pub(super) fn context(prefixes: &[(String, String)]) -> Value {
    let one = |(prefix, namespace): &(String, String)| Extension {
        name: Name { local: prefix.clone(), ..Name::default() },
        value: Value::Text(namespace.clone()),
        offset: 0,
    };
    Value::Members(prefixes.iter().map(one).collect())
}

/// The prefixes that a `@context` declares, with their namespaces.
pub(super) fn prefixes(context: &Value, found: &mut Vec<(String, String)>) {
    match context {
        Value::List(values) => values.iter().for_each(|value| prefixes(value, found)),
        Value::Members(members) => {
            for member in members {
                if let Value::Text(namespace) = &member.value
                    && member.name.prefix.is_empty()
                    && !member.name.local.starts_with('@')
                {
                    found.push((member.name.local.clone(), namespace.clone()));
                }
            }
        }
        // Of the standard's own, only that of master data is common.
        Value::Text(text) if text.contains("epcis-context") => {
            found.push(("cbvmda".to_owned(), "urn:epcglobal:cbv:mda:".to_owned()));
        }
        _ => {}
    }
}
