//! Tries: to link a library of the machine.
//! Verdict: does_not_compile
//! Message: unsafe

use futures::future::BoxFuture;
#[link(name = "c")]
unsafe extern "C" {}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
