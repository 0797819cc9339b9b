use std::path::PathBuf;
use std::sync::Arc;

use napi::bindgen_prelude::{AsyncTask, Env, Result, Task};
use napi_derive::napi;
use serde::Serialize;
use tallymark::simulate::Scenario;
use tallymark_bindings::{Failure, Loaded};

use crate::failure::thrown;
use crate::tasks::Job;

/// A batch that was read, shared with the jobs that question it.
#[napi]
pub struct Batch {
    loaded: Arc<Loaded>,
}

/// Any report as the JSON that every language prints.
fn json(report: &impl Serialize) -> std::result::Result<String, Failure> {
    serde_json::to_string(report).map_err(|error| Failure::new("internal", error.to_string()))
}

impl Batch {
    fn ask<R: Serialize>(
        &self,
        question: impl FnOnce(&Loaded) -> std::result::Result<R, Failure> + Send + 'static,
    ) -> AsyncTask<Job> {
        let loaded = Arc::clone(&self.loaded);
        Job::spawn(move || json(&question(&loaded)?))
    }
}

#[napi]
impl Batch {
    /// Rows, states, equations and findings.
    #[napi(catch_unwind)]
    pub fn reconcile(&self) -> AsyncTask<Job> {
        self.ask(|loaded| Ok(loaded.reconcile()))
    }

    /// The same with causes and containment.
    #[napi(catch_unwind)]
    pub fn investigate(&self) -> AsyncTask<Job> {
        self.ask(|loaded| Ok(loaded.investigate()))
    }

    /// The containment set of the seeds.
    #[napi(catch_unwind)]
    pub fn contain(&self, seeds: Vec<String>, rule: String) -> AsyncTask<Job> {
        self.ask(move |loaded| loaded.contain(&seeds, &rule))
    }

    /// What each containment rule would hold.
    #[napi(catch_unwind)]
    pub fn contain_costs(&self, seeds: Vec<String>) -> AsyncTask<Job> {
        self.ask(move |loaded| loaded.contain_costs(&seeds))
    }

    /// What is in a container.
    #[napi(catch_unwind)]
    pub fn contains(&self, id: String) -> AsyncTask<Job> {
        self.ask(move |loaded| loaded.contains(&id))
    }

    /// The way to the outermost container.
    #[napi(catch_unwind)]
    pub fn path(&self, id: String) -> AsyncTask<Job> {
        self.ask(move |loaded| loaded.path(&id))
    }

    /// How many things there are at each level.
    #[napi(catch_unwind)]
    pub fn counts(&self) -> AsyncTask<Job> {
        self.ask(|loaded| Ok(loaded.counts()))
    }

    /// The one-page report.
    #[napi(catch_unwind)]
    pub fn html(&self) -> AsyncTask<Job> {
        self.ask(|loaded| Ok(tallymark_bindings::html::investigation(&loaded.investigate())))
    }
}

/// Reading of a folder, on a thread of libuv's pool.
pub struct Load(PathBuf);

impl Task for Load {
    type Output = Arc<Loaded>;
    type JsValue = Batch;

    fn compute(&mut self) -> Result<Arc<Loaded>> {
        tallymark_bindings::load(&self.0).map(Arc::new).map_err(|failure| thrown(&failure))
    }

    fn resolve(&mut self, _env: Env, loaded: Arc<Loaded>) -> Result<Batch> {
        Ok(Batch { loaded })
    }
}

/// Reads a batch folder.
#[napi(catch_unwind)]
pub fn load(dir: String) -> AsyncTask<Load> {
    AsyncTask::new(Load(PathBuf::from(dir)))
}

/// Writes a synthetic batch folder; resolves with its truth. The scenario is JSON.
#[napi(catch_unwind)]
pub fn simulate(out_dir: String, scenario: String) -> AsyncTask<Job> {
    Job::spawn(move || {
        let scenario = Scenario::from_json(&scenario)?;
        json(&tallymark_bindings::simulate(&scenario, out_dir, |_| ())?)
    })
}
