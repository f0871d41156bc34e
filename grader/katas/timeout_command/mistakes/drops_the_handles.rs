//! Misconception: `select!` kills the tasks whose handles it drops.
//! Caught by: killed_tasks_stop
//! Message: is detached and goes on

use anyhow::{Context as _, bail, ensure};
use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

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
    let mut running = FuturesUnordered::new();
    let mut names = Vec::new();
    for (name, work) in tasks {
        names.push(name.clone());
        let handle = tokio::spawn(work);
        running.push(handle.map(move |ended| (name, ended)));
    }
    let mut report = Report::default();
    loop {
        let (name, ended) = tokio::select! {
            next = running.next() => match next {
                Some(ended) => ended,
                None => break,
            },
            _ = sleep_until(deadline) => break,
        };
        names.retain(|other| *other != name);
        match ended {
            Ok(Ok(())) => report.finished.push(name),
            _ => report.failed.push(name),
        }
        if mode == Mode::FirstThenKill {
            break;
        }
    }
    report.killed = names;
    report
}
