//! Misconception: Nothing takes longer than a minute.
//! Caught by: first_gives_the_earliest
//! Message: however long it takes

use futures::future::{BoxFuture, select_all};
use tokio::task::{AbortHandle, JoinError, JoinHandle};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    if futs.is_empty() {
        return None;
    }
    let (v, i, _) = tokio::time::timeout(std::time::Duration::from_secs(60), select_all(futs))
        .await
        .ok()?;
    Some((i, v))
}
pub async fn first_task<T: Send + 'static>(
    tasks: Vec<JoinHandle<T>>,
) -> Option<(usize, Result<T, JoinError>)> {
    if tasks.is_empty() {
        return None;
    }
    let _stop_them_all = AbortOnDrop(tasks.iter().map(JoinHandle::abort_handle).collect());
    let (result, index, _losers) = select_all(tasks).await;
    Some((index, result))
}

struct AbortOnDrop(Vec<AbortHandle>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        for task in &self.0 {
            task.abort();
        }
    }
}
