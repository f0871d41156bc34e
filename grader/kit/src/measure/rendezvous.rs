//! A rendezvous: the proof, on the real clock, that things happen at the same time.

use super::patience::PATIENCE;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

/// A barrier for a known number of threads that says how many came instead of waiting for ever.
///
/// Where `n` calls only return once all `n` are inside, no margin in milliseconds is needed to
/// prove that they overlap. Clones are the same rendezvous.
///
/// ```
/// use kata_kit::Rendezvous;
///
/// let all = Rendezvous::of(2);
/// let other = all.clone();
/// let thread = std::thread::spawn(move || other.arrive());
/// assert!(all.arrive());
/// assert!(thread.join().unwrap());
/// ```
#[derive(Debug, Clone)]
pub struct Rendezvous {
    expected: usize,
    state: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Debug, Default)]
struct State {
    arrived: usize,
    given_up: bool,
}

impl Rendezvous {
    /// A rendezvous of `expected` threads.
    pub fn of(expected: usize) -> Self {
        Self {
            expected,
            state: Arc::default(),
        }
    }

    /// Blocks the calling thread until all have arrived. `false` once one of them has waited for
    /// [`PATIENCE`] in vain: then none waits any longer, and [`Rendezvous::arrived`] tells how many came.
    pub fn arrive(&self) -> bool {
        let (state, changed) = &*self.state;
        let mut now = state.lock().unwrap_or_else(PoisonError::into_inner);
        if now.given_up {
            return false;
        }
        now.arrived += 1;
        changed.notify_all();
        let (mut now, _) = changed
            .wait_timeout_while(now, PATIENCE, |s| s.arrived < self.expected && !s.given_up)
            .unwrap_or_else(PoisonError::into_inner);
        if now.arrived < self.expected {
            now.given_up = true;
            changed.notify_all();
        }
        !now.given_up
    }

    /// How many have arrived so far; after a failed one, how many came in time.
    pub fn arrived(&self) -> usize {
        let (state, _) = &*self.state;
        state.lock().unwrap_or_else(PoisonError::into_inner).arrived
    }
}
