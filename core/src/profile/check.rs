//! The outcome of a rule in words.

use super::judge::{Facts, Judgement, Why};
use super::terms::{joined, spoken};
use super::{Confidence, Context, Length, Profile, Rule, Status, What};
use crate::diagnostic::{Severity, Span};
use crate::gs1::{ApplicationIdentifier, Message};

named! {
    /// How a rule came out.
    Verdict {
        /// It is broken.
        Fail = "fail",
        /// Nobody can say from the message: see the rule, its confidence, or give more context.
        Unknown = "unknown",
        /// It is kept.
        Pass = "pass",
        /// It asks nothing of this message.
        NotApplicable = "not-applicable",
    }
}

/// The outcome of one rule for one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check<'p> {
    /// The rule.
    pub rule: &'p Rule,
    /// How it came out.
    pub verdict: Verdict,
    /// The bytes of the input at fault, where something stands there.
    pub span: Option<Span>,
    /// What was found, as a sentence.
    pub message: String,
    /// What to do about a failure or an open question.
    pub help: Option<String>,
}

impl<'p> Check<'p> {
    /// Document and section that ask for it.
    #[must_use]
    pub fn source(&self) -> &'p str {
        &self.rule.source
    }

    /// How sure it is that they do.
    #[must_use]
    pub fn confidence(&self) -> Confidence {
        self.rule.confidence
    }

    /// Whether it is a failure of severity error.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.verdict == Verdict::Fail && self.rule.severity == Severity::Error
    }
}

/// The outcome of every rule, failures first.
pub(super) fn all<'p>(profile: &'p Profile, message: &Message<'_>, context: &Context) -> Vec<Check<'p>> {
    let facts = Facts::of(profile, message, context);
    let mut checks: Vec<Check<'p>> = profile
        .rules
        .iter()
        .map(|rule| {
            let judgement = facts.judge(rule);
            let words = match (judgement.why, facts.alternative.and_then(|at| profile.alternatives.get(at))) {
                (Why::Alternative, Some(alternative)) => format!("the text is {}", alternative.name),
                _ => words(rule, judgement, context),
            };
            let help = help(rule, judgement);
            Check { rule, verdict: judgement.verdict, span: judgement.span, message: words, help }
        })
        .collect();
    checks.sort_by_key(|check| (check.verdict, std::cmp::Reverse(check.rule.severity)));
    checks
}

fn words(rule: &Rule, judgement: Judgement, context: &Context) -> String {
    let ai = match &rule.what {
        What::Length(length) => format!("({}) ", length.ai),
        What::Characters(characters) => format!("({}) ", characters.ai),
        What::DayZero(day) => format!("({}) ", day.ai),
        _ => String::new(),
    };
    let date = context.date;
    match judgement.why {
        Why::Kept => "the message keeps the rule".to_owned(),
        Why::NotInForce(Status::Announced) => format!("the regime is not in force yet on {date}"),
        Why::NotInForce(_) => format!("the regime is inactive on {date}: it asks for nothing"),
        Why::Early => format!("the rule holds from {} on", rule.from.unwrap_or(date)),
        Why::Late => format!("the rule held until {}", rule.until.unwrap_or(date)),
        Why::OtherLevel => format!("the rule is not about the level {}", context.level),
        Why::OtherCountry => "the rule is one of other countries".to_owned(),
        Why::OtherCarrier => "the rule is about other carriers".to_owned(),
        Why::OtherElements => format!("the rule holds where {} is there", spoken(&rule.when, " and ")),
        Why::NoElement => "the message has no element that the rule is about".to_owned(),
        Why::OtherForm => "this form has an order of its own".to_owned(),
        Why::Alternative => "the text is another code that the regime takes".to_owned(),
        Why::CountryUnknown => {
            let countries: Vec<_> = rule.countries.iter().map(ToString::to_string).collect();
            format!("the rule holds in {} only, and no country is given", countries.join(", "))
        }
        Why::CarrierUnknown => "nothing tells in which carrier the text stood".to_owned(),
        Why::Unchecked => match &rule.what {
            What::Unchecked(reason) => reason.clone(),
            _ => String::new(),
        },
        Why::Missing => match &rule.what {
            What::Require(sets) => {
                format!("the message has no {}", alternatives(sets, judgement.span.is_some()))
            }
            _ => String::new(),
        },
        Why::NotAllowed(ai) => format!("({ai}) is not to be there"),
        Why::Alone(ai) => format!("({ai}) is missing, which belongs to the others"),
        Why::OutOfOrder(ai, before) => format!("({ai}) stands after ({before})"),
        Why::WrongCarrier(carrier) => format!("the carrier is {carrier}"),
        Why::WrongLength(found) => format!("{ai}has {found} characters"),
        Why::WrongCharacter(byte) => format!("{ai}holds {:?}", byte as char),
        Why::ZeroDay => format!("{ai}has day 00"),
        Why::Elements(count) => format!("the message has {count} elements"),
        Why::TooLong(count) => format!("the message has {count} characters, AIs and separators included"),
    }
}

/// The sets of which one is required; the beginnings matter where the AI itself is there.
fn alternatives(sets: &[Vec<super::Term>], begins: bool) -> String {
    let one = |set: &Vec<super::Term>| match begins {
        true => spoken(set, " with "),
        false => set.iter().map(|term| format!("({})", term.ai)).collect::<Vec<_>>().join(" with "),
    };
    sets.iter().map(one).collect::<Vec<_>>().join(" and no ")
}

fn help(rule: &Rule, judgement: Judgement) -> Option<String> {
    match judgement.why {
        Why::CountryUnknown => return Some("give the country for which the pack is made".to_owned()),
        Why::CarrierUnknown => {
            return Some("give the carrier, or the scan with its symbology identifier".to_owned());
        }
        _ if judgement.verdict != Verdict::Fail => return None,
        _ => {}
    }
    let list =
        |ais: &[ApplicationIdentifier]| ais.iter().map(|ai| format!("({ai})")).collect::<Vec<_>>().join(", ");
    Some(match &rule.what {
        What::Require(sets) => {
            let sets: Vec<String> = sets.iter().map(|set| joined(set)).collect();
            format!("encode {}", sets.join(" or "))
        }
        What::Allow(ais) => format!("encode nothing but {}", list(ais)),
        What::Forbid(ais) => format!("leave out {}", list(ais)),
        What::Together(ais) => format!("encode {} together or not at all", list(ais)),
        What::Order(orders) => {
            let orders: Vec<String> = orders.iter().map(|order| list(order)).collect();
            format!("encode the elements in the order {}", orders.join(" or "))
        }
        What::Carrier(carriers) => {
            let names: Vec<&str> = carriers.iter().map(|carrier| carrier.as_str()).collect();
            format!("print it as {}", names.join(" or "))
        }
        What::Length(length) => format!("({}) has {} characters", length.ai, lengths(length)),
        What::Characters(characters) => match characters.also.as_str() {
            "" => format!("use {} characters only", characters.set),
            also => format!("use {} characters and {also} only", characters.set),
        },
        What::DayZero(_) => "encode the last day of the month instead of day 00".to_owned(),
        What::Quantity(quantity) => {
            let part = |limit: Option<u16>, words: &str| limit.map(|limit| format!("{words} {limit}"));
            let parts = [
                part(quantity.min_elements, "elements: at least"),
                part(quantity.max_elements, "elements: at most"),
                part(quantity.max_characters, "characters: at most"),
            ];
            parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
        }
        What::Unchecked(_) => return None,
    })
}

fn lengths(length: &Length) -> String {
    let list: Vec<String> = length.one_of.iter().map(ToString::to_string).collect();
    match (length.min, length.max, list.as_slice()) {
        (_, _, [_, ..]) => list.join(" or "),
        (Some(min), Some(max), _) => format!("{min} to {max}"),
        (Some(min), None, _) => format!("at least {min}"),
        (None, Some(max), _) => format!("at most {max}"),
        (None, None, _) => "any number of".to_owned(),
    }
}
