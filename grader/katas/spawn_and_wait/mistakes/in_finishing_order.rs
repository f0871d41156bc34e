//! Misconception: A JoinSet gives the results in the order of spawning.
//! Caught by: values_come_in_the_order_of_the_list
//! Message: in the order in which the tasks ended

use std::future::Future;
use tokio::task::JoinSet;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let mut tasks: JoinSet<_> = futs.into_iter().collect();
    let mut values = Vec::new();
    while let Some(joined) = tasks.join_next().await {
        values.push(joined??);
    }
    Ok(values)
}
