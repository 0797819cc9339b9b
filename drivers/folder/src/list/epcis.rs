use std::collections::HashMap;
use std::fs::File;
use std::io::BufReader;

use tallymark::batch::{Time, bare_word};
use tallymark::epcis::Facts;
use tallymark::epcis::read::Reader;
use tallymark::epcis::tree::Limits;

use super::{Choice, Found, ListError, Piece};

/// Reads an EPCIS document as a list: each EPC that it names once, in the order of first sight, in the disposition of its latest
/// event. An event that cannot be read counts as a row that names nothing.
pub(super) fn read(
    place: &str,
    file: File,
    choice: &Choice,
    most: usize,
    take: &mut dyn FnMut(&mut Piece) -> Result<(), ListError>,
) -> Result<(), ListError> {
    let mut rows: Vec<(String, Option<Time>, String)> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut unread = 0;
    let mut events = 0;
    for found in Reader::new(BufReader::with_capacity(1 << 16, file), Limits::default()) {
        let Ok(found) = found else {
            unread += 1;
            continue;
        };
        events += 1;
        let facts = Facts::of(&found.event, found.place, found.number);
        let disposition = bare_word(facts.disposition);
        for epc in facts.parent.iter().chain(&facts.epcs) {
            let at = *known.entry(epc.text.to_owned()).or_insert_with(|| {
                rows.push((epc.text.to_owned(), None, String::new()));
                rows.len() - 1
            });
            let Some((_, time, state)) = rows.get_mut(at) else { continue };
            if *time <= facts.time && !disposition.is_empty() {
                (*time, *state) = (facts.time, disposition.to_owned());
            }
        }
    }
    if events == 0 && unread > 0 {
        return Err(ListError::unreadable(place, &"no event of it can be read"));
    }
    let found = Found {
        name: 0,
        gtin: None,
        states: if choice.stateless { Vec::new() } else { vec![1] },
        identifiers: true,
    };
    let mut piece = choice.piece(&found, most);
    let names = rows.iter().map(|(epc, _, state)| (epc.as_str(), state.as_str()));
    for (epc, state) in names.chain((0..unread).map(|_| ("", ""))) {
        piece.names.push(epc.as_bytes());
        piece.states.iter_mut().for_each(|states| states.push(state.as_bytes()));
        if piece.is_full() {
            take(&mut piece)?;
        }
    }
    take(&mut piece)
}
