//! A verdict of yes allocates nothing, counted by an allocator of this test's own.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use tallymark::gs1::{Form, Message, Options, verify};

thread_local!(static COUNT: Cell<usize> = const { Cell::new(0) });

struct Counting;

// SAFETY: every call goes to the system's allocator as it is; counting touches a thread-local integer without a destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations(work: impl FnOnce()) -> usize {
    let before = COUNT.with(Cell::get);
    work();
    COUNT.with(Cell::get) - before
}

const VALID: [(Form, &[u8]); 9] = [
    (Form::Scan, b"]d201095060001343521728123110A7B21\x1d21A1B2"),
    (Form::Scan, b"]C100395060001340000018"),
    (Form::Scan, b"]d20109506000134352422276\x1d310300125010A7B21\x1d21A1B2\x1d"),
    (Form::Scan, b"]E09506000134352"),
    (Form::Scan, b"]I119506000134359"),
    (Form::Plain, b"01095060001343521728123110A7B21\x1d21A1B2"),
    (Form::Plain, b"8006095060001343520102\x1d21A1B2"),
    (Form::Bracketed, b"(01)09506000134352(17)281231(10)A7B21(21)A1B2"),
    (Form::Bracketed, b"(00)395060001340000018"),
];

#[test]
fn the_counter_counts() {
    assert!(allocations(|| drop(std::hint::black_box(vec![1u8]))) > 0);
}

#[test]
fn a_yes_allocates_nothing() {
    let options = Options::new();
    for (form, input) in VALID {
        let mut good = false;
        let count = allocations(|| good = verify(form, input, &options).is_ok());
        assert!(good);
        assert_eq!(count, 0, "{form:?} {:?}", String::from_utf8_lossy(input));
    }
}

#[test]
fn a_message_of_element_strings_allocates_nothing() {
    let options = Options::new();
    for (form, input) in VALID.into_iter().take(2).chain([VALID[5]]) {
        let mut length = 0;
        let count = allocations(|| {
            let message = Message::parse(form, input, &options);
            length = message.map_or(0, |message| message.elements().map(|element| element.value.len()).sum());
        });
        assert!(length > 0);
        assert_eq!(count, 0, "{:?}", String::from_utf8_lossy(input));
    }
}

/// What a Digital Link costs does not grow with the text.
#[test]
fn a_link_allocates_little() {
    let options = Options::new();
    for input in [
        &b"https://id.gs1.org/01/09506000134352/10/A7B21/21/A1B2?17=281231"[..],
        b"https://example.com/some/long/stem/that/goes/on/and/on/01/09506000134352/10/A7B21/21/A1B2?17=281231",
    ] {
        let mut good = false;
        let count = allocations(|| good = verify(Form::DigitalLink, input, &options).is_ok());
        println!("{count} allocations for a link of {} bytes", input.len());
        assert!(good && count <= LINK_ALLOCATIONS, "{count} allocations");
    }
}

/// The most that a plain Digital Link may cost.
const LINK_ALLOCATIONS: usize = 16;
