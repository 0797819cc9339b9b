//! One page of text that a person reads at a glance.

mod table;

use std::fmt::Write;

use anstyle::{AnsiColor, Style};

use self::table::Table;
use crate::report::{FindingReport, InvestigationReport, ReconciliationReport, ResidualReport};
use crate::verdict::{blockers, count_of, limits};
use crate::words::{clean, counted, first_few, number, percent, short, signed, window};

/// Findings shown on the page; the rest is counted.
const MOST_FINDINGS: usize = 12;

/// The paper a summary is written on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Paper {
    /// Colours and weights by ANSI escape sequences: for terminals only.
    pub colour: bool,
}

/// Rows, states, equations and findings of a batch on one page, then every residual item by item.
#[must_use]
pub fn reconciliation(report: &ReconciliationReport, paper: Paper) -> String {
    let mut page = Page::new(paper);
    page.head(report);
    page.findings(&report.findings);
    page.states(report);
    page.equations(report);
    page.streams(report);
    page.residual_items(report);
    page.out
}

/// The same page with causes and what to quarantine instead of the lists.
#[must_use]
pub fn investigation(report: &InvestigationReport, paper: Paper) -> String {
    let mut page = Page::new(paper);
    page.head(&report.reconciliation);
    page.findings(&report.reconciliation.findings);
    page.causes(report);
    page.quarantine(report);
    page.states(&report.reconciliation);
    page.equations(&report.reconciliation);
    page.streams(&report.reconciliation);
    page.out
}

const STRONG: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const BAD: Style = AnsiColor::Red.on_default().bold();
const DOUBTFUL: Style = AnsiColor::Yellow.on_default();
const GOOD: Style = AnsiColor::Green.on_default();

struct Page {
    out: String,
    paper: Paper,
}

impl Page {
    fn new(paper: Paper) -> Self {
        Page { out: String::new(), paper }
    }

    fn styled(&self, style: Style, text: &str) -> String {
        if self.paper.colour { format!("{style}{text}{style:#}") } else { text.to_owned() }
    }

    fn line(&mut self, text: &str) {
        self.out.push_str(text.trim_end());
        self.out.push('\n');
    }

    fn heading(&mut self, text: &str) {
        let text = self.styled(STRONG, text);
        let _ = write!(self.out, "\n{text}\n");
    }

    fn head(&mut self, report: &ReconciliationReport) {
        let order = &report.order;
        let title = format!("Order {} · lot {}", clean(&order.order), clean(&order.lot));
        let title = self.styled(STRONG, &title);
        self.line(&format!("{title} · GTIN {} · expiry {}", order.gtin, clean(&order.expiry)));
        let mut facts: Vec<String> = Vec::new();
        facts.extend(order.line.as_deref().map(|line| format!("line {}", clean(line))));
        facts.extend(order.site.as_deref().map(|site| format!("site {}", clean(site))));
        facts.extend(order.profile.as_deref().map(|profile| clean(profile).into_owned()));
        facts.extend(order.planned.map(|planned| format!("{} planned", number(planned))));
        facts.extend(
            order.packaging.iter().map(|(level, capacity)| format!("{} of {capacity}", clean(level))),
        );
        if !facts.is_empty() {
            self.line(&facts.join(" · "));
        }
        if let Some(of) = &order.window {
            self.line(&window(&of.from, &of.to));
        }
        self.out.push('\n');
        let blockers = blockers(report);
        let verdict = if blockers.is_empty() {
            self.styled(GOOD, "NOTHING BLOCKS")
        } else {
            format!("{} {}", self.styled(BAD, "BLOCKED"), blockers.join(" · "))
        };
        self.line(&verdict);
        let limits = limits(report);
        if !limits.is_empty() {
            let limits = self.styled(DOUBTFUL, &format!("limited: {}", limits.join(" · ")));
            self.line(&limits);
        }
    }

    fn findings(&mut self, findings: &[FindingReport]) {
        if findings.is_empty() {
            return self.heading("Findings: none");
        }
        self.heading(&format!("Findings ({})", findings.len()));
        let mut ordered: Vec<&FindingReport> = findings.iter().collect();
        ordered.sort_by_key(|finding| match finding.severity {
            "error" => 0,
            "warning" => 1,
            _ => 2,
        });
        for finding in ordered.iter().take(MOST_FINDINGS) {
            self.finding(finding);
        }
        let more = findings.len().saturating_sub(MOST_FINDINGS) as u64;
        if more > 0 {
            self.line(&format!("  … and {} (see --json)", counted(more, "more finding")));
        }
    }

    fn finding(&mut self, finding: &FindingReport) {
        let severity = match finding.severity {
            "error" => self.styled(BAD, "ERROR  "),
            "warning" => self.styled(DOUBTFUL, "warning"),
            _ => self.styled(FAINT, "info   "),
        };
        let code = self.styled(STRONG, finding.code);
        let mut facts = vec![count_of(finding.code, finding.count, &finding.entities)];
        facts.extend(finding.window.as_ref().map(|of| window(&of.from, &of.to)));
        facts.push(format!("confidence {:.2}", finding.confidence));
        self.line(&format!("  {severity} {code}  {}", facts.join(" · ")));
        let said = if finding.message.is_empty() { finding.title } else { &finding.message };
        self.line(&format!("          {}", short(said, 160)));
        let (few, more) = first_few(&finding.entities, 3);
        if !few.is_empty() {
            let more = if more > 0 { format!(", and {} more", number(more)) } else { String::new() };
            let entities: Vec<_> = few.iter().map(|entity| clean(entity)).collect();
            self.line(&format!("          {}{more}", entities.join(", ")));
        }
        let causes: Vec<String> = finding
            .causes
            .iter()
            .filter(|cause| cause.probability >= 0.1)
            .take(3)
            .map(|cause| format!("{} {} ({})", cause.category, percent(cause.probability), cause.leaf))
            .collect();
        if !causes.is_empty() {
            let causes = self.styled(FAINT, &format!("likely {}", causes.join(", ")));
            self.line(&format!("          {causes}"));
        }
    }

    fn causes(&mut self, report: &InvestigationReport) {
        if report.causes.is_empty() {
            return;
        }
        self.heading("Likely causes");
        for cause in report.causes.iter().filter(|cause| cause.probability >= 0.02) {
            let bar = "█".repeat((cause.probability * 30.0).round() as usize);
            self.line(&format!("  {:<12} {:>5}  {bar}", cause.category, percent(cause.probability)));
        }
        for [one, other] in &report.cannot_separate {
            let text = self.styled(DOUBTFUL, &format!("cannot tell {one} from {other} with these records"));
            self.line(&format!("  {text}"));
        }
        let asked = report.causes.iter().take(2).filter_map(|cause| cause.ask_for.first());
        for ask in asked.map(|ask| format!("  ask for: {}", clean(ask))).collect::<Vec<_>>() {
            self.line(&ask);
        }
    }

    fn quarantine(&mut self, report: &InvestigationReport) {
        let containment = &report.containment;
        if containment.cover.is_empty() {
            return self.heading("Quarantine: nothing");
        }
        let size = counted(containment.items, "pack");
        let names = counted(containment.cover.len() as u64, "identifier");
        self.heading(&format!("Quarantine {size}, named by {names} (rule {})", containment.rule));
        let (few, more) = first_few(&containment.cover, 8);
        for pair in few.chunks(2) {
            let pair: Vec<String> = pair.iter().map(|item| format!("{:<44}", clean(item))).collect();
            self.line(&format!("  {}", pair.concat()));
        }
        if more > 0 {
            self.line(&format!("  … and {} more (see --json)", number(more)));
        }
    }

    fn states(&mut self, report: &ReconciliationReport) {
        if report.states.is_empty() {
            return;
        }
        self.heading("States by source");
        let mut table =
            Table::new(std::iter::once("").chain(report.states.iter().map(|source| source.source)));
        for state in state_names(report) {
            let cells = report.states.iter().map(|source| {
                source
                    .states
                    .iter()
                    .find(|(of, _)| *of == state)
                    .map_or("·".to_owned(), |(_, count)| number(*count))
            });
            table.row(std::iter::once(state.to_owned()).chain(cells));
        }
        table.row(
            std::iter::once("serials".to_owned())
                .chain(report.states.iter().map(|source| number(source.serials))),
        );
        self.out.push_str(&table.into_text());
    }

    fn equations(&mut self, report: &ReconciliationReport) {
        if report.residuals.is_empty() {
            return;
        }
        self.heading("Equations");
        for residual in &report.residuals {
            let line = self.equation(residual);
            self.line(&line);
            if let Some(limit) = residual.limit.as_deref().filter(|_| residual.evaluable) {
                let limit = self.styled(FAINT, &format!("limited: {}", short(limit, 100)));
                self.line(&format!("               {limit}"));
            }
        }
    }

    fn equation(&self, residual: &ResidualReport) -> String {
        let name = format!("  {} {:<9}", residual.equation, residual.title);
        let Some(open) = residual.residual else {
            let why = residual.limit.as_deref().unwrap_or("a stream or count is absent");
            let why = self.styled(FAINT, &format!("not evaluable: {}", short(why, 100)));
            return format!("{name}      –  {why}");
        };
        let (style, verdict) = match (open, residual.within) {
            (0, _) => (GOOD, "closed"),
            (_, Some(true)) => (DOUBTFUL, "within"),
            _ => (BAD, "OPEN"),
        };
        let verdict = self.styled(style, &format!("{:>7} {verdict:<6}", signed(open)));
        let terms: Vec<String> =
            residual.terms.iter().map(|(term, count)| format!("{term} {}", number(*count))).collect();
        let within = residual.tolerance_reason.as_ref().map_or(String::new(), |reason| {
            format!(" (tolerance {}: {})", number(residual.tolerance), short(reason, 60))
        });
        format!("{name}{verdict} {} = {}{within}", number(residual.lhs), terms.join(" + "))
    }

    fn streams(&mut self, report: &ReconciliationReport) {
        self.heading("Rows");
        let mut table = Table::new(["", "in", "used", "rejected"]);
        for rows in &report.rows {
            let cells = [
                clean(&rows.file).into_owned(),
                number(rows.rows_in),
                number(rows.used),
                number(rows.rejected),
            ];
            table.row(cells);
        }
        self.out.push_str(&table.into_text());
        let rejected =
            report.rows.iter().flat_map(|rows| rows.reasons.iter().map(move |reason| (rows, reason)));
        for (rows, reason) in rejected.clone().take(5) {
            let column =
                if reason.column.is_empty() { String::new() } else { format!(", {}", clean(&reason.column)) };
            let text =
                format!("row {}{column}: {} [{}]", reason.row, short(&reason.message, 90), reason.code);
            let text = self.styled(DOUBTFUL, &text);
            self.line(&format!("  {} {text}", clean(&rows.file)));
        }
        let more = rejected.count().saturating_sub(5) as u64;
        if more > 0 {
            self.line(&format!("  … and {} (see --json)", counted(more, "more rejected row")));
        }
        for absent in &report.absent {
            let style = if absent.unreadable { BAD } else { DOUBTFUL };
            let text = self.styled(style, &format!("absent: {}", clean(&absent.stream)));
            self.line(&format!("  {text} ({})", short(&absent.reason, 100)));
        }
    }

    fn residual_items(&mut self, report: &ReconciliationReport) {
        for residual in report.residuals.iter().filter(|residual| !residual.last_seen.is_empty()) {
            let count = number(residual.last_seen.len() as u64);
            self.heading(&format!("{} {}: {count} listed", residual.equation, residual.title));
            for seen in &residual.last_seen {
                let mut place: Vec<String> = Vec::new();
                place.extend(seen.t.as_deref().map(|t| clean(t).into_owned()));
                place.extend(Some(clean(&seen.station).into_owned()).filter(|station| !station.is_empty()));
                place.extend(seen.stream.zip(seen.row).map(|(stream, row)| format!("{stream} row {row}")));
                let neighbours: Vec<_> = seen.neighbours.iter().flatten().map(|item| clean(item)).collect();
                if !neighbours.is_empty() {
                    place.push(format!("beside {}", neighbours.join(" and ")));
                }
                self.line(&format!("  {:<40}  {}", clean(&seen.item), place.join(" · ")));
            }
        }
    }
}

/// The states that any source names, in the order of a pack's life.
pub(crate) fn state_names(report: &ReconciliationReport) -> Vec<&'static str> {
    crate::report::STATE_COLUMNS
        .into_iter()
        .filter(|name| report.states.iter().any(|source| source.states.iter().any(|(of, _)| of == name)))
        .collect()
}

#[cfg(test)]
mod tests;
