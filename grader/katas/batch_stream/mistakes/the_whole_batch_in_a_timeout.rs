//! Misconception: A timeout around the whole batch gives what there is.
//! Caught by: an_old_batch_is_given_as_it_is
//! Message: is gone when a timeout or a `select!` drops that future

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
    let source = Some(Box::pin(source));
    stream::unfold(source, move |source| async move {
        let mut source = source?;
        let all = source.by_ref().take(max).collect::<Vec<_>>();
        match timeout(wait, all).await {
            Ok(batch) if batch.len() < max => Some((batch, None)),
            Ok(batch) => Some((batch, Some(source))),
            Err(_) => Some((Vec::new(), Some(source))),
        }
    })
}
