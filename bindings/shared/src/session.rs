use std::collections::BTreeMap;
use std::path::Path;
use std::sync::OnceLock;

use tallymark::batch::{Batch, EpcisAction, State, Stream};
use tallymark::causes::Investigation;
use tallymark::hierarchy::{Containment, Hierarchy, Place, Rule, Whereabouts};
use tallymark::item::{Item, ItemId};
use tallymark::reconcile;

use tallymark_folder::{FolderError, Options as ReadOptions};

use crate::report::{
    ContainmentReport, CostReport, CostsReport, FindingReport, InvestigationReport, PathReport,
    ReconciliationReport, TreeCounts, TreeReport, texts,
};
use crate::tree::Forest;
use crate::{Failure, Tolerances};

/// A batch that was read; every question is answered from memory, and the same question always alike.
///
/// The replay of the records happens once, at the first question.
#[derive(Debug)]
pub struct Loaded {
    batch: Batch,
    investigation: OnceLock<Investigation>,
}

/// Reads a batch folder.
///
/// # Errors
/// If there is no `batch.json`, or it cannot be read or is not valid: with its place. Rows and streams that cannot be
/// read are no failure; the reports list them.
pub fn load(folder: impl AsRef<Path>) -> Result<Loaded, Failure> {
    load_watched(folder, &ReadOptions::new())
}

/// The same with limits, and with somebody who wants to know how far reading has come.
///
/// # Errors
/// As [`load`]; also if the watch asks to stop.
pub fn load_watched(folder: impl AsRef<Path>, options: &ReadOptions) -> Result<Loaded, Failure> {
    Ok(Loaded::new(tallymark_folder::load(folder, options)?))
}

impl From<FolderError> for Failure {
    fn from(error: FolderError) -> Self {
        let failure = Failure::new(error.code(), "").with_help(error.help());
        match &error {
            FolderError::Order { place, error } => Failure {
                message: error.message().to_owned(),
                ..failure.at(format!("{place}/batch.json: {}", error.place()))
            },
            _ => {
                let text = error.to_string();
                let code = format!("{}: ", error.code());
                Failure { message: text.strip_prefix(&code).unwrap_or(&text).to_owned(), ..failure }
            }
        }
    }
}

impl Loaded {
    /// A batch that came from elsewhere.
    #[must_use]
    pub fn new(batch: Batch) -> Self {
        Loaded { batch, investigation: OnceLock::new() }
    }

    /// The rows.
    #[must_use]
    pub fn batch(&self) -> &Batch {
        &self.batch
    }

    /// What the core says about it.
    #[must_use]
    pub fn investigation(&self) -> &Investigation {
        self.investigation.get_or_init(|| Investigation::of(&self.batch))
    }

    /// Rows, states, equations and findings; the tolerance of every equation is 0.
    #[must_use]
    pub fn reconcile(&self) -> ReconciliationReport {
        self.reconcile_within(&Tolerances::default())
    }

    /// The same with residuals judged by these tolerances.
    #[must_use]
    pub fn reconcile_within(&self, tolerances: &Tolerances) -> ReconciliationReport {
        ReconciliationReport::new(&self.batch, self.investigation(), tolerances)
    }

    /// The same with causes and what to quarantine.
    #[must_use]
    pub fn investigate(&self) -> InvestigationReport {
        InvestigationReport::new(&self.batch, self.investigation())
    }

    /// What is wrong, by code and first entity.
    #[must_use]
    pub fn findings(&self) -> Vec<FindingReport> {
        self.reconcile().findings
    }

    /// What a fault at these items reaches, and the fewest identifiers that name it.
    ///
    /// # Errors
    /// `rule-unknown` for a rule that does not exist; `rule-not-evaluable` if the batch lacks the records that it needs;
    /// `unknown-item` if no record names a seed; the code of the identifier error if a seed is none.
    pub fn contain<S: AsRef<str>>(&self, seeds: &[S], rule: &str) -> Result<ContainmentReport, Failure> {
        let rule = Rule::named(rule).ok_or_else(|| {
            let names = Rule::ALL.map(|rule| format!("`{}`", rule.as_str())).join(", ");
            Failure::new("rule-unknown", format!("there is no containment rule `{rule}`"))
                .with_help(format!("the rules are {names}"))
        })?;
        let seeds = self.seeds(seeds)?;
        let containment = reconcile::contain(&self.batch, self.hierarchy(), rule, &seeds)
            .map_err(|error| Failure::new("rule-not-evaluable", error.to_string()))?;
        let places = Places::of(&self.batch, self.investigation());
        let whereabouts = self.locate(&containment, &places);
        Ok(ContainmentReport {
            rule: rule.as_str(),
            items: texts(&containment.items),
            containers: texts(&containment.containers),
            cover: texts(&containment.cover),
            places: lists(&whereabouts).map(|(name, list)| (name, texts(list))).collect(),
        })
    }

    /// What each containment rule would hold, so that one can be chosen with its cost in view.
    ///
    /// # Errors
    /// `unknown-item` if no record names a seed; the code of the identifier error if a seed is none.
    pub fn contain_costs<S: AsRef<str>>(&self, seeds: &[S]) -> Result<CostsReport, Failure> {
        let seeds = self.seeds(seeds)?;
        let places = Places::of(&self.batch, self.investigation());
        let cost = |rule: Rule| {
            let rule_name = rule.as_str();
            match reconcile::contain(&self.batch, self.hierarchy(), rule, &seeds) {
                Ok(set) => CostReport {
                    rule: rule_name,
                    items: set.items.len() as u64,
                    containers: set.containers.len() as u64,
                    cover: set.cover.len() as u64,
                    places: lists(&self.locate(&set, &places))
                        .map(|(name, list)| (name, list.len() as u64))
                        .collect(),
                    reason: None,
                },
                Err(error) => CostReport {
                    rule: rule_name,
                    items: 0,
                    containers: 0,
                    cover: 0,
                    places: BTreeMap::new(),
                    reason: Some(error.to_string()),
                },
            }
        };
        Ok(CostsReport { costs: Rule::ALL.map(cost).into() })
    }

    fn seeds<S: AsRef<str>>(&self, seeds: &[S]) -> Result<Vec<Item>, Failure> {
        seeds.iter().map(|seed| Ok(self.forest().find(seed.as_ref())?.1)).collect()
    }

    fn locate(&self, set: &Containment, places: &Places<'_>) -> Whereabouts {
        let mut whereabouts = set.locate(self.hierarchy(), &self.batch.items, |item| places.of_item(item));
        // What the warehouse does not list is still on the line, if the warehouse says anything at all.
        if self.batch.has(Stream::Wms) {
            whereabouts.line.append(&mut whereabouts.unknown);
        }
        whereabouts
    }

    /// What is in a container now, directly and at any depth.
    ///
    /// # Errors
    /// `unknown-item` if no record names it; the code of the identifier error if it is none.
    pub fn contains(&self, id: &str) -> Result<TreeReport, Failure> {
        self.forest().contains(id)
    }

    /// The item, then each container around it, outermost last.
    ///
    /// # Errors
    /// `unknown-item` if no record names it; the code of the identifier error if it is none.
    pub fn path(&self, id: &str) -> Result<PathReport, Failure> {
        self.forest().path(id)
    }

    /// How many packs are in containers, and how many containers of each level hold anything.
    #[must_use]
    pub fn counts(&self) -> TreeCounts {
        self.forest().counts()
    }

    fn forest(&self) -> Forest<'_> {
        Forest {
            items: &self.batch.items,
            hierarchy: self.hierarchy(),
            levels: self.batch.order.packaging.iter().map(|level| level.level.as_str()).collect(),
        }
    }

    fn hierarchy(&self) -> &Hierarchy {
        self.investigation().hierarchy()
    }
}

/// The places that hold anything.
fn lists(whereabouts: &Whereabouts) -> impl Iterator<Item = (&'static str, &Vec<Item>)> {
    [
        ("line", &whereabouts.line),
        ("warehouse", &whereabouts.warehouse),
        ("shipped", &whereabouts.shipped),
        ("destroyed", &whereabouts.destroyed),
        ("unknown", &whereabouts.unknown),
    ]
    .into_iter()
    .filter(|(_, list)| !list.is_empty())
}

/// Where things are, by what the warehouse, partners and the audit trail say.
struct Places<'a> {
    batch: &'a Batch,
    investigation: &'a Investigation,
    stock: Vec<Option<Place>>,
}

impl<'a> Places<'a> {
    fn of(batch: &'a Batch, investigation: &'a Investigation) -> Self {
        let mut stock = vec![None; batch.items.len()];
        let mut set = |item: ItemId, place: Place| {
            if let Some(of) = stock.get_mut(item.index()) {
                *of = Some(place);
            }
        };
        let mut rows: Vec<_> = batch.wms.iter().flatten().collect();
        rows.sort_by_key(|row| (row.t, row.row));
        for row in rows {
            set(
                row.item,
                match row.state {
                    Some(State::Released) => Place::Shipped,
                    Some(State::Destroyed) => Place::Destroyed,
                    _ => Place::Warehouse,
                },
            );
        }
        let mut events: Vec<_> = batch.epcis.iter().flatten().filter(|row| !row.error_declaration).collect();
        events.sort_by_key(|row| (row.t, row.row));
        for row in events {
            let place = match batch.words.get(row.biz_step) {
                "shipping" | "departing" => Place::Shipped,
                "destroying" => Place::Destroyed,
                "void_shipping" => Place::Warehouse,
                _ => continue,
            };
            if row.action != Some(EpcisAction::Add) {
                row.items.iter().chain(&row.parent).for_each(|&item| set(item, place));
            }
        }
        Places { batch, investigation, stock }
    }

    fn of_item(&self, item: Item) -> Option<Place> {
        let id = self.batch.items.find(item)?;
        match self.investigation.reconciliation().state(id) {
            Some(State::Destroyed) => Some(Place::Destroyed),
            _ => self.stock.get(id.index()).copied().flatten(),
        }
    }
}
