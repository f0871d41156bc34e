//! Mistake: a generic future is spawned that may be tied to its thread.
//! Says: Nothing promises that `F` may
use std::future::Future;

pub fn start<F>(job: F) -> tokio::task::JoinHandle<()>
where
    F: Future<Output = ()> + 'static,
{
    tokio::spawn(job)
}
