use std::cell::{Cell, RefCell};
use std::io::{self, Read};
use std::ops::ControlFlow;

use crate::options::{Options, Progress};

/// What goes through while a folder is read: for the progress bar, to notice a wish to stop, and to refuse files that
/// unpack to absurd sizes.
pub(crate) struct Meter<'a> {
    options: &'a Options,
    total: u64,
    file: RefCell<String>,
    /// Stored bytes of the files before the present one.
    before: Cell<u64>,
    stored: Cell<u64>,
    unpacked: Cell<u64>,
    /// The `unpacked` at which the watcher is called next.
    next_call: Cell<u64>,
    stopped: Cell<bool>,
}

/// How much is read between two calls of the watcher.
const STEP: u64 = 1 << 20;

impl<'a> Meter<'a> {
    pub(crate) fn new(options: &'a Options, total: u64) -> Self {
        Meter {
            options,
            total,
            file: RefCell::default(),
            before: Cell::new(0),
            stored: Cell::new(0),
            unpacked: Cell::new(0),
            next_call: Cell::new(0),
            stopped: Cell::new(false),
        }
    }

    pub(crate) fn begin(&self, file: &str) {
        self.before.set(self.before.get() + self.stored.get());
        self.stored.set(0);
        self.unpacked.set(0);
        self.next_call.set(0);
        file.clone_into(&mut self.file.borrow_mut());
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.stopped.get()
    }

    /// Tells the watcher that everything was read.
    pub(crate) fn finish(&self) {
        if let Some(watch) = &self.options.watch {
            let progress = Progress { file: &self.file.borrow(), read: self.total, total: self.total };
            if watch(progress).is_break() {
                self.stopped.set(true);
            }
        }
    }

    pub(crate) fn count_stored(&self, bytes: usize) {
        self.stored.set(self.stored.get() + bytes as u64);
    }

    pub(crate) fn count_unpacked(&self, bytes: usize) -> io::Result<()> {
        let unpacked = self.unpacked.get() + bytes as u64;
        self.unpacked.set(unpacked);
        let times = unpacked / self.options.largest_ratio;
        if unpacked > self.options.ratio_from && times > self.stored.get() {
            return Err(io::Error::other(format!(
                "the file unpacks to more than {} times its size",
                self.options.largest_ratio
            )));
        }
        if unpacked >= self.next_call.get() {
            self.next_call.set(unpacked + STEP);
            if let Some(watch) = &self.options.watch {
                let read = (self.before.get() + self.stored.get()).min(self.total);
                let progress = Progress { file: &self.file.borrow(), read, total: self.total };
                if let ControlFlow::Break(()) = watch(progress) {
                    self.stopped.set(true);
                }
            }
        }
        if self.stopped.get() { Err(io::Error::other("reading was stopped")) } else { Ok(()) }
    }
}

/// Counts bytes as they are stored.
pub(crate) struct Stored<'m, R> {
    pub(crate) inner: R,
    pub(crate) meter: &'m Meter<'m>,
}

impl<R: Read> Read for Stored<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.meter.count_stored(bytes);
        Ok(bytes)
    }
}

/// Counts bytes as they are used.
pub(crate) struct Unpacked<'m, R> {
    pub(crate) inner: R,
    pub(crate) meter: &'m Meter<'m>,
}

impl<R: Read> Read for Unpacked<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let bytes = self.inner.read(buffer)?;
        self.meter.count_unpacked(bytes)?;
        Ok(bytes)
    }
}
