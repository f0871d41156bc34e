//! A barrier for more threads than there are, in a scope.
//! Check: ends_in_synchronous_code
//! Says: at a `Barrier` that not all reach

use std::{sync::Barrier, thread};

pub fn go_sync() -> u32 {
    let barrier = Barrier::new(3);
    thread::scope(|scope| { // <- here
        for _ in 0..2 {
            scope.spawn(|| {
                barrier.wait(); // <- here
            });
        }
    });
    7
}
