//! Misconception: A batch is whatever is there when one looks.
//! Caught by: a_full_batch_is_given_at_once
//! Message: not before it is full unless the time is over

use futures::{StreamExt as _, stream::Stream};
use std::time::Duration;

pub fn batches<S>(source: S, max: usize, _wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream,
{
    source.ready_chunks(max)
}
