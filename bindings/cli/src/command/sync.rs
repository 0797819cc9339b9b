use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tallymark_bindings::Failure;
use tallymark_bindings::exchange::{
    DifferenceReport, Exchange, ExchangeReport, ExchangeRequest, ListRequest, TimesReport,
};
use tallymark_transport::{Connection, Identity, Listener, Security, TransportError, exchange};

use super::columns::Columns;
use crate::output::{Outcome, Problem, print, print_json, say};

/// Compare a list with that of another party across a network, with about 25 bytes a difference
#[derive(clap::Args)]
#[command(after_long_help = "\
One side listens, the other connects, each with its own list; both learn in what the lists differ, proven by sums over every trade
item and state. Nobody has to know how many differences there are; where all rows of the disputed trade items are fewer bytes,
those are sent, and the result says so.

Across a network both sides show certificates (TLS 1.2 or 1.3): give --certificate, --key and --authority. Without them only this
machine is talked to, unless --plain insists. Exit status 1 exactly if the lists do not agree.

Examples:
  tallymark sync site.csv --listen 127.0.0.1:7400
  tallymark sync hub.parquet --connect 127.0.0.1:7400 --output differences.csv
  tallymark sync hub.csv --connect site.example:7400 --certificate hub.pem --key hub-key.pem --authority partners.pem")]
pub(crate) struct SyncLists {
    /// The list of this side: CSV (also .csv.gz and .csv.zst) or Parquet
    #[arg(value_name = "LIST")]
    list: PathBuf,
    #[command(flatten)]
    columns: Columns,
    /// Ask the other side, which listens here
    #[arg(long, value_name = "HOST:PORT", required_unless_present = "listen", conflicts_with = "listen")]
    connect: Option<String>,
    /// Wait here for the other side; port 0 takes a free one
    #[arg(long, value_name = "HOST:PORT")]
    listen: Option<String>,
    /// Certificates of this side, a chain in PEM
    #[arg(long, value_name = "FILE", requires_all = ["key", "authority"])]
    certificate: Option<PathBuf>,
    /// The private key of the certificate, in PEM
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    /// Certificates of the authorities that are trusted, in PEM
    #[arg(long, value_name = "FILE", requires = "certificate")]
    authority: Option<PathBuf>,
    /// Talk to other machines without encryption
    #[arg(long, conflicts_with = "certificate")]
    plain: bool,
    /// Do not tell the other side what differs
    #[arg(long, conflicts_with = "listen")]
    keep: bool,
    /// Give up after so many seconds of silence
    #[arg(long, value_name = "SECONDS", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    timeout: u64,
    /// What the other side may make this one hold, such as 256MB
    #[arg(long, value_name = "SIZE", default_value = "256MB")]
    memory: String,
    /// Show so many differences
    #[arg(long, value_name = "COUNT", default_value_t = 10)]
    first: usize,
    /// Write all differences as CSV: difference, key, here, there, rows
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print the answer as one JSON object
    #[arg(long)]
    json: bool,
}

fn failed(error: &TransportError) -> Failure {
    Failure::new(error.code(), error.to_string()).with_help(error.help())
}

impl SyncLists {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        let security = match (&self.certificate, &self.key, &self.authority) {
            (Some(chain), Some(key), Some(authority)) => {
                Security::Tls(Identity::read(chain, key, authority).map_err(|error| failed(&error))?)
            }
            _ if self.plain => Security::Plain,
            _ => Security::Local,
        };
        let deadline = Duration::from_secs(self.timeout);
        let request = ExchangeRequest {
            list: ListRequest {
                path: Some(self.list),
                columns: self.columns.request(),
                ..ListRequest::default()
            },
            key: None,
            tell: Some(!self.keep),
            memory: Some(self.memory),
        };
        let (mut side, mut connection) = match (&self.connect, &self.listen) {
            (Some(address), _) => {
                let side = Exchange::ask(&request)?;
                (side, Connection::open(address, &security, deadline).map_err(|error| failed(&error))?)
            }
            (None, address) => {
                let side = Exchange::answer(&request)?;
                let address = address.as_deref().unwrap_or_default();
                let listener = Listener::open(address, security, deadline).map_err(|error| failed(&error))?;
                say(&format!("listening at {}", listener.address()?));
                (side, listener.accept().map_err(|error| failed(&error))?)
            }
        };
        exchange(side.sync(), &mut connection).map_err(|error| failed(&connection.explain(error)))?;
        if let Some(path) = &self.output {
            let refuse = |error: std::io::Error| {
                Failure::new("output", error.to_string()).at(path.display().to_string())
            };
            write_all(path, &side.report(usize::MAX)?).map_err(refuse)?;
        }
        let report = side.report(self.first)?;
        if self.json {
            print_json(&report)?;
        } else {
            print(&summary(&report))?;
        }
        Ok(Outcome::blocked(!report.agrees))
    }
}

/// `Commissioned, 2 × Shipped`
fn times(side: &[TimesReport]) -> String {
    let one = |times: &TimesReport| {
        let state = times.state.as_deref().unwrap_or("no state");
        if times.rows == 1 { state.to_owned() } else { format!("{} × {state}", times.rows) }
    };
    side.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn write_all(path: &Path, report: &ExchangeReport) -> std::io::Result<()> {
    let mut out = BufWriter::new(File::create(path)?);
    writeln!(out, "difference,key,here,there,rows")?;
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    for one in report.differences.iter().flat_map(|all| &all.first) {
        let rows = one.rows.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let (key, here, there) = (quoted(&one.key), quoted(&times(&one.here)), quoted(&times(&one.there)));
        writeln!(out, "{},{key},{here},{there},{rows}", one.kind)?;
    }
    out.flush()
}

fn summary(report: &ExchangeReport) -> String {
    let mut text = String::new();
    let line = |one: &DifferenceReport| match one.kind {
        "only_here" => format!("only here: {}  {}", one.key, times(&one.here)),
        "only_there" => format!("only there: {}  {}", one.key, times(&one.there)),
        _ => format!("{}: {}  here {}, there {}", one.kind, one.key, times(&one.here), times(&one.there)),
    };
    if let Some(all) = &report.differences {
        for one in &all.first {
            let _ = writeln!(text, "{}", line(one));
        }
        if all.count > all.first.len() {
            let _ = writeln!(text, "and {} more", all.count - all.first.len());
        }
    }
    let how = match report.how {
        "equal" => "by sums alone",
        "sketch" => "by a sketch",
        "rows" => "by all rows, which was less than a sketch",
        _ => "the other side keeps the differences for itself",
    };
    let verdict = if report.agrees { "the lists agree" } else { "the lists do not agree" };
    let _ = writeln!(
        text,
        "{} rows here ({} name nothing): {} only here, {} only there, {} in another state, {} repeated otherwise: {verdict} ({how}; {} bytes sent, {} received).",
        report.rows,
        report.rejected,
        report.only_here,
        report.only_there,
        report.changed,
        report.repeated,
        report.sent,
        report.received
    );
    text
}
