//! Misconception: What is shared must be locked before the work begins.
//! Caught by: every_item_has_a_thread_at_the_same_time
//! Message: Nor may a lock be held while `f` runs

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
    let results = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for (index, item) in items.iter().enumerate() {
            let results = &results;
            scope.spawn(move || results.lock().unwrap().push((index, f(item))));
        }
    });
    let mut results = results.into_inner().unwrap();
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, result)| result).collect()
}
