use std::io::Read;

use tallymark::batch::{Events, RowCode};

use crate::lines::{Buffer, Lines};

pub(crate) fn xml<R: Read>(_buffer: Buffer<R>, events: &mut Events<'_>) {
    events.reject("", RowCode::Document, "EPCIS documents cannot be read yet");
}

pub(crate) fn json<R: Read>(_buffer: Buffer<R>, events: &mut Events<'_>) {
    events.reject("", RowCode::Document, "EPCIS documents cannot be read yet");
}

pub(crate) fn json_lines<R: Read>(_lines: Lines<R>, events: &mut Events<'_>) {
    events.reject("", RowCode::Document, "EPCIS documents cannot be read yet");
}
