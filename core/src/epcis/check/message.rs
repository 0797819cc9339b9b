use crate::epcis::Rule;
use crate::epcis::lifecycle::{EventIndex, Fault, Lifecycle};

/// A sentence for people.
pub(super) fn of(life: &Lifecycle, fault: &Fault) -> String {
    let first = fault.nodes.first().map(|&node| life.name(node)).unwrap_or_default();
    let more = match fault.nodes.len() {
        0 | 1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    let who = format!("{first}{more}");
    let at = |index: EventIndex| {
        let event = life.event(index);
        let time = event.time.map(|time| format!(" of {time}")).unwrap_or_default();
        format!("event {}{time}", event.number)
    };
    let now = at(fault.event);
    let then = fault.contradicts.map(at);
    let earlier = then.as_deref().unwrap_or("an earlier event");
    match fault.rule {
        Rule::TwiceInEvent | Rule::ChildTwice => format!("{who} stands twice in {now}"),
        Rule::CommissionedTwice => format!("{who} is commissioned by {now}, and was by {earlier}"),
        Rule::Recommissioned => format!("{who} is commissioned by {now} after its end by {earlier}"),
        Rule::SsccReused => format!("{who} is used again by {now}; {earlier} had ended its use"),
        Rule::ChildUnknown => format!("{who} is packed by {now}, but no event commissions it"),
        Rule::ParentUnknown => format!("{who} is packed into by {now}, but no event commissions it"),
        Rule::UsedUnknown => format!("{who} is used by {now}, but no event commissions it"),
        Rule::UsedEarly => format!("{who} is used by {now}, but commissioned later, by {earlier}"),
        Rule::PackedAgain => format!("{who} is packed by {now} into the container in which {earlier} put it"),
        Rule::TwoParents => {
            format!("{who} is packed by {now} while in the container in which {earlier} put it")
        }
        Rule::Cycle => match then {
            Some(earlier) => {
                format!("{who} would be inside itself by {now}: {earlier} put the container into it")
            }
            None => format!("{who} is its own container in {now}"),
        },
        Rule::WrongLevel => format!("{who} is packed by {now} into something that cannot hold it"),
        Rule::NotInside => match then {
            Some(earlier) => {
                format!("{who} is taken out by {now} of a container in which it is not; see {earlier}")
            }
            None => format!("{who} is taken out by {now} of a container into which no event put it"),
        },
        Rule::ParentMissing => format!("{now} names no parentID"),
        Rule::ChildrenMissing => format!("{now} adds nothing to its container"),
        Rule::OverUnpacked => format!("{now} takes more of a class out of the container than is in it"),
        Rule::OverPacked => format!("{now} uses more of a class than there is"),
        Rule::ShippedEmpty => match then {
            Some(earlier) => format!("{who} is shipped by {now}, but {earlier} took the last out of it"),
            None => format!("{who} is shipped by {now}, but nothing was ever packed into it"),
        },
        Rule::ShippedPacked => {
            format!("{who} is shipped by {now} while in the container in which {earlier} put it")
        }
        Rule::ShippedBoth => format!("{who} is shipped by {now} together with the container in which it is"),
        Rule::ShippedTwice => {
            format!("{who} is shipped by {now}, and was by {earlier}, without arriving in between")
        }
        Rule::PackedInTransit => format!("{who} is packed by {now}, but {earlier} had shipped it"),
        Rule::ReceivedUnshipped => format!("{who} is received by {now}, but was not shipped"),
        Rule::EndedTwice => format!("{who} is ended by {now}, and was by {earlier}"),
        Rule::EndedPacked => {
            format!("{who} is ended by {now} while in the container in which {earlier} put it")
        }
        Rule::EndedFull => format!("{who} is ended by {now} with something in it that {earlier} packed"),
        Rule::UsedAfterEnd => format!("{who} is used by {now}, but {earlier} ended its life"),
        Rule::TwoExpiries => format!("{now} gives the lot of {who} another expiry than {earlier}"),
        Rule::MixedLot => format!("{who} is packed by {now} beside items of another lot"),
        Rule::MixedGtin => format!("{who} is packed by {now} beside another trade item"),
        Rule::CaseGtin => {
            format!("{who} is packed by {now} into a case whose GTIN is built on another trade item")
        }
        Rule::Duplicate => format!("{now} says what {earlier} says"),
        Rule::EventIdReused => format!("{now} has the eventID of {earlier} and says something else"),
        Rule::CorrectionMissing => format!("{now} names corrective events that no document holds"),
        other => format!("{}: {who} in {now}", other.as_str()),
    }
}
