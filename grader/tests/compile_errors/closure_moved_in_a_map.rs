//! Mistake: a closure of unknown type is moved into a thread for every element of an iterator.
//! Says: `let call = Arc::new(call);`
use std::thread;

pub fn all(count: usize, call: impl Fn(usize) + Send + Sync + 'static) {
    let threads = (0..count).map(|number| thread::spawn(move || call(number)));
    threads.for_each(drop);
}
