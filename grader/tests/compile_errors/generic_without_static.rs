//! Mistake: a generic future is spawned without a promise that it lives long enough.
//! Says: `tokio::spawn`
use std::future::Future;

pub fn start<F>(job: F) -> tokio::task::JoinHandle<F::Output>
where
    F: Future + Send,
    F::Output: Send,
{
    tokio::spawn(job)
}
