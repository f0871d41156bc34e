//! A condvar that nobody notifies.
//! Check: ends
//! Says: on a `Condvar` that nobody notifies

use std::sync::{Condvar, Mutex};

pub async fn go() -> u32 {
    let (flag, changed) = (Mutex::new(false), Condvar::new());
    let mut guard = flag.lock().unwrap();
    while !*guard {
        guard = changed.wait(guard).unwrap(); // <- here
    }
    7
}
