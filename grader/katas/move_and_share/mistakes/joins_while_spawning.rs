//! Misconception: Every thread must be joined where it is spawned.
//! Caught by: every_item_has_a_thread_at_the_same_time
//! Message: Start all threads before you join the first

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
        let mut results = Vec::new();
        for item in items {
            let thread = scope.spawn(move || f(item));
            results.push(thread.join().unwrap());
        }
        results
    })
}
