//! Tries: to switch on unstable features of the compiler.
//! Verdict: does_not_compile
//! Message: feature

#![feature(allow_internal_unsafe)]
use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
