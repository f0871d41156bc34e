//! A task of a `LocalSet`, which tokio's dump does not see.
//! Check: ends
//! Says: waits

use tokio::{sync::oneshot, task::LocalSet};

pub async fn go() -> u32 {
    let (_open, receiver) = oneshot::channel::<u32>();
    let local = LocalSet::new();
    let task = local.spawn_local(async { receiver.await.unwrap() });
    local.run_until(task).await.unwrap() // <- here
}
