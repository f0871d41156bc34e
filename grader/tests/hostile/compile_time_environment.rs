//! Tries: to read the environment while it is compiled.
//! Verdict: does_not_compile
//! Message: not defined

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    println!("{}", env!("HOME"));
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
