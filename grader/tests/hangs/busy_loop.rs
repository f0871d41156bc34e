//! A loop that never waits.
//! Check: ends
//! Says: computes here without an end

use std::sync::atomic::{AtomicBool, Ordering};

pub async fn go() -> u32 {
    let done = AtomicBool::new(false);
    while !done.load(Ordering::SeqCst) {} // <- here
    7
}
