//! Mistake: a closure of unknown type is moved into a thread in every turn of a loop.
//! Says: `let call = Arc::new(call);`
//! Says: the signature stays as it is
use std::thread;

pub fn all(count: usize, call: impl Fn(usize) + Send + Sync + 'static) {
    for number in 0..count {
        thread::spawn(move || call(number));
    }
}
