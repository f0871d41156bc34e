//! Misconception: Room for `max` items is made at the beginning.
//! Caught by: an_old_batch_is_given_as_it_is
//! Message: let it grow

use futures::{
    StreamExt as _,
    stream::{self, Stream},
};
use std::time::Duration;
use tokio::time::{Instant, timeout};

pub fn batches<S>(source: S, max: usize, wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream,
{
    let source = Box::pin(source.fuse());
    stream::unfold(source, move |mut source| async move {
        let first = source.next().await?;
        let mut batch = Vec::with_capacity(max);
        batch.push(first);
        let start = Instant::now();
        while batch.len() < max {
            let left = wait.saturating_sub(start.elapsed());
            match timeout(left, source.next()).await {
                Ok(Some(item)) => batch.push(item),
                Ok(None) | Err(_) => break,
            }
        }
        Some((batch, source))
    })
}
