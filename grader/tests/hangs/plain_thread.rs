//! A thread that is joined and never ends.
//! Check: ends_in_synchronous_code
//! Says: for a thread that does not end

use std::{sync::mpsc, thread};

pub fn go_sync() -> u32 {
    let (_open, receiver) = mpsc::channel();
    let thread = thread::spawn(move || {
        receiver.recv().unwrap() // <- here
    });
    thread.join().unwrap() // <- here
}
