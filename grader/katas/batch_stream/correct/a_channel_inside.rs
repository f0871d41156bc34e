//! The batches are made by a future that lives inside the stream and sends them through a channel.

use futures::{
    SinkExt as _,
    channel::mpsc,
    stream::{Stream, StreamExt as _, once, select},
};
use std::time::Duration;
use tokio::time::{Instant, timeout};

pub fn batches<S>(source: S, max: usize, wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream,
{
    let (mut sender, receiver) = mpsc::channel(0);
    let work = async move {
        let mut source = std::pin::pin!(source.fuse());
        while let Some(first) = source.next().await {
            let (mut batch, start) = (vec![first], Instant::now());
            while batch.len() < max {
                let left = wait.saturating_sub(start.elapsed());
                match timeout(left, source.next()).await {
                    Ok(Some(item)) => batch.push(item),
                    _ => break,
                }
            }
            if sender.send(batch).await.is_err() {
                return;
            }
        }
    };
    let work = once(work).filter_map(|()| std::future::ready(None));
    select(work, receiver)
}
