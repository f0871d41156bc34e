//! Tries: to keep a core busy for ever.
//! Verdict: failed
//! Message: was not done after 5 s

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    while !futs.is_empty() {
        std::hint::black_box(0);
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
