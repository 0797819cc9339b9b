use super::passes::{Sight, sights};
use crate::batch::{Read, Stream};
use crate::findings::{Context, Draft, Finding, FindingCode};
use crate::reconcile::ItemSet;

/// RX-206: verified and rejected at once. Two verdicts on one pass of one pack; a rejected pack that comes back later is
/// RX-205.
pub(in crate::findings) fn rx206(context: &Context<'_>) -> Vec<Finding> {
    if context.batch.printer.is_none() {
        // A second label of the same serial that the camera refuses looks the same.
        return Vec::new();
    }
    let sets = context.sets();
    let both = context.unclaimed(&sets.commissioned.and(&sets.verify_reject));
    let mut draft = Draft::new(FindingCode::Rx206);
    for (id, sights) in sights(context, &both) {
        if at_once(&sights) {
            draft.item(context.item(id));
            sights.iter().for_each(|sight| draft.row(Stream::Camera, sight.row, Some(sight.t)));
        }
    }
    let message = |count| format!("{count} packs were found good and rejected on the same pass");
    draft.finish(0.95, message).into_iter().collect()
}

/// RX-205: rejected without confirmed ejection, or rejected and later packed.
pub(in crate::findings) fn rx205(context: &Context<'_>) -> Vec<Finding> {
    let sets = context.sets();
    let rejected = context.unclaimed(&sets.verify_reject);
    let mut draft = Draft::new(FindingCode::Rx205);
    let (mut unconfirmed, mut back) = (0, 0);
    let mut concerned = ItemSet::default();
    for (id, sights) in sights(context, &rejected) {
        if context.batch.printer.is_none() && at_once(&sights) {
            continue;
        }
        let packed = sets.packed.contains(id);
        let came_back = came_back(&sights, packed, sets.ever_packed.contains(id));
        let stayed = !ejected(&sights);
        unconfirmed += usize::from(stayed);
        back += usize::from(came_back);
        if stayed || came_back {
            draft.item(context.item(id));
            concerned.insert(id);
            sights.iter().for_each(|sight| draft.row(Stream::Camera, sight.row, Some(sight.t)));
        }
    }
    context.cite_packing(&mut draft, &concerned);
    let unread = unread_and_not_ejected(context);
    for &(row, t) in &unread {
        draft.row(Stream::Camera, row, Some(t));
    }
    let named = draft.items();
    let message = |count| {
        let unread = match unread.len() {
            0 => String::new(),
            rows => format!(" and {rows} that could not be read"),
        };
        format!(
            "{count} rejected packs{unread}: {unconfirmed} without confirmed ejection, {back} packed or verified again later"
        )
    };
    if named == 0 && unread.is_empty() {
        return Vec::new();
    }
    vec![draft.finish_anyway(if named == 0 { 0.7 } else { 0.97 }, message)]
}

/// Two verdicts on one pass.
fn at_once(sights: &[Sight]) -> bool {
    let sound = || sights.iter().filter(|sight| !sight.is_stuck());
    sound().any(|one| one.good && sound().any(|other| other.reject && one.same_pass(other)))
}

/// Whether the last rejection of the pack was confirmed, on its own trigger or on a further one of the same pass.
fn ejected(sights: &[Sight]) -> bool {
    let rejections: Vec<&Sight> = sights.iter().filter(|sight| sight.reject && !sight.is_stuck()).collect();
    let Some(last) = rejections.last() else { return true };
    rejections.iter().any(|sight| sight.ejected && sight.same_pass(last))
}

/// Whether a rejected pack is among the good ones again. A pack that was packed first, taken out and rejected at a
/// second look is where it belongs.
fn came_back(sights: &[Sight], packed: bool, ever_packed: bool) -> bool {
    let sound: Vec<&Sight> = sights.iter().filter(|sight| !sight.is_stuck()).collect();
    let Some(first) = sound.iter().find(|sight| sight.reject) else { return false };
    let good_before = sound.iter().any(|sight| sight.good && sight.t < first.t && !sight.same_pass(first));
    let good_after = sound.iter().any(|sight| sight.good && sight.t > first.t && !sight.same_pass(first));
    packed || good_after || ever_packed && !good_before
}

/// Rejections of packs that were not read, without confirmation, where the sensor confirms others of their kind.
fn unread_and_not_ejected(context: &Context<'_>) -> Vec<(u32, crate::batch::Time)> {
    let unread = context.batch.camera.iter().flatten().filter(|row| row.read == Read::None && row.reject);
    let (confirmed, missed): (Vec<_>, Vec<_>) = unread.partition(|row| row.ejected);
    if missed.len() > confirmed.len() {
        return Vec::new();
    }
    missed.into_iter().map(|row| (row.row, row.t)).collect()
}
