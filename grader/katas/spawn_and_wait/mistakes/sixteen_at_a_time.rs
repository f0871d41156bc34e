//! Misconception: More tasks than workers must wait anyway.
//! Caught by: all_tasks_run_at_the_same_time
//! Message: however many there are

use futures::stream::{self, StreamExt as _};
use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let tasks = stream::iter(futs).map(tokio::spawn).buffered(16);
    let ended: Vec<_> = tasks.collect().await;
    ended.into_iter().map(|joined| joined?).collect()
}
