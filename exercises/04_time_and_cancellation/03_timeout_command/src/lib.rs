//! Run tasks for a limited time: kill them all at the limit, or take the first and kill the rest.

#![expect(
    unused_variables,
    reason = "a stub uses nothing; delete this attribute when you have filled it in"
)]

use futures::future::BoxFuture;
use std::time::Duration;

/// A name, and the work that runs under it.
pub type Task = (String, BoxFuture<'static, anyhow::Result<()>>);

/// When the tasks are killed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// At the limit.
    KillAll,
    /// As soon as one of them has ended, at the latest at the limit.
    FirstThenKill,
}

/// What became of every task, by name.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Ended with `Ok`, in the order in which they ended.
    pub finished: Vec<String>,
    /// Ended with an error or a panic, in the order in which they ended.
    pub failed: Vec<String>,
    /// Killed, in the order in which they were given.
    pub killed: Vec<String>,
}

/// Reads the words after the program's name: `kill-all|first <limit in ms> <number of tasks>`.
pub fn parse(args: &[&str]) -> anyhow::Result<(Mode, Duration, usize)> {
    todo!()
}

/// Starts all tasks, kills them as `mode` says, and reports what became of each.
pub async fn run(mode: Mode, limit: Duration, tasks: Vec<Task>) -> Report {
    todo!()
}
