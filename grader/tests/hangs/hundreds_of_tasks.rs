//! Hundreds of tasks that all wait at one place.
//! Check: ends
//! Says: Meanwhile a task that your code spawned waits here for a permit

use std::sync::Arc;
use tokio::{sync::Semaphore, task::JoinSet};

pub async fn go() -> u32 {
    let none = Arc::new(Semaphore::new(0));
    let mut tasks = JoinSet::new();
    for _ in 0..200 {
        let none = none.clone();
        tasks.spawn(async move {
            drop(none.acquire().await); // <- here
        });
    }
    tasks.join_next().await; // <- here
    1
}
