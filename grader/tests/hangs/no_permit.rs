//! More permits than there are.
//! Check: ends
//! Says: a permit that nobody gives back

use tokio::sync::Semaphore;

pub async fn go() -> u32 {
    let semaphore = Semaphore::new(1);
    let _first = semaphore.acquire().await.unwrap();
    let _second = semaphore.acquire().await.unwrap(); // <- here
    7
}
