//! Reads a profile and says where it is not as the schema asks.

use super::locate::{Part, line_and_column, locate};
use super::{
    Alternative, Carrier, CharacterSet, Characters, Confidence, Content, Country, Date, DayZero, Length,
    Level, Profile, ProfileError, Quantity, Regime, Rule, Status, Term, What, date,
};
use crate::diagnostic::{Code, Severity, Span};
use crate::gs1::ApplicationIdentifier;
use crate::json_tree::Node;

/// The only schema so far.
pub(super) const SCHEMA: &str = "tallymark-profile/1";

/// More rules than any file of people has; it bounds what a check costs.
const MOST_RULES: usize = 10_000;

pub(super) fn profile(bytes: &[u8]) -> Result<Profile, ProfileError> {
    let start = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    let text = bytes.get(start..).unwrap_or_default();
    let root: Node = serde_json::from_slice(text).map_err(|error| syntax(text, start, &error))?;
    let root = At { node: &root, pointer: String::new() };
    read(&root).map_err(|fault| fault.placed(text, start))
}

/// What serde_json cannot read.
fn syntax(text: &[u8], start: usize, error: &serde_json::Error) -> ProfileError {
    let clip = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default().to_owned();
    let lines = text.split_inclusive(|&byte| byte == b'\n').take(error.line().saturating_sub(1));
    let end = (lines.map(<[u8]>::len).sum::<usize>() + error.column()).min(text.len());
    ProfileError {
        code: Code::ProfileSyntax,
        member: String::new(),
        span: Span::new(start + end.saturating_sub(1), start + end),
        line: clip(error.line().max(1)),
        column: clip(error.column().max(1)),
        message,
        help: None,
    }
}

/// What is wrong, before its place in the text is looked for.
struct Fault {
    code: Code,
    pointer: String,
    part: Part,
    message: String,
    help: Option<String>,
}

impl Fault {
    fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    fn placed(self, text: &[u8], start: usize) -> ProfileError {
        let range = locate(text, &self.pointer, self.part);
        let (line, column) = line_and_column(text, range.start);
        ProfileError {
            code: self.code,
            member: self.pointer,
            span: Span::new(start + range.start, start + range.end),
            line,
            column,
            message: self.message,
            help: self.help,
        }
    }
}

fn read(root: &At<'_>) -> Result<Profile, Fault> {
    let schema = root.member("schema")?;
    let schema =
        schema.ok_or_else(|| root.missing("schema").help(format!("add \"schema\": \"{SCHEMA}\"")))?;
    if schema.text()? != SCHEMA {
        return Err(schema.wrong(format!("the schema is not \"{SCHEMA}\"")));
    }
    root.only(&["schema", "name", "title", "version", "regime", "alternatives", "rules"])?;
    let name = root.need("name")?;
    let short = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !name.filled()?.bytes().all(short) {
        return Err(name.wrong("a name has small letters, digits and hyphens"));
    }
    let name = name.filled()?;
    let rules = root.need("rules")?.list(|rule| read_rule(&rule, &name))?;
    if rules.len() > MOST_RULES {
        return Err(root.need("rules")?.wrong(format!("a profile has at most {MOST_RULES} rules")));
    }
    let mut ids: Vec<(&str, usize)> = rules.iter().enumerate().map(|(n, rule)| (&*rule.id, n)).collect();
    ids.sort_unstable();
    if let Some((id, at)) = ids.windows(2).find_map(|pair| match pair {
        [one, other] if one.0 == other.0 => Some(*other),
        _ => None,
    }) {
        return Err(Fault {
            code: Code::ProfileDuplicate,
            pointer: format!("/rules/{at}/id"),
            part: Part::Value,
            message: format!("another rule is called {id:?} too"),
            help: None,
        });
    }
    Ok(Profile {
        title: root.need("title")?.filled()?,
        version: root.need("version")?.day()?,
        regime: read_regime(&root.need("regime")?)?,
        alternatives: root
            .optional("alternatives", |list| list.list(|one| read_alternative(&one)))?
            .unwrap_or_default(),
        name,
        rules,
    })
}

fn read_regime(at: &At<'_>) -> Result<Regime, Fault> {
    at.only(&[
        "authority",
        "system",
        "countries",
        "status",
        "from",
        "until",
        "later",
        "source",
        "confidence",
        "note",
    ])?;
    let (from, until) = days(at)?;
    Ok(Regime {
        authority: at.optional("authority", At::filled)?,
        system: at.optional("system", At::filled)?,
        countries: at.values("countries", At::country)?,
        status: at
            .optional("status", |at| at.named(Status::ALL, Status::from_name))?
            .unwrap_or(Status::Active),
        from,
        until,
        later: at.optional("later", At::later)?.unwrap_or_default(),
        source: at.need("source")?.filled()?,
        confidence: at.need("confidence")?.named(Confidence::ALL, Confidence::from_name)?,
        note: at.optional("note", At::filled)?,
    })
}

/// `from` and `until`.
fn days(at: &At<'_>) -> Result<(Option<Date>, Option<Date>), Fault> {
    let from = at.optional("from", At::day)?;
    let until = at.optional("until", At::day)?;
    match (from, until) {
        (Some(from), Some(until)) if until < from => {
            Err(at.below("until", at.node).wrong(format!("it ends before it begins, on {from}")))
        }
        days => Ok(days),
    }
}

fn read_alternative(at: &At<'_>) -> Result<Alternative, Fault> {
    at.only(&["name", "says", "content", "source", "confidence"])?;
    Ok(Alternative {
        name: at.need("name")?.filled()?,
        says: at.need("says")?.filled()?,
        content: at.optional("content", |at| {
            at.only(&["one_of", "set", "carriers"])?;
            Ok(Content {
                one_of: at.need("one_of")?.some(At::count)?,
                set: at.need("set")?.named(CharacterSet::ALL, CharacterSet::from_name)?,
                carriers: at.values("carriers", At::carrier)?,
            })
        })?,
        source: at.need("source")?.filled()?,
        confidence: at.need("confidence")?.named(Confidence::ALL, Confidence::from_name)?,
    })
}

const RULE_MEMBERS: [&str; 12] = [
    "id",
    "says",
    "levels",
    "countries",
    "carriers",
    "when",
    "severity",
    "from",
    "until",
    "source",
    "confidence",
    "note",
];

fn read_rule(at: &At<'_>, profile: &str) -> Result<Rule, Fault> {
    let known: Vec<&str> = RULE_MEMBERS.iter().chain(&What::NAMES).copied().collect();
    at.only(&known)?;
    let id = at.need("id")?;
    let text = id.filled()?;
    if text.strip_prefix(profile).and_then(|rest| rest.strip_prefix('/')).is_none_or(str::is_empty) {
        return Err(id.wrong(format!("the id of a rule of this profile begins with \"{profile}/\"")));
    }
    let (from, until) = days(at)?;
    Ok(Rule {
        id: text,
        says: at.need("says")?.filled()?,
        what: read_what(at)?,
        severity: at.optional("severity", At::severity)?.unwrap_or(Severity::Error),
        levels: at.values("levels", |at| at.named(Level::ALL, Level::from_name))?,
        countries: at.values("countries", At::country)?,
        carriers: at.values("carriers", At::carrier)?,
        when: at.values("when", |at| at.term(at.text()?))?,
        from,
        until,
        source: at.need("source")?.filled()?,
        confidence: at.need("confidence")?.named(Confidence::ALL, Confidence::from_name)?,
        note: at.optional("note", At::filled)?,
    })
}

fn read_what(rule: &At<'_>) -> Result<What, Fault> {
    let mut kinds = Vec::new();
    for name in What::NAMES {
        kinds.extend(rule.member(name)?.map(|at| (name, at)));
    }
    let (kind, at) = match kinds.as_slice() {
        [(kind, at)] => (*kind, at),
        [] => {
            return Err(Fault {
                code: Code::ProfileMissing,
                pointer: rule.pointer.clone(),
                part: Part::Value,
                message: "the rule asks for nothing".to_owned(),
                help: Some(format!("add one of {}", What::NAMES.join(", "))),
            });
        }
        [(one, _), (other, at), ..] => {
            return Err(at
                .wrong(format!("the rule has both {one:?} and {other:?}"))
                .help("write two rules, each with its id"));
        }
    };
    Ok(match kind {
        "require" => What::Require(at.some(|at| at.text()?.split('+').map(|term| at.term(term)).collect())?),
        "allow" => What::Allow(at.some(At::ai)?),
        "forbid" => What::Forbid(at.some(At::ai)?),
        "together" => What::Together(at.some(At::ai)?),
        "order" => What::Order(at.some(|order| order.some(At::ai))?),
        "carrier" => What::Carrier(at.some(At::carrier)?),
        "length" => {
            at.only(&["ai", "min", "max", "one_of"])?;
            What::Length(Length {
                ai: at.need("ai")?.ai()?,
                min: at.optional("min", At::count)?,
                max: at.optional("max", At::count)?,
                one_of: at.values("one_of", At::count)?,
            })
        }
        "characters" => {
            at.only(&["ai", "set", "also"])?;
            What::Characters(Characters {
                ai: at.need("ai")?.ai()?,
                set: at.need("set")?.named(CharacterSet::ALL, CharacterSet::from_name)?,
                also: at.optional("also", At::filled)?.unwrap_or_default(),
            })
        }
        "day_zero" => {
            at.only(&["ai", "allowed"])?;
            What::DayZero(DayZero { ai: at.need("ai")?.ai()?, allowed: at.need("allowed")?.flag()? })
        }
        "quantity" => {
            at.only(&["min_elements", "max_elements", "max_characters"])?;
            What::Quantity(Quantity {
                min_elements: at.optional("min_elements", At::count)?,
                max_elements: at.optional("max_elements", At::count)?,
                max_characters: at.optional("max_characters", At::count)?,
            })
        }
        _ => What::Unchecked(at.filled()?),
    })
}

/// A value and its JSON pointer.
struct At<'a> {
    node: &'a Node,
    pointer: String,
}

impl<'a> At<'a> {
    fn below(&self, name: &str, node: &'a Node) -> At<'a> {
        At { node, pointer: format!("{}/{}", self.pointer, name.replace('~', "~0").replace('/', "~1")) }
    }

    fn fault(&self, code: Code, part: Part, message: impl Into<String>) -> Fault {
        Fault { code, pointer: self.pointer.clone(), part, message: message.into(), help: None }
    }

    fn wrong(&self, message: impl Into<String>) -> Fault {
        self.fault(Code::ProfileValue, Part::Value, message)
    }

    fn wrong_type(&self, wanted: &str) -> Fault {
        self.wrong(format!("{} stands where {wanted} should be", self.node.kind()))
    }

    fn missing(&self, name: &str) -> Fault {
        let message = format!("the member {name:?} is missing");
        self.below(name, self.node).fault(Code::ProfileMissing, Part::Value, message)
    }

    fn members(&self) -> Result<&'a [(String, Node)], Fault> {
        match self.node {
            Node::Object(members) => Ok(members),
            _ => Err(self.wrong_type("an object")),
        }
    }

    /// No other members, and none of them twice.
    fn only(&self, known: &[&str]) -> Result<(), Fault> {
        let mut names: Vec<&str> = Vec::new();
        for (name, node) in self.members()? {
            let at = self.below(name, node);
            if !known.contains(&name.as_str()) {
                return Err(at
                    .fault(Code::ProfileMember, Part::Name, format!("the schema has no member {name:?} here"))
                    .help(format!("use one of {}", known.join(", "))));
            }
            if names.contains(&name.as_str()) {
                return Err(at.fault(Code::ProfileDuplicate, Part::LastName, "the member stands twice"));
            }
            names.push(name);
        }
        Ok(())
    }

    fn member(&self, name: &str) -> Result<Option<At<'a>>, Fault> {
        let found = self.members()?.iter().find(|(known, node)| known == name && *node != Node::Null);
        Ok(found.map(|(_, node)| self.below(name, node)))
    }

    fn need(&self, name: &str) -> Result<At<'a>, Fault> {
        self.member(name)?.ok_or_else(|| self.missing(name))
    }

    fn optional<T>(
        &self,
        name: &str,
        read: impl FnOnce(&At<'a>) -> Result<T, Fault>,
    ) -> Result<Option<T>, Fault> {
        self.member(name)?.as_ref().map(read).transpose()
    }

    /// The elements of a list member; none if it is absent.
    fn values<T>(&self, name: &str, read: impl Fn(&At<'a>) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        Ok(self.optional(name, |at| at.list(|one| read(&one)))?.unwrap_or_default())
    }

    fn list<T>(&self, read: impl Fn(At<'a>) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        match self.node {
            Node::List(nodes) => {
                nodes.iter().enumerate().map(|(n, node)| read(self.below(&n.to_string(), node))).collect()
            }
            _ => Err(self.wrong_type("a list")),
        }
    }

    /// A list with something in it.
    fn some<T>(&self, read: impl Fn(&At<'a>) -> Result<T, Fault>) -> Result<Vec<T>, Fault> {
        let list = self.list(|one| read(&one))?;
        if list.is_empty() { Err(self.wrong("the list is empty")) } else { Ok(list) }
    }

    fn text(&self) -> Result<&'a str, Fault> {
        match self.node {
            Node::Text(text) => Ok(text),
            _ => Err(self.wrong_type("text")),
        }
    }

    fn filled(&self) -> Result<String, Fault> {
        match self.text()? {
            "" => Err(self.wrong("the text is empty")),
            text => Ok(text.to_owned()),
        }
    }

    fn day(&self) -> Result<Date, Fault> {
        let text = self.text()?;
        date(text).ok_or_else(|| self.wrong(format!("{text:?} is no day")).help("write YYYY-MM-DD"))
    }

    fn flag(&self) -> Result<bool, Fault> {
        match self.node {
            Node::Bool(flag) => Ok(*flag),
            _ => Err(self.wrong_type("true or false")),
        }
    }

    fn count(&self) -> Result<u16, Fault> {
        match self.node {
            Node::Whole(count) => {
                u16::try_from(*count).map_err(|_| self.wrong("the number is more than 65535"))
            }
            Node::Number(_) => Err(self.wrong("not a whole number from 0")),
            _ => Err(self.wrong_type("a number")),
        }
    }

    fn ai(&self) -> Result<ApplicationIdentifier, Fault> {
        let text = self.text()?;
        ApplicationIdentifier::new(text).ok_or_else(|| {
            self.wrong(format!("{text:?} is no Application Identifier"))
                .help("write its two to four digits as text, such as \"21\"")
        })
    }

    fn term(&self, text: &str) -> Result<Term, Fault> {
        Term::parse(text).ok_or_else(|| {
            self.wrong(format!("{text:?} names no element"))
                .help("write AIs as \"21\", sets as \"01+21\", an expected beginning as \"01=04150\"")
        })
    }

    fn carrier(&self) -> Result<Carrier, Fault> {
        self.named(Carrier::ALL, Carrier::from_name)
    }

    fn severity(&self) -> Result<Severity, Fault> {
        match self.text()? {
            "error" => Ok(Severity::Error),
            "warning" => Ok(Severity::Warning),
            "info" => Ok(Severity::Info),
            text => Err(self
                .wrong(format!("{text:?} is not one of the values"))
                .help("use error, warning or info")),
        }
    }

    fn country(&self) -> Result<Country, Fault> {
        let text = self.text()?;
        Country::parse(text).ok_or_else(|| {
            self.wrong(format!("{text:?} is no country"))
                .help("write the two letters of ISO 3166-1, such as DE")
        })
    }

    fn later(&self) -> Result<Vec<(Country, Date)>, Fault> {
        let mut days: Vec<(Country, Date)> = Vec::new();
        for (name, node) in self.members()? {
            let at = self.below(name, node);
            let country = Country::parse(name).ok_or_else(|| {
                at.fault(Code::ProfileMember, Part::Name, format!("{name:?} is no country"))
            })?;
            if days.iter().any(|(other, _)| *other == country) {
                return Err(at.fault(Code::ProfileDuplicate, Part::LastName, "the country stands twice"));
            }
            days.push((country, at.day()?));
        }
        Ok(days)
    }

    /// One of the values of an enum.
    fn named<T: std::fmt::Display + Copy>(
        &self,
        all: &[T],
        read: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Fault> {
        let text = self.text()?;
        read(text).ok_or_else(|| {
            let names: Vec<String> = all.iter().map(ToString::to_string).collect();
            self.wrong(format!("{text:?} is not one of the values"))
                .help(format!("use one of {}", names.join(", ")))
        })
    }
}
