//! Handles in a `Vec<Option<…>>`, polled by hand; whoever is killed is awaited afterwards.

use anyhow::{Context as _, Result, bail};
use futures::future::BoxFuture;
use std::{
    future::{Future as _, poll_fn},
    pin::{Pin, pin},
    task::Poll,
    time::Duration,
};
use tokio::task::JoinHandle;

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
    if let Some(extra) = args.get(3) {
        bail!("what is {extra} for?");
    }
    let mode = match args.first() {
        Some(&"kill-all") => Mode::KillAll,
        Some(&"first") => Mode::FirstThenKill,
        Some(other) => bail!("what kind of mode is {other}?"),
        None => bail!("which mode?"),
    };
    let limit = args.get(1).context("which limit?")?;
    let limit: u64 = limit.parse().with_context(|| format!("limit {limit}"))?;
    let count = args.get(2).context("how many tasks?")?;
    match count
        .parse::<usize>()
        .with_context(|| format!("tasks {count}"))?
    {
        0 => bail!("0 tasks?"),
        count => Ok((mode, Duration::from_millis(limit), count)),
    }
}

pub async fn run(mode: Mode, limit: Duration, tasks: Vec<Task>) -> Report {
    let mut running: Vec<(String, Option<JoinHandle<Result<()>>>)> = tasks
        .into_iter()
        .map(|(name, work)| (name, Some(tokio::spawn(work))))
        .collect();
    let mut report = Report::default();
    let mut limit = pin!(tokio::time::sleep(limit));
    poll_fn(|cx| {
        let mut left = 0;
        for (name, slot) in &mut running {
            let Some(handle) = slot else { continue };
            let Poll::Ready(end) = Pin::new(handle).poll(cx) else {
                left += 1;
                continue;
            };
            *slot = None;
            match end {
                Ok(Ok(())) => report.finished.push(name.clone()),
                Ok(Err(_)) | Err(_) => report.failed.push(name.clone()),
            }
            if mode == Mode::FirstThenKill {
                return Poll::Ready(());
            }
        }
        match left {
            0 => Poll::Ready(()),
            _ => limit.as_mut().poll(cx),
        }
    })
    .await;
    for (name, slot) in running {
        if let Some(handle) = slot {
            handle.abort();
            let _ = handle.await;
            report.killed.push(name);
        }
    }
    report
}
