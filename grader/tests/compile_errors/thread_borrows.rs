//! Mistake: a thread borrows from the function that starts it.
//! Says: `move`
use std::thread;

pub fn start(name: String) -> thread::JoinHandle<usize> {
    thread::spawn(|| name.len())
}
