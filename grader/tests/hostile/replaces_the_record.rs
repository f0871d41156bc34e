//! Tries: to move the outcome of the check away and to put another one in its place.
//! Verdict: failed
//! Message: the outcome stays

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let moved = std::fs::rename("outcome", "old").is_ok();
    let removed = std::fs::remove_file("outcome").is_ok();
    let made = std::fs::create_dir("folder").is_ok();
    let other = std::fs::write("other", "").is_ok() && std::fs::rename("other", "outcome").is_ok();
    if !(moved || removed || made || other) {
        panic!("the outcome stays");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
