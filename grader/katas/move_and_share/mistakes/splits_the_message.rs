//! Misconception: A message of several lines is several lines of the log.
//! Caught by: the_message_is_in_the_log_after_the_join
//! Message: also an empty one

use std::{
    panic::resume_unwind,
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

pub fn log_in_thread(msg: &str, log: &Arc<Mutex<Vec<String>>>) -> JoinHandle<usize> {
    let (m, l) = (msg.to_string(), log.clone());
    thread::spawn(move || {
        l.lock().unwrap().extend(m.lines().map(String::from));
        m.len()
    })
}
pub fn map_scoped<'a, T, R, F>(items: &'a [T], f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&'a T) -> R + Sync,
{
    let f = &f;
    thread::scope(|scope| {
        let threads: Vec<_> = items
            .iter()
            .map(|item| scope.spawn(move || f(item)))
            .collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)))
            .collect()
    })
}
