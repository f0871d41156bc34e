//! `join_all` over so many futures that it polls only those that were woken. (A busy machine may not see into it.)
//! Check: ends
//! Says: waits

use futures::future::join_all;
use tokio::sync::Notify;

pub async fn go() -> u32 {
    let notify = Notify::new();
    let all = (0..100).map(|_| async {
        notify.notified().await; // <- here
    });
    join_all(all).await; // <- here
    7
}
