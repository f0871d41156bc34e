//! Misconception: To see who is first, look at all of them now and then.
//! Caught by: first_task_gives_the_earliest
//! Message: is seen late

use futures::future::{BoxFuture, select_all};
use std::time::Duration;
use tokio::{
    task::{JoinError, JoinHandle},
    time::sleep,
};

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    if futs.is_empty() {
        return None;
    }
    let (value, index, _losers) = select_all(futs).await;
    Some((index, value))
}

pub async fn first_task<T: Send + 'static>(
    mut tasks: Vec<JoinHandle<T>>,
) -> Option<(usize, Result<T, JoinError>)> {
    if tasks.is_empty() {
        return None;
    }
    loop {
        if let Some(index) = tasks.iter().position(JoinHandle::is_finished) {
            let winner = tasks.remove(index);
            for loser in tasks {
                loser.abort();
            }
            return Some((index, winner.await));
        }
        sleep(Duration::from_millis(10)).await;
    }
}
