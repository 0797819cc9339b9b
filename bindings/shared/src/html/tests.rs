use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;
use crate::fixture;

#[test]
fn text_from_data_never_becomes_markup() {
    let page = investigation(&fixture::investigation());
    assert!(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;"));
    assert!(!page.contains("<script"), "no script at all");
    assert!(!page.contains('\u{1b}') && !page.contains('\u{202e}'));
}

#[test]
fn the_page_fetches_nothing() {
    let page = investigation(&fixture::investigation());
    for word in ["http://", "https://", "src=", "href=", "@import"] {
        assert!(!page.contains(word), "{word}");
    }
    assert!(page.contains("default-src 'none'"));
}

#[test]
fn every_element_is_closed() {
    // HTML's void elements are the only ones that XML would miss.
    let page = investigation(&fixture::investigation()).replace("<!DOCTYPE html>", "");
    let page = ["<br>", "<meta "].iter().fold(page, |page, void| {
        page.split(void).enumerate().fold(String::new(), |mut out, (at, part)| {
            out.push_str(if at > 0 && *void == "<meta " {
                part.split_once('>').map_or(part, |(_, rest)| rest)
            } else {
                part
            });
            out
        })
    });
    let mut reader = Reader::from_str(&page);
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(error) => panic!("{error} at {}", reader.buffer_position()),
        }
    }
}

#[test]
fn charts_and_tables_are_named() {
    let page = investigation(&fixture::investigation());
    let images = page.matches("role=\"img\"").count();
    assert!(images >= 3);
    assert_eq!(images, page.matches("aria-labelledby=").count());
    assert_eq!(page.matches("<table").count(), page.matches("<caption").count());
}

#[test]
fn a_clean_batch_says_so() {
    let mut report = fixture::investigation().reconciliation;
    report.findings.clear();
    report.residuals.retain(|residual| residual.residual == Some(0));
    report.rows.iter_mut().for_each(|rows| rows.rejected = 0);
    report.absent.clear();
    let page = reconciliation(&report);
    assert!(page.contains("Nothing blocks") && !page.contains("Blocked"));
}
