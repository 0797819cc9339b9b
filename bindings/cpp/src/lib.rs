//! The private bridge between the C++ headers and the façade: types converted, nothing decided.

mod columns;
mod convert;
mod data;
mod events;
mod exchange;
mod sets;

use tallymark::Code;
use tallymark::findings::FindingCode;
use tallymark::gs1::{self, Form};
use tallymark::simulate::Scenario;
use tallymark_bindings::{Failure, Kind, Loaded};

use columns::{Columns, parse_columns};
use convert::{answer, failed, fine, listed};
use data::{Data, ask, diff_files};
use events::{Events, open_events};
use exchange::{Side, open_side};
use ffi::{Answer, Costs, Count, Investigation, Options, Parsed, Status, Verdict};
use sets::{Pool, Sums, new_sketch, open_pool, sketch_bits_for, sketch_from_bytes};

#[cxx::bridge(namespace = "tallymark::bridge")]
mod ffi {
    struct Status {
        ok: bool,
        code: String,
        message: String,
        help: String,
        place: String,
        ai: String,
        has_span: bool,
        start: u32,
        end: u32,
        fixes: Vec<String>,
    }
    struct Element {
        ai: String,
        value: String,
    }
    struct Options {
        permit_unknown_ais: bool,
        permit_zero_suppressed_gtin: bool,
        no_requisite_check: bool,
        unknown_ai_as_dl_attr: bool,
        hri_titles: bool,
        add_check_digit: bool,
    }
    struct Parsed {
        status: Status,
        kind: String,
        symbology: Vec<String>,
        ais: Vec<Element>,
        bracketed: String,
        plain: String,
        dl: Vec<String>,
        hri: Vec<String>,
        key: Vec<String>,
        warnings: Vec<String>,
    }
    struct Verdict {
        number: u16,
        start: u32,
        end: u32,
    }
    struct Rows {
        stream: String,
        file: String,
        rows_in: u64,
        used: u64,
        rejected: u64,
    }
    struct Count {
        name: String,
        count: u64,
    }
    struct Residual {
        equation: String,
        lhs: u64,
        terms: Vec<Count>,
        evaluable: bool,
        residual: i64,
        items: Vec<String>,
        limit: String,
    }
    struct Evidence {
        stream: String,
        rows: Vec<u32>,
    }
    struct Finding {
        code: String,
        severity: String,
        title: String,
        message: String,
        count: u64,
        entities: Vec<String>,
        evidence: Vec<Evidence>,
        confidence: f64,
    }
    #[derive(Default)]
    struct Investigation {
        rows: Vec<Rows>,
        residuals: Vec<Residual>,
        findings: Vec<Finding>,
        absent_streams: Vec<String>,
        cover: Vec<String>,
        json: String,
    }
    struct Cost {
        rule: String,
        items: u64,
        containers: u64,
        cover: u64,
        places: Vec<Count>,
        reason: String,
    }
    struct Costs {
        status: Status,
        costs: Vec<Cost>,
    }
    struct Answer {
        status: Status,
        text: String,
        items: Vec<String>,
        cover: Vec<String>,
        counts: Vec<Count>,
    }

    unsafe extern "C++" {
        include!("watch.hpp");

        type Watch;

        fn step(self: &Watch, stage: &str, done: u64, of: u64) -> bool;
    }

    extern "Rust" {
        type Data;

        fn diff_files(request: &[u8], watch: &Watch) -> Box<Data>;

        fn ask(request: &[u8]) -> Box<Data>;
        fn ask_json(request: &[u8]) -> String;
        fn kind(self: &Data) -> u8;
        fn flag(self: &Data) -> bool;
        fn integer(self: &Data) -> i64;
        fn number(self: &Data) -> f64;
        fn text(self: &Data) -> &str;
        fn size(self: &Data) -> usize;
        fn pop_item(self: &mut Data) -> Box<Data>;
        fn pop_member(self: &mut Data, name: &mut String) -> Box<Data>;

        type Events;

        fn open_events(request: &[u8]) -> Box<Events>;
        fn status(self: &Events) -> Status;
        fn next(self: &mut Events) -> Box<Data>;

        type Side;

        fn open_side(request: &[u8], asks: bool) -> Box<Side>;
        fn status(self: &Side) -> Status;
        fn push(self: &mut Side, bytes: &[u8]) -> Status;
        fn pull(self: &mut Side) -> Vec<u8>;
        fn done(self: &Side) -> bool;
        fn result(self: &Side, status: &mut Status) -> Box<Data>;

        type Sums;

        fn new_sketch(key: &[u8], bits: u32) -> Box<Sums>;
        fn sketch_from_bytes(key: &[u8], bytes: &[u8]) -> Box<Sums>;
        fn sketch_bits_for(differences: u64) -> u32;
        fn status(self: &Sums) -> Status;
        fn add(self: &mut Sums, list: &[u8], rejected: &mut u64) -> Status;
        fn merge(self: &mut Sums, other: &Sums) -> Status;
        fn subtract(self: &mut Sums, other: &Sums) -> Status;
        fn surplus(self: &Sums, status: &mut Status) -> Box<Data>;
        fn to_bytes(self: &Sums) -> Vec<u8>;
        fn rows(self: &Sums) -> u64;
        fn rejected(self: &Sums) -> u64;
        fn bits(self: &Sums) -> u32;
        fn copy(self: &Sums) -> Box<Sums>;

        type Pool;

        fn open_pool(list: &[u8]) -> Box<Pool>;
        fn status(self: &Pool) -> Status;
        fn contains(self: &Pool, text: &[u8], found: &mut bool) -> Status;
        fn use_up(self: &mut Pool, text: &[u8], used: &mut u8) -> Status;
        fn is_used(self: &Pool, text: &[u8], used: &mut bool) -> Status;
        fn used(self: &Pool) -> u64;
        fn size(self: &Pool) -> u64;

        type Columns;

        fn parse_columns(data: &[u8], ais: &[String], kind: &str, given: &Options) -> Box<Columns>;
        fn status(self: &Columns) -> Status;
        fn codes(self: &Columns) -> &[u16];
        fn span_starts(self: &Columns) -> &[u32];
        fn span_ends(self: &Columns) -> &[u32];
        fn row_starts(self: &Columns) -> &[u32];
        fn made(self: &Columns) -> &[u8];
        fn names(self: &Columns) -> Vec<String>;
        fn starts(self: &Columns, number: usize) -> &[u32];
        fn lengths(self: &Columns, number: usize) -> &[u32];

        type Opened;

        fn parse(kind: &str, text: &[u8], options: &Options) -> Parsed;
        fn verify_scan(scan: &[u8]) -> Verdict;
        fn code_text(number: u16) -> &'static str;
        fn codes() -> Vec<String>;
        fn finding_codes() -> Vec<String>;
        fn version() -> &'static str;
        fn simulate(out_dir: &str, scenario: &str) -> Status;

        fn open(dir: &str) -> Box<Opened>;
        fn status(self: &Opened) -> Status;
        fn investigate(self: &Opened) -> Investigation;
        fn reconcile_json(self: &Opened) -> String;
        fn html(self: &Opened) -> String;
        fn contain(self: &Opened, seeds: &[String], rule: &str) -> Answer;
        fn contain_costs(self: &Opened, seeds: &[String]) -> Costs;
        fn contains(self: &Opened, id: &str) -> Answer;
        fn path(self: &Opened, id: &str) -> Answer;
        fn counts(self: &Opened) -> Vec<Count>;
    }
}

fn parse(kind: &str, text: &[u8], options: &Options) -> Parsed {
    convert::parsed(tallymark_bindings::parse(
        Kind::from_name(kind).unwrap_or_default(),
        text,
        &columns::options(options),
    ))
}

fn ask_json(request: &[u8]) -> String {
    tallymark_bindings::ask(request).to_string()
}

fn verify_scan(scan: &[u8]) -> Verdict {
    match gs1::verify(Form::Scan, scan, &gs1::Options::new()) {
        Ok(()) => Verdict { number: 0, start: 0, end: 0 },
        Err(error) => {
            let span = error.span();
            Verdict { number: error.code() as u16, start: span.start, end: span.end }
        }
    }
}

fn code_text(number: u16) -> &'static str {
    Code::ALL.iter().find(|code| **code as u16 == number).map_or("", |code| code.as_str())
}

fn codes() -> Vec<String> {
    Code::ALL.iter().map(|code| code.as_str().to_owned()).collect()
}

fn finding_codes() -> Vec<String> {
    FindingCode::ALL.iter().map(|code| code.as_str().to_owned()).collect()
}

fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}

fn simulate(out_dir: &str, scenario: &str) -> Status {
    let run = || -> Result<(), Failure> {
        tallymark_bindings::simulate(&Scenario::from_json(scenario)?, out_dir, |_| ()).map(drop)
    };
    run().map_or_else(failed, |()| fine())
}

/// A folder that was opened, or why it was not.
pub struct Opened(Result<Loaded, Failure>);

fn open(dir: &str) -> Box<Opened> {
    Box::new(Opened(tallymark_bindings::load(dir)))
}

impl Opened {
    fn status(&self) -> Status {
        self.0.as_ref().map_or_else(|failure| failed(failure.clone()), |_| fine())
    }

    fn investigate(&self) -> Investigation {
        self.0.as_ref().map(|loaded| convert::investigation(loaded.investigate())).unwrap_or_default()
    }

    fn reconcile_json(&self) -> String {
        let report = self.0.as_ref().ok().map(Loaded::reconcile);
        report.and_then(|report| serde_json::to_string(&report).ok()).unwrap_or_default()
    }

    fn html(&self) -> String {
        let page = |loaded: &Loaded| tallymark_bindings::html::investigation(&loaded.investigate());
        self.0.as_ref().map(page).unwrap_or_default()
    }

    fn ask(&self, question: impl FnOnce(&Loaded) -> Result<Answer, Failure>) -> Answer {
        answer(self.0.as_ref().map_err(Clone::clone).and_then(question))
    }

    fn contain(&self, seeds: &[String], rule: &str) -> Answer {
        self.ask(|loaded| {
            let held = loaded.contain(seeds, rule)?;
            Ok(Answer { text: held.rule.to_owned(), cover: held.cover, ..listed(held.items) })
        })
    }

    fn contain_costs(&self, seeds: &[String]) -> Costs {
        match self.0.as_ref().map_err(Clone::clone).and_then(|loaded| loaded.contain_costs(seeds)) {
            Ok(report) => {
                Costs { status: fine(), costs: report.costs.into_iter().map(convert::cost).collect() }
            }
            Err(failure) => Costs { status: failed(failure), costs: Vec::new() },
        }
    }

    fn contains(&self, id: &str) -> Answer {
        self.ask(|loaded| {
            let inside = loaded.contains(id)?.contains;
            Ok(listed(inside.into_iter().map(|one| one.id).collect()))
        })
    }

    fn path(&self, id: &str) -> Answer {
        self.ask(|loaded| Ok(listed(loaded.path(id)?.path)))
    }

    fn counts(&self) -> Vec<Count> {
        self.0.as_ref().map(|loaded| convert::counts(loaded.counts().counts)).unwrap_or_default()
    }
}
