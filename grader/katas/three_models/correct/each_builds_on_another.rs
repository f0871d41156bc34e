//! Recursion for `sequential`; `many_tasks` is `one_task` of handles, which are aborted after a panic.

use futures::{
    StreamExt as _,
    future::{Either, join_all},
    stream::FuturesUnordered,
};
use std::{collections::BTreeMap, future::Future, thread};

pub fn sequential<T>(n: usize, f: impl Fn(usize) -> T) -> Vec<T> {
    fn go<T>(n: usize, f: &dyn Fn(usize) -> T) -> Vec<T> {
        match n {
            0 => Vec::new(),
            _ => {
                let mut before = go(n - 1, f);
                before.push(f(n - 1));
                before
            }
        }
    }
    go(n, &f)
}

pub fn threaded<T: Send>(n: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let start = |index| {
            let f = &f;
            thread::Builder::new()
                .name(format!("job {index}"))
                .spawn_scoped(scope, move || f(index))
                .expect("there is a thread left")
        };
        let threads = sequential(n, start);
        let join = |thread: thread::ScopedJoinHandle<'_, T>| thread.join().unwrap();
        threads.into_iter().map(join).collect()
    })
}

pub async fn one_task<F, Fut, T>(n: usize, f: F) -> Vec<T>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T>,
{
    let f = &f;
    let jobs = (0..n).map(|index| async move { (index, f(index).await) });
    let jobs: FuturesUnordered<_> = jobs.collect();
    let results: BTreeMap<usize, T> = jobs.collect().await;
    results.into_values().collect()
}

pub async fn many_tasks<F, Fut, T>(n: usize, f: F) -> anyhow::Result<Vec<T>>
where
    F: Fn(usize) -> Fut,
    Fut: Future<Output = T> + Send + 'static,
    T: Send + 'static,
{
    if n == 1 {
        return Ok(vec![tokio::spawn(f(0)).await?]);
    }
    let tasks: Vec<_> = (0..n).map(|index| tokio::spawn(f(index))).collect();
    let aborts: Vec<_> = tasks.iter().map(|task| task.abort_handle()).collect();
    let watched = tasks.into_iter().map(|task| async {
        let ended = task.await;
        if ended.is_err() {
            aborts.iter().for_each(|task| task.abort());
        }
        ended
    });
    let all = match n {
        0 => Either::Left(std::future::ready(vec![])),
        _ => Either::Right(join_all(watched)),
    };
    Ok(all.await.into_iter().collect::<Result<_, _>>()?)
}
