//! Tries: to include a file without an end.
//! Verdict: does_not_compile
//! Message: memory
//! Or, on a busy machine: and was stopped

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    println!("{}", include_bytes!("/dev/zero").len());
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
