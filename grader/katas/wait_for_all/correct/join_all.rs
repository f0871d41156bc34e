//! `join_all`, and `select_all` again and again with those that are left.

use futures::future::{join_all, select_all};
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
    let numbered = futs.into_iter().enumerate();
    let mut left: Vec<_> = numbered
        .map(|(index, fut)| Box::pin(async move { (index, fut.await) }))
        .collect();
    let mut values: Vec<Option<T>> = left.iter().map(|_| None).collect();
    while !left.is_empty() {
        let ((index, result), _, others) = select_all(left).await;
        values[index] = Some(result?);
        left = others;
    }
    Ok(values.into_iter().flatten().collect())
}
