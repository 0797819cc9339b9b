use serde::Serialize;
use tallymark::keys::Gtin;
use tallymark::sets::{Diff, Duplicate, Located, RejectedRow, SerialSet, Source, Texts, diff};

use crate::Failure;
use crate::report::ErrorReport;

/// What names the rows of two lists that are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Naming {
    /// Any identifier text of a pack or a logistic unit; all forms of one item are one key.
    Identifiers,
    /// Bare serials, all of one trade item if that is known.
    Serials(Option<Gtin>),
}

impl Naming {
    /// `identifier` or `serial`, with the GTIN of the serials if that is known.
    ///
    /// # Errors
    /// `diff-by` for another name, or for a GTIN beside identifiers, which name theirs; the code of the GTIN's error.
    pub fn from_name(name: &str, gtin: Option<&str>) -> Result<Self, Failure> {
        match (name, gtin) {
            ("identifier", None) => Ok(Naming::Identifiers),
            ("serial", None) => Ok(Naming::Serials(None)),
            ("serial", Some(gtin)) => match Gtin::parse(gtin) {
                Ok(gtin) => Ok(Naming::Serials(Some(gtin))),
                Err(error) => Err(ErrorReport::from(&error).into()),
            },
            ("identifier", Some(_)) => Err(Failure::new("diff-by", "identifiers name their GTIN themselves")
                .with_help("leave out the GTIN, or compare by serial")),
            _ => Err(Failure::new("diff-by", format!("there is no comparison by `{name}`"))
                .with_help("compare by `identifier` or by `serial`")),
        }
    }
}

/// The columns of a list.
#[derive(Clone, Copy)]
pub struct ListColumns<'a> {
    /// What names the rows.
    pub names: &'a dyn Texts,
    /// The trade item of each, beside serials.
    pub gtins: Option<&'a dyn Texts>,
    /// The state of each, if it is to be compared.
    pub states: Option<&'a dyn Texts>,
}

impl Naming {
    /// The rows of a list.
    #[must_use]
    pub fn source(self, columns: ListColumns<'_>) -> Source<'_> {
        let source = match (self, columns.gtins) {
            (Naming::Identifiers, _) => Source::identifiers(columns.names),
            (Naming::Serials(_), Some(gtins)) => Source::sgtins(gtins, columns.names),
            (Naming::Serials(gtin), None) => Source::serials(gtin, columns.names),
        };
        columns.states.map_or(source, |states| source.states(states))
    }
}

/// Two lists and how they differ, exactly.
#[derive(Clone, Debug)]
pub struct Differences {
    /// How they differ; rows count from 0.
    pub diff: Diff,
    /// The first list.
    pub a: SerialSet,
    /// The second list.
    pub b: SerialSet,
}

impl Differences {
    /// Compares two lists.
    #[must_use]
    pub fn of(naming: Naming, a: ListColumns<'_>, b: ListColumns<'_>) -> Self {
        let [a, b] = [a, b].map(|columns| naming.source(columns).pack());
        Differences { diff: diff(&a, &b), a, b }
    }

    /// The JSON form.
    #[must_use]
    pub fn report(&self) -> DiffReport {
        let state = |state: &Option<std::sync::Arc<[u8]>>| {
            state.as_ref().map(|state| String::from_utf8_lossy(state).into_owned())
        };
        let changed = self.diff.changed.iter().map(|changed| ChangedReport {
            key: changed.key.to_string(),
            a: state(&changed.a),
            b: state(&changed.b),
        });
        DiffReport {
            only_a: located(&self.diff.only_a),
            only_b: located(&self.diff.only_b),
            changed: changed.collect(),
            duplicates_a: repeated(&self.diff.duplicates_a),
            duplicates_b: repeated(&self.diff.duplicates_b),
            counts: DiffCounts {
                rows_a: self.a.rows(),
                rows_b: self.b.rows(),
                rejected_a: self.a.rejected().len(),
                rejected_b: self.b.rejected().len(),
                common: self.diff.common,
                only_a: self.diff.only_a.len(),
                only_b: self.diff.only_b.len(),
                changed: self.diff.changed.len(),
                duplicates_a: self.diff.duplicates_a.len(),
                duplicates_b: self.diff.duplicates_b.len(),
            },
            rejected_a: rejected(self.a.rejected()),
            rejected_b: rejected(self.b.rejected()),
        }
    }
}

/// How two lists differ, as plain data. Keys are canonical bracketed element strings, or bare serials where no GTIN is
/// known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DiffReport {
    /// Keys that only the first list has.
    pub only_a: Vec<String>,
    /// Keys that only the second list has.
    pub only_b: Vec<String>,
    /// Keys of both lists whose states disagree.
    pub changed: Vec<ChangedReport>,
    /// Keys that the first list names in more than one row.
    pub duplicates_a: Vec<String>,
    /// Keys that the second list names in more than one row.
    pub duplicates_b: Vec<String>,
    /// How many there are of everything.
    pub counts: DiffCounts,
    /// Rows of the first list that name nothing.
    pub rejected_a: Vec<RejectedName>,
    /// Rows of the second list that name nothing.
    pub rejected_b: Vec<RejectedName>,
}

/// A key of both lists with its states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ChangedReport {
    /// The key.
    pub key: String,
    /// Its state in the first list.
    pub a: Option<String>,
    /// Its state in the second list.
    pub b: Option<String>,
}

/// A row that names nothing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RejectedName {
    /// The row, from 0.
    pub row: usize,
    /// What is wrong with it.
    #[serde(flatten)]
    pub error: ErrorReport,
}

/// Rows of either list, and keys by what became of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct DiffCounts {
    /// Rows of the first list.
    pub rows_a: usize,
    /// Rows of the second list.
    pub rows_b: usize,
    /// Rows of the first list that name nothing.
    pub rejected_a: usize,
    /// Rows of the second list that name nothing.
    pub rejected_b: usize,
    /// Keys that both lists have.
    pub common: usize,
    /// Keys that only the first list has.
    pub only_a: usize,
    /// Keys that only the second list has.
    pub only_b: usize,
    /// Keys of both lists whose states disagree.
    pub changed: usize,
    /// Keys that the first list names in more than one row.
    pub duplicates_a: usize,
    /// Keys that the second list names in more than one row.
    pub duplicates_b: usize,
}

fn located(keys: &[Located]) -> Vec<String> {
    keys.iter().map(|located| located.key.to_string()).collect()
}

fn repeated(keys: &[Duplicate]) -> Vec<String> {
    keys.iter().map(|duplicate| duplicate.key.to_string()).collect()
}

fn rejected(rows: &[RejectedRow]) -> Vec<RejectedName> {
    rows.iter().map(|row| RejectedName { row: row.row, error: ErrorReport::from(&row.error) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_its_ways_to_compare() {
        assert_eq!(Naming::from_name("identifier", None), Ok(Naming::Identifiers));
        assert_eq!(Naming::from_name("serial", None), Ok(Naming::Serials(None)));
        assert!(matches!(Naming::from_name("serial", Some("09506000134352")), Ok(Naming::Serials(Some(_)))));
        let code = |name, gtin| Naming::from_name(name, gtin).unwrap_err().code;
        assert_eq!(code("serial", Some("09506000134353")), "ai-checksum");
        assert_eq!(code("identifier", Some("09506000134352")), "diff-by");
        assert_eq!(code("sku", None), "diff-by");
    }

    #[test]
    fn reports_every_difference() {
        let a = vec![Some("A1"), Some("A2"), Some("A2"), Some("A 3")];
        let b = vec![Some("A2"), Some("A9"), None];
        let states_a = vec![Some("Encoded"), Some("Encoded")];
        let states_b = vec![Some("Commissioned")];
        let naming = Naming::from_name("serial", Some("09506000134352")).unwrap();
        let differences = Differences::of(
            naming,
            ListColumns { names: &a, gtins: None, states: Some(&states_a) },
            ListColumns { names: &b, gtins: None, states: Some(&states_b) },
        );
        let report = differences.report();
        assert_eq!(report.only_a, ["(01)09506000134352(21)A1"]);
        assert_eq!(report.only_b, ["(01)09506000134352(21)A9"]);
        assert_eq!(report.duplicates_a, ["(01)09506000134352(21)A2"]);
        assert_eq!(report.changed.len(), 1);
        assert_eq!(
            report.rejected_a.iter().map(|one| (one.row, one.error.code)).collect::<Vec<_>>(),
            [(3, "ai-charset")]
        );
        assert_eq!(report.counts.rows_b, 3);
        assert_eq!(report.counts.rejected_b + report.counts.only_b + report.counts.common, 3);
    }
}
