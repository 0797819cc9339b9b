use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value};
use tallymark::batch::Time;
use tallymark::profile::BUILT_IN;
use tallymark_bindings::{Failure, Kind, ParseOptions, ProfileCheck, ask, profile_data};

use super::parse::Form;
use crate::answers::{LONGEST, answer_lines};
use crate::lines::Line;
use crate::output::{Outcome, Problem, print, print_json};

/// Judge texts by the rules of a market, show these rules, list the profiles
#[derive(clap::Args)]
#[command(after_long_help = "\
A profile is a dated file of rules: what a regime asks of the symbol on a pack or a case, each rule with its source and
with how sure that is. Built-in ones have a name, your own is a file of the same schema (tallymark-profile/1); begin with
a copy: tallymark profile show eu-fmd > own.json

Examples:
  tallymark profile list
  printf '(01)09506000134352(21)A1(17)281231\\n' | tallymark profile check eu-fmd --country DE
  tallymark profile check own.json --date 2027-02-09 scans.txt | jq '.rules[] | select(.verdict == \"fail\")'")]
pub(crate) struct Profile {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// The built-in profiles: name, status, day of review, title
    List {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// The data of a profile, as a file of its schema
    Show {
        /// A built-in profile
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Judge texts, one a line: one JSON object for each, exit status 1 if a rule of severity error is broken
    Check(Check),
}

#[derive(clap::Args)]
struct Check {
    /// The name of a built-in profile, or a file of your own
    #[arg(value_name = "NAME")]
    name: String,
    /// The form of the input; `auto` looks at how each line begins
    #[arg(long, value_enum, default_value_t = Form::Auto)]
    kind: Form,
    #[command(flatten)]
    judged: Judged,
    /// The file to read; stdin if it is absent or `-`
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
}

/// What texts are judged for.
#[derive(clap::Args)]
pub(super) struct Judged {
    /// The day for which the rules of the profile are asked, YYYY-MM-DD; today if it is left out
    #[arg(long, value_name = "DATE")]
    date: Option<String>,
    /// The country, where the profile is about several: two letters
    #[arg(long, value_name = "COUNTRY")]
    country: Option<String>,
    /// The packaging level: unit, bundle, case or pallet; unit if it is left out
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// The carrier of the text, where its symbology identifier does not tell: gs1-datamatrix, gs1-128, ...
    #[arg(long, value_name = "CARRIER")]
    carrier: Option<String>,
}

impl Judged {
    /// The profile of that name or file, ready to judge.
    pub(super) fn check(&self, name: &str) -> Result<ProfileCheck, Failure> {
        let mut members = Map::new();
        members.insert("date".to_owned(), self.date.clone().unwrap_or_else(today).into());
        for (member, value) in
            [("country", &self.country), ("level", &self.level), ("carrier", &self.carrier)]
        {
            if let Some(value) = value {
                members.insert(member.to_owned(), value.as_str().into());
            }
        }
        let own = !BUILT_IN.contains(&name) && Path::new(name).exists();
        if !own {
            members.insert("profile".to_owned(), name.into());
            return ProfileCheck::from_json(Value::Object(members).to_string().as_bytes());
        }
        let data = fs::read(name).map_err(|error| Failure::new("input", error.to_string()).at(name))?;
        ProfileCheck::with_definition(&data, Value::Object(members).to_string().as_bytes()).map_err(
            |failure| {
                let place = failure
                    .place
                    .as_deref()
                    .map_or_else(|| name.to_owned(), |place| format!("{name}, {place}"));
                failure.at(place)
            },
        )
    }
}

/// The day in Greenwich.
fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let now =
        i64::try_from(seconds).ok().and_then(|seconds| Time::from_second(seconds).ok()).unwrap_or_default();
    now.to_string().chars().take(10).collect()
}

impl Profile {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        match self.action {
            Action::List { json } => {
                let answer = ask(br#"{"op": "profiles"}"#);
                if json {
                    print_json(&answer)?;
                } else {
                    print(&table(&answer))?;
                }
                Ok(Outcome::Clean)
            }
            Action::Show { name } => {
                print(&profile_data(&name)?)?;
                Ok(Outcome::Clean)
            }
            Action::Check(check) => check.run(),
        }
    }
}

fn table(answer: &Value) -> String {
    let mut text = String::new();
    for profile in answer["profiles"].as_array().into_iter().flatten() {
        let member = |name: &str| profile[name].as_str().unwrap_or_default();
        let _ = writeln!(
            text,
            "{:<12}{:<11}{:<12}{}",
            member("name"),
            member("status"),
            member("version"),
            member("title")
        );
    }
    text
}

impl Check {
    fn run(self) -> Result<Outcome, Problem> {
        let check = self.judged.check(&self.name)?;
        let kind = Kind::from(self.kind);
        let options = ParseOptions::default();
        answer_lines(self.file.as_deref(), |line| {
            let report = match line {
                Line::Whole(line) => check.report(kind, line, &options),
                Line::TooLong => check.too_long(kind, LONGEST),
            };
            let yes = report.ok;
            (report, yes)
        })
    }
}
