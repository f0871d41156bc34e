//! Misconception: The tasks before the winner in the list have had their turn.
//! Caught by: losing_tasks_stop
//! Message: Dropping a JoinHandle detaches its task

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
    if tasks.is_empty() {
        return None;
    }
    let a: Vec<_> = tasks.iter().map(|t| t.abort_handle()).collect();
    let (r, i, _) = select_all(tasks).await;
    for h in &a[i..] {
        h.abort()
    }
    Some((i, r))
}
struct AbortOnDrop(Vec<AbortHandle>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}
