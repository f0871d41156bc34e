//! A timer that is too far away.
//! Check: ends
//! Says: waits here for a timer

use std::time::Duration;

pub async fn go() -> u32 {
    tokio::time::sleep(Duration::from_secs(1 << 30)).await; // <- here
    7
}
