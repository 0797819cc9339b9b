use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tallymark::simulate::{Scenario, ScenarioError, Sink, Truth, WriteError};

use crate::Failure;

/// The file that tells a simulated folder from a real one.
const TRUTH: &str = "truth.json";

/// Runs a scenario and writes its batch folder, `truth.json` included.
///
/// The folder may be absent, empty, or hold an older simulation and nothing else: that one is replaced. Anything else is
/// left alone. `watch` is called with the bytes written so far.
///
/// # Errors
/// The code of the scenario's error; `simulation-folder` if the folder holds anything but a simulation;
/// `simulation-write` if a file cannot be written.
pub fn simulate(
    scenario: &Scenario,
    folder: impl AsRef<Path>,
    watch: impl FnMut(u64),
) -> Result<Truth, Failure> {
    let folder = folder.as_ref();
    let older = older_simulation(folder)?;
    let mut disk = Disk { folder, older, files: HashMap::new(), written: 0, watch };
    let truth = scenario.write(&mut disk).map_err(|error| match error {
        WriteError::Scenario(error) => error.into(),
        WriteError::Sink(failure) => failure,
        other => Failure::new("simulation", other.to_string()),
    })?;
    disk.close()?;
    Ok(truth)
}

impl From<ScenarioError> for Failure {
    fn from(error: ScenarioError) -> Self {
        let text = error.to_string();
        let message =
            text.strip_prefix(error.code()).and_then(|text| text.strip_prefix(": ")).unwrap_or(&text);
        Failure::new(error.code(), message)
    }
}

/// The files of an older simulation, to be replaced; none if the folder is absent or empty.
fn older_simulation(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let refuse = |why: String| {
        Failure::new("simulation-folder", why).at(folder.display().to_string()).with_help(
            "give a folder that does not exist, is empty, or holds nothing but an older simulation",
        )
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(refuse(error.to_string())),
    };
    let mut files = Vec::new();
    let mut is_simulation = false;
    for entry in entries {
        let entry = entry.map_err(|error| refuse(error.to_string()))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !is_simulated_file(&name) || !entry.file_type().is_ok_and(|kind| kind.is_file()) {
            return Err(refuse(format!("it holds `{name}`, which no simulation wrote")));
        }
        is_simulation |= name == TRUTH;
        files.push(entry.path());
    }
    if !files.is_empty() && !is_simulation {
        return Err(refuse(format!("it holds files but no {TRUTH}: it may be a real batch")));
    }
    Ok(files)
}

fn is_simulated_file(name: &str) -> bool {
    use tallymark::batch::Stream;
    let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
    name == TRUTH
        || name == "batch.json"
        || name == "epcis.xml"
        || name == "epcis.json"
        || extension == "csv" && Stream::ALL.iter().any(|stream| stream.as_str() == stem)
}

/// Files of one folder, all written at once. Nothing is touched before the first bytes come.
struct Disk<'a, W> {
    folder: &'a Path,
    older: Vec<PathBuf>,
    files: HashMap<String, BufWriter<File>>,
    written: u64,
    watch: W,
}

impl<W> Disk<'_, W> {
    fn failure(path: &Path, error: &io::Error) -> Failure {
        Failure::new("simulation-write", error.to_string()).at(path.display().to_string())
    }

    fn close(self) -> Result<(), Failure> {
        for (name, mut file) in self.files {
            file.flush().map_err(|error| Self::failure(&self.folder.join(name), &error))?;
        }
        Ok(())
    }
}

impl<W: FnMut(u64)> Sink for Disk<'_, W> {
    type Error = Failure;

    fn append(&mut self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.folder.join(name);
        if !self.files.contains_key(name) {
            for old in std::mem::take(&mut self.older) {
                fs::remove_file(&old).map_err(|error| Self::failure(&old, &error))?;
            }
            fs::create_dir_all(self.folder).map_err(|error| Self::failure(self.folder, &error))?;
            let file = File::create(&path).map_err(|error| Self::failure(&path, &error))?;
            self.files.insert(name.to_owned(), BufWriter::new(file));
        }
        if let Some(file) = self.files.get_mut(name) {
            file.write_all(bytes).map_err(|error| Self::failure(&path, &error))?;
        }
        self.written += bytes.len() as u64;
        (self.watch)(self.written);
        Ok(())
    }
}
