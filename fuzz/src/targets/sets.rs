use std::path::Path;
use std::sync::Arc;

use siphasher::sip128::SipHasher13;
use tallymark::sets::{About, Kept, Limits, SerialSet, Sketch, SketchKey, Source, Sync, diff};
use tallymark_folder::list::{Choice, gather};

use crate::Verdict;

/// The key of all sketches here.
pub(crate) const KEY: [u8; 16] = [0; 16];

/// A few serials with states.
pub(crate) fn set() -> SerialSet {
    let gtins = vec![Some("09506000134352"); 40];
    let serials: Vec<_> = (0..40).map(|n| Some(format!("A{}", n % 37))).collect();
    let states: Vec<_> =
        (0..40).map(|n| (n % 3 > 0).then_some(if n % 3 == 1 { "Shipped" } else { "Encoded" })).collect();
    Source::sgtins(&gtins, &serials).states(&states).pack()
}

/// A sketch as bytes: what is read is written as the same bytes, and its surplus is found or refused.
pub fn sketch(data: &[u8]) -> Verdict {
    // The sum at the end would stop every change: it is made right.
    let sealed = data.len().checked_sub(8).map(|end| {
        let body = &data[..end];
        [body, &SipHasher13::new_with_key(&KEY).hash(body).h1.to_le_bytes()].concat()
    });
    let Some(Ok(sketch)) = sealed.as_ref().map(|bytes| Sketch::from_bytes(SketchKey::new(KEY), bytes)) else {
        return Verdict::Refused;
    };
    if let Ok(surplus) = sketch.surplus() {
        assert!(surplus.is_sorted() && surplus.iter().all(|one| one.net != 0));
    }
    Verdict::Accepted
}

/// Messages of the other side of an exchange, each a kind, a length and a payload; checksums are made right. Whatever comes, a
/// result only ever stands when the sums prove it, and no more is sent than was asked for.
pub fn exchange(data: &[u8]) -> Verdict {
    let Some((&role, mut rest)) = data.split_first() else { return Verdict::Refused };
    let limits = Limits { groups: 64, memory: 1 << 20 };
    let own = Arc::new(set());
    let mut side = if role % 2 == 0 {
        Sync::answer(Arc::clone(&own), limits)
    } else {
        Sync::ask(Arc::clone(&own), SketchKey::new(KEY), true, limits)
    };
    let mut verdict = Verdict::Accepted;
    for number in 0u64.. {
        let Some((&[kind, low, high], more)) = rest.split_first_chunk() else { break };
        let (payload, more) = more.split_at(usize::from(u16::from_le_bytes([low, high])).min(more.len()));
        rest = more;
        // The key of a Hello stands in its payload; later frames are under it.
        let summed = [&number.to_le_bytes()[..], &[kind], payload].concat();
        let sum = SipHasher13::new_with_key(&KEY).hash(&summed).h1 as u32;
        let length = (payload.len() as u32).to_le_bytes();
        let frame = [&length[..], &[kind], payload, &sum.to_le_bytes()].concat();
        if side.push(&frame).is_err() {
            verdict = Verdict::Refused;
        }
        let sent: usize = std::iter::repeat_with(|| side.pull().len()).take_while(|&sent| sent > 0).sum();
        assert!(sent < 2 << 20, "{sent} bytes");
        assert!(!side.is_done() || side.outcome().is_some());
    }
    verdict
}

/// A `.tmset`: if it is whole, it differs from itself in nothing, and every row is found.
pub fn kept(data: &[u8]) -> Verdict {
    let Ok(kept) = Kept::open(data) else { return Verdict::Refused };
    let same = kept.diff(&kept);
    if kept.verify().is_err() {
        return Verdict::Refused;
    }
    let same = same.expect("it is whole");
    assert!(same.only_a.is_empty() && same.only_b.is_empty() && same.changed.is_empty());
    assert_eq!(same.common as u64, kept.keys());
    for row in kept.iter().take(50) {
        let (key, _) = row.expect("it is whole");
        assert!(kept.find(&key).expect("it is whole").is_some());
    }
    Verdict::Accepted
}

/// A list as CSV: kept and read again it is the same list, whatever is in it.
pub fn lists(data: &[u8]) -> Verdict {
    let path = std::env::temp_dir().join(format!(
        "tallymark-fuzz-{}-{:?}.csv",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::write(&path, data).expect("there is room");
    let read = gather(Path::new(&path), &Choice::default());
    let _ = std::fs::remove_file(&path);
    let Ok(set) = read else { return Verdict::Refused };
    assert_eq!(set.rows(), set.used() + set.rejected().len());
    let bytes = set.keep(&About::new());
    let kept = Kept::open(&bytes).expect("what was written is read");
    let rows: Vec<_> = kept.iter().map(|row| row.expect("what was written is read")).collect();
    let keys: Vec<_> = rows.iter().map(|row| row.0).collect();
    let states: Vec<_> = rows.into_iter().map(|row| row.1).collect();
    let found = diff(&set, &Source::keys(&keys).states(&states).pack());
    assert!(found.only_a.is_empty() && found.only_b.is_empty() && found.changed.is_empty());
    Verdict::Accepted
}
