//! Misconception: A stream that can be asked for its next item is `Unpin`.
//! Caught by: signature_changed
//! Message: `batches` must be

use futures::{
    StreamExt as _,
    stream::{self, Stream},
};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

pub fn batches<S>(source: S, max: usize, wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream + Unpin,
{
    let source = source.fuse();
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
