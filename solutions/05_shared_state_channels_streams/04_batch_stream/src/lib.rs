//! Collect the items of a stream in batches, by number and by time.

use futures::{
    StreamExt as _,
    stream::{self, Stream},
};
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// The items of `source` in batches. A batch is given when it has `max` items (at least 1), when
/// `wait` has passed since its first item came, or at the end of the source.
pub fn batches<S>(source: S, max: usize, wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream,
{
    // Pinned, so that `next` can be called whatever the source is; fused, because the last batch
    // may see the end of the source and the call after it asks once more.
    let source = Box::pin(source.fuse());
    stream::unfold(source, move |mut source| async move {
        // Without a time limit, for there is no batch before its first item. At the end of the
        // source `?` ends this stream as well.
        let mut batch = vec![source.next().await?];
        // One time for the whole batch: each item gets what is left of it. (`Instant::now() + wait` would
        // panic where there is no moment that late.)
        let start = Instant::now();
        while batch.len() < max {
            let left = wait.saturating_sub(start.elapsed());
            // If the time is over, only the waiting is dropped. The batch is out here, safe.
            match timeout(left, source.next()).await {
                Ok(Some(item)) => batch.push(item),
                Ok(None) | Err(_) => break,
            }
        }
        Some((batch, source))
    })
}
