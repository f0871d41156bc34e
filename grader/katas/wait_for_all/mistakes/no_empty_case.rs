//! Misconception: select_all of nothing gives nothing.
//! Caught by: an_empty_list_is_done_at_once
//! Message: look at the empty case first

use futures::future::{join_all, select_all};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    join_all(futs).await.into_iter().collect()
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let mut values = Vec::new();
    let numbered = futs.into_iter().enumerate();
    let mut running: Vec<_> = numbered
        .map(|(index, fut)| Box::pin(async move { (index, fut.await) }))
        .collect();
    loop {
        let ((index, result), _, others) = select_all(running).await;
        values.push((index, result?));
        if others.is_empty() {
            break;
        }
        running = others;
    }
    values.sort_by_key(|(index, _)| *index);
    Ok(values.into_iter().map(|(_, value)| value).collect())
}
