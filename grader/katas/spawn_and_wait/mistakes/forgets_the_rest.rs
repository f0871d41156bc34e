//! Misconception: Tasks that nobody waits for are cancelled when their parent returns.
//! Caught by: nothing_goes_on_after_a_failure
//! Message: still went on

use std::future::Future;
use tokio::sync::mpsc;

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let mut values: Vec<Option<T>> = futs.iter().map(|_| None).collect();
    let (sender, mut receiver) = mpsc::unbounded_channel();
    for (index, fut) in futs.into_iter().enumerate() {
        let sender = sender.clone();
        tokio::spawn(async move {
            let ended = tokio::spawn(fut).await;
            let _ = sender.send((index, ended));
        });
    }
    drop(sender);
    while let Some((index, ended)) = receiver.recv().await {
        values[index] = Some(ended??);
    }
    Ok(values.into_iter().flatten().collect())
}
