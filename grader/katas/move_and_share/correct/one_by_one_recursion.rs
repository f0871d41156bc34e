//! Recursion: a thread for the first item, and the rest while it runs. A thread that hands over to another.

use std::{
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};

pub fn log_in_thread(msg: &str, log: &Arc<Mutex<Vec<String>>>) -> JoinHandle<usize> {
    let shared = (Arc::new(String::from(msg)), Arc::clone(log));
    thread::spawn(move || {
        let inner = shared.clone();
        thread::spawn(move || inner.1.lock().unwrap().push(inner.0.to_string()))
            .join()
            .unwrap();
        shared.0.len()
    })
}

pub fn map_scoped<'a, T, R, F>(items: &'a [T], f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&'a T) -> R + Sync,
{
    fn go<'a, T: Sync, R: Send>(
        items: &'a [T],
        f: &(dyn Fn(&'a T) -> R + Sync),
        results: &mut Vec<R>,
    ) {
        if let [first, rest @ ..] = items {
            thread::scope(|scope| {
                let thread = scope.spawn(move || f(first));
                let mut others = Vec::new();
                go(rest, f, &mut others);
                results.push(thread.join().expect("f panicked"));
                results.append(&mut others);
            });
        }
    }
    let mut results = Vec::with_capacity(items.len());
    go(items, &f, &mut results);
    results
}
