//! Misconception: More threads than cores are of no use, so batches do the same.
//! Caught by: every_item_has_a_thread_at_the_same_time
//! Message: however few cores the machine has

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
        for batch in items.chunks(4) {
            let threads: Vec<_> = batch
                .iter()
                .map(|item| scope.spawn(move || f(item)))
                .collect();
            results.extend(threads.into_iter().map(|thread| thread.join().unwrap()));
        }
        results
    })
}
