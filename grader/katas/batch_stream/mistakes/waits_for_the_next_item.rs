//! Misconception: A batch is given when the next item does not fit into it.
//! Caught by: a_full_batch_is_given_at_once
//! Message: when its last item comes

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
    let state = (Box::pin(source.fuse()), None);
    stream::unfold(state, move |(mut source, left)| async move {
        let first = match left {
            Some(item) => item,
            None => source.next().await?,
        };
        let mut batch = vec![first];
        let deadline = Instant::now() + wait;
        loop {
            match timeout_at(deadline, source.next()).await {
                Ok(Some(item)) if batch.len() == max => return Some((batch, (source, Some(item)))),
                Ok(Some(item)) => batch.push(item),
                Ok(None) | Err(_) => return Some((batch, (source, None))),
            }
        }
    })
}
