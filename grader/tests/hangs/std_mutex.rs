//! A std mutex that is locked twice by the same thread.
//! Check: ends_in_synchronous_code
//! Says: at a `std::sync::Mutex` that is locked already

use std::sync::Mutex;

pub fn go_sync() -> u32 {
    let lock = Mutex::new(1);
    let first = lock.lock().unwrap();
    let second = lock.lock().unwrap(); // <- here
    *first + *second
}
