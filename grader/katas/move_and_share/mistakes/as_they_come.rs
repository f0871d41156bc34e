//! Misconception: A shared list gets the results in the order of the items.
//! Caught by: results_come_in_order_and_may_borrow
//! Message: not to the order in which the threads ended

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
        for item in items {
            let results = &results;
            scope.spawn(move || {
                let result = f(item);
                results.lock().unwrap().push(result);
            });
        }
    });
    results.into_inner().unwrap()
}
