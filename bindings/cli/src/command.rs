//! The commands, one file each.

mod ask;
mod batch;
mod check;
mod columns;
mod contain;
mod convert;
mod convert_epcis;
mod diff;
mod hash_events;
mod identify;
mod investigate;
mod kept;
mod merge;
mod parse;
mod predictability;
mod prefix;
mod profile;
mod reconcile;
mod repair;
mod serials;
mod simulate;
mod sync;
mod tree;
mod validate;

use crate::output::{Outcome, Problem};

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    Parse(parse::Parse),
    Convert(convert::Convert),
    Prefix(prefix::Prefix),
    Identify(identify::Identify),
    Merge(merge::Merge),
    Profile(profile::Profile),
    Repair(repair::Repair),
    Reconcile(reconcile::Reconcile),
    Investigate(investigate::Investigate),
    Contain(contain::Contain),
    Check(check::Check),
    ConvertEpcis(convert_epcis::ConvertEpcis),
    Diff(diff::DiffFiles),
    HashEvents(hash_events::HashEvents),
    Keep(kept::Keep),
    Kept(kept::KeptFile),
    Combine(kept::Combine),
    Members(kept::Members),
    Sync(sync::SyncLists),
    Tree(tree::Tree),
    Validate(validate::Validate),
    Simulate(simulate::Simulate),
    Ask(ask::Ask),
    Serials(serials::Serials),
    Predictability(predictability::Predictability),
}

impl Command {
    pub(crate) fn run(self) -> Result<Outcome, Problem> {
        match self {
            Command::Parse(command) => command.run(),
            Command::Convert(command) => command.run(),
            Command::Prefix(command) => command.run(),
            Command::Identify(command) => command.run(),
            Command::Merge(command) => command.run(),
            Command::Profile(command) => command.run(),
            Command::Repair(command) => command.run(),
            Command::Reconcile(command) => command.run(),
            Command::Investigate(command) => command.run(),
            Command::Contain(command) => command.run(),
            Command::Check(command) => command.run(),
            Command::ConvertEpcis(command) => command.run(),
            Command::Diff(command) => command.run(),
            Command::HashEvents(command) => command.run(),
            Command::Keep(command) => command.run(),
            Command::Kept(command) => command.run(),
            Command::Combine(command) => command.run(),
            Command::Members(command) => command.run(),
            Command::Sync(command) => command.run(),
            Command::Tree(command) => command.run(),
            Command::Validate(command) => command.run(),
            Command::Simulate(command) => command.run(),
            Command::Ask(command) => command.run(),
            Command::Serials(command) => command.run(),
            Command::Predictability(command) => command.run(),
        }
    }
}
