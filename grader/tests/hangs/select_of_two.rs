//! A `select!` of two things that never come.
//! Check: ends
//! Says: for an answer that nobody sends, and for a permit that nobody gives back

use tokio::sync::{Semaphore, oneshot};

pub async fn go() -> u32 {
    let (_open, closed) = oneshot::channel::<u32>();
    let none = Semaphore::new(0);
    tokio::select! { // <- here
        biased;
        answer = closed => answer.unwrap(),
        _ = none.acquire() => 7,
    }
}
