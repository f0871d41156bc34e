//! Misconception: A timeout around each `next` limits the whole batch.
//! Caught by: the_time_counts_from_the_first_item
//! Message: keep one deadline for all of them

use futures::{
    StreamExt as _,
    stream::{self, Stream},
};
use std::time::Duration;
use tokio::time::timeout;

pub fn batches<S>(source: S, max: usize, wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream,
{
    let source = Box::pin(source.fuse());
    stream::unfold(source, move |mut source| async move {
        let mut batch = vec![source.next().await?];
        while batch.len() < max {
            match timeout(wait, source.next()).await {
                Ok(Some(item)) => batch.push(item),
                Ok(None) | Err(_) => break,
            }
        }
        Some((batch, source))
    })
}
