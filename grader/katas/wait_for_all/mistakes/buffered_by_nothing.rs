//! Misconception: A stream without items ends at once, whatever the buffer's size.
//! Caught by: an_empty_list_is_done_at_once
//! Message: look at the empty case first

use futures::future::try_join_all;
use futures::stream::{self, StreamExt as _};
use std::future::Future;

pub async fn wait_for_all<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    let together = futs.len();
    let results: Vec<_> = stream::iter(futs).buffered(together).collect().await;
    results.into_iter().collect()
}

pub async fn fail_fast<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>>,
{
    try_join_all(futs).await
}
