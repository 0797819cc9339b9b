//! JSON documents, event by event.

mod document;
mod format;
mod judge;
mod shape;
mod tables;

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
    document::Walk::new(input, place, limits, verdict, tell).run();
}
