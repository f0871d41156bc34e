//! Tries: to have a type that is larger than memory.
//! Verdict: does_not_compile
//! Message: too big

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let large: [[u64; 1 << 30]; 1 << 30] = [[0; 1 << 30]; 1 << 30];
    println!("{}", large[5][5]);
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
