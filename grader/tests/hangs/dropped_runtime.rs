//! A runtime that is dropped while its blocking pool is at work.
//! Check: ends_in_synchronous_code
//! Says: where a runtime is dropped, which waits for its blocking jobs

use std::{thread, time::Duration};
use tokio::runtime::Runtime;

pub fn go_sync() -> u32 {
    let runtime = Runtime::new().unwrap();
    runtime.spawn_blocking(|| {
        thread::sleep(Duration::from_secs(1000)) // <- here
    });
    drop(runtime); // <- here
    1
}
