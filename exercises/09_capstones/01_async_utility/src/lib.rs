//! A utility that shows what async functions do, a command for each way of running them.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

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
pub async fn run_command(command: Option<&str>, sleeps: Sleeps, log: &Log) -> anyhow::Result<()> {
    todo!()
}
