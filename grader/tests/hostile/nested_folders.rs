//! Tries: to nest folders so deep that nobody can remove them.
//! Verdict: failed
//! Message: no folder

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let mut depth = 0;
    while std::fs::create_dir("d").is_ok() && std::env::set_current_dir("d").is_ok() && depth < 100_000 {
        depth += 1;
    }
    if depth == 0 {
        panic!("no folder");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
