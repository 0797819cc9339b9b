//! Findings, residuals and rejected rows as tables.

use std::sync::Arc;

use arrow_array::types::TimestampMicrosecondType;
use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, ListArray, PrimitiveArray, StringArray, UInt32Array,
};
use arrow_buffer::OffsetBuffer;
use arrow_schema::Field;
use tallymark::batch::Time;
use tallymark::sets::{Changed, Duplicate, Located, RejectedRow, Surplus};

use super::Table;
use crate::report::{EvidenceReport, FindingReport, LeafReport, ResidualReport, RowsReport, WindowReport};

/// Findings, one a row: `code`, `severity`, `title`, `message`, `count`, `from`, `to`, `entities`, `evidence` (records
/// of `stream` and `rows`), `confidence`, `causes` (records of `leaf`, `category` and `probability`).
#[must_use]
pub fn findings(findings: &[FindingReport]) -> Table {
    let window =
        |end: fn(&WindowReport) -> &String| times(findings.iter().map(move |f| f.window.as_ref().map(end)));
    Table::new([
        ("code", texts(findings.iter().map(|f| Some(f.code)))),
        ("severity", texts(findings.iter().map(|f| Some(f.severity)))),
        ("title", texts(findings.iter().map(|f| Some(f.title)))),
        ("message", texts(findings.iter().map(|f| Some(&f.message)))),
        ("count", counts(findings.iter().map(|f| Some(f.count)))),
        ("from", window(|w| &w.from)),
        ("to", window(|w| &w.to)),
        ("entities", lists(findings.iter().map(|f| &f.entities), |all| texts(all.map(Some)))),
        ("evidence", lists(findings.iter().map(|f| &f.evidence), |all| evidence(&all.collect::<Vec<_>>()))),
        ("confidence", Arc::new(Float64Array::from_iter_values(findings.iter().map(|f| f.confidence)))),
        ("causes", lists(findings.iter().map(|f| &f.causes), |all| causes(&all.collect::<Vec<_>>()))),
    ])
}

/// Equations, one a row: `equation`, `title`, `lhs`, `terms` (records of `term` and `size`), `residual`, `evaluable`,
/// `limit`, `within`, `items`.
#[must_use]
pub fn residuals(residuals: &[ResidualReport]) -> Table {
    let terms = |terms: Vec<&(&'static str, u64)>| {
        Table::new([
            ("term", texts(terms.iter().map(|(term, _)| Some(term)))),
            ("size", counts(terms.iter().map(|(_, size)| Some(*size)))),
        ])
        .into_array()
    };
    Table::new([
        ("equation", texts(residuals.iter().map(|r| Some(r.equation)))),
        ("title", texts(residuals.iter().map(|r| Some(r.title)))),
        ("lhs", counts(residuals.iter().map(|r| Some(r.lhs)))),
        ("terms", lists(residuals.iter().map(|r| &r.terms), |all| terms(all.collect()))),
        ("residual", Arc::new(Int64Array::from_iter(residuals.iter().map(|r| r.residual)))),
        ("evaluable", Arc::new(BooleanArray::from_iter(residuals.iter().map(|r| Some(r.evaluable))))),
        ("limit", texts(residuals.iter().map(|r| r.limit.as_ref()))),
        ("within", Arc::new(BooleanArray::from_iter(residuals.iter().map(|r| r.within)))),
        ("items", lists(residuals.iter().map(|r| &r.items), |all| texts(all.map(Some)))),
    ])
}

/// The items of all residuals, one a row: `equation`, `item`, `stream`, `row`, `station`, `t`, `before`, `after`.
#[must_use]
pub fn residual_items(residuals: &[ResidualReport]) -> Table {
    let items: Vec<_> =
        residuals.iter().flat_map(|r| r.last_seen.iter().map(|item| (r.equation, item))).collect();
    let [before, after] = [0, 1].map(|side| texts(items.iter().map(|(_, i)| i.neighbours[side].as_ref())));
    Table::new([
        ("equation", texts(items.iter().map(|(equation, _)| Some(equation)))),
        ("item", texts(items.iter().map(|(_, i)| Some(&i.item)))),
        ("stream", texts(items.iter().map(|(_, i)| i.stream))),
        ("row", Arc::new(UInt32Array::from_iter(items.iter().map(|(_, i)| i.row)))),
        ("station", texts(items.iter().map(|(_, i)| (!i.station.is_empty()).then_some(&i.station)))),
        ("t", times(items.iter().map(|(_, i)| i.t.as_ref()))),
        ("before", before),
        ("after", after),
    ])
}

/// Files, one a row: `stream`, `file`, `rows`, `used`, `rejected`.
#[must_use]
pub fn rows(files: &[RowsReport]) -> Table {
    Table::new([
        ("stream", texts(files.iter().map(|f| Some(f.stream)))),
        ("file", texts(files.iter().map(|f| Some(&f.file)))),
        ("rows", counts(files.iter().map(|f| Some(f.rows_in)))),
        ("used", counts(files.iter().map(|f| Some(f.used)))),
        ("rejected", counts(files.iter().map(|f| Some(f.rejected)))),
    ])
}

/// Rejected rows, one a row: `stream`, `file`, `row`, `column`, `code`, `message`.
#[must_use]
pub fn rejected(files: &[RowsReport]) -> Table {
    let all: Vec<_> = files.iter().flat_map(|f| f.reasons.iter().map(move |reason| (f, reason))).collect();
    Table::new([
        ("stream", texts(all.iter().map(|(f, _)| Some(f.stream)))),
        ("file", texts(all.iter().map(|(f, _)| Some(&f.file)))),
        ("row", Arc::new(UInt32Array::from_iter_values(all.iter().map(|(_, r)| r.row)))),
        ("column", texts(all.iter().map(|(_, r)| (!r.column.is_empty()).then_some(&r.column)))),
        ("code", texts(all.iter().map(|(_, r)| Some(r.code)))),
        ("message", texts(all.iter().map(|(_, r)| Some(&r.message)))),
    ])
}

/// Keys of one list only, one a row: `key`, and `row`, the first row that names it, from 0.
#[must_use]
pub fn located(keys: &[Located]) -> Table {
    Table::new([
        ("key", texts(keys.iter().map(|one| Some(one.key.to_string())))),
        ("row", counts(keys.iter().map(|one| Some(one.row as u64)))),
        (
            "state",
            texts(keys.iter().map(|one| one.state.as_ref().map(|state| String::from_utf8_lossy(state)))),
        ),
    ])
}

/// Keys whose states disagree, one a row: `key`, `a`, `b`, `row_a`, `row_b`.
#[must_use]
pub fn changed(keys: &[Changed]) -> Table {
    let states = |state: fn(&Changed) -> &Option<Arc<[u8]>>| {
        texts(keys.iter().map(move |one| state(one).as_ref().map(|state| String::from_utf8_lossy(state))))
    };
    Table::new([
        ("key", texts(keys.iter().map(|one| Some(one.key.to_string())))),
        ("a", states(|one| &one.a)),
        ("b", states(|one| &one.b)),
        ("row_a", counts(keys.iter().map(|one| Some(one.row_a as u64)))),
        ("row_b", counts(keys.iter().map(|one| Some(one.row_b as u64)))),
    ])
}

/// What one list names more often than the other, one a row: `key`, `state`, `net`.
#[must_use]
pub fn surplus(keys: &[Surplus]) -> Table {
    let state = |one: &Surplus| one.state.as_ref().map(|state| String::from_utf8_lossy(state).into_owned());
    Table::new([
        ("key", texts(keys.iter().map(|one| Some(one.key.to_string())))),
        ("state", texts(keys.iter().map(state))),
        ("net", Arc::new(Int64Array::from_iter_values(keys.iter().map(|one| one.net)))),
    ])
}

/// Keys in more than one row of a list, one a row: `key`, `rows`.
#[must_use]
pub fn duplicates(keys: &[Duplicate]) -> Table {
    Table::new([
        ("key", texts(keys.iter().map(|one| Some(one.key.to_string())))),
        ("rows", lists(keys.iter().map(|one| &one.rows), |all| counts(all.map(|&row| Some(row as u64))))),
    ])
}

/// Rows of a list that name nothing, one a row: `row`, `code`, `message`.
#[must_use]
pub fn unnamed(rows: &[RejectedRow]) -> Table {
    Table::new([
        ("row", counts(rows.iter().map(|one| Some(one.row as u64)))),
        ("code", texts(rows.iter().map(|one| Some(one.error.code().as_str())))),
        ("message", texts(rows.iter().map(|one| Some(one.error.message())))),
    ])
}

fn evidence(all: &[&EvidenceReport]) -> ArrayRef {
    let rows =
        |rows: Vec<&u32>| Arc::new(UInt32Array::from_iter_values(rows.into_iter().copied())) as ArrayRef;
    Table::new([
        ("stream", texts(all.iter().map(|e| Some(e.stream)))),
        ("rows", lists(all.iter().map(|e| &e.rows), |all| rows(all.collect()))),
    ])
    .into_array()
}

fn causes(all: &[&LeafReport]) -> ArrayRef {
    Table::new([
        ("leaf", texts(all.iter().map(|c| Some(c.leaf)))),
        ("category", texts(all.iter().map(|c| Some(c.category)))),
        (
            "probability",
            Arc::new(Float64Array::from_iter_values(all.iter().map(|c| c.probability))) as ArrayRef,
        ),
    ])
    .into_array()
}

pub(super) fn texts<T: AsRef<str>>(texts: impl Iterator<Item = Option<T>>) -> ArrayRef {
    Arc::new(StringArray::from_iter(texts))
}

pub(super) fn counts(counts: impl Iterator<Item = Option<u64>>) -> ArrayRef {
    Arc::new(Int64Array::from_iter(
        counts.map(|count| count.map(|count| i64::try_from(count).unwrap_or(i64::MAX))),
    ))
}

/// Times of the report, which are texts, as instants; one that no clock shows is missing.
fn times<'a>(times: impl Iterator<Item = Option<&'a String>>) -> ArrayRef {
    let instants = times.map(|text| Some(text?.parse::<Time>().ok()?.as_microsecond()));
    Arc::new(PrimitiveArray::<TimestampMicrosecondType>::from_iter(instants).with_timezone("UTC"))
}

/// One list a row; `array` makes the column of all their elements, end to end.
fn lists<'a, T: 'a>(
    rows: impl Iterator<Item = &'a Vec<T>> + Clone,
    array: impl FnOnce(&mut dyn Iterator<Item = &'a T>) -> ArrayRef,
) -> ArrayRef {
    let offsets = OffsetBuffer::from_lengths(rows.clone().map(Vec::len));
    let values = array(&mut rows.flatten());
    let field = Arc::new(Field::new("item", values.data_type().clone(), true));
    Arc::new(ListArray::new(field, offsets, values, None))
}

#[cfg(test)]
mod tests {
    use super::super::Value;
    use super::*;
    use crate::report::{RejectedReport, ResidualItem};

    fn text(value: &str) -> Value<'_> {
        Value::Text(value)
    }

    #[test]
    fn findings_keep_every_member() {
        let finding = FindingReport {
            code: "AG-107",
            severity: "error",
            title: "title",
            message: "message".into(),
            count: 37,
            window: Some(WindowReport { from: "2026-03-04T10:01:07.25+01:00".into(), to: "no time".into() }),
            entities: vec!["(00)395060001340000018".into(), "(00)395060001340000025".into()],
            evidence: vec![EvidenceReport { stream: "agg", rows: vec![812, 813] }],
            confidence: 0.97,
            causes: vec![LeafReport { leaf: "reel_reload", category: "Materials", probability: 0.71 }],
        };
        let bare = FindingReport {
            window: None,
            entities: vec![],
            evidence: vec![],
            causes: vec![],
            ..finding.clone()
        };
        let table = findings(&[bare, finding]);
        assert_eq!(table.rows(), 2);
        assert_eq!(table.value("entities", 0), Value::List(vec![]));
        assert_eq!(table.value("from", 0), Value::Null);
        assert_eq!(table.value("code", 1), text("AG-107"));
        assert_eq!(table.value("count", 1), Value::Integer(37));
        assert_eq!(table.value("from", 1), Value::Time(1_772_614_867_250_000));
        assert_eq!(table.value("to", 1), Value::Null, "a text that is no time is missing, not wrong");
        assert_eq!(
            table.value("entities", 1),
            Value::List(vec![text("(00)395060001340000018"), text("(00)395060001340000025")])
        );
        let rows = Value::List(vec![Value::Integer(812), Value::Integer(813)]);
        let evidence = Value::Record(vec![("stream", text("agg")), ("rows", rows)]);
        assert_eq!(table.value("evidence", 1), Value::List(vec![evidence]));
        assert_eq!(table.value("confidence", 1), Value::Float(0.97));
        let cause = vec![
            ("leaf", text("reel_reload")),
            ("category", text("Materials")),
            ("probability", Value::Float(0.71)),
        ];
        assert_eq!(table.value("causes", 1), Value::List(vec![Value::Record(cause)]));
        assert_eq!(findings(&[]).rows(), 0);
    }

    #[test]
    fn residuals_are_listed_by_equation_and_by_item() {
        let residual = ResidualReport {
            equation: "E2",
            title: "labels",
            lhs: 20_001,
            terms: vec![("Commissioned", 19_900)],
            residual: Some(1),
            items: vec!["(01)09506000134352(21)A1".into()],
            last_seen: vec![ResidualItem {
                item: "(01)09506000134352(21)A1".into(),
                stream: Some("printer"),
                row: Some(7),
                station: String::new(),
                t: None,
                neighbours: [None, Some("(01)09506000134352(21)A2".into())],
            }],
            evaluable: true,
            limit: None,
            tolerance: 0,
            tolerance_reason: None,
            within: Some(false),
        };
        let unknown = ResidualReport { residual: None, evaluable: false, within: None, ..residual.clone() };
        let table = residuals(&[residual.clone(), unknown]);
        assert_eq!(table.value("residual", 0), Value::Integer(1));
        assert_eq!(table.value("residual", 1), Value::Null);
        assert_eq!(table.value("within", 0), Value::Flag(false));
        let term = Value::Record(vec![("term", text("Commissioned")), ("size", Value::Integer(19_900))]);
        assert_eq!(table.value("terms", 0), Value::List(vec![term]));

        let items = residual_items(&[residual]);
        assert_eq!(items.value("item", 0), text("(01)09506000134352(21)A1"));
        assert_eq!(items.value("row", 0), Value::Integer(7));
        assert_eq!(items.value("station", 0), Value::Null);
        assert_eq!(items.value("before", 0), Value::Null);
        assert_eq!(items.value("after", 0), text("(01)09506000134352(21)A2"));
    }

    #[test]
    fn rejected_rows_are_listed_with_their_file() {
        let file = RowsReport {
            stream: "camera",
            file: "camera.csv".into(),
            rows_in: 3,
            used: 2,
            rejected: 1,
            reasons: vec![RejectedReport {
                row: 2,
                column: "t".into(),
                code: "row-time",
                message: "no offset".into(),
            }],
        };
        assert_eq!(rows(std::slice::from_ref(&file)).value("rows", 0), Value::Integer(3));
        let table = rejected(&[file]);
        assert_eq!(table.value("file", 0), text("camera.csv"));
        assert_eq!(table.value("row", 0), Value::Integer(2));
        assert_eq!(table.value("code", 0), text("row-time"));
    }
}
