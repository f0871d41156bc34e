//! Tries: to give commands to a CI log in an error of the compiler.
//! Verdict: does_not_compile
//! Message: ::error file=

use futures::future::BoxFuture;
compile_error!("\n::error file=a::forged\n\u{1b}[2J##[error]forged");

pub async fn first<'a, T>(futs: Vec<BoxFuture<'a, T>>) -> Option<(usize, T)> {
    let (value, index, _losers) = futures::future::select_all(futs).await;
    Some((index, value))
}
