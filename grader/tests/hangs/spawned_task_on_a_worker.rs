//! The same on a runtime with a worker.
//! Check: ends_on_a_worker
//! Says: Meanwhile a task that your code spawned waits here for a lock

use std::sync::Arc;
use tokio::sync::Mutex;

pub async fn go() -> u32 {
    let lock = Arc::new(Mutex::new(1));
    let guard = lock.lock().await;
    let other = lock.clone();
    let task = tokio::spawn(async move {
        *other.lock().await // <- here
    });
    let result = task.await.unwrap(); // <- here
    drop(guard);
    result
}
