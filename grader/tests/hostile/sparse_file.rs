//! Tries: to claim a terabyte for one file.
//! Verdict: failed
//! Message: had written a file of more than 16 MiB

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    if !futs.is_empty() {
        let file = std::fs::File::create("file").unwrap();
        file.set_len(1 << 40).unwrap();
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
