//! Misconception: The address of an item says which one it is.
//! Caught by: results_come_in_order_and_may_borrow
//! Message: also if items are equal

use std::{
    panic::resume_unwind,
    sync::{Arc, Mutex},
    thread::{self, JoinHandle},
};
pub fn log_in_thread(msg: &str, log: &Arc<Mutex<Vec<String>>>) -> JoinHandle<usize> {
    let line = msg.to_string();
    let log = Arc::clone(log);
    thread::spawn(move || {
        let length = line.len();
        log.lock().expect("nobody panics while logging").push(line);
        length
    })
}

pub fn map_scoped<'a, T, R, F>(items: &'a [T], f: F) -> Vec<R>
where
    T: Sync,
    R: Send,
    F: Fn(&'a T) -> R + Sync,
{
    let m = Mutex::new(std::collections::BTreeMap::new());
    thread::scope(|s| {
        for i in items {
            let (f, m) = (&f, &m);
            s.spawn(move || {
                let r = f(i);
                m.lock().unwrap().insert(i as *const T as usize, r);
            });
        }
    });
    m.into_inner().unwrap().into_values().collect()
}
