//! Misconception: What a thread uses must be static.
//! Caught by: signature_changed
//! Message: map_scoped

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

pub fn map_scoped<T, R, F>(items: &[T], f: F) -> Vec<R>
where
    T: Clone + Send + 'static,
    R: Send + 'static,
    F: Fn(&T) -> R + Send + Sync + 'static,
{
    let f = Arc::new(f);
    let threads: Vec<_> = items
        .iter()
        .cloned()
        .map(|item| {
            let f = f.clone();
            thread::spawn(move || f(&item))
        })
        .collect();
    threads
        .into_iter()
        .map(|thread| thread.join().unwrap())
        .collect()
}
