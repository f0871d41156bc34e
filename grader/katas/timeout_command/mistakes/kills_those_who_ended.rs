//! Misconception: Aborting a task that has ended kills it.
//! Caught by: killed_is_in_the_given_order
//! Message: `ann` had ended by itself

use anyhow::{Context as _, bail, ensure};
use futures::future::BoxFuture;
use std::time::Duration;
use tokio::{
    task::JoinSet,
    time::{Instant, timeout_at},
};

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

/// Starts all tasks, kills them as `mode` says, and reports what became of each.
pub async fn run(mode: Mode, limit: Duration, tasks: Vec<Task>) -> Report {
    // One moment for everybody. A `timeout(limit, …)` inside the loop would start counting again
    // with every task that ends.
    let deadline = Instant::now() + limit;
    let mut all = vec![];
    let mut set = JoinSet::new();
    let mut running = Vec::new();
    for (name, work) in tasks {
        // A task that panics gives no value back, hence no name: its id is all that is left.
        let id = set.spawn(work).id();
        all.push(name.clone());
        running.push((id, name));
    }

    let mut report = Report::default();
    while let Ok(Some(ended)) = timeout_at(deadline, set.join_next_with_id()).await {
        let (id, succeeded) = match ended {
            // The outer `Ok` only says that the task came to its end; how it ended is inside.
            Ok((id, result)) => (id, result.is_ok()),
            Err(panic) => (panic.id(), false),
        };
        // `remove` keeps the order of the others, which `swap_remove` would not.
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

    // Aborts what still runs, and waits until it is really gone.
    set.shutdown().await;
    report.killed = all;
    report
}
