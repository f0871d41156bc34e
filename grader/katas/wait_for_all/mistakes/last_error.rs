//! Misconception: Keeping the error in a variable keeps the first one.
//! Caught by: wait_for_all_gives_the_first_error_by_position
//! Message: a later one must not take the place of the first

use futures::future::{join_all, try_join_all};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let mut values = Vec::new();
    let mut failed = None;
    for result in join_all(futs).await {
        match result {
            Ok(value) => values.push(value),
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(values), Err)
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
