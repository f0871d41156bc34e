//! Tries: to allow itself unsafe code.
//! Verdict: does_not_compile
//! Message: forbid

#![allow(unsafe_code)]
use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    unsafe { std::hint::unreachable_unchecked() };
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
