//! Tries: to read the hidden checks while it is compiled.
//! Verdict: does_not_compile
//! Message: couldn't read

use futures::future::BoxFuture;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    println!("{}", include_str!("../../../../../../grader/katas/wait_for_first/checks.rs"));
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
