//! Misconception: A copy that is written back is as good as the original.
//! Caught by: earlier_lines_stay
//! Message: writing back a copy

use std::{
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

pub fn log_in_thread(msg: &str, log: &Arc<Mutex<Vec<String>>>) -> JoinHandle<usize> {
    let line = msg.to_string();
    let log = Arc::clone(log);
    thread::spawn(move || {
        let length = line.len();
        let mut lines = log.lock().unwrap().clone();
        lines.push(line);
        thread::yield_now();
        *log.lock().unwrap() = lines;
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
            .map(|thread| thread.join().unwrap())
            .collect()
    })
}
