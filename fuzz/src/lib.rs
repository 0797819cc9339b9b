//! Every reader against random and damaged inputs.
//!
//! A target is a function that takes bytes and checks a property beyond "it does not crash". The same functions run under
//! libFuzzer (`RUSTC_BOOTSTRAP=1 cargo fuzz run scan`) and as plain programs that need nothing but cargo:
//!
//! ```text
//! cargo run --manifest-path fuzz/Cargo.toml --bin all -- --runs 20000 --seconds 2
//! cargo run --manifest-path fuzz/Cargo.toml --bin all -- --only link,repair --runs 1000000 --seconds 3600
//! cargo run --manifest-path fuzz/Cargo.toml --bin scan -- FILE...
//! ```
//!
//! The program replays the seeds, then changes them at random, always in the same way for the same `--seed`. It fails on
//! a panic, on a property that does not hold, and on an input that takes too long; the input is kept in
//! `fuzz/artifacts`.

pub mod drive;
mod model;
mod mutate;
pub mod seeds;
pub mod targets;

#[cfg(fuzzing)]
#[doc(hidden)]
pub use libfuzzer_sys;

/// What a target made of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Valid: worth changing further.
    Accepted,
    /// Refused with an error that was checked too.
    Refused,
}

/// The entry point of one target, under libFuzzer or on its own.
#[macro_export]
macro_rules! target {
    ($name:ident) => {
        #[cfg(fuzzing)]
        $crate::libfuzzer_sys::fuzz_target!(|data: &[u8]| {
            let _ = $crate::targets::$name(data);
        });

        #[cfg(not(fuzzing))]
        fn main() -> std::process::ExitCode {
            $crate::drive::main(&[stringify!($name)])
        }
    };
}
