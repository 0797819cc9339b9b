//! A valid text is read without an allocation, in every form that element strings have.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;

use tallymark::gs1::{Form, Message, Options, verify};

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

// SAFETY: every call is handed on to the system's allocator as it is.
#[allow(unsafe_code)]
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.with(|count| count.set(count.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

fn allocations<T>(work: impl FnOnce() -> T) -> usize {
    let before = ALLOCATIONS.with(Cell::get);
    black_box(work());
    ALLOCATIONS.with(Cell::get) - before
}

const VALID: [(Form, &str); 8] = [
    (Form::Scan, "]d2010950600013435221A1B2\u{1d}10A7B21\u{1d}17281231"),
    (Form::Scan, "]C100395060001340000018"),
    (Form::Plain, "010950600013435210A7B21\u{1d}7121234567\u{1d}21A!B"),
    (Form::Bracketed, "(00)395060001340000018"),
    (Form::Bracketed, "(01)09506000134352(17)281200(10)A7B21(21)A1B2"),
    (Form::DigitalLink, "https://id.gs1.org/01/09506000134352/10/A7B21/21/A1B2?17=281231"),
    (Form::DigitalLink, "http://example.com/stem/00/395060001340000018"),
    (
        Form::DigitalLink,
        "https://example.com/some/long/stem/that/goes/on/01/09506000134352/10/A7B21/21/A1B2?17=281231",
    ),
];

#[test]
fn valid_texts_are_read_without_allocation() {
    let options = Options::new();
    for (form, text) in VALID {
        let verdict = || assert!(verify(form, text.as_bytes(), &options).is_ok(), "{text}");
        assert_eq!(allocations(verdict), 0, "verdict on {text}");
        let message = || assert!(Message::parse(form, text.as_bytes(), &options).is_ok(), "{text}");
        assert_eq!(allocations(message), 0, "message of {text}");
    }
    // What a message may allocate for, a verdict does not.
    for (form, text) in [
        (Form::Scan, "]d20109506000134352422276\u{1d}310300125010A7B21\u{1d}21A1B2\u{1d}"),
        (Form::Scan, "]E09506000134352"),
        (Form::Scan, "]I119506000134359"),
        (Form::Plain, "8006095060001343520102\u{1d}21A1B2"),
    ] {
        let verdict = || assert!(verify(form, text.as_bytes(), &options).is_ok(), "{text}");
        assert_eq!(allocations(verdict), 0, "verdict on {text}");
    }
    // A verdict decodes percent escapes in place.
    let text = b"https://id.gs1.org/01/09506000134352/21/A%2FB?17=281231";
    assert_eq!(allocations(|| assert!(verify(Form::DigitalLink, text, &options).is_ok())), 0);
    assert!(allocations(|| Message::parse_bracketed("(01)09506000134352(21)A").unwrap().bracketed()) > 0);
}
