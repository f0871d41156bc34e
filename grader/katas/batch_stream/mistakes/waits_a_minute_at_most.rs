//! Misconception: Nobody waits longer than a minute.
//! Caught by: an_old_batch_is_given_as_it_is
//! Message: there is no other limit

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
        let mut batch = vec![source.next().await?];
        let start = Instant::now();
        while batch.len() < max {
            let left = wait
                .min(Duration::from_secs(60))
                .saturating_sub(start.elapsed());
            match timeout(left, source.next()).await {
                Ok(Some(item)) => batch.push(item),
                Ok(None) | Err(_) => break,
            }
        }
        Some((batch, source))
    })
}
