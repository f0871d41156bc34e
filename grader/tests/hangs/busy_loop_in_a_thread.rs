//! The same in a plain thread, in synchronous code.
//! Check: ends_in_synchronous_code
//! Says: computes here without an end

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

static DONE: AtomicBool = AtomicBool::new(false);

pub fn go_sync() -> u32 {
    let thread = thread::spawn(|| {
        while !DONE.load(Ordering::SeqCst) {} // <- here
    });
    thread.join().unwrap(); // <- here
    7
}
