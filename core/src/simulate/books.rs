//! The streams as files: which columns each has, and which device's clock stamps a row.

use super::epcis::Epcis;
use super::ids::{Garble, IdentifierForm, Thing};
use super::out::{File, Row, Sink};
use super::rng::Rng;
use super::setting::{STREAMS, Setting};
use super::time::{Millis, Stamp};

/// All streams of one order.
pub(super) struct Books<'a> {
    set: &'a Setting,
    rng: Rng,
    files: [Ledger; 10],
    job: String,
    pub(super) epcis: Epcis<'a>,
}

/// A CSV stream with its way of writing time and its row counter.
struct Ledger {
    file: File,
    stamp: Stamp,
    seq: u64,
}

const POOL: usize = 0;
const SSCC_POOL: usize = 1;
const PRINTER: usize = 2;
const CAMERA: usize = 3;
const AGG: usize = 4;
const EVENTS: usize = 5;
const L4: usize = 6;
const WMS: usize = 7;
const VERIFY: usize = 8;
const AUDIT: usize = 9;

const TABLES: [(&str, &str); 10] = [
    ("pool", "serial,gtin,state,request,issued_at,returned_at"),
    ("sscc_pool", "id,state,request,issued_at,returned_at"),
    ("printer", "seq,t,device,serial,lot,expiry,job,reel,head_temp,result,reprint"),
    ("camera", "seq,t,device,raw,decoded,grade,match,reject,ejected"),
    ("agg", "seq,t,station,op,parent,child,mode,operator,sensor_count"),
    ("events", "t,source,kind,detail"),
    ("l4", "serial,gtin,state,lot,expiry,updated_at"),
    ("wms", "id,state,location,t"),
    ("verify", "t,operator,parent,child"),
    ("audit", "t,actor,role,action,target,old,new,reason"),
];

/// Device names by lane.
pub(super) const PRINTERS: [&str; 2] = ["PRN1", "PRN2"];
/// Device names by lane.
pub(super) const CAMERAS: [&str; 2] = ["CAM1", "CAM2"];

/// One print.
pub(super) struct Print<'a> {
    pub(super) lane: usize,
    pub(super) number: u32,
    pub(super) reel: &'a str,
    pub(super) ok: bool,
    pub(super) reprint: bool,
}

/// One camera trigger. `raw` is empty on a no-read.
pub(super) struct Shot {
    pub(super) lane: usize,
    pub(super) raw: Option<(u32, Option<Garble>)>,
    pub(super) grade: u32,
    pub(super) matched: bool,
    pub(super) reject: bool,
    pub(super) ejected: bool,
}

/// One aggregation step.
pub(super) struct Step<'a> {
    pub(super) station: &'a str,
    pub(super) op: &'a str,
    pub(super) parent: u32,
    pub(super) child: Option<Thing>,
    pub(super) manual: bool,
    pub(super) operator: &'a str,
    pub(super) count: Option<usize>,
}

/// A change of status or configuration.
pub(super) struct Change<'a> {
    pub(super) actor: &'a str,
    pub(super) role: &'a str,
    pub(super) action: &'a str,
    pub(super) target: Target<'a>,
    pub(super) old: &'a str,
    pub(super) new: &'a str,
    pub(super) reason: &'a str,
}

pub(super) enum Target<'a> {
    Thing(Thing),
    Setting(&'a str),
}

/// A number in the enterprise system.
pub(super) struct Known<'a> {
    pub(super) number: u32,
    pub(super) state: &'a str,
    pub(super) lot: &'a str,
    pub(super) expiry: &'a str,
    pub(super) at: Millis,
}

impl<'a> Books<'a> {
    pub(super) fn new(set: &'a Setting) -> Self {
        let [print_seq, camera_seq, agg_seq] = set.habits.first_seq;
        let files = std::array::from_fn(|index| {
            let (stream, header) = TABLES.get(index).copied().unwrap_or_default();
            Ledger {
                file: File::table(&format!("{stream}.csv"), !set.delivers(stream), header),
                stamp: Stamp::new(set.zone_of(stream)),
                seq: match index {
                    PRINTER => print_seq,
                    CAMERA => camera_seq,
                    _ => agg_seq,
                },
            }
        });
        let job = format!("J-{}", set.order());
        Books { set, rng: Rng::new(set.seed, "books"), files, job, epcis: Epcis::new(set) }
    }

    pub(super) fn flush<S: Sink + ?Sized>(&mut self, sink: &mut S, end: bool) -> Result<(), S::Error> {
        for ledger in &mut self.files {
            ledger.file.flush(sink, end)?;
        }
        self.epcis.flush(sink, end)
    }

    /// Counts a row that will never reach the log.
    pub(super) fn skip_print(&mut self) {
        self.files[PRINTER].seq += 1;
    }

    pub(super) fn print(&mut self, at: Millis, print: &Print<'_>) {
        let set = self.set;
        let t = set.clocks.printer[print.lane.min(1)].read(at, &mut self.rng);
        let heat = 380 + self.rng.below(50);
        let ledger = &mut self.files[PRINTER];
        let row = ledger.numbered(t).text(PRINTERS[print.lane.min(1)]);
        row.with(|out| set.ids.serial(print.number, out))
            .text(&set.ids.lot)
            .text(&set.ids.expiry)
            .text(&self.job)
            .text(print.reel)
            .tenths(heat)
            .text(if print.ok { "ok" } else { "fault" })
            .flag(print.reprint);
    }

    pub(super) fn camera(&mut self, at: Millis, shot: &Shot) {
        let set = self.set;
        let t = set.clocks.camera[shot.lane.min(1)].read(at, &mut self.rng);
        let row = self.files[CAMERA].numbered(t).text(CAMERAS[shot.lane.min(1)]);
        row.with(|out| {
            if let Some((number, garble)) = shot.raw {
                set.ids.symbol(number, garble, out);
            }
        })
        .flag(shot.raw.is_some())
        .tenths(shot.grade)
        .flag(shot.matched)
        .flag(shot.reject)
        .flag(shot.ejected);
    }

    pub(super) fn agg(&mut self, at: Millis, step: &Step<'_>) {
        let set = self.set;
        let clock = if step.station == "RW1" { &set.clocks.rework } else { &set.clocks.agg };
        let t = clock.read(at, &mut self.rng);
        let ledger = &mut self.files[AGG];
        let form = set.habits.agg.of_row(ledger.file.rows());
        let row = ledger.numbered(t).text(step.station).text(step.op);
        let row = row.with(|out| set.ids.write(Thing::Container(step.parent), form, out)).with(|out| {
            if let Some(child) = step.child {
                set.ids.write(child, form, out);
            }
        });
        let row = row.text(if step.manual { "manual" } else { "auto" }).text(step.operator);
        match step.count {
            Some(count) => row.number(count as u64),
            None => row.empty(),
        };
    }

    pub(super) fn event(&mut self, at: Millis, source: &str, kind: &str, detail: &str) {
        self.files[EVENTS].stamped(at).text(source).text(kind).text(detail);
    }

    pub(super) fn sample(&mut self, at: Millis, source: &str, thing: Thing) {
        let set = self.set;
        let ledger = &mut self.files[EVENTS];
        let form = set.habits.events.of_row(ledger.file.rows());
        ledger.stamped(at).text(source).text("sample").with(|out| set.ids.write(thing, form, out));
    }

    pub(super) fn audit(&mut self, at: Millis, change: &Change<'_>) {
        let set = self.set;
        let ledger = &mut self.files[AUDIT];
        let form = set.habits.audit.of_row(ledger.file.rows());
        let row = ledger.stamped(at).text(change.actor).text(change.role).text(change.action);
        row.with(|out| match change.target {
            Target::Thing(thing) => set.ids.write(thing, form, out),
            Target::Setting(name) => out.extend_from_slice(name.as_bytes()),
        })
        .text(change.old)
        .text(change.new)
        .text(change.reason);
    }

    pub(super) fn l4(&mut self, known: &Known<'_>) {
        let set = self.set;
        let Ledger { file, stamp, .. } = &mut self.files[L4];
        let row = file.row().with(|out| set.ids.serial(known.number, out)).text(&set.ids.gtin);
        row.text(known.state).text(known.lot).text(known.expiry).with(|out| stamp.write(known.at, out));
    }

    pub(super) fn wms(&mut self, at: Millis, thing: Thing, state: &str, location: &str) {
        let set = self.set;
        let Ledger { file, stamp, .. } = &mut self.files[WMS];
        let form = set.habits.wms.of_row(file.rows());
        let row = file.row().with(|out| set.ids.write(thing, form, out)).text(state).text(location);
        row.with(|out| stamp.write(at, out));
    }

    pub(super) fn verify(&mut self, at: Millis, operator: &str, parent: u32, child: Thing) {
        let set = self.set;
        let t = set.clocks.handheld.read(at, &mut self.rng);
        let ledger = &mut self.files[VERIFY];
        let form = set.habits.verify.of_row(ledger.file.rows());
        let row = ledger.stamped(t).text(operator);
        row.with(|out| set.ids.write(Thing::Container(parent), form, out))
            .with(|out| set.ids.write(child, form, out));
    }

    pub(super) fn pool(
        &mut self,
        number: u32,
        state: &str,
        request: &str,
        issued: Millis,
        returned: Option<Millis>,
    ) {
        let set = self.set;
        let Ledger { file, stamp, .. } = &mut self.files[POOL];
        let row = file.row().with(|out| set.ids.serial(number, out)).text(&set.ids.gtin);
        allocation(row, stamp, state, request, issued, returned);
    }

    pub(super) fn sscc_pool(&mut self, number: u32, state: &str, issued: Millis, returned: Option<Millis>) {
        let set = self.set;
        let Ledger { file, stamp, .. } = &mut self.files[SSCC_POOL];
        let form = match set.habits.sscc_pool {
            IdentifierForm::Mixed => IdentifierForm::Bracketed,
            form => form,
        };
        let row = file.row().with(|out| set.ids.write(Thing::Container(number), form, out));
        allocation(row, stamp, state, "SSCC-1", issued, returned);
    }
}

fn allocation(
    row: Row<'_>,
    stamp: &mut Stamp,
    state: &str,
    request: &str,
    issued: Millis,
    returned: Option<Millis>,
) {
    let row = row.text(state).text(request).with(|out| stamp.write(issued, out));
    row.with(|out| {
        if let Some(returned) = returned {
            stamp.write(returned, out);
        }
    });
}

impl Ledger {
    /// A row that begins with the counter and the time.
    fn numbered(&mut self, t: Millis) -> Row<'_> {
        let seq = self.seq;
        self.seq += 1;
        self.file.row().number(seq).with(|out| self.stamp.write(t, out))
    }

    /// A row that begins with the time.
    fn stamped(&mut self, t: Millis) -> Row<'_> {
        self.file.row().with(|out| self.stamp.write(t, out))
    }
}

impl Setting {
    /// Some systems write UTC whatever the site does.
    pub(super) fn zone_of(&self, stream: &str) -> super::time::Zone {
        let bit = STREAMS.iter().position(|name| *name == stream).unwrap_or(0);
        if self.habits.utc_streams >> bit & 1 == 1 { super::time::Zone::Utc } else { self.zone }
    }

    pub(super) fn order(&self) -> String {
        format!("PO-{}", 1_000 + self.seed % 9_000)
    }
}
