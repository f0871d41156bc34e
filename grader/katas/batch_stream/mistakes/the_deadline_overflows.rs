//! Misconception: There is a moment for every deadline.
//! Caught by: an_old_batch_is_given_as_it_is
//! Message: a moment that far away does not exist

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
        let mut batch = vec![source.next().await?];
        let deadline = Instant::now() + wait;
        while batch.len() < max {
            match timeout_at(deadline, source.next()).await {
                Ok(Some(item)) => batch.push(item),
                Ok(None) | Err(_) => break,
            }
        }
        Some((batch, source))
    })
}
