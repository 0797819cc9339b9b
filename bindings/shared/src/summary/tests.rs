use super::*;
use crate::fixture;

#[test]
fn plain_paper_has_no_escape_sequences_and_hostile_text_none_either() {
    let report = fixture::investigation();
    let page = investigation(&report, Paper::default());
    assert!(!page.contains('\u{1b}') && !page.contains('\u{202e}'), "{page}");
    let coloured = investigation(&report, Paper { colour: true });
    assert!(coloured.contains("\u{1b}[1m"));
    assert!(!coloured.contains("\u{1b}[2J"));
}

#[test]
fn the_page_of_an_investigation_fits_a_screen() {
    let page = investigation(&fixture::investigation(), Paper::default());
    assert!(page.lines().count() <= 75, "{page}");
    for expected in [
        "BLOCKED 2 error findings",
        "AG-107",
        "Materials",
        "Quarantine 740 packs, named by 37 identifiers",
        "absent: wms",
        "camera.csv",
    ] {
        assert!(page.contains(expected), "{expected} in\n{page}");
    }
}

#[test]
fn reconcile_lists_every_residual_item() {
    let report = fixture::investigation().reconciliation;
    let page = reconciliation(&report, Paper::default());
    for residual in &report.residuals {
        assert!(residual.items.iter().all(|item| page.contains(item.as_str())));
    }
    assert!(page.contains("camera row 77"));
}
