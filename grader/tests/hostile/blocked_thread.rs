//! Tries: to block the only thread for ever.
//! Verdict: failed
//! Message: was not done after 5 s

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    std::thread::sleep(std::time::Duration::from_secs(100_000));
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
