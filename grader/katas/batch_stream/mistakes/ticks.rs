//! Misconception: An interval that ticks every `wait` gives batches that are at most that old.
//! Caught by: the_time_counts_from_the_first_item
//! Message: The time counts from the first item of the batch

use futures::{
    StreamExt as _,
    stream::{self, Stream},
};
use std::time::Duration;
use tokio::time::{Instant, interval_at};

pub fn batches<S>(source: S, max: usize, wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream,
{
    let ticks = interval_at(Instant::now() + wait, wait);
    let state = (Box::pin(source), ticks, false);
    stream::unfold(state, move |(mut source, mut ticks, ended)| async move {
        if ended {
            return None;
        }
        let mut batch = Vec::new();
        while batch.len() < max {
            tokio::select! {
                item = source.next() => match item {
                    Some(item) => batch.push(item),
                    None if batch.is_empty() => return None,
                    None => return Some((batch, (source, ticks, true))),
                },
                _ = ticks.tick(), if !batch.is_empty() => break,
            }
        }
        Some((batch, (source, ticks, false)))
    })
}
