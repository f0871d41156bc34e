//! Handles in a `Vec`, each awaited until the same instant; whoever is late is aborted, then joined.

use std::{future::Future, time::Duration};
use tokio::{
    sync::watch,
    task::JoinHandle,
    time::{Instant, timeout},
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
        let _ = self.stop.send(true);
        let asked = Instant::now();
        let mut summary = Summary::default();
        for mut worker in self.workers {
            let left = grace.saturating_sub(asked.elapsed());
            let result = match timeout(left, &mut worker).await {
                Ok(result) => result,
                Err(_) => {
                    worker.abort();
                    worker.await
                }
            };
            match result {
                Ok(()) => summary.clean += 1,
                Err(error) if error.is_cancelled() => summary.aborted += 1,
                Err(_) => summary.panicked += 1,
            }
        }
        summary
    }
}
