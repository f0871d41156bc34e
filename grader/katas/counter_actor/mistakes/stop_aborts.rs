//! Misconception: Aborting a task is the way to end it.
//! Caught by: the_task_ends_after_stop
//! Message: must come to its own end

use anyhow::{Context as _, anyhow};
use std::collections::HashMap;
use tokio::{
    sync::{mpsc, oneshot, watch},
    task::{AbortHandle, JoinHandle},
};

type Command = (String, Option<i64>, oneshot::Sender<Option<i64>>);

#[derive(Clone)]
pub struct Handle {
    commands: mpsc::Sender<Command>,
    task: watch::Receiver<Option<AbortHandle>>,
}

pub fn spawn(capacity: usize) -> (Handle, JoinHandle<HashMap<String, i64>>) {
    let (commands, mut received) = mpsc::channel::<Command>(capacity);
    let (sender, abort) = watch::channel(None);
    let task = tokio::spawn(async move {
        let mut counters = HashMap::new();
        while let Some((key, n, reply)) = received.recv().await {
            if let Some(n) = n {
                *counters.entry(key.clone()).or_default() += n;
            }
            let _ = reply.send(counters.get(&key).copied());
        }
        counters
    });
    sender.send_replace(Some(task.abort_handle()));
    (
        Handle {
            commands,
            task: abort,
        },
        task,
    )
}

impl Handle {
    pub async fn add(&self, key: &str, n: i64) -> anyhow::Result<i64> {
        let total = self.ask(key, Some(n)).await?;
        total.context("nothing was added")
    }

    pub async fn get(&self, key: &str) -> anyhow::Result<Option<i64>> {
        self.ask(key, None).await
    }

    pub async fn stop(self) -> anyhow::Result<()> {
        if let Some(task) = &*self.task.borrow() {
            task.abort();
        }
        Ok(())
    }

    async fn ask(&self, key: &str, n: Option<i64>) -> anyhow::Result<Option<i64>> {
        let (reply, answer) = oneshot::channel();
        let sent = self.commands.send((key.to_string(), n, reply)).await;
        sent.map_err(|_| anyhow!("the task has ended"))?;
        Ok(answer.await?)
    }
}
