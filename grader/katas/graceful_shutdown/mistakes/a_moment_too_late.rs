//! Misconception: Every duration can be added to now.
//! Caught by: the_grace_period_is_one_for_all
//! Message: A moment so far away does not exist

use std::{future::Future, time::Duration};
use tokio::{
    sync::watch,
    task::{JoinError, JoinSet},
    time::{Instant, timeout_at},
};

#[derive(Debug, PartialEq, Eq, Default, Clone, Copy)]
pub struct Summary {
    pub clean: usize,
    pub panicked: usize,
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

pub struct Server {
    stop: watch::Sender<bool>,
    workers: JoinSet<()>,
}

impl Server {
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

    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        self.workers.spawn(f(self.stop.subscribe()));
    }

    pub async fn shutdown(mut self, grace: Duration) -> Summary {
        self.stop.send_replace(true);
        let mut summary = Summary::default();
        let in_time = timeout_at(Instant::now() + grace, self.count_all(&mut summary)).await;
        if in_time.is_err() {
            self.workers.abort_all();
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
