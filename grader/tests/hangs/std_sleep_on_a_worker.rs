//! A task that blocks the only worker.
//! Check: ends_on_a_worker
//! Says: blocked here, in `std::thread::sleep`, and until that ends it runs nothing else

use std::{thread, time::Duration};

async fn slow() -> u32 {
    thread::sleep(Duration::from_secs(1000)); // <- here
    7
}

pub async fn go() -> u32 {
    tokio::spawn(slow()).await.unwrap() // <- here
}
