//! Synchronous code that waits for a future which never ends.
//! Check: ends_in_synchronous_code
//! Says: Your code waits here in a `block_on`, for a future that does not end

use std::future::pending;
use tokio::runtime::Builder;

pub fn go_sync() -> u32 {
    let runtime = Builder::new_current_thread().build().unwrap();
    runtime.block_on(pending()) // <- here
}
