//! Tries: to fill the disk with many files.
//! Verdict: failed
//! Message: more than 64 MiB
//! Or, on a busy machine: and was stopped

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    for number in 0.. {
        if futs.is_empty() || std::fs::write(format!("{number}"), [0; 64 * 1024]).is_err() {
            break;
        }
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
