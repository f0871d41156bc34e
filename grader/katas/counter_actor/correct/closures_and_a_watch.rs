//! Commands are closures that get the map; `stop` goes through a watch channel and waits for the end.

use anyhow::{Result, anyhow};
use std::{collections::HashMap, sync::Arc};
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::JoinHandle,
};

type Map = HashMap<String, i64>;
type Command = Box<dyn FnOnce(&mut Map) + Send>;

#[derive(Clone)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
    stop: Arc<watch::Sender<bool>>,
}

pub fn spawn(capacity: usize) -> (Handle, JoinHandle<Map>) {
    let (commands, mut received) = mpsc::channel::<Command>(capacity);
    let (stop, mut stopped) = watch::channel(false);
    let task = tokio::spawn(async move {
        let mut map = Map::new();
        loop {
            tokio::select! {
                _ = stopped.wait_for(|stop| *stop) => break,
                command = received.recv() => match command {
                    Some(command) => command(&mut map),
                    None => return map,
                },
            }
        }
        received.close();
        // What is left is dropped, and with it the ways back.
        while received.recv().await.is_some() {}
        map
    });
    let stop = Arc::new(stop);
    (Handle { commands, stop }, task)
}

impl Handle {
    async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Map) -> T + Send + 'static,
    ) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        let command = Box::new(move |map: &mut Map| drop(reply.send(work(map))));
        match self.commands.send(command).await {
            Ok(()) => Ok(answer.await?),
            Err(_) => Err(anyhow!("the actor is gone")),
        }
    }

    pub async fn add(&self, key: &str, n: i64) -> Result<i64> {
        let key = key.to_string();
        self.with(move |map| {
            let counter = map.entry(key).or_insert(0);
            *counter += n;
            *counter
        })
        .await
    }

    pub async fn get(&self, key: &str) -> Result<Option<i64>> {
        let key = key.to_string();
        self.with(move |map| map.get(&key).copied()).await
    }

    pub async fn stop(self) -> Result<()> {
        self.stop.send(true)?;
        self.commands.closed().await;
        Ok(())
    }
}
