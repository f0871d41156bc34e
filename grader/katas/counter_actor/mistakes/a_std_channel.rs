//! Misconception: A channel is a channel, so the one of the standard library will do.
//! Caught by: a_hundred_callers_get_the_right_replies
//! Message: Something blocks the thread

use anyhow::{Context as _, anyhow};
use std::{collections::HashMap, sync::mpsc};
use tokio::{sync::oneshot, task::JoinHandle};

enum Command {
    Change(String, Option<i64>, oneshot::Sender<Option<i64>>),
    Stop,
}

#[derive(Clone)]
pub struct Handle {
    commands: mpsc::SyncSender<Command>,
}

pub fn spawn(capacity: usize) -> (Handle, JoinHandle<HashMap<String, i64>>) {
    let (commands, received) = mpsc::sync_channel(capacity);
    let task = tokio::spawn(async move {
        let mut counters = HashMap::new();
        while let Ok(Command::Change(key, n, reply)) = received.recv() {
            if let Some(n) = n {
                *counters.entry(key.clone()).or_default() += n;
            }
            let _ = reply.send(counters.get(&key).copied());
        }
        counters
    });
    (Handle { commands }, task)
}

impl Handle {
    pub async fn add(&self, key: &str, n: i64) -> anyhow::Result<i64> {
        self.ask(key, Some(n)).await?.context("nothing was added")
    }

    pub async fn get(&self, key: &str) -> anyhow::Result<Option<i64>> {
        self.ask(key, None).await
    }

    pub async fn stop(self) -> anyhow::Result<()> {
        let sent = self.commands.send(Command::Stop);
        sent.map_err(|_| anyhow!("the task has ended"))
    }

    async fn ask(&self, key: &str, n: Option<i64>) -> anyhow::Result<Option<i64>> {
        let (reply, answer) = oneshot::channel();
        let sent = self
            .commands
            .send(Command::Change(key.to_string(), n, reply));
        sent.map_err(|_| anyhow!("the task has ended"))?;
        Ok(answer.await?)
    }
}
