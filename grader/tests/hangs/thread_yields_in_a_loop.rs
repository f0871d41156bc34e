//! A loop that asks the operating system for patience, not the runtime.
//! Check: ends
//! Says: computes here without an end

use std::{
    sync::atomic::{AtomicBool, Ordering},
    thread,
};

pub async fn go() -> u32 {
    let done = AtomicBool::new(false);
    while !done.load(Ordering::SeqCst) { // <- here
        thread::yield_now(); // <- here
    }
    7
}
