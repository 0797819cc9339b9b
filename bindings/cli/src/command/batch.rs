//! Opening a batch folder, with a bar while it is read.

use std::ops::ControlFlow;
use std::path::Path;

use tallymark_bindings::{Failure, Loaded, ReadOptions, load_watched};

use crate::progress;

/// Reads the folder, and replays what it holds.
pub(super) fn load(folder: &Path) -> Result<Loaded, Failure> {
    let bar = progress::bytes(0);
    let shown = bar.clone();
    let options = ReadOptions::new().watch(move |progress| {
        shown.set_length(progress.total);
        shown.set_position(progress.read);
        shown.set_message(progress.file.to_owned());
        ControlFlow::Continue(())
    });
    let loaded = load_watched(folder, &options);
    bar.finish_and_clear();
    let loaded = loaded?;
    let bar = progress::working("reconciling");
    let _ = loaded.investigation();
    bar.finish_and_clear();
    Ok(loaded)
}
