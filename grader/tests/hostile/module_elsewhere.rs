//! Tries: to take code from a place outside the exercise.
//! Verdict: does_not_compile
//! Message: couldn't read

use futures::future::BoxFuture;
#[path = "/etc/hostname"]
mod elsewhere;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
