//! Misconception: A thread that panicked has no result, so it can be left out.
//! Caught by: a_panic_reaches_the_caller
//! Message: A panic was swallowed

use std::{
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

pub fn log_in_thread(msg: &str, log: &Arc<Mutex<Vec<String>>>) -> JoinHandle<usize> {
    let line = msg.to_string();
    let log = Arc::clone(log);
    thread::spawn(move || {
        let length = line.len();
        log.lock().unwrap().push(line);
        length
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
            .filter_map(|thread| thread.join().ok())
            .collect()
    })
}
