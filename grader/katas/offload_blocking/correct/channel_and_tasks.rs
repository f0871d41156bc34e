//! A task around each call on the pool; the tasks send what they got through a tokio channel.

use std::{collections::BTreeMap, sync::Arc};
use tokio::{runtime::Handle, sync::mpsc};

pub async fn digest_all<F>(inputs: Vec<Vec<u8>>, slow: F) -> anyhow::Result<Vec<u64>>
where
    F: Fn(&[u8]) -> u64 + Send + Sync + 'static,
{
    let (sender, mut receiver) = mpsc::channel(1);
    let slow: Arc<dyn Fn(&[u8]) -> u64 + Send + Sync> = Arc::new(slow);
    for (place, input) in inputs.into_iter().enumerate() {
        let (sender, slow) = (sender.clone(), slow.clone());
        tokio::spawn(async move {
            let ended = Handle::current().spawn_blocking(move || slow(&input)).await;
            sender.send((place, ended)).await
        });
    }
    drop(sender);
    let mut digests = BTreeMap::new();
    while let Some((place, ended)) = receiver.recv().await {
        digests.insert(place, ended);
    }
    Ok(digests.into_values().collect::<Result<Vec<_>, _>>()?)
}
