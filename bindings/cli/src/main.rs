//! `tallymark`: the shell's binding. Data goes to stdout; messages and progress go to stderr.
//!
//! Exit status: 0 the job ran and nothing blocks; 1 it ran and has error findings or invalid inputs; 2 wrong usage or
//! unreadable input.

mod answers;
mod command;
mod document;
mod lines;
mod output;
mod progress;

use std::process::ExitCode;

use clap::Parser;

use crate::command::Command;

/// Reads GS1 identifiers; reconciles what the systems around a packaging order recorded; says what is wrong, why it may
/// be, and what to quarantine.
#[derive(Parser)]
#[command(name = "tallymark", version, max_term_width = 110, arg_required_else_help = true)]
#[command(
    after_help = "Exit status: 0 nothing blocks, 1 error findings or invalid inputs, 2 wrong usage or unreadable input."
)]
#[command(after_long_help = "\
Exit status: 0 nothing blocks, 1 error findings or invalid inputs, 2 wrong usage or unreadable input.

Data goes to stdout, messages and progress to stderr; a progress bar only appears on a terminal. Colours follow
NO_COLOR and CLICOLOR_FORCE.

Examples:
  tallymark investigate examples/batch                   one page: findings, causes, what to quarantine
  tallymark investigate examples/batch --html page.html  the same with charts, to print or to send
  tallymark reconcile examples/batch --json | jq .residuals
  printf '(01)09506000134352(21)A1\\n' | tallymark parse")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    match Arguments::parse().command.run() {
        Ok(outcome) => outcome.into(),
        Err(problem) => problem.report(),
    }
}
