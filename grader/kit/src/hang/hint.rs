//! What a hang would mean, said before it happens.

use super::state::{HangState, lock, state};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// As long as the returned guard lives, a check that is not done in time is explained with `why`, the
/// misconception that a hang of this code is a sign of. Of several guards the latest holds.
///
/// On the paused clock [`Call::within`](crate::Call::within) is better still: it says the same after no time at
/// all. This is for code that blocks its thread.
///
/// ```
/// use kata_kit::hang_hint;
///
/// let numbers = {
///     let _hint = hang_hint("A channel ends when its last sender is gone.");
///     vec![1, 2, 3] // here the student's function is called
/// };
/// assert_eq!(numbers.len(), 3);
/// ```
#[must_use = "the hint ends when the guard is dropped"]
pub fn hang_hint(why: &str) -> HangHint {
    HangHint::new(state(), why)
}

/// The guard of a [`hang_hint`].
pub struct HangHint {
    state: &'static HangState,
    number: u64,
}

impl HangHint {
    fn new(state: &'static HangState, why: &str) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let number = NEXT.fetch_add(1, Relaxed);
        lock(&state.hints).push((number, why.to_string()));
        Self { state, number }
    }
}

impl Drop for HangHint {
    fn drop(&mut self) {
        let mut hints = lock(&self.state.hints);
        // It is one of the last, behind those of orders that were not run to their end, of which there may be many.
        let at = hints.iter().rposition(|(number, _)| *number == self.number);
        if let Some(at) = at {
            hints.remove(at);
        }
    }
}

impl std::fmt::Debug for HangHint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("HangHint").field(&self.number).finish()
    }
}

impl HangState {
    /// The hint that holds now; empty if there is none.
    pub(super) fn hint(&self) -> String {
        let hints = lock(&self.hints);
        hints.last().map(|(_, why)| why.clone()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_holds_until_its_guard_is_dropped_and_the_latest_wins() {
        let state: &HangState = Box::leak(Box::default());
        let outer = HangHint::new(state, "outer");
        let inner = HangHint::new(state, "inner");
        assert_eq!(state.hint(), "inner");
        drop(inner);
        assert_eq!(state.hint(), "outer");
        drop(outer);
        assert_eq!(state.hint(), "");
    }
}
