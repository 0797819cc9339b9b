//! Arrays of many rows that the headers show without copying them.

use tallymark_bindings::columns::{Lines, Places, Request};
use tallymark_bindings::{Failure, Kind, ParseOptions};

use crate::convert::{failed, fine};
use crate::ffi::{Options, Status};

/// Lines that were read, or why they were not.
pub struct Columns(Result<Lines, Failure>);

/// The options of a call.
pub(crate) fn options(given: &Options) -> ParseOptions {
    ParseOptions {
        permit_unknown_ais: given.permit_unknown_ais,
        permit_zero_suppressed_gtin: given.permit_zero_suppressed_gtin,
        no_requisite_check: given.no_requisite_check,
        unknown_ai_as_dl_attr: given.unknown_ai_as_dl_attr,
        hri_titles: given.hri_titles,
        add_check_digit: given.add_check_digit,
    }
}

pub(crate) fn parse_columns(data: &[u8], ais: &[String], kind: &str, given: &Options) -> Box<Columns> {
    let request = Request::new(Kind::from_name(kind).unwrap_or_default(), options(given), ais);
    Box::new(Columns(request.and_then(|request| Lines::parse(data, &request, || Ok(())))))
}

impl Columns {
    pub(crate) fn status(&self) -> Status {
        self.0.as_ref().map_or_else(|failure| failed(failure.clone()), |_| fine())
    }

    fn array<T>(&self, array: impl Fn(&Lines) -> &[T]) -> &[T] {
        self.0.as_ref().map(array).unwrap_or_default()
    }

    pub(crate) fn codes(&self) -> &[u16] {
        self.array(|lines| &lines.codes)
    }

    pub(crate) fn span_starts(&self) -> &[u32] {
        self.array(|lines| &lines.span_start)
    }

    pub(crate) fn span_ends(&self) -> &[u32] {
        self.array(|lines| &lines.span_end)
    }

    pub(crate) fn row_starts(&self) -> &[u32] {
        self.array(|lines| &lines.row_start)
    }

    pub(crate) fn made(&self) -> &[u8] {
        self.array(|lines| &lines.made)
    }

    pub(crate) fn names(&self) -> Vec<String> {
        self.array(|lines| &lines.columns).iter().map(|column| column.name.clone()).collect()
    }

    fn column(&self, number: usize) -> Option<&Places> {
        self.array(|lines| &lines.columns).get(number)
    }

    pub(crate) fn starts(&self, number: usize) -> &[u32] {
        self.column(number).map(|column| &column.start[..]).unwrap_or_default()
    }

    pub(crate) fn lengths(&self, number: usize) -> &[u32] {
        self.column(number).map(|column| &column.len[..]).unwrap_or_default()
    }
}
