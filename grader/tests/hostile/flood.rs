//! Tries: to print 2 GiB.
//! Verdict: failed
//! Message: had printed more than 16 MiB

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let block = [b'x'; 64 * 1024];
    for _ in 0..32 * 1024 {
        let _ = std::io::Write::write_all(&mut std::io::stdout(), &block);
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
