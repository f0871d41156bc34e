//! Tries: to turn the process into another program.
//! Verdict: failed
//! Message: stayed itself

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    use std::os::unix::process::CommandExt as _;
    if !futs.is_empty() {
        let error = std::process::Command::new("/bin/true").exec();
        panic!("stayed itself: {error}");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
