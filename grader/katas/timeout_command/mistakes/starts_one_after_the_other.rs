//! Misconception: Spawning and awaiting in one loop runs the tasks together.
//! Caught by: all_tasks_start_at_once
//! Message: Awaiting one task after the other

use anyhow::{Context as _, bail, ensure};
use futures::future::BoxFuture;
use std::time::Duration;
use tokio::{
    task::JoinSet,
    time::{Instant, timeout_at},
};

pub type Task = (String, BoxFuture<'static, anyhow::Result<()>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    KillAll,
    FirstThenKill,
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub finished: Vec<String>,
    pub failed: Vec<String>,
    pub killed: Vec<String>,
}

pub fn parse(args: &[&str]) -> anyhow::Result<(Mode, Duration, usize)> {
    let mut words = args.iter();
    let mode = match *words.next().context("the mode is missing")? {
        "kill-all" => Mode::KillAll,
        "first" => Mode::FirstThenKill,
        other => bail!("unknown mode `{other}`: there are `kill-all` and `first`"),
    };
    let limit = words.next().context("the limit is missing")?;
    let limit = limit
        .parse()
        .with_context(|| format!("the limit `{limit}` is not a number of milliseconds"))?;
    let count = words.next().context("the number of tasks is missing")?;
    let count = count
        .parse()
        .with_context(|| format!("`{count}` is not a number of tasks"))?;
    ensure!(
        count > 0,
        "the number of tasks is `0`: there is nothing to run"
    );
    if let Some(extra) = words.next() {
        bail!("unexpected word `{extra}`");
    }
    Ok((mode, Duration::from_millis(limit), count))
}

pub async fn run(mode: Mode, limit: Duration, tasks: Vec<Task>) -> Report {
    let deadline = Instant::now() + limit;
    let mut report = Report::default();
    let mut over = false;
    for (name, work) in tasks {
        let mut set = JoinSet::new();
        if !over {
            set.spawn(work);
        }
        match timeout_at(deadline, set.join_next()).await {
            Ok(Some(Ok(Ok(())))) => report.finished.push(name),
            Ok(Some(_)) => report.failed.push(name),
            Ok(None) | Err(_) => report.killed.push(name),
        }
        over = mode == Mode::FirstThenKill || Instant::now() >= deadline;
    }
    report
}
