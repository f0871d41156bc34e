//! Tries: to use all memory.
//! Verdict: failed
//! Message: needed more than 512 MiB
//! Or, on a busy machine: and was stopped

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let mut hoard: Vec<Vec<u8>> = Vec::new();
    while !futs.is_empty() {
        hoard.push(vec![0xa5; 8 << 20]);
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
