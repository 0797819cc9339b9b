//! Whether a clue is seen around a finding, and how often it would be seen by chance.

use super::facts::{Facts, NEAR, Scene, Shares, millis};
use super::signature::Clue;
use crate::batch::{Stream, Time, Word};

/// A clue that could be looked for around one finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    /// The clue.
    pub clue: Clue,
    /// Whether it was seen.
    pub seen: bool,
    /// The probability of seeing it around a finding that has another cause, from this batch's own rates.
    pub chance: f64,
    /// What was seen or missed, in a few words.
    pub text: String,
}

/// What came of looking for a clue.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Look {
    /// It could be looked for.
    Sign(Sign),
    /// The stream that would show it is absent.
    Blind(Stream),
    /// It means nothing for this finding or this line.
    Idle,
}

/// Looks for a clue around a finding.
pub(super) fn look(clue: Clue, facts: &Facts<'_>, scene: &Scene<'_>) -> Look {
    match clue {
        Clue::ReelChange => reel_change(facts, scene),
        Clue::Restart => event(clue, facts, scene, &["restart", "alarm"], "restart or alarm"),
        Clue::Login => event(clue, facts, scene, &["login", "logout"], "login or logout"),
        Clue::Config => config(facts, scene),
        Clue::Link => link(facts, scene),
        Clue::Manual => manual(facts, scene),
        Clue::OneDevice => one_device(facts, scene),
        Clue::OneOperator => one_operator(facts, scene),
        Clue::Untrained => untrained(facts, scene),
        Clue::Overdue => overdue(facts, scene),
        Clue::Run => run(facts, scene),
        Clue::Throughout => throughout(facts, scene),
    }
}

fn sign(clue: Clue, seen: bool, chance: f64, text: impl Into<String>) -> Look {
    Look::Sign(Sign { clue, seen, chance: chance.clamp(0.02, 0.95), text: text.into() })
}

fn reel_change(facts: &Facts<'_>, scene: &Scene<'_>) -> Look {
    let events = facts.events(&["reel_change", "carton_change"]);
    // The printer's own record of its reel does without the event stream.
    if events.is_none() && facts.reels.is_none() {
        return Look::Blind(Stream::Events);
    }
    let mut times: Vec<i64> = events.into_iter().flatten().map(|row| millis(row.t)).collect();
    times.extend(facts.reels.iter().flatten());
    near(Clue::ReelChange, facts, scene, &times, "reel or carton change")
}

fn event(clue: Clue, facts: &Facts<'_>, scene: &Scene<'_>, kinds: &[&str], what: &str) -> Look {
    match facts.events(kinds) {
        Some(rows) => {
            near(clue, facts, scene, &rows.iter().map(|row| millis(row.t)).collect::<Vec<_>>(), what)
        }
        None => Look::Blind(Stream::Events),
    }
}

fn config(facts: &Facts<'_>, scene: &Scene<'_>) -> Look {
    let events = facts.events(&["config", "recipe"]);
    let words = &facts.batch.words;
    let audit = facts.batch.audit.as_ref();
    if events.is_none() && audit.is_none() {
        return Look::Blind(Stream::Audit);
    }
    let changes = audit.into_iter().flatten().filter(|row| words.get(row.action) == "config_change");
    let times: Vec<i64> =
        events.into_iter().flatten().map(|row| row.t).chain(changes.map(|row| row.t)).map(millis).collect();
    near(Clue::Config, facts, scene, &times, "change of recipe or configuration")
}

fn near(clue: Clue, facts: &Facts<'_>, scene: &Scene<'_>, times: &[i64], what: &str) -> Look {
    if scene.starts.is_empty() {
        return Look::Idle;
    }
    let once = facts.coverage(times);
    let chance = 1.0 - (1.0 - once).powi(i32::try_from(scene.starts.len()).unwrap_or(1));
    let nearest = times
        .iter()
        .flat_map(|&t| scene.starts.iter().map(move |&start| (t, start - t)))
        .min_by_key(|&(t, distance)| (distance.abs(), t));
    match nearest {
        Some((t, distance)) if distance.abs() <= NEAR => {
            let side = if distance >= 0 { "before" } else { "after" };
            let seconds = distance.abs() as f64 / 1000.0;
            sign(
                clue,
                true,
                chance,
                format!("{what} at {}, {seconds:.0} s {side} the first item concerned", clock(t)),
            )
        }
        _ => sign(clue, false, chance, format!("no {what} within a minute of the first item concerned")),
    }
}

fn link(facts: &Facts<'_>, scene: &Scene<'_>) -> Look {
    let Some(rows) = facts.events(&["link_down", "link_up"]) else { return Look::Blind(Stream::Events) };
    let (Some((from, to)), Some(length)) = (scene.window, facts.duration()) else { return Look::Idle };
    let words = &facts.batch.words;
    let mut down: Vec<(i64, i64)> = Vec::new();
    let mut steps: Vec<_> =
        rows.iter().map(|row| (millis(row.t), row.source, words.get(row.kind) == "link_down")).collect();
    steps.sort_unstable();
    let mut open: Vec<(Word, i64)> = Vec::new();
    for (t, source, goes_down) in steps {
        match (open.iter().position(|(of, _)| *of == source), goes_down) {
            (None, true) => open.push((source, t)),
            (Some(at), false) => down.push((open.swap_remove(at).1, t)),
            _ => {}
        }
    }
    down.extend(open.into_iter().map(|(_, since)| (since, i64::MAX / 2)));
    let hit = down.iter().find(|(since, until)| *since <= to + NEAR && from - NEAR <= *until);
    let off: i64 = down.iter().map(|(since, until)| (until - since).clamp(0, length) + 2 * NEAR).sum();
    let chance = (off + if down.is_empty() { 0 } else { to - from }) as f64 / length as f64;
    match hit {
        Some((since, _)) => sign(Clue::Link, true, chance, format!("a link was down from {}", clock(*since))),
        None => sign(Clue::Link, false, chance, "no link was down"),
    }
}

fn manual(facts: &Facts<'_>, scene: &Scene<'_>) -> Look {
    let Some(by_hand) = scene.by_hand() else { return Look::Idle };
    let text = if by_hand {
        "the rows concerned were made by hand"
    } else {
        "the rows concerned were made by the machine"
    };
    sign(Clue::Manual, by_hand, facts.manual, text)
}

fn one_device(facts: &Facts<'_>, scene: &Scene<'_>) -> Look {
    if !scene.cameras.is_empty() {
        return one_of(Clue::OneDevice, facts, &scene.cameras, &facts.cameras, scene.cameras.len());
    }
    let printers: Vec<Word> =
        scene.items.iter().filter_map(|&item| facts.print(item)).map(|row| row.device).collect();
    let cameras: Vec<Word> =
        scene.items.iter().filter_map(|&item| facts.read(item)).map(|row| row.device).collect();
    if cameras.len() > printers.len() {
        one_of(Clue::OneDevice, facts, &cameras, &facts.cameras, cameras.len())
    } else {
        one_of(Clue::OneDevice, facts, &printers, &facts.printers, printers.len())
    }
}

fn one_operator(facts: &Facts<'_>, scene: &Scene<'_>) -> Look {
    let concerned: Vec<Word> = scene.agg.iter().map(|row| row.operator).collect();
    let mut containers: Vec<_> = scene.agg.iter().map(|row| row.parent).collect();
    containers.sort_unstable();
    containers.dedup();
    one_of(Clue::OneOperator, facts, &concerned, &facts.operators, containers.len())
}

/// Whether everything concerned shares one word that not everything shares; `independent` of them say so.
fn one_of(clue: Clue, facts: &Facts<'_>, concerned: &[Word], all: &Shares, independent: usize) -> Look {
    let Some(&first) = concerned.first().filter(|word| !word.is_empty()) else { return Look::Idle };
    let (same, total) = (all.of_word(first), all.total);
    if independent < 3 || same == total {
        return Look::Idle;
    }
    let chance = (same as f64 / total as f64).powi(i32::try_from(independent.min(20)).unwrap_or(20) - 1);
    let name = facts.batch.words.get(first);
    if concerned.iter().all(|&word| word == first) {
        sign(
            clue,
            true,
            chance,
            format!("everything concerned is of {name}, which has {same} of {total} rows"),
        )
    } else {
        sign(clue, false, chance, format!("{name} and others are concerned alike"))
    }
}

fn untrained(facts: &Facts<'_>, scene: &Scene<'_>) -> Look {
    let roster = &facts.batch.order.operators;
    let words = &facts.batch.words;
    if roster.is_empty() || scene.agg.is_empty() {
        return Look::Idle;
    }
    let lacks = |operator: Word, today: &str| {
        let name = words.get(operator);
        let known = roster.iter().find(|known| known.id == name);
        !name.is_empty()
            && known.is_none_or(|known| known.trained_until.as_deref().is_some_and(|until| until < today))
    };
    let today = scene.agg.first().map(|row| day(row.t)).unwrap_or_default();
    let without: usize =
        facts.operators.iter().filter(|&(operator, _)| lacks(operator, &today)).map(|(_, rows)| rows).sum();
    let chance = without as f64 / facts.operators.total.max(1) as f64;
    match scene.agg.iter().find(|row| lacks(row.operator, &day(row.t))) {
        Some(row) => {
            let text = format!("{} has no valid training on that day", words.get(row.operator));
            sign(Clue::Untrained, true, chance, text)
        }
        None => sign(Clue::Untrained, false, chance, "the operators concerned have valid training"),
    }
}

fn overdue(facts: &Facts<'_>, scene: &Scene<'_>) -> Look {
    let dated: Vec<_> =
        facts.batch.order.devices.iter().filter(|device| device.maintenance_due.is_some()).collect();
    let Some((from, _)) = scene.window.filter(|_| !dated.is_empty()) else { return Look::Idle };
    let Ok(from) = Time::from_millisecond(from) else { return Look::Idle };
    let today = day(from);
    let late = |due: &Option<String>| due.as_deref().is_some_and(|due| due < today.as_str());
    let (overdue, all) = share(dated.iter(), |device| late(&device.maintenance_due));
    let names: Vec<&str> = scene.devices(facts).into_iter().map(|word| facts.batch.words.get(word)).collect();
    let mut concerned = dated.iter().filter(|device| {
        names.contains(&device.id.as_str())
            || device.station.as_deref().is_some_and(|station| names.contains(&station))
    });
    let chance = overdue as f64 / all.max(1) as f64;
    match concerned.find(|device| late(&device.maintenance_due)) {
        Some(device) => sign(Clue::Overdue, true, chance, format!("maintenance of {} is overdue", device.id)),
        None => sign(Clue::Overdue, false, chance, "no device concerned is overdue for maintenance"),
    }
}

fn run(facts: &Facts<'_>, scene: &Scene<'_>) -> Look {
    let ranks = facts.ranks(&scene.items);
    let (Some(low), Some(high)) = (ranks.iter().min(), ranks.iter().max()) else { return Look::Idle };
    if ranks.len() < 3 || ranks.len() * 3 > facts.packs() {
        return Look::Idle;
    }
    // Up to three lanes run side by side.
    let together = high - low < ranks.len() * 3;
    let text = if together {
        "the items concerned followed one another"
    } else {
        "the items concerned are scattered"
    };
    sign(Clue::Run, together, 0.05, text)
}

fn throughout(facts: &Facts<'_>, scene: &Scene<'_>) -> Look {
    let all = if scene.agg.is_empty() { facts.packs() } else { facts.containers };
    if all < 5 {
        return Look::Idle;
    }
    let everywhere = scene.count * 5 >= all * 4;
    let text = if everywhere {
        "nearly everything of the order is concerned"
    } else {
        "only part of the order is concerned"
    };
    sign(Clue::Throughout, everywhere, 0.05, text)
}

fn share<T>(all: impl Iterator<Item = T>, is: impl Fn(T) -> bool) -> (usize, usize) {
    all.fold((0, 0), |(hits, total), one| (hits + usize::from(is(one)), total + 1))
}

fn clock(t: i64) -> String {
    Time::from_millisecond(t).map_or_else(|_| t.to_string(), |t| t.to_string())
}

/// YYYY-MM-DD.
fn day(t: Time) -> String {
    t.to_string().chars().take(10).collect()
}
