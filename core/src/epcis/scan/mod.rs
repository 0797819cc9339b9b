//! Usual events taken straight from the bytes, without a tree in between.
//!
//! A scanner knows events as nearly every system writes them, and only these. At anything else (attributes and entities
//! where there mostly are none, comments, escapes, doubled members, broken markup) it gives up, and the full parser reads
//! the event; what it does give is what the full parser would have given. `fuzz` and the tests beside it hold it to that.

#[cfg(feature = "json")]
pub(super) mod json;
#[cfg(all(test, feature = "json", feature = "xml"))]
mod tests;
#[cfg(feature = "xml")]
pub(super) mod xml;

use super::model::{Event, Identifier};

/// The field of an event that holds one text.
fn text_field<'e>(event: &'e mut Event, name: &str) -> Option<&'e mut Option<Identifier>> {
    Some(match name {
        "eventID" => &mut event.event_id,
        "eventTime" => &mut event.event_time,
        "recordTime" => &mut event.record_time,
        "eventTimeZoneOffset" => &mut event.event_time_zone_offset,
        "action" => &mut event.action,
        "parentID" => &mut event.parent_id,
        "transformationID" => &mut event.transformation_id,
        "bizStep" => &mut event.biz_step,
        "disposition" => &mut event.disposition,
        _ => return None,
    })
}

/// The field of an event that holds a list of identifiers.
fn list_field<'e>(event: &'e mut Event, name: &str) -> Option<&'e mut Option<Vec<Identifier>>> {
    Some(match name {
        "epcList" => &mut event.epc_list,
        "childEPCs" => &mut event.child_epcs,
        "inputEPCList" => &mut event.input_epc_list,
        "outputEPCList" => &mut event.output_epc_list,
        _ => return None,
    })
}
