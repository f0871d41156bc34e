//! Tries: to take the compiler's own environment into the program.
//! Verdict: does_not_compile
//! Message: couldn't read

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    println!("{:?}", include_bytes!("/proc/self/environ"));
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
