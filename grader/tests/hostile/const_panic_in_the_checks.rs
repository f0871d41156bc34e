//! Tries: to blame the checks for an error that comes up when they are compiled.
//! Verdict: does_not_compile
//! Message: forged by a constant

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    const { assert!(size_of::<T>() == usize::MAX, "forged by a constant") };
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
