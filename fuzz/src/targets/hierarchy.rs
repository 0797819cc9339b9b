use tallymark::hierarchy::CompactHierarchy;

use crate::Verdict;

/// A hierarchy as bytes: what is read is written as the same bytes, and everything in it ends somewhere.
pub fn checkpoint(data: &[u8]) -> Verdict {
    let Ok(tree) = CompactHierarchy::from_bytes(data) else { return Verdict::Refused };
    assert_eq!(tree.to_bytes(), data);
    for (id, _) in tree.items().iter() {
        assert!(tree.path_to_top(id).count() < tree.len());
    }
    Verdict::Accepted
}
