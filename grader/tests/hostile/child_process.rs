//! Tries: to leave a process behind that outlives the check.
//! Verdict: failed
//! Message: no child: PermissionDenied

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let child = std::process::Command::new("/bin/sleep").arg("4242").spawn();
    if let Err(error) = child {
        panic!("no child: {:?}", error.kind());
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
