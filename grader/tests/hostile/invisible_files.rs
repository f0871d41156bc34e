//! Tries: to fill the disk with files that are removed while they are open.
//! Verdict: failed
//! Message: it stays visible

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let file = std::fs::File::create("file");
    if file.is_ok() && std::fs::remove_file("file").is_err() {
        panic!("it stays visible");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
