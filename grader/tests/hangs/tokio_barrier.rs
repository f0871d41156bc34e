//! A barrier for one more than there are.
//! Check: ends
//! Says: waits here for others who never come to the barrier

use tokio::sync::Barrier;

pub async fn go() -> u32 {
    let barrier = Barrier::new(2);
    barrier.wait().await; // <- here
    1
}
