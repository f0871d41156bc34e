//! A server that stops its workers: kindly first, then firmly.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::{future::Future, time::Duration};
use tokio::sync::watch;

/// How the workers of a server ended.
#[derive(Debug, PartialEq, Eq, Default, Clone, Copy)]
pub struct Summary {
    /// Those that came to their own end.
    pub clean: usize,
    /// Those that panicked.
    pub panicked: usize,
    /// Those that were still at work at the end of the grace period, and were aborted.
    pub aborted: usize,
}

/// Runs workers, and stops them all together.
pub struct Server {
    // The fields are up to you.
}

impl Server {
    /// A server without workers.
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a server, and this is it"
    )]
    pub fn new() -> Self {
        todo!()
    }

    /// Starts a worker: the future that `f` makes from a receiver, which says true when it is asked
    /// to stop.
    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        todo!()
    }

    /// Asks all workers to stop, waits for `grace`, aborts the rest, and counts how they ended.
    pub async fn shutdown(self, grace: Duration) -> Summary {
        todo!()
    }
}
