//! Misconception: A thread for each future is as good as a task.
//! Caught by: each_future_has_a_task_of_its_own
//! Message: not to a thread or another executor

use anyhow::anyhow;
use std::{future::Future, thread};

pub async fn spawn_and_wait<F, T>(futs: Vec<F>) -> anyhow::Result<Vec<T>>
where
    F: Future<Output = anyhow::Result<T>> + Send + 'static,
    T: Send + 'static,
{
    let threads: Vec<_> = futs
        .into_iter()
        .map(|future| thread::spawn(move || futures::executor::block_on(future)))
        .collect();
    let join = |thread: thread::JoinHandle<_>| thread.join().map_err(|_| anyhow!("it panicked"))?;
    threads.into_iter().map(join).collect()
}
