//! The two short ways: `join_all`, and `try_join_all`.

use futures::future::{join_all, try_join_all};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let mut values = Vec::new();
    for result in join_all(futs).await {
        values.push(result?);
    }
    Ok(values)
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
