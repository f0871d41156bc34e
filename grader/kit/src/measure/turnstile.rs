//! Two threads that meet as closely as they can.

use std::{
    hint::{black_box, spin_loop},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    thread,
};

/// A number that one thread sets and another one waits for, hardly longer than it has to. Clones share it.
///
/// ```
/// use kata_kit::Turnstile;
///
/// let round = Turnstile::new();
/// let other = round.clone();
/// let thread = std::thread::spawn(move || other.wait_for(1));
/// round.set(1);
/// thread.join().unwrap();
/// ```
#[derive(Debug, Clone, Default)]
pub struct Turnstile(Arc<AtomicUsize>);

impl Turnstile {
    /// A turnstile at 0.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets the threads through that wait for `number` or less.
    pub fn set(&self, number: usize) {
        self.0.store(number, SeqCst);
    }

    /// Spins until the number is `number` or more.
    pub fn wait_for(&self, number: usize) {
        let mut looks = 0_u32;
        while self.0.load(SeqCst) < number {
            looks += 1;
            // On a busy machine the other thread may need this core.
            if looks.is_multiple_of(256) {
                thread::yield_now();
            } else {
                spin_loop();
            }
        }
    }
}

/// Passes a time that is shorter than any sleep, about a nanosecond for each turn: to hit a moment of another
/// thread, now a little earlier, now a little later.
pub fn linger(turns: usize) {
    let mut left = turns;
    while left > 0 {
        left = black_box(left - 1);
    }
}
