//! Misconception: At the end of the source there is nothing left to do.
//! Caught by: nothing_is_lost_at_the_end
//! Message: what is left at the end belongs to the last one

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
                Ok(None) => return None,
                Err(_) => break,
            }
        }
        Some((batch, source))
    })
}
