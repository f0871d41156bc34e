//! `tokio::join!` and `try_join!` on the two halves of the list, again and again.

use futures::future::LocalBoxFuture;
use std::future::Future;

fn all<'a, F, T>(mut futs: Vec<F>) -> LocalBoxFuture<'a, Vec<anyhow::Result<T>>>
where
    F: Future<Output = anyhow::Result<T>> + 'a,
    T: 'a,
{
    Box::pin(async move {
        if futs.len() < 2 {
            return match futs.pop() {
                Some(fut) => vec![fut.await],
                None => Vec::new(),
            };
        }
        let right = futs.split_off(futs.len() / 2);
        let (mut left, right) = tokio::join!(all(futs), all(right));
        left.extend(right);
        left
    })
}

fn fast<'a, F, T>(mut futs: Vec<F>) -> LocalBoxFuture<'a, anyhow::Result<Vec<T>>>
where
    F: Future<Output = anyhow::Result<T>> + 'a,
    T: 'a,
{
    Box::pin(async move {
        if futs.len() < 2 {
            return match futs.pop() {
                Some(fut) => Ok(vec![fut.await?]),
                None => Ok(Vec::new()),
            };
        }
        let right = futs.split_off(futs.len() / 2);
        let (mut left, right) = tokio::try_join!(fast(futs), fast(right))?;
        left.extend(right);
        Ok(left)
    })
}

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    all(futs).await.into_iter().collect()
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    fast(futs).await
}
