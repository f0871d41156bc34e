//! Misconception: `chunks` is what is asked for.
//! Caught by: an_old_batch_is_given_as_it_is
//! Message: When the time is over, what is there is given

use futures::{StreamExt as _, stream::Stream};
use std::time::Duration;

pub fn batches<S>(source: S, max: usize, _wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream,
{
    source.chunks(max)
}
