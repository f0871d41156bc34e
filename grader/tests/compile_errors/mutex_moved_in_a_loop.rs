//! Mistake: a mutex is moved into the first of many tasks.
//! Says: goes into an `Arc`
use std::sync::Mutex;

pub async fn start() {
    let total = Mutex::new(0);
    for number in 0..3 {
        tokio::spawn(async move { *total.lock().unwrap() += number });
    }
}
