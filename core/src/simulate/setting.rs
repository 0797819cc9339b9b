use super::draw::{self, Plan};
use super::faults::Kind;
use super::ids::{Alphabet, IdentifierForm, Ids, SymbolOrder};
use super::rng::Rng;
use super::scenario::{EpcisForm, Level, Scenario, ScenarioError};
use super::time::{Clock, Millis, Zone};

/// The streams in the order in which `batch.json` lists them.
pub(super) const STREAMS: [&str; 11] =
    ["pool", "sscc_pool", "printer", "camera", "agg", "events", "epcis", "l4", "wms", "verify", "audit"];

/// A scenario with everything decided.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) seed: u64,
    pub(super) units: u32,
    pub(super) lanes: u32,
    /// As the line packs.
    pub(super) levels: Vec<Level>,
    /// As the order says.
    pub(super) record_levels: Vec<Level>,
    /// The lot as the order says; on the labels stands the one in `ids`.
    pub(super) record_lot: String,
    /// Running time between two packs of the line.
    pub(super) interval: Millis,
    pub(super) zone: Zone,
    pub(super) start: Millis,
    pub(super) ids: Ids,
    /// Expiry as the batch record, the enterprise system and the printer's log write it; the symbol's is in `ids`.
    pub(super) expiry: Expiry,
    pub(super) habits: Habits,
    pub(super) clocks: Clocks,
    pub(super) rejects: u32,
    pub(super) samples: u32,
    /// Numbers in the pool.
    pub(super) pool: u32,
    pub(super) missing: Vec<String>,
    pub(super) plan: Plan,
}

#[derive(Clone, Debug)]
pub(super) struct Expiry {
    pub(super) record: String,
    pub(super) l4: String,
    /// YYYY-MM-DD, for EPCIS.
    pub(super) date: String,
}

/// How this site's systems write things down; nothing here is right or wrong.
#[derive(Clone, Debug)]
pub(super) struct Habits {
    pub(super) epcis: EpcisForm,
    pub(super) epcis_links: bool,
    /// Packs per commissioning event.
    pub(super) chunk: usize,
    pub(super) commission_containers: bool,
    pub(super) ships: bool,
    pub(super) agg: IdentifierForm,
    pub(super) verify: IdentifierForm,
    pub(super) wms: IdentifierForm,
    pub(super) audit: IdentifierForm,
    pub(super) events: IdentifierForm,
    pub(super) sscc_pool: IdentifierForm,
    /// The station records the children when a container closes, not one by one.
    pub(super) records_at_close: bool,
    /// The pool shows used numbers as Encoded, not still as Allocated.
    pub(super) pool_updated: bool,
    /// The pool says Unallocated for what came back.
    pub(super) pool_unallocated: bool,
    /// L4 lists numbers that were not used, too.
    pub(super) l4_lists_all: bool,
    /// The last packs stay loose instead of forming a partial container.
    pub(super) last_loose: bool,
    pub(super) loose_by_audit: bool,
    pub(super) loose_by_wms: bool,
    /// Missing streams are still listed in `batch.json`.
    pub(super) lists_missing: bool,
    pub(super) optional_members: bool,
    pub(super) utc_streams: u16,
    pub(super) first_seq: [u64; 3],
}

/// The clocks of the devices.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clocks {
    pub(super) printer: [Clock; 2],
    pub(super) camera: [Clock; 2],
    pub(super) agg: Clock,
    pub(super) rework: Clock,
    pub(super) handheld: Clock,
    /// The device that is far off, and by how much.
    pub(super) far: Option<(&'static str, Millis)>,
}

impl Setting {
    pub(super) fn resolve(scenario: &Scenario) -> Result<Setting, ScenarioError> {
        let rng = &mut Rng::new(scenario.seed, "setting");
        let units = scenario.units;
        check("units", units.into(), 1, 100_000_000)?;
        let lanes = scenario.lanes.map_or_else(|| 1 + u32::from(rng.percent(40)), u32::from);
        check("lanes", lanes.into(), 1, 2)?;
        let drawn = draw_levels(rng);
        let levels = scenario.levels.clone().unwrap_or(drawn);
        check("levels", levels.len() as u64, 1, 4)?;
        for level in &levels {
            check("capacity", level.capacity.into(), 2, 1_000)?;
        }
        let drawn = rng.between(60, 600) as u32;
        let speed = scenario.packs_per_minute.unwrap_or(drawn);
        check("packs_per_minute", speed.into(), 60, 600)?;
        let interval = 60_000 / Millis::from(speed);

        let (zone, start) = draw_time(scenario, rng, Millis::from(units) * interval)?;
        let ids = draw_ids(scenario, rng)?;
        let expiry = draw_expiry(rng, &ids.expiry);
        let drawn = rng.between(3_000, 15_000) as u32;
        let rejects = scenario.rejects_per_million.unwrap_or(if scenario.nuisances { drawn } else { 0 });
        check("rejects_per_million", rejects.into(), 0, 200_000)?;
        let drawn = 1 + units / rng.between(300, 1_000) as u32;
        let samples = scenario.samples.unwrap_or(if scenario.nuisances { drawn.min(200) } else { 0 });
        check("samples", samples.into(), 0, u64::from(units / 10).max(1))?;

        let missing = draw_missing(scenario, rng)?;
        let habits = draw_habits(scenario, rng, &missing);
        let clocks = draw_clocks(rng, start);
        // Reserve: what rejects and samples take, and some more.
        let reserve = units / rng.between(20, 60) as u32 + rng.between(20, 200) as u32;
        let mut setting = Setting {
            seed: scenario.seed,
            units,
            lanes,
            record_levels: levels.clone(),
            record_lot: ids.lot.clone(),
            levels,
            interval,
            zone,
            start,
            ids,
            expiry,
            habits,
            clocks,
            rejects,
            samples,
            // Each lane may leave a block unfinished, and some prints fail for good.
            pool: units + reserve + 100 + units / 2_000,
            missing,
            plan: Plan::default(),
        };
        setting.plan = draw::plan(scenario, &mut setting)?;
        Ok(setting)
    }

    pub(super) fn delivers(&self, stream: &str) -> bool {
        !self.missing.iter().any(|missing| missing == stream)
    }

    /// Another lot of the same product, with its expiry.
    pub(super) fn other_lot(&self) -> (String, String) {
        let mut lot = self.ids.lot.clone();
        let last = if lot.pop() == Some('7') { '4' } else { '7' };
        lot.push(last);
        (lot, "270930".to_owned())
    }

    /// Packs in an innermost container.
    pub(super) fn capacity(&self) -> u32 {
        self.levels.first().map_or(1, |level| level.capacity)
    }
}

fn check(member: &'static str, value: u64, low: u64, high: u64) -> Result<(), ScenarioError> {
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let help = format!("it may be {low} to {high}");
    Err(ScenarioError::Value { member, value: value.to_string(), help })
}

fn draw_levels(rng: &mut Rng) -> Vec<Level> {
    let level = |level: &str, capacity| Level { level: level.to_owned(), capacity };
    match rng.below(100) {
        0..25 => vec![level("case", rng.pick([10, 12, 20, 24, 30]))],
        25..70 => {
            vec![level("case", rng.pick([8, 10, 12, 20, 24])), level("pallet", rng.pick([6, 10, 12, 20, 40]))]
        }
        70..80 => vec![level("bundle", rng.pick([5, 6, 10])), level("case", rng.pick([4, 6, 8]))],
        _ => vec![
            level("bundle", rng.pick([5, 6, 10])),
            level("case", rng.pick([4, 5, 8])),
            level("pallet", rng.pick([4, 8, 12])),
        ],
    }
}

/// Zone and start of the run; `running` is how long it takes without stops.
fn draw_time(scenario: &Scenario, rng: &mut Rng, running: Millis) -> Result<(Zone, Millis), ScenarioError> {
    let drawn = rng.pick(["Z", "+01:00", "+01:00", "-05:00"]);
    let text = scenario.site_offset.as_deref().unwrap_or(drawn);
    let zone = Zone::parse(text).ok_or_else(|| ScenarioError::Value {
        member: "site_offset",
        value: text.to_owned(),
        help: "it may be Z or ±HH:MM".to_owned(),
    })?;
    let day = 86_400_000;
    // A day of 2026, and a time between 05:00 and 15:00.
    let start = 1_767_225_600_000 + rng.between(10, 330) * day + rng.between(5 * 3_600_000, 15 * 3_600_000);
    let wanted = scenario.daylight_saving.unwrap_or(rng.percent(12));
    let part = running * rng.between(30, 70) / 100;
    match (zone.steps(), wanted) {
        (Some(steps), true) => Ok((zone, rng.pick(steps) - part)),
        (None, true) if scenario.daylight_saving.is_some() && scenario.site_offset.is_some() => {
            Err(ScenarioError::Value {
                member: "daylight_saving",
                value: "true".to_owned(),
                help: format!("site_offset {text} has none"),
            })
        }
        (None, true) if scenario.daylight_saving.is_some() => {
            let steps = Zone::Europe.steps().unwrap_or([start; 2]);
            Ok((Zone::Europe, rng.pick(steps) - part))
        }
        _ => Ok((zone, start)),
    }
}

fn draw_ids(scenario: &Scenario, rng: &mut Rng) -> Result<Ids, ScenarioError> {
    let drawn = match rng.below(100) {
        0..20 => Alphabet::Digits,
        20..55 => Alphabet::Base32,
        55..80 => Alphabet::Base36,
        80..95 => Alphabet::Base62,
        _ => Alphabet::Cset82,
    };
    let alphabet = scenario.alphabet.unwrap_or(drawn);
    let shortest = if alphabet == Alphabet::Digits { 12 } else { 8 };
    let drawn = rng.between(shortest, 20) as u64;
    let length = scenario.serial_length.map_or(drawn, u64::from);
    check("serial_length", length, shortest as u64, 20)?;
    let mut lot = String::new();
    for _ in 0..rng.between(4, 10) {
        lot.push(rng.pick(['A', 'B', 'C', 'D', 'E', 'F', 'H', 'K', 'L', 'M', 'N', 'P', 'R', 'T', 'X', 'Z']));
        if rng.percent(60) {
            lot.pop();
            lot.push(rng.pick(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']));
        }
    }
    let month = rng.pick([1, 3, 5, 7, 8, 10, 12]); // those with 31 days
    let day = rng.pick(["31", "31", "00"]);
    let expiry = format!("{}{month:02}{day}", rng.pick([28, 29, 30]));
    let order = rng.pick([
        SymbolOrder::SerialFirst,
        SymbolOrder::SerialLast,
        SymbolOrder::LotFirst,
        SymbolOrder::LotLast,
    ]);
    Ok(Ids::new(rng, alphabet, length as usize, lot, expiry, order))
}

/// Day 00 equals the last day of the month: each system writes one or the other.
fn draw_expiry(rng: &mut Rng, symbol: &str) -> Expiry {
    let month = symbol.get(..4).unwrap_or_default();
    let (year, number) = month.split_at_checked(2).unwrap_or_default();
    let either = |rng: &mut Rng| match symbol.ends_with("00") {
        true => format!("{month}{}", rng.pick(["00", "31"])),
        false => symbol.to_owned(),
    };
    Expiry { record: either(rng), l4: either(rng), date: format!("20{year}-{number}-31") }
}

fn draw_missing(scenario: &Scenario, rng: &mut Rng) -> Result<Vec<String>, ScenarioError> {
    // What is missing more often stands more often.
    let drawn = rng.pick([
        "wms",
        "wms",
        "wms",
        "verify",
        "verify",
        "verify",
        "l4",
        "l4",
        "l4",
        "epcis",
        "epcis",
        "epcis",
        "events",
        "events",
        "audit",
        "pool",
        "printer",
        "camera",
        "agg",
        "sscc_pool",
    ]);
    // A fault that the scenario asks for keeps its streams.
    let asked = scenario.faults.iter().flatten().filter_map(Kind::of);
    let needed = asked.flat_map(|kind| kind.entry().needs).any(|need| *need == drawn);
    let drawn = if rng.percent(20) && !needed { vec![drawn.to_owned()] } else { Vec::new() };
    let missing = scenario.streams_missing.clone().unwrap_or(drawn);
    for stream in &missing {
        if !STREAMS.contains(&stream.as_str()) {
            return Err(ScenarioError::Value {
                member: "streams_missing",
                value: format!("[\"{stream}\"]"),
                help: format!("the streams are {}", STREAMS.join(", ")),
            });
        }
    }
    Ok(missing)
}

fn draw_habits(scenario: &Scenario, rng: &mut Rng, missing: &[String]) -> Habits {
    let has = |stream: &str| !missing.iter().any(|missing| missing == stream);
    let form = |rng: &mut Rng| {
        let drawn = rng.pick([
            IdentifierForm::Bracketed,
            IdentifierForm::Bracketed,
            IdentifierForm::Scan,
            IdentifierForm::Plain,
            IdentifierForm::Urn,
            IdentifierForm::DigitalLink,
            IdentifierForm::Mixed,
        ]);
        scenario.identifiers.unwrap_or(drawn)
    };
    let drawn = rng.pick([EpcisForm::Xml12, EpcisForm::Xml20, EpcisForm::Json20]);
    let epcis = scenario.epcis.unwrap_or(drawn);
    let (by_audit, by_wms) = rng.pick([(true, true), (true, false), (false, true)]);
    Habits {
        epcis,
        epcis_links: epcis != EpcisForm::Xml12 && rng.percent(40),
        chunk: rng.pick([25, 100, 250, 500]),
        commission_containers: rng.percent(50),
        ships: rng.percent(40),
        agg: form(rng),
        verify: form(rng),
        wms: form(rng),
        audit: form(rng),
        events: form(rng),
        sscc_pool: form(rng),
        records_at_close: rng.percent(50),
        pool_updated: rng.percent(50),
        pool_unallocated: rng.percent(50),
        l4_lists_all: rng.percent(30),
        last_loose: rng.percent(30) && scenario.nuisances,
        loose_by_audit: (by_audit || !has("wms")) && has("audit"),
        loose_by_wms: (by_wms || !has("audit")) && has("wms"),
        lists_missing: rng.percent(50),
        optional_members: rng.percent(60),
        utc_streams: rng.below(1 << 11) as u16 & if rng.percent(50) { u16::MAX } else { 0 },
        first_seq: std::array::from_fn(|_| match rng.percent(60) {
            true => 1,
            false => rng.between(2, 90_000) as u64,
        }),
    }
}

fn draw_clocks(rng: &mut Rng, since: Millis) -> Clocks {
    let clock = |rng: &mut Rng| Clock {
        offset: rng.between(-900, 900),
        drift: rng.between(-20, 20), // ppm: 72 ms an hour at most
        jitter: rng.between(0, 12),
        since,
    };
    let mut clocks = Clocks {
        printer: [clock(rng), clock(rng)],
        camera: [clock(rng), clock(rng)],
        // Rows of a station come in bursts, milliseconds apart.
        agg: Clock { jitter: 0, ..clock(rng) },
        rework: Clock { jitter: 0, ..clock(rng) },
        handheld: clock(rng),
        far: None,
    };
    // The audit's hand-held device may be far off: nothing on the line depends on its time.
    if rng.percent(15) {
        let by = rng.between(5_000, 60_000) * rng.pick([-1, 1]);
        clocks.handheld.offset = by;
        clocks.far = Some(("HH1", by));
    }
    clocks
}
