//! A hand-written poll of the future and of a sleep; the task in a `JoinSet` of one.

use std::{
    future::{Future, poll_fn},
    pin::pin,
    task::Poll,
    time::Duration,
};
use tokio::{
    task::{JoinHandle, JoinSet},
    time::sleep,
};

#[derive(Debug)]
pub enum Failure {
    TimedOut(Duration),
    Failed(anyhow::Error),
}

pub async fn with_deadline<F, T>(limit: Duration, fut: F) -> Result<T, Failure>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let (mut fut, mut limited) = (pin!(fut), pin!(sleep(limit)));
    poll_fn(|cx| match fut.as_mut().poll(cx) {
        Poll::Ready(result) => Poll::Ready(result.map_err(Failure::Failed)),
        Poll::Pending => {
            let over = limited.as_mut().poll(cx);
            over.map(|()| Err(Failure::TimedOut(limit)))
        }
    })
    .await
}

pub async fn task_with_deadline<T: Send + 'static>(
    limit: Duration,
    task: JoinHandle<anyhow::Result<T>>,
) -> Result<T, Failure> {
    let abort = task.abort_handle();
    let mut watchdog = JoinSet::new();
    watchdog.spawn(async move {
        sleep(limit).await;
        abort.abort();
    });
    match task.await {
        Ok(result) => result.map_err(Failure::Failed),
        Err(error) if error.is_cancelled() => Err(Failure::TimedOut(limit)),
        Err(error) => Err(Failure::Failed(error.into())),
    }
}
