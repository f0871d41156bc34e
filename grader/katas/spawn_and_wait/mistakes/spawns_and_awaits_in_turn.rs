//! Misconception: Spawned tasks run at the same time in any case.
//! Caught by: all_tasks_run_at_the_same_time
//! Message: They ran one after the other

use std::future::Future;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let mut ended = Vec::new();
    for fut in futs {
        ended.push(tokio::spawn(fut).await);
    }
    ended.into_iter().map(|joined| joined?).collect()
}
