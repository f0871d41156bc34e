//! `FuturesUnordered` with indices; the tasks are awaited inside a `JoinSet` whose members abort.

use futures::{FutureExt as _, StreamExt as _, future::BoxFuture, stream::FuturesUnordered};
use tokio::task::{JoinError, JoinHandle, JoinSet};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let numbered = futs
        .into_iter()
        .enumerate()
        .map(|(index, fut)| fut.map(move |value| (index, value)));
    let mut all: FuturesUnordered<_> = numbered.collect();
    all.next().await
}

struct Guard<T>(JoinHandle<T>);

impl<T> Drop for Guard<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

pub async fn first_task<T: Send + 'static>(
    tasks: Vec<JoinHandle<T>>,
) -> Option<(usize, Result<T, JoinError>)> {
    let mut set = JoinSet::new();
    for (index, task) in tasks.into_iter().enumerate() {
        let mut guard = Guard(task);
        set.spawn(async move { (index, (&mut guard.0).await) });
    }
    let winner = set.join_next().await?.ok();
    set.shutdown().await;
    winner
}
