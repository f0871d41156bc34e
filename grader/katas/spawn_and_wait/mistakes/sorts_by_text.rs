//! Misconception: Numbers written as text sort like numbers.
//! Caught by: values_come_in_the_order_of_the_list
//! Message: Values come in the order of the list

use anyhow::Context as _;
use std::future::Future;
use tokio::task::JoinSet;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let mut s = JoinSet::new();
    for (i, f) in futs.into_iter().enumerate() {
        s.spawn(async move { anyhow::Ok((i, f.await?)) });
    }
    let mut v = vec![];
    while let Some(j) = s.join_next().await {
        v.push(j.context("x").flatten()?)
    }
    v.sort_by_key(|x| x.0.to_string());
    Ok(v.into_iter().map(|x| x.1).collect())
}
