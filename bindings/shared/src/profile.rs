//! Market profiles: the rules that a text keeps or breaks, the same for every language.

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use tallymark::gs1::{ApplicationIdentifier, Message};
use tallymark::profile::{
    BUILT_IN, Carrier, Check, Context, Country, Level, Profile, ProfileError, Rule, Verdict, What, date,
};

use crate::ask::{Input, read};
use crate::report::{
    ErrorReport, ParseReport, ProfileName, ProfileOutcome, ProfileReport, ProfileVerdict, RuleOutcome,
    severity,
};
use crate::{Failure, Kind, ParseOptions, parse};

/// A profile and what texts are judged for, read once for many texts.
///
/// ```
/// use tallymark_bindings::{Kind, ParseOptions, ProfileCheck};
///
/// let check = ProfileCheck::from_json(br#"{"profile": "eu-fmd", "date": "2026-11-25", "level": "unit"}"#)?;
/// let report = check.report(Kind::Auto, b"]d201095060001343521728123121A1B2", &ParseOptions::default());
/// assert!(!report.ok);
/// assert_eq!(report.outcome.unwrap().rules[0].rule, "eu-fmd/batch");
/// # Ok::<(), tallymark_bindings::Failure>(())
/// ```
#[derive(Clone, Debug)]
pub struct ProfileCheck {
    profile: Profile,
    context: Context,
}

/// What a request says about the profile; all members may be left out but `profile` or `definition`.
#[derive(Default, Deserialize)]
struct Wish {
    #[serde(default)]
    profile: Option<String>,
    /// A profile of the caller's own, as the schema describes it.
    #[serde(default)]
    definition: Option<Box<RawValue>>,
    /// The day, `YYYY-MM-DD`; without it the day on which the profile was last reviewed.
    #[serde(default)]
    date: Option<String>,
    /// `unit` if it is left out.
    #[serde(default)]
    level: Option<String>,
    #[serde(default)]
    country: Option<String>,
    /// Where the symbology identifier does not tell.
    #[serde(default)]
    carrier: Option<String>,
}

impl ProfileCheck {
    /// Reads an object with `profile` (the name of a built-in one) or `definition` (the data of an
    /// own one), and `date`, `level`, `country` and `carrier`.
    ///
    /// # Errors
    /// `profile-unknown`, another code of the profile's data, `profile-country`, or `request-json` for a value that is
    /// none.
    pub fn from_json(object: &[u8]) -> Result<Self, Failure> {
        Self::wished(&read::<Wish>(object)?)
    }

    /// The caller's own profile from its data, a file of the schema `tallymark-profile/1`; the other members as above.
    ///
    /// # Errors
    /// The code of the data with line, column and member; `profile-country` or `request-json`.
    pub fn with_definition(data: &[u8], object: &[u8]) -> Result<Self, Failure> {
        Self::judged(Profile::from_json(data)?, &read::<Wish>(object)?)
    }

    /// Reads what stands in the member `profile` of a request to parse: a name, or an object as above.
    pub(crate) fn of_member(member: &RawValue) -> Result<Self, Failure> {
        let text = member.get().as_bytes();
        if text.starts_with(b"\"") {
            let profile = Some(read::<String>(text)?);
            return Self::wished(&Wish { profile, ..Wish::default() });
        }
        // Within the member `profile` the profile is called `name`.
        #[derive(Deserialize)]
        struct Named {
            #[serde(default)]
            name: Option<String>,
        }
        let mut wish = read::<Wish>(text)?;
        wish.profile = wish.profile.or(read::<Named>(text)?.name);
        Self::wished(&wish)
    }

    fn wished(wish: &Wish) -> Result<Self, Failure> {
        let profile = match (&wish.profile, &wish.definition) {
            (None, Some(definition)) => Profile::from_json(definition.get().as_bytes())?,
            (Some(name), None) => Profile::built_in(name)?,
            (None, None) => {
                return Err(request("missing field `profile`")
                    .with_help("name a built-in profile as `profile`, or give your own as `definition`"));
            }
            (Some(_), Some(_)) => return Err(request("`profile` and `definition` exclude each other")),
        };
        Self::judged(profile, wish)
    }

    fn judged(profile: Profile, wish: &Wish) -> Result<Self, Failure> {
        let day = match &wish.date {
            None => profile.version,
            Some(text) => date(text).ok_or_else(|| {
                request(format!("`date` is no day: {text:?}")).with_help("write YYYY-MM-DD")
            })?,
        };
        let level = member("level", wish.level.as_deref(), Level::from_name, Level::ALL)?;
        let mut context = Context::new(day, level.unwrap_or(Level::Unit));
        context.carrier = member("carrier", wish.carrier.as_deref(), Carrier::from_name, Carrier::ALL)?;
        if let Some(text) = &wish.country {
            let country = Country::parse(text).ok_or_else(|| {
                request(format!("`country` is none: {text:?}"))
                    .with_help("write the two letters of ISO 3166-1, such as DE")
            })?;
            if !profile.regime.covers(country) {
                let code = tallymark::Code::ProfileCountry;
                let known: Vec<String> = profile.regime.countries.iter().map(ToString::to_string).collect();
                return Err(Failure::new(code.as_str(), format!("{} is not about {country}", profile.name))
                    .with_help(format!("it is about {}", known.join(", "))));
            }
            context = context.country(country);
        }
        Ok(ProfileCheck { profile, context })
    }

    /// Reads a text and judges it; one that is refused is told as in `parse`.
    #[must_use]
    pub fn report(&self, kind: Kind, input: &[u8], options: &ParseOptions) -> ProfileReport {
        match Message::parse(kind.form(input), input, &options.strictness()) {
            Ok(message) => {
                let outcome = self.outcome(&message);
                ProfileReport {
                    ok: outcome.failed == 0,
                    kind: message.form().as_str(),
                    outcome: Some(outcome),
                    error: None,
                    errors: Vec::new(),
                }
            }
            Err(_) => {
                let refused = parse(kind, input, options);
                ProfileReport {
                    ok: false,
                    kind: refused.kind,
                    outcome: None,
                    error: refused.error,
                    errors: refused.errors,
                }
            }
        }
    }

    /// The answer to a line that was not read because it is longer than `limit` bytes.
    #[must_use]
    pub fn too_long(&self, kind: Kind, limit: usize) -> ProfileReport {
        let refused = ParseReport::too_long(kind, limit);
        ProfileReport {
            ok: false,
            kind: refused.kind,
            outcome: None,
            error: refused.error,
            errors: Vec::new(),
        }
    }

    /// Whether no rule of severity error is broken.
    #[must_use]
    pub fn accepts(&self, message: &Message<'_>) -> bool {
        self.profile.accepts(message, &self.context)
    }

    /// The AIs that the rules want to be there, or let be there.
    pub(crate) fn elements(&self) -> Vec<ApplicationIdentifier> {
        let named = |rule: &Rule| match &rule.what {
            What::Require(sets) => sets.iter().flatten().map(|term| term.ai).collect(),
            What::Allow(ais) | What::Together(ais) => ais.clone(),
            _ => Vec::new(),
        };
        self.profile.rules.iter().flat_map(named).collect()
    }

    /// The outcome of every rule, beside whether none of severity error is broken.
    pub(crate) fn verdict(&self, message: &Message<'_>) -> ProfileVerdict {
        let outcome = self.outcome(message);
        ProfileVerdict { ok: outcome.failed == 0, outcome }
    }

    /// The outcome of every rule, failures first.
    #[must_use]
    pub fn outcome(&self, message: &Message<'_>) -> ProfileOutcome {
        let checks = self.profile.check(message, &self.context);
        let count = |which: &dyn Fn(&Check<'_>) -> bool| checks.iter().filter(|check| which(check)).count();
        let Context { date, level, country, .. } = self.context;
        ProfileOutcome {
            profile: ProfileName {
                name: self.profile.name.clone(),
                version: self.profile.version.to_string(),
                status: self.profile.regime.status_on(date, country).as_str(),
            },
            date: date.to_string(),
            level: level.as_str(),
            country: country.map(|country| country.to_string()),
            failed: count(&|check| check.blocks()),
            warnings: count(&|check| check.verdict == Verdict::Fail && !check.blocks()),
            unknown: count(&|check| check.verdict == Verdict::Unknown),
            rules: checks.iter().map(rule).collect(),
        }
    }
}

fn rule(check: &Check<'_>) -> RuleOutcome {
    RuleOutcome {
        rule: check.rule.id.clone(),
        verdict: check.verdict.as_str(),
        severity: severity(check.rule.severity),
        says: check.rule.says.clone(),
        message: check.message.clone(),
        help: check.help.clone(),
        span: check.span.map(|span| [span.start, span.end]),
        source: check.rule.source.clone(),
        confidence: check.confidence().as_str(),
        note: check.rule.note.clone(),
    }
}

fn request(message: impl Into<String>) -> Failure {
    Failure::new("request-json", message)
}

/// A member with one of a list of values.
fn member<T: Copy + std::fmt::Display>(
    name: &str,
    text: Option<&str>,
    read: impl Fn(&str) -> Option<T>,
    all: &[T],
) -> Result<Option<T>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let value = read(text).ok_or_else(|| {
        let names: Vec<String> = all.iter().map(ToString::to_string).collect();
        request(format!("`{name}` is none: {text:?}")).with_help(format!("use one of {}", names.join(", ")))
    })?;
    Ok(Some(value))
}

impl From<ProfileError> for Failure {
    fn from(error: ProfileError) -> Self {
        let span = error.span();
        let mut failure = Failure::new(error.code().as_str(), error.message()).with_help(error.help());
        if error.line() > 0 {
            failure = failure.at(error.place());
            failure.span = Some([span.start, span.end]);
        }
        failure
    }
}

/// A request to judge one text.
#[derive(Deserialize)]
struct Text {
    #[serde(default)]
    kind: Kind,
    #[serde(default)]
    opts: ParseOptions,
}

/// Answers the operation `profile`.
pub(crate) fn answer(bytes: &[u8]) -> Result<Value, Failure> {
    let check = ProfileCheck::from_json(bytes)?;
    let Text { kind, opts } = read(bytes)?;
    let input = read::<Input>(bytes)?;
    Ok(serde_json::to_value(check.report(kind, &input.bytes()?, &opts)).unwrap_or_default())
}

/// Answers the operation `profiles`: all built-in ones, or the data of one.
pub(crate) fn answer_list(bytes: &[u8]) -> Result<Value, Failure> {
    #[derive(Deserialize)]
    struct Which {
        #[serde(default)]
        profile: Option<String>,
    }
    if let Some(name) = read::<Which>(bytes)?.profile {
        let profile = Profile::built_in(&name)?;
        return Ok(json!({"ok": true, "profile": serde_json::to_value(&profile).unwrap_or_default()}));
    }
    let mut profiles = Vec::new();
    for name in BUILT_IN {
        let profile = Profile::built_in(name)?;
        profiles.push(json!({
            "name": name, "title": profile.title, "version": profile.version.to_string(),
            "status": profile.regime.status, "countries": profile.regime.countries,
            "confidence": profile.regime.confidence, "rules": profile.rules.len(),
        }));
    }
    Ok(json!({"ok": true, "profiles": profiles}))
}

/// The data of a built-in profile as a file of its schema.
///
/// ```
/// assert!(tallymark_bindings::profile_data("tr-its").unwrap().contains("\"tr-its/order\""));
/// ```
///
/// # Errors
/// `profile-unknown`.
pub fn profile_data(name: &str) -> Result<String, Failure> {
    Ok(Profile::built_in(name)?.to_json())
}

/// The error of a request to parse whose `profile` is none.
impl From<Failure> for ErrorReport {
    fn from(failure: Failure) -> Self {
        ErrorReport {
            code: failure.code,
            ai: None,
            span: failure.span.unwrap_or_default(),
            message: match &failure.place {
                Some(place) => format!("{place}: {}", failure.message),
                None => failure.message,
            },
            help: failure.help.map(Into::into),
            fixes: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use crate::ask;

    fn parsed(member: &str) -> Value {
        ask(format!(
            r#"{{"op": "parse", "input": "(01)09506000134352(21)A1B2(17)281231(10)A7B21", "profile": {member}}}"#
        )
        .as_bytes())
    }

    #[test]
    fn a_text_is_judged_beside_being_parsed() {
        let answer = parsed(r#""sa-rsd""#);
        assert_eq!((&answer["ok"], &answer["profile"]["ok"]), (&true.into(), &true.into()));
        let answer = parsed(r#"{"name": "ru-mdlp", "date": "2026-11-25", "level": "unit"}"#);
        assert_eq!((&answer["ok"], &answer["profile"]["ok"]), (&true.into(), &false.into()));
        assert_eq!(answer["profile"]["profile"]["name"], "ru-mdlp");
        assert_eq!(answer["profile"]["rules"][0]["rule"], "ru-mdlp/serial-length");
        assert!(parsed("null")["profile"].is_null());
    }

    #[test]
    fn what_is_no_profile_refuses_the_request() {
        for (member, code) in [
            (r#""atlantis""#, "profile-unknown"),
            (r#"{"name": "eu-fmd", "country": "US"}"#, "profile-country"),
            (r#"{"name": "eu-fmd", "level": "ship"}"#, "request-json"),
            (r#"{"definition": {"schema": 1}}"#, "profile-value"),
            ("{}", "request-json"),
            ("7", "request-json"),
        ] {
            let answer = parsed(member);
            assert_eq!((&answer["ok"], &answer["error"]["code"]), (&false.into(), &code.into()), "{member}");
            assert!(answer["ais"].is_null(), "{member}");
        }
    }
}
