//! A utility that shows what async functions do, a command for each way of running them.

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

/// Given: what happened, and when, counted from the log's creation.
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
    /// An empty log, whose time starts now.
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            entries: Arc::default(),
        }
    }

    /// Adds a line; all clones write to the same log.
    pub fn line(&self, text: impl Into<String>) {
        self.entries
            .lock()
            .unwrap()
            .push((self.start.elapsed(), text.into()));
    }

    /// All lines so far, with their times.
    pub fn entries(&self) -> Vec<(Duration, String)> {
        self.entries.lock().unwrap().clone()
    }
}

/// Given: how long each function sleeps.
#[derive(Clone, Copy)]
pub struct Sleeps {
    /// How long `foo` sleeps.
    pub foo: Duration,
    /// How long `bar` sleeps.
    pub bar: Duration,
    /// How long `baz` sleeps.
    pub baz: Duration,
    /// How long `slow` sleeps, and how long `blocker` blocks its thread.
    pub slow: Duration,
}

/// Runs `command`: `not-run`, `one-at-a-time`, `spawn-and-wait`, `wait-for-1st`, `wait-for-all` or
/// `block-runtime`.
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

/// Calls every function, and that is all.
fn not_run(sleeps: Sleeps, log: &Log) {
    // A call makes a future. None of them is ever polled, so none of the bodies starts.
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
        // A task may outlive its caller, so it cannot borrow: it gets a clone of the log.
        let log = log.clone();
        tasks.spawn(async move { foo(sleeps, &log).await });
    }
    while let Some(ended) = tasks.join_next().await {
        ended.context("a task panicked")?;
    }
    Ok(())
}

async fn wait_for_first(sleeps: Sleeps, log: &Log) {
    // `select!` drops the futures of the other branches, and with that they are cancelled.
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

/// What an async function must not do: it keeps its thread, and with it every other branch.
async fn blocker(sleeps: Sleeps, log: &Log) {
    log.line("START: blocker");
    // There is no `.await` here. Once this is polled nobody else on this thread gets a turn.
    thread::sleep(sleeps.slow);
    log.line("END: blocker");
}
