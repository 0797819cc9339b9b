//! The plain program around a target.

use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::mutate::Random;
use crate::targets::{ALL, Target};
use crate::{Verdict, seeds};

struct Arguments {
    runs: u64,
    seconds: f64,
    seed: u64,
    /// The most that one input may take, in seconds.
    limit: f64,
    /// The targets to run, of those that the program has.
    only: Vec<String>,
    files: Vec<PathBuf>,
}

fn arguments() -> Result<Arguments, String> {
    let mut found =
        Arguments { runs: 20_000, seconds: 2.0, seed: 1, limit: 10.0, only: Vec::new(), files: Vec::new() };
    let mut rest = std::env::args().skip(1);
    while let Some(argument) = rest.next() {
        if !argument.starts_with("--") {
            found.files.push(argument.into());
            continue;
        }
        let value = rest.next().unwrap_or_default();
        let bad = |_| format!("{argument} {value:?}: not a number");
        match argument.as_str() {
            "--runs" => {
                found.runs = value.parse().map_err(|e: std::num::ParseIntError| bad(e.to_string()))?
            }
            "--seed" => {
                found.seed = value.parse().map_err(|e: std::num::ParseIntError| bad(e.to_string()))?
            }
            "--seconds" => {
                found.seconds = value.parse().map_err(|e: std::num::ParseFloatError| bad(e.to_string()))?
            }
            "--only" => found.only = value.split(',').map(str::to_owned).collect(),
            "--limit" => {
                found.limit = value.parse().map_err(|e: std::num::ParseFloatError| bad(e.to_string()))?
            }
            _ => {
                return Err(format!(
                    "unknown option {argument}; known: --runs --seconds --seed --limit --only FILE..."
                ));
            }
        }
    }
    Ok(found)
}

/// What is being run right now, for the watchman and for the report of a failure.
type Current = Arc<Mutex<Option<(String, Vec<u8>, Instant)>>>;

fn lock(current: &Current) -> MutexGuard<'_, Option<(String, Vec<u8>, Instant)>> {
    current.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Runs the targets of these names; all of them if there is none.
pub fn main(names: &[&str]) -> ExitCode {
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(message) => {
            eprintln!("{message}");
            return ExitCode::from(2);
        }
    };
    let current = Current::default();
    watch(&current, Duration::from_secs_f64(arguments.limit));
    let (mut passed, mut failed) = (0, 0);
    println!(
        "{:<15} {:>6} {:>10} {:>10} {:>10} {:>8}",
        "target", "seeds", "runs", "accepted", "refused", "seconds"
    );
    let chosen = |name: &str| {
        (names.is_empty() || names.contains(&name))
            && (arguments.only.is_empty() || arguments.only.iter().any(|only| only == name))
    };
    for &(name, target) in ALL.iter().filter(|(name, _)| chosen(name)) {
        match run(name, target, &arguments, &current) {
            Ok(()) => passed += 1,
            Err(file) => {
                let file = file.display();
                eprintln!(
                    "{name}: FAILED; replay: cargo run --manifest-path fuzz/Cargo.toml --bin {name} -- {file}"
                );
                failed += 1;
            }
        }
    }
    println!("checked: {passed} passed, {failed} failed");
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(name: &str, target: Target, arguments: &Arguments, current: &Current) -> Result<(), PathBuf> {
    let mut counts = [0u64; 2];
    let mut once = |data: &[u8]| -> Result<Verdict, PathBuf> {
        *lock(current) = Some((name.to_owned(), data.to_vec(), Instant::now()));
        let verdict = panic::catch_unwind(AssertUnwindSafe(|| target(data)));
        *lock(current) = None;
        let verdict = verdict.map_err(|_| keep(name, data))?;
        counts[usize::from(verdict == Verdict::Refused)] += 1;
        Ok(verdict)
    };
    let start = Instant::now();
    let mut pool: Vec<Vec<u8>> = Vec::new();
    if arguments.files.is_empty() {
        pool = seeds::of(name);
        for seed in &pool {
            once(seed)?;
        }
    } else {
        for file in &arguments.files {
            match std::fs::read(file) {
                Ok(data) => drop(once(&data)?),
                Err(error) => eprintln!("{}: {error}", file.display()),
            }
        }
    }
    let (seeded, most) = (pool.len(), pool.len() + 512);
    let mut random = Random::new(arguments.seed);
    let mut runs = 0;
    while runs < arguments.runs && !pool.is_empty() && start.elapsed().as_secs_f64() < arguments.seconds {
        let (at, lender) = (random.below(pool.len()), random.below(pool.len()));
        let mut data = pool[at].clone();
        random.mutate(&mut data, &pool[lender]);
        runs += 1;
        // What is still valid after a change is a new place to start from.
        if once(&data)? == Verdict::Accepted && data.len() <= 1 << 14 {
            if pool.len() < most {
                pool.push(data);
            } else {
                let at = seeded + random.below(most - seeded);
                pool[at] = data;
            }
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    println!("{name:<15} {seeded:>6} {runs:>10} {:>10} {:>10} {seconds:>8.2}", counts[0], counts[1]);
    Ok(())
}

/// Ends the program when one input takes longer than the limit.
fn watch(current: &Current, limit: Duration) {
    let current = Arc::clone(current);
    thread::spawn(move || {
        loop {
            thread::sleep(Duration::from_millis(100));
            let guard = lock(&current);
            if let Some((name, data, since)) = guard.as_ref()
                && since.elapsed() > limit
            {
                let file = keep(name, data);
                eprintln!("{name}: FAILED: one input took longer than {limit:?}; kept in {}", file.display());
                std::process::exit(1);
            }
        }
    });
}

/// Writes an input that failed to `fuzz/artifacts`.
fn keep(name: &str, data: &[u8]) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts").join(name);
    let sum = data
        .iter()
        .fold(0xcbf2_9ce4_8422_2325u64, |sum, &byte| (sum ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
    let file = folder.join(format!("failed-{sum:016x}"));
    if let Err(error) = std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, data)) {
        eprintln!("{}: {error}", file.display());
    }
    file
}
