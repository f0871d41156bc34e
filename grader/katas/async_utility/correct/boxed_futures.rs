//! Boxed futures with `select_all`, `join_all` and a `Vec` of handles; a wrapper does the logging.

use anyhow::bail;
use futures::{
    FutureExt as _,
    future::{BoxFuture, join_all, ready, select_all, try_join_all},
};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::Instant;

#[derive(Clone)]
pub struct Log {
    start: Instant,
    entries: Arc<Mutex<Vec<(Duration, String)>>>,
}

#[expect(
    clippy::new_without_default,
    reason = "a log counts from its creation, which should be written down"
)]
impl Log {
    pub fn new() -> Self {
        Self {
            start: Instant::now(),
            entries: Arc::default(),
        }
    }

    pub fn line(&self, text: impl Into<String>) {
        self.entries
            .lock()
            .unwrap()
            .push((self.start.elapsed(), text.into()));
    }

    pub fn entries(&self) -> Vec<(Duration, String)> {
        self.entries.lock().unwrap().clone()
    }
}

#[derive(Clone, Copy)]
pub struct Sleeps {
    pub foo: Duration,
    pub bar: Duration,
    pub baz: Duration,
    pub slow: Duration,
}

pub async fn run_command(command: Option<&str>, sleeps: Sleeps, log: &Log) -> anyhow::Result<()> {
    let Some(command) = command else {
        bail!("need command")
    };
    let foo = || logged("foo", tokio::time::sleep(sleeps.foo).boxed(), log);
    let bar = || logged("bar", tokio::time::sleep(sleeps.bar).boxed(), log);
    let baz = || logged("baz", tokio::time::sleep(sleeps.baz).boxed(), log);
    let slow = || logged("slow", tokio::time::sleep(sleeps.slow).boxed(), log);
    if command == "not-run" {
        [foo(), bar(), baz(), slow()].into_iter().for_each(drop);
    } else if command == "one-at-a-time" {
        // Each is made when its turn comes: a tokio sleep counts from its creation.
        let makers: [&dyn Fn() -> BoxFuture<'static, &'static str>; 4] = [&foo, &bar, &baz, &slow];
        for make in makers {
            make().await;
        }
    } else if command == "spawn-and-wait" {
        let handles: Vec<_> = (0..10).map(|_| tokio::spawn(foo())).collect();
        try_join_all(handles).await?;
    } else if command == "wait-for-1st" {
        let (winner, _, _) = select_all([slow(), baz(), bar(), foo()]).await;
        log.line(format!("{winner} finished 1st"));
    } else if command == "wait-for-all" {
        join_all([slow(), baz(), bar(), foo()]).await;
    } else if command == "block-runtime" {
        let block = ready(()).map(move |()| std::thread::sleep(sleeps.slow));
        let blocker = logged("blocker", block.boxed(), log);
        let (winner, _, _) = select_all([foo(), bar(), baz(), blocker]).await;
        log.line(winner.to_string() + " finished 1st");
    } else {
        return Err(
            anyhow::Error::msg(command.to_string()).context(format!("unknown command: {command}"))
        );
    }
    Ok(())
}

fn logged(
    name: &'static str,
    work: BoxFuture<'static, ()>,
    log: &Log,
) -> BoxFuture<'static, &'static str> {
    let log = log.clone();
    async move {
        log.line(format!("START: {name}"));
        work.await;
        log.line(format!("END: {name}"));
        name
    }
    .boxed()
}
