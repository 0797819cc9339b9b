//! A packaging line that never was: batch folders with known faults, from a seed.
//!
//! A [`Scenario`] says what to simulate; [`Scenario::write`] runs the line and hands the files of one batch folder to a
//! [`Sink`], with what really happened as [`Truth`] (`truth.json`). The same scenario gives the same bytes on every
//! platform. Nothing here is shared with the readers and detectors except check digits: the simulator is their score
//! board.
//!
//! # The line
//!
//! ```text
//! pool ─► printer ──► camera ──► aggregation ──► case ──► pallet        one or two lanes up to the aggregation station
//!         reel        reject      tracking        rework   warehouse
//! ```
//!
//! - **Time.** Every step has a running time, which stands still while the line is stopped; true time adds the stops.
//!   Packs move in order, first in first out. Each device stamps its rows with its own clock: up to 0.9 s off, a drift of
//!   up to 20 ppm, a jitter of milliseconds; in some seeds the hand-held device is off by up to a minute. Sites write
//!   `Z`, European or US Eastern time, some streams UTC everywhere, and in some runs daylight saving begins or ends.
//! - **Numbers.** Serials are a keyed permutation of 0, 1, 2, …: distinct, scattered over the whole number space, of one
//!   length per order (8 to 20), of one of five [alphabets](Alphabet). Lanes take blocks of 50 from the pool. What is not
//!   used goes back.
//! - **Labels.** Reels hold about 2 000 labels; a change stops the line. Now and then a print fails and is repeated with
//!   `reprint` = 1, or its number is given up (Invalid). Label samples leave before the camera.
//! - **Camera.** 0.3 to 1.5 % of the packs are rejected with confirmation, a fifth of them as no-reads, whose labels are
//!   set to LabelScrapped. The symbol has AIs 01, 17, 10 and 21 in one of four orders.
//! - **Tracking.** The aggregation station does not read packs: it takes the numbers from the camera in order, one for
//!   each pack that arrives. This is why a pack too many, or a number too many, shifts all that follows.
//! - **Containers.** One to three levels of SSCCs. Children are recorded one by one or at closing; `sensor_count` is
//!   what is physically inside. Partial containers are declared, or the last packs stay loose and are declared
//!   (`audit.csv`, `wms.csv`). Some containers are reworked after closing: packs out and in again, one replaced by a
//!   loose pack, all put under a new label. A few after a change of operators are packed by hand (`manual`).
//! - **Others.** L4, EPCIS (1.2 XML, 2.0 XML or JSON), warehouse and audit trail tell the same story; verification opens
//!   some containers and lists what is in them. Identifiers stand in any legal [form](IdentifierForm). One stream is
//!   missing in a fifth of all seeds.
//! - **Counts.** `good` is what the systems say, `counted_good` what is physically there; cartons are counted as used.
//!
//! On a run without faults the equations E1 to E8 hold without residual (E8 where nothing was destroyed after
//! commissioning: `batch.json` has no member for those cartons).
//!
//! # Faults
//!
//! In a quarter of all seeds nothing goes wrong; in the others one to three of the types marked * do, each in its own
//! share of the run, so that no two concern the same items. A fault is only injected if the streams that show it are
//! there.
//!
//! | code | what happens | variants |
//! |---|---|---|
//! | RX-201 * | a restart costs the printer's log its last rows | `rows_lost`: `seq` has a gap; `never_numbered`: it has none |
//! | RX-203 * | printed packs leave the conveyor before the camera | `scattered`, `jam` |
//! | RX-204 * | the print buffer repeats a label | `rejected_by_camera`, `stripped` before it meets a carton, `flagged_reprint` and rejected, `read_twice`: good, then taken off at the station |
//! | RX-205 * | the reject arm fails | `packed`, `packed_though_confirmed`, `removed_by_hand` |
//! | RX-208 * | a sample is taken from the conveyor, its slot stays | `status_not_set` and `still_aggregated`: its case is short by one; `unset_and_not_packed` |
//! | RX-212 * | numbers were issued to another lot before | `other_lot_added`, `other_lot_only` at L4; `requested_twice`: also in the pool |
//! | RX-220 * | foreign packs of the same product are put on the conveyor | `reported` to L4 and EPCIS, `refused` there |
//! | AG-101 * | the labels of two consecutive containers are confused, after a login, by hand | `both_opened` by verification, `one_opened` |
//! | AG-103 * | power fails while a container closes | `left_open`, `recorded_twice`, `not_recorded` |
//! | AG-107 * | a new reel prints the last label of the old one again | `pack_too_many`: on a pack that the camera takes as good; `record_too_many` (only on demand): beside the packs, tracked as one |
//! | AG-112 * | a partial container is closed without its declaration | `last` of the run, `early` within it |
//! | ID-101 * | the reader's setting changes the text of good packs | `separators` dropped, `case` changed |
//! | ID-130 | the lot on all labels is not the order's | `whole_lot` |
//! | ID-140 | the pool's serials are no random ones | `sequential`, `steps`: a counter; `long_front`: only the last few characters differ |
//! | RX-202 | unused numbers are not returned | `all`, `one_request`: every other one |
//! | RX-206 | the camera triggers twice and gives both verdicts | `double_trigger` |
//! | RX-209 | a destroyed pack stays in its container | `aggregated` |
//! | RX-210 | a commissioned number is set back or commissioned again | `status` (audit trail), `commissioned_twice` (EPCIS) |
//! | RX-215 | good packs are counted wrong | `counted` |
//! | RX-216 | L4 lacks some packs and has as many others | `same_count` |
//! | RX-221 | packs of another product are put on the conveyor | `packed` |
//! | AG-102 | a pack is recorded in the next container, too | `next_case` |
//! | AG-104 | packs of two containers change places after closing | `exchanged` |
//! | AG-105 | a container is recorded in itself | `self_parent` |
//! | AG-106 | a pack reaches its container around the camera | `packed` |
//! | AG-108 | a good pack is set aside and forgotten | `set_aside` |
//! | AG-109 | an operator who is not on the roster mixes up reworked containers | `put_into_another` |
//! | AG-111 | a container number is used again | `label_copied` |
//! | AG-113 | the station packs an old size | `smaller`, `larger` |
//!
//! In the truth, `entities` is what the finding should name: containers for AG-101, 103, 104, 105, 107, 109, 111, 112 and
//! 113, items for the others; none for RX-215 and
//! ID-140. `affected` adds the innermost containers that hold or record one of the
//! entities, and everything in them.

mod acts;
mod books;
mod camera;
mod closing;
mod draw;
mod epcis;
mod faults;
mod ids;
mod line;
mod nuisances;
mod out;
mod packing;
mod placing;
mod records;
mod rng;
mod scenario;
mod setting;
mod story;
mod time;
mod truth;

#[cfg(test)]
mod tests;

use thiserror::Error;

pub use ids::{Alphabet, IdentifierForm};
pub use out::Sink;
pub use scenario::{EpcisForm, FaultSpec, Level, Scenario, ScenarioError};
pub use truth::{Fault, Nuisance, Severity, Truth, Window};

use line::Line;
use setting::Setting;

/// Why a folder was not written, or not to its end.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WriteError<E> {
    /// The scenario cannot be simulated; nothing was written.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The sink failed.
    #[error("{0}")]
    Sink(E),
}

impl Scenario {
    /// Runs the line and writes the batch folder, `truth.json` included.
    ///
    /// The same scenario gives the same bytes on every platform. Rows go out as they are made: memory is about one byte
    /// per pack.
    ///
    /// # Errors
    /// [`WriteError::Scenario`] before anything is written; [`WriteError::Sink`] as soon as the sink reports one.
    pub fn write<S: Sink + ?Sized>(&self, sink: &mut S) -> Result<Truth, WriteError<S::Error>> {
        let set = Setting::resolve(self)?;
        run(&set, sink).map_err(WriteError::Sink)
    }
}

fn run<S: Sink + ?Sized>(set: &Setting, sink: &mut S) -> Result<Truth, S::Error> {
    let mut line = Line::new(set);
    line.opening();
    let mut steps = 0u32;
    loop {
        while line.step() {
            steps = steps.wrapping_add(1);
            if steps.is_multiple_of(256) {
                line.books.flush(sink, false)?;
            }
        }
        if !line.close_one() {
            break;
        }
    }
    line.closing();
    line.write_lists(sink)?;
    sink.append("batch.json", &line.order())?;
    let truth = line.story.told(set);
    sink.append("truth.json", &closing::truth(&truth))?;
    Ok(truth)
}
