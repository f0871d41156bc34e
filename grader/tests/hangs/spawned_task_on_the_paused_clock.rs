//! The same on the paused clock.
//! Check: ends_on_the_paused_clock
//! Says: Meanwhile a task that your code spawned waits here for a notification

use std::sync::Arc;
use tokio::{sync::Notify, task::JoinSet};

pub async fn go() -> u32 {
    let notify = Arc::new(Notify::new());
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        notify.notified().await; // <- here
        7
    });
    tasks.join_next().await.unwrap().unwrap() // <- here
}
