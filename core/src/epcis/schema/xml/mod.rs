//! XML documents, judged as they pass.

mod common;
mod grammar;
mod header;
mod query;
mod sets;
mod simple;
mod uri;
mod v1_2;
mod v2_0;
mod walk;
mod well_formed;

use std::io::BufRead;

use super::{Fault, Verdict};
use crate::epcis::tree::{Limits, Place};

pub(super) fn validate<R: BufRead>(
    input: R,
    place: Place,
    limits: Limits,
    verdict: &mut Verdict,
    tell: &mut dyn FnMut(Fault),
) {
    walk::Walk::new(input, place, limits, verdict, tell).run();
}
