//! No task is spawned: a `FuturesUnordered` in the caller's task; a panic is caught where it happens.

use anyhow::{Context as _, Result, anyhow, bail};
use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use std::{panic::AssertUnwindSafe, pin::pin, time::Duration};

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

pub fn parse(args: &[&str]) -> Result<(Mode, Duration, usize)> {
    match args {
        [] => bail!("Mode, limit and number of tasks are missing"),
        [_] => bail!("Limit and number of tasks are missing"),
        [_, _] => bail!("Number of tasks is missing"),
        [mode, limit, count] => {
            let mode = match *mode {
                "kill-all" => Mode::KillAll,
                "first" => Mode::FirstThenKill,
                _ => return Err(anyhow!("bad mode {mode:?}")),
            };
            let limit = limit.parse::<u64>().context(limit.to_string())?;
            let count = match count.parse::<std::num::NonZeroUsize>() {
                Ok(count) => count.get(),
                Err(error) => return Err(anyhow!(error).context(format!("bad number {count:?}"))),
            };
            Ok((mode, Duration::from_millis(limit), count))
        }
        [_, _, _, extra @ ..] => bail!("too many words: {extra:?}"),
    }
}

pub async fn run(mode: Mode, limit: Duration, tasks: Vec<Task>) -> Report {
    let mut report = Report::default();
    let mut names: Vec<Option<String>> = Vec::new();
    let mut all = FuturesUnordered::new();
    for (index, (name, work)) in tasks.into_iter().enumerate() {
        names.push(Some(name));
        let work = AssertUnwindSafe(work).catch_unwind();
        all.push(work.map(move |end| (index, matches!(end, Ok(Ok(()))))));
    }
    let mut limit = pin!(tokio::time::sleep(limit));
    loop {
        tokio::select! {
            biased;
            end = all.next() => match end {
                None => break,
                Some((index, good)) => {
                    let list = if good { &mut report.finished } else { &mut report.failed };
                    list.extend(names[index].take());
                    if matches!(mode, Mode::FirstThenKill) {
                        break;
                    }
                }
            },
            () = &mut limit => break,
        }
    }
    report.killed = names.into_iter().flatten().collect();
    report
}
