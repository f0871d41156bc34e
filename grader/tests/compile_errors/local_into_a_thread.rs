//! Mistake: a thread borrows a local variable, by a reference that is moved.
//! Says: `words`
use std::thread;

pub fn start() -> thread::JoinHandle<usize> {
    let words = vec![String::from("one")];
    let all = &words;
    thread::spawn(move || all.len())
}
