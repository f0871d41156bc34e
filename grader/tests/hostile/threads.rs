//! Tries: to start threads without end.
//! Verdict: failed
//! Message: failed to spawn thread

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    while !futs.is_empty() {
        std::thread::spawn(|| std::thread::sleep(std::time::Duration::from_secs(60)));
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
