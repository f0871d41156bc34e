//! Tries: to panic with 32 MB of text.
//! Verdict: failed
//! Message: had printed more than 16 MiB

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    if !futs.is_empty() {
        panic!("{}", "::error::forged\n".repeat(2_000_000));
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
