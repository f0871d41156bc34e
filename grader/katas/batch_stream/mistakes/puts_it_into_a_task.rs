//! Misconception: A stream has to be read by a task of its own.
//! Caught by: signature_changed
//! Message: `batches` must be

use futures::stream::{self, Stream, StreamExt as _};
use std::time::Duration;
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

pub fn batches<S>(source: S, max: usize, wait: Duration) -> impl Stream<Item = Vec<S::Item>>
where
    S: Stream + Send + 'static,
    S::Item: Send,
{
    let (sender, mut receiver) = mpsc::channel(1);
    tokio::spawn(async move {
        let mut source = Box::pin(source.fuse());
        while let Some(first) = source.next().await {
            let mut batch = vec![first];
            let deadline = Instant::now() + wait;
            while batch.len() < max {
                match timeout_at(deadline, source.next()).await {
                    Ok(Some(item)) => batch.push(item),
                    Ok(None) | Err(_) => break,
                }
            }
            if sender.send(batch).await.is_err() {
                return;
            }
        }
    });
    stream::poll_fn(move |cx| receiver.poll_recv(cx))
}
