//! Misconception: A timeout gives back what was collected so far.
//! Caught by: an_old_batch_is_given_as_it_is
//! Message: is gone when a timeout or a `select!` drops that future

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
        let first = source.next().await?;
        let deadline = Instant::now() + wait;
        let rest = source.by_ref().take(max - 1).collect::<Vec<_>>();
        let rest = timeout_at(deadline, rest).await.unwrap_or_default();
        Some(([first].into_iter().chain(rest).collect(), source))
    })
}
