//! What stands around the events.

use super::Converter;
use super::name::{STANDARD, context, prefixes};
use crate::epcis::model::{Form, Head, Name, Named, Query, Value, Vocabulary, VocabularyElement, Wrapper};

const SBDH: &str = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader";
const XSI: &str = "http://www.w3.org/2001/XMLSchema-instance";

impl Converter<'_> {
    pub(super) fn converted_head(&mut self, head: &Head) -> Head {
        let form = self.options.form;
        let mut converted = head.clone();
        converted.form = form;
        if self.from == form {
            self.vocabularies(&mut converted.vocabularies);
            return converted;
        }
        converted.schema_version = Some(if form == Form::Xml1 { "1.2" } else { "2.0" }.to_owned());
        if converted.wrapper == Wrapper::None {
            converted.wrapper = if converted.query.is_some() { Wrapper::Query } else { Wrapper::Document };
        }
        // JSON has no document of master data alone.
        if form == Form::Json && converted.wrapper == Wrapper::MasterData {
            converted.wrapper = Wrapper::Document;
        }
        self.vocabularies(&mut converted.vocabularies);
        if form == Form::Json {
            self.json_head(&mut converted);
        } else {
            self.xml_head(&mut converted);
        }
        converted
    }

    fn vocabularies(&mut self, vocabularies: &mut [Vocabulary]) {
        let crosses = self.crosses();
        for vocabulary in vocabularies {
            if crosses {
                vocabulary.extensions = self.extensions(std::mem::take(&mut vocabulary.extensions));
            }
            for element in &mut vocabulary.elements {
                self.described(element, crosses);
            }
        }
    }

    fn described(&mut self, element: &mut VocabularyElement, crosses: bool) {
        for id in std::iter::once(&mut element.id).chain(&mut element.children) {
            if let Some(text) = self.rewritten(id) {
                *id = text;
            }
        }
        if !crosses {
            return;
        }
        element.extensions = self.extensions(std::mem::take(&mut element.extensions));
        for Named { value, .. } in &mut element.attributes {
            let own = crate::epcis::model::Extension {
                name: Name { local: "attribute".to_owned(), ..Name::default() },
                value: std::mem::replace(value, Value::Null),
                offset: 0,
            };
            *value = self.extension(own).map_or(Value::Null, |own| own.value);
        }
    }

    fn json_head(&mut self, head: &mut Head) {
        // The prefixes of the document come first, so that others keep out of their way.
        for (prefix, namespace) in &head.namespaces {
            let of_document = namespace.starts_with("urn:epcglobal:epcis") || namespace == XSI;
            if !prefix.is_empty() && !of_document && namespace != "urn:epcglobal:cbv:mda" {
                self.names.prefix(prefix, namespace);
            }
        }
        if let Some(sbdh) = head.sbdh.take() {
            head.sbdh = self.extension(sbdh);
        }
        head.header = self.extensions(std::mem::take(&mut head.header));
        head.extensions = self.extensions(std::mem::take(&mut head.extensions));
        if let Some(Query { extensions, .. }) = &mut head.query {
            *extensions = self.extensions(std::mem::take(extensions));
        }
        let attributes = std::mem::take(&mut head.attributes);
        for (name, value) in attributes {
            // Where a schema lies says nothing about what the document says.
            if name.namespace != XSI {
                head.attributes.push((self.names.as_member(&name), value));
            }
        }
        let declared = self.names.declared();
        let mut values = vec![Value::Text(STANDARD.to_owned())];
        if !declared.is_empty() {
            values.push(context(&declared));
        }
        head.context = Some(Value::List(values));
        head.namespaces.clear();
        head.root = Name::default();
    }

    fn xml_head(&mut self, head: &mut Head) {
        let version = if self.options.form == Form::Xml1 { "1" } else { "2" };
        let (prefix, local, kind) = match head.wrapper {
            Wrapper::Query => ("epcisq", "EPCISQueryDocument", "epcis-query"),
            Wrapper::MasterData => ("epcismd", "EPCISMasterDataDocument", "epcis-masterdata"),
            Wrapper::Document | Wrapper::None => ("epcis", "EPCISDocument", "epcis"),
        };
        let namespace = format!("urn:epcglobal:{kind}:xsd:{version}");
        let mut namespaces = Vec::new();
        if self.from == Form::Json {
            if let Some(context) = &head.context {
                prefixes(context, &mut namespaces);
            }
            for (_, name) in &mut namespaces {
                if name == "urn:epcglobal:cbv:mda:" {
                    name.truncate(name.len() - 1);
                }
            }
            namespaces.retain(|(known, name)| known != prefix && !name.is_empty());
            let mut seen = Vec::new();
            // The last of equal prefixes counts.
            namespaces.reverse();
            namespaces.retain(|(known, _)| {
                let first = !seen.contains(known);
                seen.push(known.clone());
                first
            });
            namespaces.reverse();
            let header = self.extensions(std::mem::take(&mut head.header));
            for extension in header {
                let is_sbdh = extension.name.local == "StandardBusinessDocumentHeader"
                    && extension.name.namespace == SBDH;
                if is_sbdh && head.sbdh.is_none() {
                    head.sbdh = Some(extension);
                } else {
                    head.header.push(extension);
                }
            }
            head.extensions = self.extensions(std::mem::take(&mut head.extensions));
            if let Some(Query { extensions, .. }) = &mut head.query {
                *extensions = self.extensions(std::mem::take(extensions));
            }
            for (name, _) in &mut head.attributes {
                *name = super::name::to_xml(name);
                if !name.prefix.is_empty() && !namespaces.iter().any(|(known, _)| *known == name.prefix) {
                    namespaces.push((name.prefix.clone(), name.namespace.clone()));
                }
            }
        } else {
            let of_document = |name: &str| name.starts_with("urn:epcglobal:epcis");
            namespaces = head.namespaces.iter().filter(|(_, name)| !of_document(name)).cloned().collect();
            head.attributes.retain(|(name, _)| name.namespace != XSI);
        }
        let taken = namespaces.iter().any(|(known, _)| known == prefix);
        let prefix = if taken { format!("{prefix}1") } else { prefix.to_owned() };
        namespaces.insert(0, (prefix.clone(), namespace.clone()));
        head.namespaces = namespaces;
        head.root = Name { prefix, namespace, local: local.to_owned() };
        head.context = None;
        if self.options.form == Form::Xml1
            && head.sbdh.is_none()
            && !(head.header.is_empty() && head.vocabularies.is_empty())
        {
            self.lose(
                "sbdh-missing",
                "EPCIS 1.2 asks for an SBDH in a header; there is none to write",
                "EPCISHeader",
            );
        }
    }
}
