//! Every task is watched by another that reports its end through a channel.

use anyhow::{Result, anyhow, ensure};
use futures::future::BoxFuture;
use std::{collections::HashMap, str::FromStr, time::Duration};
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};

pub type Task = (String, BoxFuture<'static, anyhow::Result<()>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    KillAll,
    FirstThenKill,
}

impl FromStr for Mode {
    type Err = anyhow::Error;

    fn from_str(word: &str) -> Result<Self> {
        let modes = HashMap::from([("kill-all", Mode::KillAll), ("first", Mode::FirstThenKill)]);
        modes
            .get(word)
            .copied()
            .ok_or_else(|| anyhow!("no mode is called {word}"))
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Report {
    pub finished: Vec<String>,
    pub failed: Vec<String>,
    pub killed: Vec<String>,
}

pub fn parse(args: &[&str]) -> Result<(Mode, Duration, usize)> {
    const USAGE: &str = "usage: <mode> <limit in ms> <number of tasks>";
    let word = |index: usize, name: &str| {
        let missing = || anyhow!("missing {name} ({USAGE})");
        args.get(index).copied().ok_or_else(missing)
    };
    let (mode, limit, count) = (
        word(0, "mode")?,
        word(1, "limit")?,
        word(2, "number of tasks")?,
    );
    ensure!(args.len() == 3, "one word too many in {args:?} ({USAGE})");
    let number = |word: &str| {
        let digits = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        ensure!(digits, "{word} is no number");
        Ok(word.parse::<u64>()?)
    };
    ensure!(count != "0", "0 tasks are none");
    Ok((
        mode.parse()?,
        Duration::from_millis(number(limit)?),
        usize::try_from(number(count)?)?,
    ))
}

pub async fn run(mode: Mode, limit: Duration, tasks: Vec<Task>) -> Report {
    let now = Instant::now();
    // A limit that is later than an `Instant` can be is never reached.
    let deadline = now
        .checked_add(limit)
        .unwrap_or(now + Duration::from_secs(1 << 32));
    let (sender, mut ends) = mpsc::unbounded_channel();
    let mut names = Vec::new();
    let mut aborts = Vec::new();
    for (name, work) in tasks {
        let task = tokio::spawn(work);
        aborts.push(task.abort_handle());
        let (sender, place) = (sender.clone(), names.len());
        names.push(Some(name));
        tokio::spawn(async move {
            let good = matches!(task.await, Ok(Ok(())));
            let _ = sender.send((place, good));
        });
    }
    drop(sender);
    let most = if mode == Mode::KillAll {
        names.len()
    } else {
        1
    };
    let mut report = Report::default();
    for _ in 0..most {
        let end = tokio::select! {
            end = ends.recv() => end,
            _ = sleep_until(deadline) => None,
        };
        let Some((place, good)) = end else { break };
        let name = names[place].take().expect("a task ends once");
        match good {
            true => report.finished.push(name),
            false => report.failed.push(name),
        }
    }
    for abort in aborts {
        abort.abort();
    }
    report.killed.extend(names.into_iter().flatten());
    report
}
