//! Misconception: The time starts when one begins to wait for the batch.
//! Caught by: the_time_counts_from_the_first_item
//! Message: not from the batch before

use futures::{
    StreamExt as _,
    stream::{self, Stream},
};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

pub fn batches<S>(source: S, max: usize, wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream,
{
    let source = Box::pin(source.fuse());
    stream::unfold(source, move |mut source| async move {
        let mut batch = Vec::new();
        let mut deadline = Instant::now() + wait;
        while batch.len() < max {
            match timeout_at(deadline, source.next()).await {
                Ok(Some(item)) => batch.push(item),
                Err(_) if batch.is_empty() => deadline += wait,
                Err(_) => break,
                Ok(None) if batch.is_empty() => return None,
                Ok(None) => break,
            }
        }
        Some((batch, source))
    })
}
