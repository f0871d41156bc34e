//! Mistake: an `Rc` is moved into a thread.
//! Says: `Arc`
use std::{rc::Rc, thread};

pub fn start(shared: Rc<u8>) -> thread::JoinHandle<u8> {
    thread::spawn(move || *shared)
}
