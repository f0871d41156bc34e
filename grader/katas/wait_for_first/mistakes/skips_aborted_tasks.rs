//! Misconception: A task that was aborted does not count as ended.
//! Caught by: first_task_gives_the_earliest
//! Message: A task that was aborted has ended too

use futures::future::{BoxFuture, select_all};
use tokio::task::{AbortHandle, JoinError, JoinHandle};
pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    if futs.is_empty() {
        return None;
    }
    let (value, index, losers) = select_all(futs).await;
    drop(losers);
    Some((index, value))
}

pub async fn first_task<T: Send + 'static>(
    tasks: Vec<JoinHandle<T>>,
) -> Option<(usize, Result<T, JoinError>)> {
    let _g = AbortOnDrop(tasks.iter().map(JoinHandle::abort_handle).collect());
    let mut left: Vec<_> = tasks
        .into_iter()
        .enumerate()
        .map(|(i, t)| Box::pin(async move { (i, t.await) }))
        .collect();
    while !left.is_empty() {
        let ((i, r), _, rest) = select_all(left).await;
        if r.as_ref().is_err_and(|e| e.is_cancelled()) {
            left = rest;
            continue;
        }
        return Some((i, r));
    }
    None
}
struct AbortOnDrop(Vec<AbortHandle>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}
