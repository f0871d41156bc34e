//! Tries: to fill the disk.
//! Verdict: failed
//! Message: had written a file of more than 16 MiB
//! Or, on a busy machine: and was stopped

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let mut file = std::fs::File::create("big").unwrap();
    while !futs.is_empty() {
        std::io::Write::write_all(&mut file, &[0; 64 * 1024]).unwrap();
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
