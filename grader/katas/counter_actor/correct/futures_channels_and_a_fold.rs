//! The channels of the futures crate; the task is a fold over the stream of commands.

use anyhow::{Context as _, Result};
use futures::{
    SinkExt as _, StreamExt as _,
    channel::{mpsc, oneshot},
    future,
};
use std::collections::HashMap;
use tokio::task::JoinHandle;

struct Command {
    key: String,
    n: Option<i64>,
    reply: oneshot::Sender<Option<i64>>,
}

#[derive(Clone)]
pub struct Handle(mpsc::Sender<Option<Command>>);

pub fn spawn(capacity: usize) -> (Handle, JoinHandle<HashMap<String, i64>>) {
    let (sender, commands) = mpsc::channel::<Option<Command>>(capacity);
    let task = commands
        .take_while(|command| future::ready(command.is_some()))
        .filter_map(future::ready)
        .fold(HashMap::new(), |mut counters, command| {
            let Command { key, n, reply } = command;
            let value = match n {
                Some(n) => {
                    let counter: &mut i64 = counters.entry(key).or_default();
                    *counter += n;
                    Some(*counter)
                }
                None => counters.get(&key).copied(),
            };
            reply.send(value).ok();
            future::ready(counters)
        });
    (Handle(sender), tokio::spawn(task))
}

impl Handle {
    async fn ask(&self, key: &str, n: Option<i64>) -> Result<Option<i64>> {
        let (reply, answer) = oneshot::channel();
        let key = key.to_string();
        self.0.clone().send(Some(Command { key, n, reply })).await?;
        answer.await.context("no answer")
    }

    pub async fn add(&self, key: &str, n: i64) -> Result<i64> {
        let value = self.ask(key, Some(n)).await?;
        value.context("what was added must be there")
    }

    pub async fn get(&self, key: &str) -> Result<Option<i64>> {
        self.ask(key, None).await
    }

    pub async fn stop(mut self) -> Result<()> {
        Ok(self.0.send(None).await?)
    }
}
