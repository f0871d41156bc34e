//! Tries: to move the record of the check away and to put another one in its place.
//! Verdict: failed
//! Message: the record stays

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let moved = std::fs::rename("record", "old").is_ok();
    let removed = std::fs::remove_file("record").is_ok();
    let made = std::fs::create_dir("folder").is_ok();
    let other = std::fs::write("other", "").is_ok() && std::fs::rename("other", "record").is_ok();
    if !(moved || removed || made || other) {
        panic!("the record stays");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
