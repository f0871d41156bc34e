//! Tries: to call the C library by way of the toolchain.
//! Verdict: does_not_compile
//! Message: rustc_private

use futures::future::BoxFuture;
extern crate libc;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
