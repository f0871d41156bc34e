//! Tries: to keep the compiler busy for ever.
//! Verdict: does_not_compile
//! Message: constant evaluation is taking a long time
//! Or, on a busy machine: and was stopped

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    const _: () = loop {};
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
