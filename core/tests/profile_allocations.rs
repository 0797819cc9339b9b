//! The verdict of a profile allocates nothing, whatever the message and the profile are.
#![cfg(feature = "json")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use tallymark::Message;
use tallymark::profile::{BUILT_IN, Carrier, Check, Context, Level, Profile, date};

/// The system's allocator, with a count for each thread.
struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

fn count() {
    // A thread that ends has no count any more.
    let _ = COUNT.try_with(|count| count.set(count.get() + 1));
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(block, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[test]
fn accepts_allocates_nothing() {
    let texts = [
        "]d201095060001343521728123110A7B21\u{1d}21A1B2",
        "]d2010950600013435221A1B2C3D4E5F6G\u{1d}91EE06\u{1d}92xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx=",
        "]C100395060001340000018",
        "]C081234561234567890123",
        "https://id.gs1.org/01/09506000134352/10/A%2F1/21/A1B2?17=281231",
        "(99)X",
    ];
    let (mut taken, mut refused) = (0, 0);
    for name in BUILT_IN {
        let profile = Profile::built_in(name).unwrap();
        for text in texts {
            let message = Message::parse_any(text).unwrap();
            for &level in Level::ALL {
                let mut context =
                    Context::new(date("2026-11-25").unwrap(), level).carrier(Carrier::Gs1DataMatrix);
                context.country = profile.regime.countries.first().copied();
                let before = COUNT.get();
                let accepted = profile.accepts(&message, &context);
                assert_eq!(COUNT.get(), before, "{name}: {text}");
                assert_eq!(
                    accepted,
                    !profile.check(&message, &context).iter().any(Check::blocks),
                    "{name}: {text}"
                );
                assert!(COUNT.get() > before, "the allocator counts");
                *(if accepted { &mut taken } else { &mut refused }) += 1;
            }
        }
    }
    assert!(taken > 20 && refused > 20, "{taken} taken, {refused} refused");
}
