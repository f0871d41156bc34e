//! More threads than anybody has the time to look at.
//! Check: ends_in_synchronous_code
//! Says: park

use std::thread;

pub fn go_sync() -> u32 {
    for _ in 0..500 {
        let wait = || loop {
            thread::park() // <- here
        };
        let small = thread::Builder::new().stack_size(64 * 1024);
        small.spawn(wait).unwrap();
    }
    loop {
        thread::park() // <- here
    }
}
