//! Misconception: When the task ends, its receiver is dropped, and with it every command in the channel.
//! Caught by: stop_leaves_nobody_waiting_on_two_threads
//! Message: at the very moment at which the task drops its receiver

use anyhow::{Context as _, anyhow};
use std::collections::HashMap;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

#[derive(Clone)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
}

enum Command {
    Add {
        key: String,
        n: i64,
        reply: oneshot::Sender<i64>,
    },
    Get {
        key: String,
        reply: oneshot::Sender<Option<i64>>,
    },
    Stop,
}

pub fn spawn(capacity: usize) -> (Handle, JoinHandle<HashMap<String, i64>>) {
    let (commands, received) = mpsc::channel(capacity);
    (Handle { commands }, tokio::spawn(count(received)))
}

async fn count(mut commands: mpsc::Receiver<Command>) -> HashMap<String, i64> {
    let mut counters = HashMap::new();
    while let Some(command) = commands.recv().await {
        match command {
            Command::Add { key, n, reply } => {
                let counter = counters.entry(key).or_default();
                *counter += n;
                let _ = reply.send(*counter);
            }
            Command::Get { key, reply } => {
                let _ = reply.send(counters.get(&key).copied());
            }
            Command::Stop => break,
        }
    }
    counters
}

impl Handle {
    pub async fn add(&self, key: &str, n: i64) -> anyhow::Result<i64> {
        let key = key.to_string();
        self.ask(|reply| Command::Add { key, n, reply }).await
    }

    pub async fn get(&self, key: &str) -> anyhow::Result<Option<i64>> {
        let key = key.to_string();
        self.ask(|reply| Command::Get { key, reply }).await
    }

    pub async fn stop(self) -> anyhow::Result<()> {
        self.send(Command::Stop).await
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<T>) -> Command,
    ) -> anyhow::Result<T> {
        let (reply, answer) = oneshot::channel();
        self.send(command(reply)).await?;
        answer
            .await
            .context("the counters' task ended before it answered")
    }

    async fn send(&self, command: Command) -> anyhow::Result<()> {
        let sent = self.commands.send(command).await;
        sent.map_err(|_| anyhow!("the counters' task has ended"))
    }
}
