//! A helper that locks, called by somebody who holds the lock.
//! Check: ends_in_synchronous_code
//! Says: called at exercises

use std::sync::Mutex;

fn value(mutex: &Mutex<u32>) -> u32 {
    *mutex.lock().unwrap() // <- here
}

pub fn go_sync() -> u32 {
    let mutex = Mutex::new(1);
    let guard = mutex.lock().unwrap();
    *guard + value(&mutex)
}
