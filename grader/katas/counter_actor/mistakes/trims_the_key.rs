//! Misconception: Spaces around a key do not matter.
//! Caught by: get_gives_the_value_or_none
//! Message: A key is a text and is taken as it is

use anyhow::{Context as _, anyhow};
use std::collections::HashMap;
use tokio::{
    sync::{mpsc, oneshot},
    task::JoinHandle,
};

/// Talks to the task that owns the counters. Clones talk to the same one.
#[derive(Clone)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
}

/// What the task can be asked to do. Each carries the way back for its reply.
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

/// Starts the task, with room for `capacity` commands (at least 1) in its queue. It ends when all
/// handles are gone or after `stop`, and gives the map.
pub fn spawn(capacity: usize) -> (Handle, JoinHandle<HashMap<String, i64>>) {
    // The only sender goes into the handle. If the task kept one, `recv` would never say that all
    // senders are gone.
    let (commands, received) = mpsc::channel(capacity);
    (Handle { commands }, tokio::spawn(count(received)))
}

/// The task. Nobody else can reach the map, so there is nothing to lock.
async fn count(mut commands: mpsc::Receiver<Command>) -> HashMap<String, i64> {
    let mut counters = HashMap::new();
    while let Some(command) = commands.recv().await {
        match command {
            Command::Add { key, n, reply } => {
                let counter = counters.entry(key).or_default();
                *counter += n;
                // An error means that the caller does not wait any more: that is their business.
                let _ = reply.send(*counter);
            }
            Command::Get { key, reply } => {
                let _ = reply.send(counters.get(&key).copied());
            }
            Command::Stop => break,
        }
    }
    // The receiver ends here. Commands that are still queued are dropped with it, and so are their ways
    // back: whoever waits for a reply gets an error. But see `ask` about the one that comes too late.
    counters
}

impl Handle {
    /// Adds `n` to the counter of `key`, which starts at 0, and gives the new value.
    pub async fn add(&self, key: &str, n: i64) -> anyhow::Result<i64> {
        let key = key.trim().to_string();
        self.ask(|reply| Command::Add { key, n, reply }).await
    }

    /// The counter of `key`; `None` if nothing was ever added to it.
    pub async fn get(&self, key: &str) -> anyhow::Result<Option<i64>> {
        let key = key.to_string();
        self.ask(|reply| Command::Get { key, reply }).await
    }

    /// Tells the task to end, even though other handles may still exist.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.send(Command::Stop).await
    }

    async fn ask<T>(
        &self,
        command: impl FnOnce(oneshot::Sender<T>) -> Command,
    ) -> anyhow::Result<T> {
        let (reply, mut answer) = oneshot::channel();
        self.send(command(reply)).await?;
        // The answer alone is not enough to wait for. On another thread, the task may drop its receiver
        // at the very moment at which our command comes into the channel. Then the command stays there,
        // with the way back inside: no answer, and no error. But the channel is closed, and that we can
        // await. It also helps if the task panics, is aborted, or ends with its runtime.
        let answer = tokio::select! {
            biased;
            answer = &mut answer => answer.ok(),
            // The answer may have come just before the end: a last look.
            () = self.commands.closed() => answer.try_recv().ok(),
        };
        answer.context("the counters' task ended before it answered")
    }

    async fn send(&self, command: Command) -> anyhow::Result<()> {
        // The error would give the command back, which nobody wants.
        let sent = self.commands.send(command).await;
        sent.map_err(|_| anyhow!("the counters' task has ended"))
    }
}
