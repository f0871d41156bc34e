//! Misconception: The end of the source closes a batch, so there is always one to give.
//! Caught by: there_is_never_an_empty_batch
//! Message: An empty batch is nothing to give

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
    let source = Some(Box::pin(source));
    stream::unfold(source, move |source| async move {
        let mut source = source?;
        let mut batch = Vec::new();
        match source.next().await {
            Some(first) => batch.push(first),
            None => return Some((batch, None)),
        }
        let deadline = Instant::now() + wait;
        while batch.len() < max {
            match timeout_at(deadline, source.next()).await {
                Ok(Some(item)) => batch.push(item),
                Err(_) => break,
                Ok(None) => return Some((batch, None)),
            }
        }
        Some((batch, Some(source)))
    })
}
