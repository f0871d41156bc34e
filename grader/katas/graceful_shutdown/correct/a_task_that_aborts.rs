//! A watchdog task aborts all of them after the grace period; `join_all` waits.

use futures::future::join_all;
use std::{future::Future, time::Duration};
use tokio::{
    sync::watch,
    task::{AbortHandle, JoinHandle},
    time::sleep,
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
        self.stop
            .send_if_modified(|stop| !std::mem::replace(stop, true));
        let handles: Vec<AbortHandle> = self.workers.iter().map(JoinHandle::abort_handle).collect();
        let watchdog = tokio::spawn(async move {
            sleep(grace).await;
            handles.iter().for_each(AbortHandle::abort);
        });
        let results = join_all(self.workers).await;
        watchdog.abort();
        let count = |wanted: fn(&Result<(), tokio::task::JoinError>) -> bool| {
            results.iter().filter(|result| wanted(result)).count()
        };
        Summary {
            clean: count(|result| result.is_ok()),
            panicked: count(|result| result.as_ref().is_err_and(|error| error.is_panic())),
            aborted: count(|result| result.as_ref().is_err_and(|error| error.is_cancelled())),
        }
    }
}
