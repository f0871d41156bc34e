//! Tries: to sign with the same crate as the harness.
//! Verdict: does_not_compile
//! Message: can't find crate

use futures::future::BoxFuture;
extern crate hmac_sha256;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
