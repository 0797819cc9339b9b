//! Progress for people: on stderr, and only if that is a terminal.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar over this many bytes; hidden unless stderr is a terminal.
pub(crate) fn bytes(total: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(total), target());
    let style = ProgressStyle::with_template("{spinner} {msg:<14} {bar:32} {bytes}/{total_bytes} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// A bar over rows or parts, whose number turns out later; hidden unless stderr is a terminal.
pub(crate) fn counted() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, target());
    let style = ProgressStyle::with_template("{spinner} {msg:<14} {bar:32} {human_pos}/{human_len} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}

/// A sign of life while something has no measure; hidden unless stderr is a terminal.
pub(crate) fn working(message: &'static str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, target());
    let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
    bar.set_message(message);
    // Quick jobs finish before the first tick and leave nothing behind.
    bar.enable_steady_tick(Duration::from_millis(120));
    bar
}

/// A file with a bar while it is read, unless the answers go to the same terminal.
pub(crate) fn reading(file: File) -> impl Read {
    let total = file.metadata().map_or(0, |metadata| metadata.len());
    let bar = if io::stdout().is_terminal() { ProgressBar::hidden() } else { bytes(total) };
    bar.wrap_read(file)
}

fn target() -> ProgressDrawTarget {
    if io::stderr().is_terminal() {
        ProgressDrawTarget::stderr_with_hz(8)
    } else {
        ProgressDrawTarget::hidden()
    }
}
