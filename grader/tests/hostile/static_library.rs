//! Tries: to blame the machine, with a library of the toolchain that is none for Rust.
//! Verdict: does_not_compile
//! Message: extern crate rustc;

use futures::future::BoxFuture;
extern crate rustc;

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
