//! Sets that are kept in files.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use serde_json::{Value, json};
use tallymark_bindings::kept;

use super::columns::Columns;
use crate::output::{Outcome, Problem, print, print_json};

/// Sort and pack a list into a .tmset file, to be compared many times
#[derive(clap::Args)]
#[command(after_long_help = "\
A .tmset takes about 12 bytes a serial. `diff` compares two of them by one scan; `kept` looks keys up without reading the rest.

Example:
  tallymark keep site.csv --output site.tmset --about lot=B7 --about order=4711")]
pub(crate) struct Keep {
    /// CSV (also .csv.gz and .csv.zst), Parquet, or .tmset
    #[arg(value_name = "LIST")]
    list: PathBuf,
    #[command(flatten)]
    columns: Columns,
    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// A fact about the set, kept with it
    #[arg(long, value_name = "NAME=VALUE", value_parser = fact)]
    about: Vec<(String, String)>,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
}

/// Say what a .tmset file holds, whether it is whole, and whether keys are in it
#[derive(clap::Args)]
#[command(after_long_help = "\
Exit status 1 if a key that was asked for is not in it.

Example:
  tallymark kept site.tmset --verify --find '(01)09506000134352(21)A1'")]
pub(crate) struct KeptFile {
    /// The set
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Read everything, and check it against its digest
    #[arg(long)]
    verify: bool,
    /// Look these up: any form of identifier, or a bare serial
    #[arg(long, value_name = "ID", num_args = 1..)]
    find: Vec<String>,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
}

/// Make a new .tmset file out of two: union, intersection, difference or symmetric-difference
#[derive(clap::Args)]
pub(crate) struct Combine {
    /// The first set
    #[arg(value_name = "A")]
    a: PathBuf,
    /// The second set
    #[arg(value_name = "B")]
    b: PathBuf,
    /// What to make of them
    #[arg(long, value_name = "NAME", value_parser = ["union", "intersection", "difference", "symmetric-difference"])]
    operation: String,
    /// The file to write
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// A fact about the new set
    #[arg(long, value_name = "NAME=VALUE", value_parser = fact)]
    about: Vec<(String, String)>,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
}

/// Compare up to 64 lists at once: which of them name a key
#[derive(clap::Args)]
#[command(after_long_help = "\
Exit status 1 exactly if the lists do not all name the same keys, each once.

Example:
  tallymark members printer.csv camera.csv site.parquet hub.tmset")]
pub(crate) struct Members {
    /// The lists
    #[arg(value_name = "LIST", required = true, num_args = 2..)]
    lists: Vec<PathBuf>,
    #[command(flatten)]
    columns: Columns,
    /// Show so many keys
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    first: usize,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
}

fn fact(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it as NAME=VALUE")?;
    Ok((name.to_owned(), value.to_owned()))
}

fn describe(report: &Value) -> String {
    let mut text = String::new();
    let items = report["trade_items"].as_array().map_or(0, Vec::len);
    let rejected = report["rejected"].as_u64().filter(|count| *count > 0);
    let left =
        rejected.map_or_else(String::new, |count| format!(", {count} rows that name nothing left out"));
    let _ = writeln!(
        text,
        "{} rows, {} keys, {items} trade items, {} bytes{left}",
        report["rows"], report["distinct"], report["bytes"]
    );
    for (name, value) in report["about"].as_object().into_iter().flatten() {
        let _ = writeln!(text, "{name}: {}", value.as_str().unwrap_or_default());
    }
    let _ = writeln!(text, "digest {}", report["digest"].as_str().unwrap_or_default());
    text
}

fn show(report: &Value, as_json: bool) -> Result<(), Problem> {
    if as_json { print_json(report) } else { print(&describe(report)) }
}

impl Keep {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let mut request = json!({
            "path": self.list,
            "output": self.output,
            "about": self.about.into_iter().collect::<BTreeMap<_, _>>(),
        });
        self.columns.add_to(&mut request);
        let report = kept::keep(request.to_string().as_bytes())?;
        show(&report, self.json)?;
        Ok(Outcome::blocked(report["rejected"] != 0))
    }
}

impl KeptFile {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let find = (!self.find.is_empty()).then_some(&self.find);
        let request = json!({"path": self.file, "verify": self.verify, "find": find});
        let report = kept::kept(request.to_string().as_bytes())?;
        let found = report["found"].as_array().cloned().unwrap_or_default();
        if self.json {
            print_json(&report)?;
        } else {
            let mut text = if found.is_empty() { describe(&report) } else { String::new() };
            for one in &found {
                let (input, member) = (one["input"].as_str().unwrap_or_default(), one["member"] == true);
                let state = one["state"].as_str().map(|state| format!(", {state}")).unwrap_or_default();
                let said = match one["error"]["message"].as_str() {
                    Some(message) => message.to_owned(),
                    None if member => format!("{} row(s){state}", one["rows"]),
                    None => "not in the set".to_owned(),
                };
                let _ = writeln!(text, "{input}  {said}");
            }
            print(&text)?;
        }
        Ok(Outcome::blocked(found.iter().any(|one| one["member"] != true)))
    }
}

impl Combine {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let request = json!({
            "a": self.a,
            "b": self.b,
            "operation": self.operation.replace('-', "_"),
            "output": self.output,
            "about": self.about.into_iter().collect::<BTreeMap<_, _>>(),
        });
        let report = kept::combine(request.to_string().as_bytes())?;
        show(&report, self.json)?;
        Ok(Outcome::Clean)
    }
}

impl Members {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let mut request = json!({"lists": self.lists, "first": self.first});
        self.columns.add_to(&mut request);
        let report = kept::members_of(request.to_string().as_bytes())?;
        if self.json {
            print_json(&report)?;
        } else {
            let names: Vec<String> = self.lists.iter().map(|path| path.display().to_string()).collect();
            print(&patterns(&report, &names))?;
        }
        Ok(Outcome::blocked(report["agrees"] != true))
    }
}

fn patterns(report: &Value, names: &[String]) -> String {
    let all = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let name = |value: &Value| {
        value.as_u64().and_then(|at| names.get(usize::try_from(at).ok()?)).cloned().unwrap_or_default()
    };
    let listed = |value: &Value| all(value).iter().map(name).collect::<Vec<_>>().join(", ");
    let mut text = String::new();
    for pattern in all(&report["patterns"]) {
        let lists = all(&pattern["lists"]);
        let whose =
            if lists.len() == names.len() { "all lists".to_owned() } else { listed(&pattern["lists"]) };
        let _ = writeln!(text, "{:>12}  {whose}", pattern["count"].to_string());
    }
    for one in all(&report["incomplete"]["first"]) {
        let _ =
            writeln!(text, "{}  only in {}", one["key"].as_str().unwrap_or_default(), listed(&one["lists"]));
    }
    for one in all(&report["repeated"]["first"]) {
        let key = one["key"].as_str().unwrap_or_default();
        let _ = writeln!(text, "{key}  {} times in {}", one["rows"], name(&one["list"]));
    }
    let verdict = if report["agrees"] == true { "the lists agree" } else { "the lists do not agree" };
    let _ = writeln!(
        text,
        "{} keys are not in all lists, {} are repeated: {verdict}.",
        report["incomplete"]["count"], report["repeated"]["count"]
    );
    text
}
