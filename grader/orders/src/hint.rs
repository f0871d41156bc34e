//! `std::hint`.

pub use ::std::hint::*;

/// Lets the others go first: whoever calls this waits for them.
pub fn spin_loop() {
    crate::thread::yield_now();
}
