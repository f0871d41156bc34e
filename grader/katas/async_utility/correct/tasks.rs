//! Every function is a task in a `JoinSet`, which aborts what is left.

use anyhow::{Result, anyhow};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{task::JoinSet, time::Instant};

#[derive(Clone)]
pub struct Log {
    start: Instant,
    entries: Arc<Mutex<Vec<(Duration, String)>>>,
}

#[expect(
    clippy::new_without_default,
    reason = "a log counts from its creation, which should be written down"
)]
impl Log {
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            entries: Arc::default(),
        }
    }

    pub fn line(&self, text: impl Into<String>) {
        self.entries
            .lock()
            .unwrap()
            .push((self.start.elapsed(), text.into()));
    }

    pub fn entries(&self) -> Vec<(Duration, String)> {
        self.entries.lock().unwrap().clone()
    }
}

#[derive(Clone, Copy)]
pub struct Sleeps {
    pub foo: Duration,
    pub bar: Duration,
    pub baz: Duration,
    pub slow: Duration,
}

pub async fn run_command(command: Option<&str>, sleeps: Sleeps, log: &Log) -> anyhow::Result<()> {
    let four = ["foo", "bar", "baz", "slow"];
    let command = command.ok_or_else(|| anyhow!("need command"))?;
    match command {
        "not-run" => {
            let _never = four.map(|name| work(name, sleeps, log.clone()));
            Ok(())
        }
        "one-at-a-time" => {
            for name in four {
                all(&[name], sleeps, log).await?;
            }
            Ok(())
        }
        "spawn-and-wait" => all(&["foo"; 10], sleeps, log).await,
        "wait-for-1st" => first(&four, sleeps, log).await,
        "wait-for-all" => all(&four, sleeps, log).await,
        "block-runtime" => first(&["blocker", "baz", "bar", "foo"], sleeps, log).await,
        _ => Err(anyhow!("unknown command: {command}")),
    }
}

fn spawn(names: &[&'static str], sleeps: Sleeps, log: &Log) -> JoinSet<&'static str> {
    let tasks = names.iter().map(|name| work(name, sleeps, log.clone()));
    tasks.collect()
}

async fn all(names: &[&'static str], sleeps: Sleeps, log: &Log) -> Result<()> {
    spawn(names, sleeps, log).join_all().await;
    Ok(())
}

async fn first(names: &[&'static str], sleeps: Sleeps, log: &Log) -> Result<()> {
    let mut tasks = spawn(names, sleeps, log);
    if let Some(winner) = tasks.join_next().await {
        log.line(format!("{} finished 1st", winner?));
    }
    tasks.shutdown().await;
    Ok(())
}

async fn work(name: &'static str, sleeps: Sleeps, log: Log) -> &'static str {
    log.line(format!("START: {name}"));
    match name {
        "foo" => tokio::time::sleep(sleeps.foo).await,
        "bar" => tokio::time::sleep(sleeps.bar).await,
        "baz" => tokio::time::sleep(sleeps.baz).await,
        "slow" => tokio::time::sleep(sleeps.slow).await,
        _ => std::thread::sleep(sleeps.slow),
    }
    log.line(format!("END: {name}"));
    name
}
