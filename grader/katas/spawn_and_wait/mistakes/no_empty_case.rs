//! Misconception: There is always something to wait for.
//! Caught by: values_come_in_the_order_of_the_list
//! Message: With nothing to do

use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    anyhow::ensure!(!futs.is_empty(), "there is nothing to do");
    let tasks: Vec<_> = futs.into_iter().map(tokio::spawn).collect();
    let ended = futures::future::join_all(tasks).await;
    ended.into_iter().map(|joined| joined?).collect()
}
