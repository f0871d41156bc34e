//! Misconception: try_join_all waits for all and then returns the error.
//! Caught by: wait_for_all_waits_for_everybody_after_an_error
//! Message: This function waits for everybody, also after an error

use futures::future::try_join_all;
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
