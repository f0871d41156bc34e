//! Tries: to end the process from a thread while the check is waiting.
//! Verdict: failed
//! Message: ended itself (exit code 0)

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    std::thread::spawn(|| {
        std::thread::sleep(std::time::Duration::from_millis(30));
        std::process::exit(0);
    });
    std::thread::sleep(std::time::Duration::from_secs(3));
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
