//! A channel with indices; the last item is mapped by the caller's thread. The log has the newest line first.

use std::{
    sync::{Arc, Mutex, mpsc},
    thread::{self, JoinHandle},
};

pub fn log_in_thread(msg: &str, log: &Arc<Mutex<Vec<String>>>) -> JoinHandle<usize> {
    let msg: Box<str> = msg.into();
    let log = Arc::downgrade(log);
    thread::Builder::new()
        .name("logger".into())
        .spawn(move || {
            let length = msg.len();
            if let Some(log) = log.upgrade() {
                log.lock().unwrap().insert(0, msg.into());
            }
            length
        })
        .unwrap()
}

pub fn map_scoped<'a, T, R, F>(items: &'a [T], f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&'a T) -> R + Sync,
{
    let Some((last, others)) = items.split_last() else {
        return vec![];
    };
    let (sender, receiver) = mpsc::channel();
    let mut results: Vec<(usize, R)> = thread::scope(|scope| {
        for (index, item) in others.iter().enumerate() {
            let (sender, f) = (sender.clone(), &f);
            scope.spawn(move || sender.send((index, f(item))).unwrap());
        }
        drop(sender);
        let mine = (others.len(), f(last));
        receiver.iter().chain([mine]).collect()
    });
    results.sort_by_key(|(index, _)| *index);
    results.into_iter().map(|(_, value)| value).collect()
}
