//! Every thread writes into a slot of its own; the scope joins them, and panics for them.

use std::{
    sync::{Arc, Mutex, PoisonError},
    thread::{JoinHandle, scope, spawn},
};

pub fn log_in_thread(msg: &str, log: &Arc<Mutex<Vec<String>>>) -> JoinHandle<usize> {
    let (msg, log) = (msg.to_owned(), log.clone());
    spawn(move || {
        let mut lines = log.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push(msg);
        lines.last().map_or(0, String::len)
    })
}

pub fn map_scoped<'a, T, R, F>(items: &'a [T], f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&'a T) -> R + Sync,
{
    let mut slots: Vec<Option<R>> = items.iter().map(|_| None).collect();
    scope(|scope| {
        for (slot, item) in slots.iter_mut().zip(items) {
            scope.spawn(|| *slot = Some(f(item)));
        }
    });
    slots.into_iter().flatten().collect()
}
