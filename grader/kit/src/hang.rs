//! What a hang would mean, said before it happens.

use std::sync::{Mutex, PoisonError};

static MEANING: Mutex<String> = Mutex::new(String::new());

/// From here on, a check that is not done in time is explained with `why`, the misconception that a
/// hang at this point is a sign of. The last call counts.
///
/// On the paused clock a `tokio::time::timeout` around the student's future is better still: it says
/// the same after no time at all. This is for code that blocks its thread.
pub fn if_it_hangs(why: &str) {
    *MEANING.lock().unwrap_or_else(PoisonError::into_inner) = why.to_string();
}

/// What the check said a hang would mean; empty if it said nothing.
pub(crate) fn meaning() -> String {
    MEANING
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .clone()
}
