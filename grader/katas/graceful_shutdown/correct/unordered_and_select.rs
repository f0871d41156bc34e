//! `FuturesUnordered` and a `select!` over it and one sleep; aborted workers are counted, not awaited.

use futures::{StreamExt as _, stream::FuturesUnordered};
use std::{future::Future, time::Duration};
use tokio::{sync::watch, task::JoinHandle, time::sleep};

#[derive(Debug, PartialEq, Eq, Default, Clone, Copy)]
pub struct Summary {
    pub clean: usize,
    pub panicked: usize,
    pub aborted: usize,
}

pub struct Server {
    stop: watch::Sender<bool>,
    workers: FuturesUnordered<JoinHandle<()>>,
}

impl Server {
    #[expect(
        clippy::new_without_default,
        reason = "there is one way to make a server, and this is it"
    )]
    pub fn new() -> Self {
        Self {
            stop: watch::channel(false).0,
            workers: FuturesUnordered::new(),
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

    pub async fn shutdown(mut self, grace: Duration) -> Summary {
        self.stop.send_replace(true);
        let mut summary = Summary::default();
        let mut over = std::pin::pin!(sleep(grace));
        loop {
            tokio::select! {
                biased;
                ended = self.workers.next() => match ended {
                    None => return summary,
                    Some(Ok(())) => summary.clean += 1,
                    Some(Err(_)) => summary.panicked += 1,
                },
                () = &mut over => {
                    summary.aborted = self.workers.len();
                    self.workers.iter().for_each(JoinHandle::abort);
                    return summary;
                }
            }
        }
    }
}
