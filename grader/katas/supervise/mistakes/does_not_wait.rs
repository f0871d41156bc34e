//! Misconception: A job that was spawned without an error is fine.
//! Caught by: a_normal_end_gives_finished
//! Message: await its handle

use std::future::Future;

#[derive(Debug, PartialEq, Eq)]
pub enum Verdict {
    Finished { restarts: u32 },
    GaveUp { restarts: u32, last_panic: String },
}

pub async fn supervise<F, Fut>(_max_restarts: u32, mut make: F) -> Verdict
where
    F: FnMut(u32) -> Fut,
    Fut: Future<Output = ()> + Send + 'static,
{
    tokio::spawn(make(0));
    Verdict::Finished { restarts: 0 }
}
