//! Tries: to read a file of the machine.
//! Verdict: failed
//! Message: not readable

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    if std::fs::read_to_string("/etc/passwd").is_err() {
        panic!("not readable");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
