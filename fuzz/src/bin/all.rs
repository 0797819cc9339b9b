//! Every target in turn; what continuous integration runs.

#[cfg(not(fuzzing))]
fn main() -> std::process::ExitCode {
    tallymark_fuzz::drive::main(&[])
}

#[cfg(fuzzing)]
fn main() {}
