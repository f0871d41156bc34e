//! Tries: to repaint the terminal and to give commands to a CI log.
//! Verdict: failed
//! Message: ::error::forged

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    println!("\u{1b}[2J\u{1b}]0;owned\u{7}\r::error::forged");
    if !futs.is_empty() {
        panic!("\u{1b}[31m::error::forged\u{202e}");
    }
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
