//! Results come through a channel; panics are caught inside the tasks; the last error is returned.

use futures::FutureExt as _;
use std::{future::Future, panic::AssertUnwindSafe};
use tokio::sync::mpsc;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let (sender, mut receiver) = mpsc::unbounded_channel();
    for (index, fut) in futs.into_iter().enumerate() {
        let sender = sender.clone();
        tokio::spawn(async move {
            let result = AssertUnwindSafe(fut).catch_unwind().await;
            let result = result.unwrap_or_else(|payload| {
                let literal = payload.downcast_ref::<&str>().map(|text| text.to_string());
                let text = literal.or_else(|| payload.downcast_ref::<String>().cloned());
                Err(anyhow::Error::msg(text.unwrap_or_default()))
            });
            let _ = sender.send((index, result));
        });
    }
    drop(sender);
    let mut values = Vec::new();
    let mut failure = None;
    while let Some((index, result)) = receiver.recv().await {
        match result {
            Ok(value) => values.push((index, value)),
            Err(error) => failure = Some(error),
        }
    }
    values.sort_by_key(|(index, _)| *index);
    match failure {
        None => Ok(values.into_iter().map(|(_, value)| value).collect()),
        Some(error) => Err(error),
    }
}
