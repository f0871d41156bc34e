//! Mistake: threads share a `RefCell`.
//! Says: `RefCell<u8>` is not `Sync`
use std::{cell::RefCell, thread};

pub fn start() {
    let total = RefCell::new(0u8);
    thread::scope(|scope| {
        scope.spawn(|| *total.borrow_mut() += 1);
    });
}
