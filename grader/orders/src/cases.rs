//! What a program is tried with, and what its threads may meet.

use crate::engine::{footprint::Footprint, program};

/// Each of these values, one after the other: with each, the rest of the program is run in all its orders.
pub fn one_of<T, const COUNT: usize>(values: [T; COUNT]) -> T {
    let number = program::choose(COUNT, |way| format!("case {} of {COUNT}", way + 1));
    let mut values = values.into_iter();
    values.nth(number).expect("there is a value")
}

/// Runs `f`, but the thread may be stopped for ever before any step of it. Each point is tried, and that it is never stopped.
///
/// It shows that nobody waits for this thread: the others must come to their end without it. The check must not join it,
/// and must not be in it: this is not for the main thread.
pub fn may_stop<T>(f: impl FnOnce() -> T) -> T {
    assert_ne!(
        program::current(),
        0,
        "the main thread of a check is not stopped"
    );
    program::with(|program| {
        program.threads[program.running].may_stop = true;
        program.found.releases = true;
    });
    let value = f();
    program::with(|program| program.threads[program.running].may_stop = false);
    value
}

/// From here on loads of atomics may give older values, as far as their memory orderings allow it. It comes first in a
/// check, before any thread is started.
pub fn weak_memory() {
    program::with(|program| program.is_weak = true);
}

/// The program ends when the check has returned and its other threads wait, or only look again and again with pauses. It is for
/// threads that nobody can join, because they wait for more to come.
pub fn ends_with_main() {
    program::with(|program| program.ends_with_main = true);
}

/// How many threads of the program have not ended, but for the one that asks.
pub fn threads_left() -> usize {
    program::step("look who is left");
    let left = program::with(|program| {
        program.footprint = Footprint::EVERYTHING;
        let others = program.threads.iter().enumerate();
        let others = others.filter(|(number, _)| *number != program.running);
        others.filter(|(_, thread)| !thread.is_finished).count()
    });
    left.unwrap_or(0)
}
