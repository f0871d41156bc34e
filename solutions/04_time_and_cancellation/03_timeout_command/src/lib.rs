//! Run tasks for a limited time: kill them all at the limit, or take the first and kill the rest.

use anyhow::{Context as _, bail};
use futures::future::BoxFuture;
use std::time::Duration;
use tokio::{
    task::{Id, JoinError, JoinSet},
    time::timeout,
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
    if count == 0 {
        bail!("the number of tasks is `0`: there is nothing to run");
    }
    if let Some(extra) = words.next() {
        bail!("unexpected word `{extra}`");
    }
    Ok((mode, Duration::from_millis(limit), count))
}

/// Starts all tasks, kills them as `mode` says, and reports what became of each.
pub async fn run(mode: Mode, limit: Duration, tasks: Vec<Task>) -> Report {
    let mut set = JoinSet::new();
    let mut running = Vec::new();
    for (name, work) in tasks {
        // A task that panics gives no value back, hence no name: its id is all that is left.
        let id = set.spawn(work).id();
        running.push((id, name));
    }

    let mut report = Report::default();
    let ends = async {
        while let Some(ended) = set.join_next_with_id().await {
            report.note(ended, &mut running);
            if mode == Mode::FirstThenKill {
                break;
            }
        }
    };
    // One limit around the whole loop. Inside the loop it would start anew with every task that ends.
    // At the limit `ends` is dropped, and nothing is lost with it: the report lies outside.
    let _ = timeout(limit, ends).await;

    // To abort is only to ask. A task that had come to its end by then has not been killed, so how
    // each of them ended is looked at as before.
    set.abort_all();
    while let Some(ended) = set.join_next_with_id().await {
        report.note(ended, &mut running);
    }
    report.killed = running.into_iter().map(|(_, name)| name).collect();
    report
}

impl Report {
    /// Moves the name of a task that has ended from `running` to where it belongs. One that was aborted
    /// stays where it is.
    fn note(&mut self, ended: Result<(Id, anyhow::Result<()>), JoinError>, running: &mut Running) {
        let (id, list) = match ended {
            // The outer `Ok` only says that the task came to its end; how it ended is inside.
            Ok((id, Ok(()))) => (id, &mut self.finished),
            Ok((id, Err(_))) => (id, &mut self.failed),
            Err(error) if error.is_cancelled() => return,
            Err(panic) => (panic.id(), &mut self.failed),
        };
        // `remove` keeps the order of the others, which `swap_remove` would not.
        let place = running.iter().position(|(other, _)| *other == id);
        let (_, name) = running.remove(place.expect("only our own tasks are in the set"));
        list.push(name);
    }
}

/// The tasks whose end has not been seen yet, by id, in the order in which they were given.
type Running = Vec<(Id, String)>;
