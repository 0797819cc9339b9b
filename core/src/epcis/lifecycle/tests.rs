use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::batch::Time;
use crate::epcis::model::{Action, EventKind};
use crate::epcis::{Facts, Mention, Role};
use crate::item::Item;

/// One thing that happens, told with small numbers: packs are 0 to 4, containers 5 to 8.
#[derive(Clone, Debug)]
enum Happening {
    Begin(Vec<u8>),
    Pack(u8, Vec<u8>),
    Unpack(u8, Vec<u8>),
    Ship(Vec<u8>),
    Receive(Vec<u8>),
    End(Vec<u8>),
}

const NAMES: [&str; 9] = [
    "urn:epc:id:sgtin:9506000.013435.A0",
    "urn:epc:id:sgtin:9506000.013435.A1",
    "urn:epc:id:sgtin:9506000.013435.A2",
    "urn:epc:id:sgtin:9506000.013435.A3",
    "urn:epc:id:sgtin:9506000.013435.A4",
    "urn:epc:id:sscc:9506000.0000000005",
    "urn:epc:id:sscc:9506000.0000000006",
    "urn:epc:id:sscc:9506000.0000000007",
    "urn:epc:id:grai:9506000.00001.8",
];

fn name(number: u8) -> &'static str {
    NAMES[usize::from(number)]
}

fn mention(role: Role, number: u8) -> Mention<'static> {
    let text = name(number);
    Mention { role, item: Item::parse(text).ok(), text, offset: 0 }
}

fn facts(happening: &Happening, second: i64) -> Facts<'static> {
    use Happening::{Begin, End, Pack, Receive, Ship, Unpack};
    let (kind, action, step, parent, things) = match happening {
        Begin(things) => (EventKind::Object, Action::Add, "commissioning", None, things),
        Pack(parent, things) => (EventKind::Aggregation, Action::Add, "packing", Some(*parent), things),
        Unpack(parent, things) => {
            (EventKind::Aggregation, Action::Delete, "unpacking", Some(*parent), things)
        }
        Ship(things) => (EventKind::Object, Action::Observe, "shipping", None, things),
        Receive(things) => (EventKind::Object, Action::Observe, "receiving", None, things),
        End(things) => (EventKind::Object, Action::Delete, "decommissioning", None, things),
    };
    let role = if parent.is_some() { Role::Child } else { Role::Object };
    Facts {
        kind,
        action: Some(action),
        biz_step: step,
        time: Time::from_second(second).ok(),
        number: second as u64,
        parent: parent.map(|parent| mention(Role::Parent, parent)),
        epcs: things.iter().map(|&thing| mention(role, thing)).collect(),
        ..Facts::default()
    }
}

/// What is in what and what has ended, the plain way.
#[derive(Debug, Default, PartialEq)]
struct Model {
    parents: BTreeMap<u8, u8>,
    ended: BTreeSet<u8>,
}

impl Model {
    fn is_around(&self, outer: u8, mut inner: u8) -> bool {
        while let Some(&parent) = self.parents.get(&inner) {
            if parent == outer {
                return true;
            }
            inner = parent;
        }
        false
    }

    fn apply(&mut self, happening: &Happening) {
        match happening {
            Happening::Begin(things) => things.iter().for_each(|thing| {
                self.ended.remove(thing);
            }),
            Happening::End(things) => {
                for &thing in things {
                    if self.ended.insert(thing) {
                        self.parents.remove(&thing);
                    }
                }
            }
            Happening::Pack(parent, things) => {
                for &thing in things {
                    if self.ended.contains(&thing) || self.parents.get(&thing) == Some(parent) {
                        continue;
                    }
                    self.parents.remove(&thing);
                    if thing != *parent && !self.is_around(thing, *parent) {
                        self.parents.insert(thing, *parent);
                    }
                }
            }
            Happening::Unpack(parent, things) if things.is_empty() => {
                self.parents.retain(|_, inside| inside != parent);
            }
            Happening::Unpack(_, things) => things.iter().for_each(|thing| {
                self.parents.remove(thing);
            }),
            Happening::Ship(_) | Happening::Receive(_) => {}
        }
    }
}

fn happenings() -> impl Strategy<Value = Vec<Happening>> {
    let things = || prop::collection::vec(0u8..9, 0..4);
    let one = prop_oneof![
        things().prop_map(Happening::Begin),
        (5u8..9, things()).prop_map(|(parent, things)| Happening::Pack(parent, things)),
        (5u8..9, things()).prop_map(|(parent, things)| Happening::Pack(parent, things)),
        (5u8..9, things()).prop_map(|(parent, things)| Happening::Unpack(parent, things)),
        things().prop_map(Happening::Ship),
        things().prop_map(Happening::Receive),
        things().prop_map(Happening::End),
    ];
    prop::collection::vec(one, 0..14)
}

fn node(life: &Lifecycle, number: u8) -> Option<Node> {
    match Item::parse(name(number)) {
        Ok(item) => life.find(item),
        Err(_) => life.find_text(name(number)),
    }
}

/// What the replay says, in the words of the model.
fn held(life: &Lifecycle) -> Model {
    let mut model = Model::default();
    for number in 0..9 {
        let Some(node) = node(life, number) else { continue };
        if life.is_ended(node) {
            model.ended.insert(number);
        }
        if let Some(parent) = life.parent(node) {
            let text = life.name(parent);
            let same = |other: &u8| {
                Item::parse(name(*other)).map_or(name(*other).to_owned(), |i| i.to_string()) == text
            };
            model.parents.insert(number, (0..9).find(same).unwrap());
        }
    }
    model
}

/// Faults by the numbers of their events, which do not depend on the order in which events were pushed.
fn told(life: &mut Lifecycle) -> BTreeSet<(crate::epcis::Rule, u64, Option<u64>, Vec<String>)> {
    let faults = life.replay().to_vec();
    let number = |event| life.event(event).number;
    faults
        .iter()
        .map(|fault| {
            let names = fault.nodes.iter().map(|&node| life.name(node)).collect();
            (fault.rule, number(fault.event), fault.contradicts.map(number), names)
        })
        .collect()
}

fn replayed(story: &[(i64, Happening)]) -> Lifecycle {
    let mut life = Lifecycle::new(Order::Time);
    for (second, happening) in story {
        life.push(0, &facts(happening, *second), None);
    }
    life
}

proptest! {
    #[test]
    fn the_replay_holds_what_the_plain_model_holds(story in happenings()) {
        let story: Vec<_> = (1..).zip(story).collect();
        let mut life = replayed(&story);
        life.replay();
        let mut model = Model::default();
        story.iter().for_each(|(_, happening)| model.apply(happening));
        prop_assert_eq!(held(&life), model);
    }

    #[test]
    fn the_order_of_the_document_does_not_matter(story in happenings(), seed in any::<u64>()) {
        let story: Vec<_> = (1..).zip(story).collect();
        let mut shuffled = story.clone();
        shuffled.sort_by_key(|(second, _)| (*second as u64).wrapping_mul(seed | 1).rotate_left(17));
        prop_assert_eq!(told(&mut replayed(&story)), told(&mut replayed(&shuffled)));
    }

    #[test]
    fn a_replay_that_goes_on_says_what_a_whole_one_says(story in happenings(), cut in 0usize..14) {
        // What later events begin is known from the start only to the whole replay.
        let begin = (0, Happening::Begin((0..9).collect()));
        let story: Vec<_> = std::iter::once(begin).chain((1..).zip(story)).collect();
        let cut = cut.min(story.len());
        let mut life = replayed(&story[..cut]);
        life.replay();
        for (second, happening) in &story[cut..] {
            life.push(0, &facts(happening, *second), None);
        }
        let mut whole = replayed(&story);
        let (went_on, whole_told) = (told(&mut life), told(&mut whole));
        prop_assert_eq!(held(&life), held(&whole));
        // A container that is shipped empty and filled later is told as one or the other.
        let settled = |told: BTreeSet<(crate::epcis::Rule, u64, Option<u64>, Vec<String>)>| -> BTreeSet<_> {
            told.into_iter().filter(|(rule, ..)| *rule != crate::epcis::Rule::ShippedEmpty).collect()
        };
        prop_assert_eq!(settled(went_on), settled(whole_told));
    }
}

#[test]
fn what_held_at_a_moment_and_what_differs() {
    let story = [
        (1, Happening::Begin((0..9).collect())),
        (2, Happening::Pack(5, vec![0, 1])),
        (3, Happening::Unpack(5, vec![0])),
    ];
    let mut then = replayed(&story);
    then.replay_until(Time::from_second(2).ok());
    let mut now = replayed(&story);
    now.replay();
    let container = node(&now, 5).unwrap();
    assert_eq!((then.children(container).len(), now.children(container).len()), (2, 1));
    let moved = difference(&then, &now);
    assert_eq!(moved.len(), 1);
    assert_eq!((&moved[0].first, &moved[0].second), (&Some(Some(then.name(container))), &Some(None)));
}
