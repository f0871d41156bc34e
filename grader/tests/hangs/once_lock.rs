//! A `OnceLock` that another thread has begun to fill, and never will have filled.
//! Check: ends_in_synchronous_code
//! Says: at a `OnceLock` whose initializer has not returned

use std::{
    sync::{Barrier, OnceLock},
    thread,
};

pub fn go_sync() -> u32 {
    let cell: OnceLock<u32> = OnceLock::new();
    let begun = Barrier::new(2);
    thread::scope(|scope| {
        scope.spawn(|| {
            cell.get_or_init(|| {
                begun.wait();
                loop {
                    thread::park() // <- here
                }
            });
        });
        begun.wait();
        *cell.get_or_init(|| 7) // <- here
    })
}
