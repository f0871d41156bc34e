//! Misconception: A list of n items is gone through by n - 1 steps.
//! Caught by: every_item_has_a_thread_at_the_same_time
//! Message: start a thread for each, the first and the last included

use std::{
    panic::resume_unwind,
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

/// Starts a thread that adds `msg` to `log` as a new line and gives the length of `msg` in bytes.
pub fn log_in_thread(msg: &str, log: &Arc<Mutex<Vec<String>>>) -> JoinHandle<usize> {
    // The thread may outlive what both references point to, so it gets its own: a copy of the text,
    // and another pointer to the same log.
    let line = msg.to_string();
    let log = Arc::clone(log);
    thread::spawn(move || {
        let length = line.len();
        log.lock().expect("nobody panics while logging").push(line);
        length
    })
}

/// Calls `f` with each item, each on a thread of its own, all at the same time.
/// The results come in the order of the items.
pub fn map_scoped<'a, T, R, F>(items: &'a [T], f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&'a T) -> R + Sync,
{
    // All threads borrow the same `f`; with `move` they take this reference, and their item.
    let f = &f;
    thread::scope(|scope| {
        // Collected first, so that all threads are started before the first is waited for.
        let threads: Vec<_> = items
            .iter()
            .take(items.len().saturating_sub(1))
            .map(|item| scope.spawn(move || f(item)))
            .collect();
        // There is no result to return for a panic, so it goes on in the caller.
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}
