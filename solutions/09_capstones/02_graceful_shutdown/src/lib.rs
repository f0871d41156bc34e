//! A server that stops its workers: kindly first, then firmly.

use std::{future::Future, time::Duration};
use tokio::{
    sync::watch,
    task::{JoinError, JoinSet},
    time::timeout,
};

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

impl Summary {
    fn count(&mut self, result: Result<(), JoinError>) {
        match result {
            Ok(()) => self.clean += 1,
            Err(error) if error.is_panic() => self.panicked += 1,
            Err(_) => self.aborted += 1,
        }
    }
}

/// Runs workers, and stops them all together.
pub struct Server {
    /// Says true once they are asked to stop.
    stop: watch::Sender<bool>,
    /// Owns the workers: if the server is dropped without a shutdown, they are aborted.
    workers: JoinSet<()>,
}

impl Server {
    /// A server without workers.
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a server, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            stop: watch::Sender::new(false),
            workers: JoinSet::new(),
        }
    }

    /// Starts a worker: the future that `f` makes from a receiver, which says true when it is asked
    /// to stop.
    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.workers.spawn(f(self.stop.subscribe()));
    }

    /// Asks all workers to stop, waits for `grace`, aborts the rest, and counts how they ended.
    pub async fn shutdown(mut self, grace: Duration) -> Summary {
        // `send` would fail if there was no receiver left, and nothing is wrong with that.
        self.stop.send_replace(true);
        let mut summary = Summary::default();
        // One timeout around the whole loop: the deadline is the same for all.
        let in_time = timeout(grace, self.count_all(&mut summary)).await;
        if in_time.is_err() {
            self.workers.abort_all();
            // An aborted task is gone only when it has been joined; only then do we know how it ended.
            // There is no limit here: a worker that blocks its thread cannot be stopped, and we wait
            // until it comes to an `.await`.
            self.count_all(&mut summary).await;
        }
        summary
    }

    async fn count_all(&mut self, summary: &mut Summary) {
        while let Some(result) = self.workers.join_next().await {
            summary.count(result);
        }
    }
}
