//! Misconception: The grace period is shared out among the workers, in their order.
//! Caught by: it_returns_when_all_have_ended
//! Message: had not come to its own end

use std::{future::Future, time::Duration};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, timeout_at},
};

#[derive(Debug, PartialEq, Eq, Default, Clone, Copy)]
pub struct Summary {
    pub clean: usize,
    pub panicked: usize,
    pub aborted: usize,
}

pub struct Server {
    stop: watch::Sender<bool>,
    workers: Vec<JoinHandle<()>>,
}

impl Server {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a server, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            stop: watch::channel(false).0,
            workers: Vec::new(),
        }
    }

    pub fn spawn<F, Fut>(&mut self, f: F)
    where
        F: FnOnce(watch::Receiver<bool>) -> Fut,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let worker = tokio::spawn(f(self.stop.subscribe()));
        self.workers.push(worker);
    }

    pub async fn shutdown(self, grace: Duration) -> Summary {
        let mut summary = Summary::default();
        self.stop.send_replace(true);
        let each = grace / self.workers.len().max(1) as u32;
        let start = Instant::now();
        for (number, mut worker) in (1..).zip(self.workers) {
            match timeout_at(start + each * number, &mut worker).await {
                Ok(Ok(())) => summary.clean += 1,
                Ok(Err(_)) => summary.panicked += 1,
                Err(_) => {
                    worker.abort();
                    summary.aborted += 1;
                }
            }
        }
        summary
    }
}
