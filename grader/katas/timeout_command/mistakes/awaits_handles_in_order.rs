//! Misconception: Awaiting the handles one by one notes the tasks as they end.
//! Caught by: finished_is_in_finishing_order
//! Message: note each task when it ends

use anyhow::{Context as _, bail, ensure};
use futures::future::{BoxFuture, select_all};
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

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
    let mut running = Vec::new();
    for (name, work) in tasks {
        running.push((name, tokio::spawn(work)));
    }
    if mode == Mode::FirstThenKill && !running.is_empty() {
        let handles = running.iter_mut().map(|(_, handle)| handle);
        if let Ok((ended, place, _)) = timeout_at(deadline, select_all(handles)).await {
            let (name, _) = running.remove(place);
            match ended {
                Ok(Ok(())) => report.finished.push(name),
                _ => report.failed.push(name),
            }
        }
        for (name, handle) in running {
            handle.abort();
            report.killed.push(name);
        }
        return report;
    }
    for (name, mut handle) in running {
        match timeout_at(deadline, &mut handle).await {
            Ok(Ok(Ok(()))) => report.finished.push(name),
            Ok(_) => report.failed.push(name),
            Err(_) => {
                handle.abort();
                report.killed.push(name);
            }
        }
    }
    report
}
