//! Misconception: A limit of 250 is 250 seconds.
//! Caught by: parse_reads_three_words
//! Message: the limit in milliseconds

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
    Ok((mode, Duration::from_secs(limit), count))
}

pub async fn run(mode: Mode, limit: Duration, tasks: Vec<Task>) -> Report {
    let deadline = Instant::now() + limit;
    let mut set = JoinSet::new();
    let mut running = Vec::new();
    for (name, work) in tasks {
        let id = set.spawn(work).id();
        running.push((id, name));
    }

    let mut report = Report::default();
    while let Ok(Some(ended)) = timeout_at(deadline, set.join_next_with_id()).await {
        let (id, succeeded) = match ended {
            Ok((id, result)) => (id, result.is_ok()),
            Err(panic) => (panic.id(), false),
        };
        let place = running.iter().position(|(other, _)| *other == id);
        let (_, name) = running.remove(place.expect("only our own tasks are in the set"));
        if succeeded {
            report.finished.push(name);
        } else {
            report.failed.push(name);
        }
        if mode == Mode::FirstThenKill {
            break;
        }
    }

    set.shutdown().await;
    report.killed = running.into_iter().map(|(_, name)| name).collect();
    report
}
