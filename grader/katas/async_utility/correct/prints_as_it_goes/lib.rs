//! The library prints every line when it happens; blocker is a task, the others are not.

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
    match command.context("need command")? {
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
    let line = format!("{winner} finished 1st");
    println!("{line}");
    log.line(line);
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
    let own_log = log.clone();
    let mut task = tokio::spawn(async move { blocker(sleeps, &own_log).await });
    let others = async {
        tokio::select! {
            () = foo(sleeps, log) => "foo",
            () = bar(sleeps, log) => "bar",
            () = baz(sleeps, log) => "baz",
        }
    };
    let winner = tokio::select! {
        winner = others => winner,
        _ = &mut task => "blocker",
    };
    task.abort();
    log.line("almost done");
    let line = format!("{winner} finished 1st");
    println!("{line}");
    log.line(line);
}

fn tell(log: &Log, line: &str) {
    eprintln!("{line}");
    log.line(line);
}

async fn foo(sleeps: Sleeps, log: &Log) {
    tell(log, "START: foo");
    sleep(sleeps.foo).await;
    tell(log, "END: foo");
}

async fn bar(sleeps: Sleeps, log: &Log) {
    tell(log, "START: bar");
    sleep(sleeps.bar).await;
    tell(log, "END: bar");
}

async fn baz(sleeps: Sleeps, log: &Log) {
    tell(log, "START: baz");
    sleep(sleeps.baz).await;
    tell(log, "END: baz");
}

async fn slow(sleeps: Sleeps, log: &Log) {
    tell(log, "START: slow");
    sleep(sleeps.slow).await;
    tell(log, "END: slow");
}

async fn blocker(sleeps: Sleeps, log: &Log) {
    tell(log, "START: blocker");
    thread::sleep(sleeps.slow);
    tell(log, "END: blocker");
}
