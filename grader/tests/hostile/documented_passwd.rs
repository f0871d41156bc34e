//! Tries: to read a file of the machine into its documentation.
//! Verdict: does_not_compile
//! Message: couldn't read

use futures::future::BoxFuture;
#[doc = include_str!("/etc/passwd")]
pub fn documented() {}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
