//! Reads a folder back with string operations only: shares nothing with the writers or with the crate's readers.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Alphabet, FaultSpec, Level, Scenario, Truth};

pub(super) type Row = BTreeMap<String, String>;
pub(super) type Set = BTreeSet<String>;

/// A folder in memory, its rows by file.
pub(super) struct Folder {
    pub(super) files: BTreeMap<String, Vec<u8>>,
    pub(super) truth: Truth,
    tables: BTreeMap<String, Vec<Row>>,
    pub(super) batch: serde_json::Value,
}

pub(super) fn simulate(scenario: &Scenario) -> Folder {
    let mut files = BTreeMap::new();
    let truth = scenario.write(&mut files).unwrap();
    let batch = serde_json::from_slice(&files["batch.json"]).unwrap();
    let tables = files
        .iter()
        .filter(|(name, _)| name.ends_with(".csv"))
        .map(|(name, bytes)| (name.trim_end_matches(".csv").to_owned(), csv(bytes)))
        .collect();
    Folder { truth, tables, batch, files }
}

pub(super) fn with_fault(seed: u64, code: &str, variant: &str) -> Folder {
    let mut scenario = Scenario::with_seed(seed).units(600).faults([FaultSpec::new(code)]);
    // Small containers leave room in short runs; digits have no case to change.
    scenario.levels = Some(vec![
        Level { level: "case".into(), capacity: 8 },
        Level { level: "pallet".into(), capacity: 10 },
    ]);
    scenario.alphabet = (variant == "case").then_some(Alphabet::Base36);
    for fault in scenario.faults.iter_mut().flatten() {
        fault.variant = Some(variant.to_owned());
    }
    scenario.streams_missing = Some(Vec::new());
    simulate(&scenario)
}

fn csv(bytes: &[u8]) -> Vec<Row> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut rows: Vec<Vec<String>> = vec![vec![String::new()]];
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let row = rows.last_mut().unwrap();
        let cell = row.last_mut().unwrap();
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\n' if !quoted => rows.push(vec![String::new()]),
            c => cell.push(c),
        }
    }
    assert_eq!(rows.pop(), Some(vec![String::new()]), "the last line has an end");
    let header = rows.remove(0);
    let row = |cells: Vec<String>| {
        assert_eq!(cells.len(), header.len(), "{cells:?}");
        header.iter().cloned().zip(cells).collect()
    };
    rows.into_iter().map(row).collect()
}

impl Folder {
    pub(super) fn rows(&self, stream: &str) -> &[Row] {
        self.tables.get(stream).map_or(&[], Vec::as_slice)
    }

    pub(super) fn has(&self, stream: &str) -> bool {
        self.tables.contains_key(stream) || (stream == "epcis" && self.epcis_text().is_some())
    }

    pub(super) fn gtin(&self) -> &str {
        self.batch["gtin"].as_str().unwrap()
    }

    pub(super) fn quantity(&self, member: &str) -> u64 {
        self.batch["quantity"][member].as_u64().unwrap()
    }

    pub(super) fn capacity(&self, level: usize) -> usize {
        self.batch["packaging"][level]["capacity"].as_u64().unwrap() as usize
    }

    /// Items by serial of the rows that pass.
    pub(super) fn serials(&self, stream: &str, pass: impl Fn(&Row) -> bool) -> Vec<String> {
        let rows = self.rows(stream).iter().filter(|row| pass(row));
        rows.map(|row| bracketed(self.gtin(), &row["serial"])).collect()
    }

    /// Items of the camera rows that pass.
    pub(super) fn shots(&self, pass: impl Fn(&Row) -> bool) -> Vec<String> {
        let rows = self.rows("camera").iter().filter(|row| pass(row) && !row["raw"].is_empty());
        rows.map(|row| key(&row["raw"])).collect()
    }

    /// Items whose status changed to one of these.
    pub(super) fn changed(&self, new: &str) -> Set {
        let changed = |row: &&Row| row["action"] == "status_change" && row["new"] == new;
        self.rows("audit").iter().filter(changed).map(|row| key(&row["target"])).collect()
    }

    pub(super) fn audited(&self, action: &str) -> Set {
        self.rows("audit")
            .iter()
            .filter(|row| row["action"] == action)
            .map(|row| key(&row["target"]))
            .collect()
    }

    /// The content of every container after all adds and removes, in file order, which is the order of `seq`.
    pub(super) fn contents(&self) -> BTreeMap<String, Vec<String>> {
        let mut contents: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in self.rows("agg") {
            let content = contents.entry(key(&row["parent"])).or_default();
            match row["op"].as_str() {
                "add" => content.push(key(&row["child"])),
                "remove" => content.retain(|child| *child != key(&row["child"])),
                _ => {}
            }
        }
        contents
    }

    /// The last physical count of every closed container.
    pub(super) fn counts(&self) -> BTreeMap<String, usize> {
        let closes = self.rows("agg").iter().filter(|row| row["op"] == "close");
        closes.map(|row| (key(&row["parent"]), row["sensor_count"].parse().unwrap())).collect()
    }

    /// What verification found, by container.
    pub(super) fn found(&self) -> BTreeMap<String, Vec<String>> {
        let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in self.rows("verify") {
            found.entry(key(&row["parent"])).or_default().push(key(&row["child"]));
        }
        found
    }

    fn epcis_text(&self) -> Option<&str> {
        let bytes = self.files.get("epcis.xml").or_else(|| self.files.get("epcis.json"))?;
        std::str::from_utf8(bytes).ok()
    }

    /// EPCIS events as kind, action, parent and items.
    pub(super) fn events(&self) -> Vec<(String, String, String, Vec<String>)> {
        let text = self.epcis_text().unwrap();
        let (kinds, quote) = match text.starts_with('{') {
            true => (["\"type\": \"ObjectEvent\"", "\"type\": \"AggregationEvent\""], true),
            false => (["<ObjectEvent>", "<AggregationEvent>"], false),
        };
        let lines = text.lines().filter(|line| kinds.iter().any(|kind| line.contains(kind)));
        let between = |line: &str, before: &str, after: &str| {
            let start = line.find(before)? + before.len();
            Some(line[start..start + line[start..].find(after)?].to_owned())
        };
        let mut events = Vec::new();
        for line in lines {
            let kind = if line.contains(kinds[0]) { "Object" } else { "Aggregation" };
            let (action, parent, list) = if quote {
                let list =
                    between(line, "epcList\": [", "]").or_else(|| between(line, "childEPCs\": [", "]"));
                let items = list.unwrap_or_default();
                let items =
                    items.split(", ").map(|item| item.trim_matches('"').to_owned()).collect::<Vec<_>>();
                (between(line, "\"action\": \"", "\""), between(line, "parentID\": \"", "\""), items)
            } else {
                let items =
                    line.split("<epc>").skip(1).map(|part| part.split("</epc>").next().unwrap().to_owned());
                (between(line, "<action>", "<"), between(line, "<parentID>", "<"), items.collect())
            };
            let parent = parent.map(|parent| key(&parent)).unwrap_or_default();
            let items = list.iter().filter(|item| !item.is_empty()).map(|item| key(item)).collect();
            events.push((kind.to_owned(), action.unwrap(), parent, items));
        }
        events
    }
}

fn bracketed(gtin: &str, serial: &str) -> String {
    format!("(01){gtin}(21){}", serial.replace('(', "\\("))
}

fn check(body: &str) -> char {
    let digits = body.chars().rev().map(|c| c.to_digit(10).unwrap());
    let sum: u32 = digits.enumerate().map(|(i, d)| if i % 2 == 0 { 3 * d } else { d }).sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap()
}

fn unescape(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let hex = [rest.next().unwrap(), rest.next().unwrap()];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&hex).unwrap(), 16).unwrap());
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// The bracketed form of any identifier text; element strings that do not parse come back with a mark.
pub(super) fn key(text: &str) -> String {
    if text.starts_with('(') {
        return text.to_owned();
    }
    if let Some(urn) = text.strip_prefix("urn:epc:id:sgtin:") {
        let mut parts = urn.splitn(3, '.');
        let (company, item) = (parts.next().unwrap(), parts.next().unwrap());
        let body = format!("{}{company}{}", &item[..1], &item[1..]);
        return bracketed(&format!("{body}{}", check(&body)), &unescape(parts.next().unwrap()));
    }
    if let Some(urn) = text.strip_prefix("urn:epc:id:sscc:") {
        let (company, item) = urn.split_once('.').unwrap();
        let body = format!("{}{company}{}", &item[..1], &item[1..]);
        return format!("(00){body}{}", check(&body));
    }
    if let Some(link) = text.strip_prefix("https://id.gs1.org/") {
        return match link.strip_prefix("00/") {
            Some(sscc) => format!("(00){sscc}"),
            None => bracketed(&link[3..17], &unescape(link[18..].strip_prefix("21/").unwrap())),
        };
    }
    let plain = text.strip_prefix("]d2").or_else(|| text.strip_prefix("]C1")).unwrap_or(text);
    if let Some(sscc) = plain.strip_prefix("00").filter(|sscc| sscc.len() == 18) {
        return format!("(00){sscc}");
    }
    element_string(plain).unwrap_or_else(|| format!("?{plain}"))
}

fn element_string(plain: &str) -> Option<String> {
    let gtin = plain.strip_prefix("01")?.get(..14)?;
    let mut rest = &plain[16..];
    let mut serial = None;
    while !rest.is_empty() {
        rest = rest.strip_prefix('\u{1d}').unwrap_or(rest);
        let (ai, value) = rest.split_at_checked(2)?;
        let end = match ai {
            "17" => 6,
            "10" | "21" => value.find('\u{1d}').unwrap_or(value.len()),
            _ => return None,
        };
        let (value, next) = value.split_at_checked(end)?;
        if ai == "21" {
            serial = Some(value);
        }
        if value.len() > 20 {
            return None;
        }
        rest = next;
    }
    Some(bracketed(gtin, serial?))
}

/// The members of a list, each once; fails where one stands twice.
pub(super) fn distinct(list: Vec<String>) -> Set {
    let count = list.len();
    let set: Set = list.into_iter().collect();
    assert_eq!(set.len(), count, "something stands twice");
    set
}

/// The union of sets that share nothing.
pub(super) fn disjoint(sets: &[&Set]) -> Set {
    let union: Set = sets.iter().flat_map(|set| set.iter().cloned()).collect();
    assert_eq!(union.len(), sets.iter().map(|set| set.len()).sum::<usize>(), "sets overlap");
    union
}
