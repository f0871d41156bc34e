//! Tries: to be a crate of another name.
//! Verdict: does_not_compile
//! Message: required to match

#![crate_name = "checks"]
use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
