//! Misconception: Looking every millisecond is as good as being woken.
//! Caught by: first_returns_at_that_moment
//! Message: it does not wait, it spins

use futures::future::{BoxFuture, select_all};
use tokio::task::{AbortHandle, JoinError, JoinHandle};

pub async fn first<'a, T>(mut futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    if futs.is_empty() {
        return None;
    }
    loop {
        for (i, f) in futs.iter_mut().enumerate() {
            if let Some(v) = futures::FutureExt::now_or_never(f.as_mut()) {
                return Some((i, v));
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await
    }
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
