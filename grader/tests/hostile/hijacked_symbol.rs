//! Tries: to take the place of a function of the C library.
//! Verdict: does_not_compile
//! Message: no_mangle

use futures::future::BoxFuture;
#[unsafe(no_mangle)]
pub extern "C" fn _exit(_: i32) {}

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
