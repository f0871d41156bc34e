//! Tries: to start threads without end, each with hardly any memory.
//! Verdict: failed
//! Message: had more than 1024 threads
//! Or, on a busy machine: and was stopped

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    while !futs.is_empty() {
        let small = std::thread::Builder::new().stack_size(16 * 1024);
        let _ = small.spawn(|| std::thread::sleep(std::time::Duration::from_secs(60)));
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
