//! Wait for the first of several futures, and for the first of several tasks.

use futures::future::{BoxFuture, select_all};
use tokio::task::{AbortHandle, JoinError, JoinHandle};

/// The index and the value of the future that ends first; `None` if there is none.
pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    // `select_all` panics on an empty list: there would be nothing to wait for.
    if futs.is_empty() {
        return None;
    }
    let (value, index, losers) = select_all(futs).await;
    // A future that nobody owns any more is cancelled: dropping is all it takes.
    drop(losers);
    Some((index, value))
}

/// The index and the result of the task that ends first; `None` if there is none.
/// The other tasks must not go on.
pub async fn first_task<T: Send + 'static>(
    tasks: Vec<JoinHandle<T>>,
) -> Option<(usize, Result<T, JoinError>)> {
    if tasks.is_empty() {
        return None;
    }
    // A handle is not the task: dropping it would let the task go on, unwatched. The guard also
    // works if our caller drops this future before any task has ended.
    let _stop_them_all = AbortOnDrop(tasks.iter().map(JoinHandle::abort_handle).collect());
    let (result, index, _losers) = select_all(tasks).await;
    Some((index, result))
}

/// Aborts its tasks when it goes out of scope. Aborting one that has ended does nothing.
struct AbortOnDrop(Vec<AbortHandle>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}
