//! Misconception: What is meant is clear, whatever the case and the spaces.
//! Caught by: other_commands_are_errors
//! Message: Only the six words themselves are commands

use anyhow::{Context as _, Result, bail};
use std::{
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};
use tokio::{
    task::JoinSet,
    time::{Instant, sleep},
};

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

pub async fn run_command(command: Option<&str>, sleeps: Sleeps, log: &Log) -> Result<()> {
    match command
        .context("need command")?
        .trim()
        .to_lowercase()
        .as_str()
    {
        "not-run" => not_run(sleeps, log),
        "one-at-a-time" => one_at_a_time(sleeps, log).await,
        "spawn-and-wait" => spawn_and_wait(sleeps, log).await?,
        "wait-for-1st" => wait_for_first(sleeps, log).await,
        "wait-for-all" => wait_for_all(sleeps, log).await,
        "block-runtime" => block_runtime(sleeps, log).await,
        other => bail!("unknown command: {other}"),
    }
    Ok(())
}

fn not_run(sleeps: Sleeps, log: &Log) {
    drop((foo(sleeps, log), bar(sleeps, log)));
    drop((baz(sleeps, log), slow(sleeps, log)));
}

async fn one_at_a_time(sleeps: Sleeps, log: &Log) {
    foo(sleeps, log).await;
    bar(sleeps, log).await;
    baz(sleeps, log).await;
    slow(sleeps, log).await;
}

async fn spawn_and_wait(sleeps: Sleeps, log: &Log) -> Result<()> {
    let mut tasks = JoinSet::new();
    for _ in 0..10 {
        let log = log.clone();
        tasks.spawn(async move { foo(sleeps, &log).await });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.context("a task panicked")?;
    }
    Ok(())
}

async fn wait_for_first(sleeps: Sleeps, log: &Log) {
    let winner = tokio::select! {
        () = foo(sleeps, log) => "foo",
        () = bar(sleeps, log) => "bar",
        () = baz(sleeps, log) => "baz",
        () = slow(sleeps, log) => "slow",
    };
    log.line(format!("{winner} finished 1st"));
}

async fn wait_for_all(sleeps: Sleeps, log: &Log) {
    tokio::join!(
        foo(sleeps, log),
        bar(sleeps, log),
        baz(sleeps, log),
        slow(sleeps, log),
    );
}

async fn block_runtime(sleeps: Sleeps, log: &Log) {
    let winner = tokio::select! {
        () = foo(sleeps, log) => "foo",
        () = bar(sleeps, log) => "bar",
        () = baz(sleeps, log) => "baz",
        () = blocker(sleeps, log) => "blocker",
    };
    log.line(format!("{winner} finished 1st"));
}

async fn foo(sleeps: Sleeps, log: &Log) {
    log.line("START: foo");
    sleep(sleeps.foo).await;
    log.line("END: foo");
}

async fn bar(sleeps: Sleeps, log: &Log) {
    log.line("START: bar");
    sleep(sleeps.bar).await;
    log.line("END: bar");
}

async fn baz(sleeps: Sleeps, log: &Log) {
    log.line("START: baz");
    sleep(sleeps.baz).await;
    log.line("END: baz");
}

async fn slow(sleeps: Sleeps, log: &Log) {
    log.line("START: slow");
    sleep(sleeps.slow).await;
    log.line("END: slow");
}

async fn blocker(sleeps: Sleeps, log: &Log) {
    log.line("START: blocker");
    thread::sleep(sleeps.slow);
    log.line("END: blocker");
}
