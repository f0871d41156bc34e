//! A tokio mutex that is locked by whoever waits for it.
//! Check: ends
//! Says: waits here for a lock that somebody holds

use tokio::sync::Mutex;

pub async fn go() -> u32 {
    let lock = Mutex::new(1);
    let first = lock.lock().await;
    let second = lock.lock().await; // <- here
    *first + *second
}
