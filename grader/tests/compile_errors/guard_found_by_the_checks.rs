//! Mistake: a guard lives across an `.await`, which only the checks find out when they spawn it.
//! Says: not the way the checks use it
//! Says:  11 |     let guard = TOTAL
//! Says: A guard may not
//! Says: block `{ … }`
use std::{sync::Mutex, time::Duration};

static TOTAL: Mutex<i32> = Mutex::new(0);

pub async fn start() {
    let guard = TOTAL.lock().unwrap();
    tokio::time::sleep(Duration::from_millis(1)).await;
    drop(guard);
}
